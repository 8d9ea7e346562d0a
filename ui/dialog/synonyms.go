package dialog

import (
	"fmt"
	"slices"
	"strings"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// synonyms are words by which other tools call a command.
func synonyms() map[string]command.ID {
	return map[string]command.ID{
		"delete": command.Terminate, "del": command.Terminate, "kill": command.Terminate, "remove": command.Terminate,
		"rm": command.Terminate, "rmi": command.Terminate, "destroy": command.Terminate,
		"exit": command.Quit, "close": command.Quit, "leave": command.Quit, "bye": command.Quit, "q": command.Quit, "q!": command.Quit, "wq": command.Quit, "x": command.Quit,
		"reboot": command.Restart, "bounce": command.Restart, "recreate": command.Redeploy, "pull": command.Redeploy,
		"reload": command.Refresh, "update": command.Refresh, "sync": command.Refresh,
		"create": command.New, "add": command.New, "run": command.New, "launch": command.New, "deploy": command.New,
		"begin": command.Start, "resume": command.Start, "halt": command.Stop, "shutdown": command.Stop,
		"resize": command.SetScale, "replicas": command.SetScale,
		"tail": command.OpenLogs, "console": command.OpenLogs, "output": command.OpenLogs,
		"find": command.Filter, "grep": command.Filter, "search": command.Filter,
		"describe": command.ToggleDetail, "inspect": command.ToggleDetail, "info": command.ToggleDetail, "show": command.ToggleDetail, "env": command.ToggleDetail,
		"yaml": command.OpenJSON, "raw": command.OpenJSON,
		"ls": command.ShowApplications, "list": command.ShowApplications, "apps": command.ShowApplications, "services": command.ShowApplications, "deployments": command.ShowApplications,
		"ps": command.ShowContainers, "pods": command.ShowContainers, "po": command.ShowContainers,
		"events": command.ShowActivity, "history": command.ShowActivity, "change": command.Edit, "modify": command.Edit,
		"shortcuts": command.ShowHelp, "man": command.ShowHelp, "h": command.ShowHelp, "select": command.Mark,
		"clipboard": command.Yank, "write": command.Save, "w": command.Save,
	}
}

// wrongMost is how many letters of a word may be wrong.
func wrongMost(word string) int {
	if len(word) < 5 {
		return 1
	}
	return 2
}

// meant returns the name of the command that a word may stand for, "" if none
// comes to mind.
func meant(offers []Offer, word string) command.ID {
	word = strings.ToLower(word)
	if id, ok := synonyms()[word]; ok {
		return id
	}
	best, least := command.ID(""), wrongMost(word)+1
	for _, o := range offers {
		if d := text.Distance(word, string(o.Name)); d < least && len(word) > 2 {
			best, least = o.Name, d
		}
	}
	return best
}

// isSynonym is whether a line is, or begins with, a word for a command by which
// nothing that is offered is called.
func isSynonym(offers []Offer, line string) bool {
	word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	if _, ok := synonyms()[strings.ToLower(word)]; !ok {
		return false
	}
	return !slices.ContainsFunc(offers, func(o Offer) bool { return nearness(o, word) > 0 })
}

// suggestion is the line that was meant, and the command that it runs; ok is
// false if none is offered.
func suggestion(offers []Offer, line string) (o Offer, better string, ok bool) {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	name := meant(offers, word)
	i := slices.IndexFunc(offers, func(o Offer) bool { return o.Name == name })
	if i < 0 {
		return Offer{}, "", false
	}
	better = string(name)
	if rest = strings.TrimSpace(rest); rest != "" && offers[i].Arg != command.NoArgument {
		better += " " + rest
	}
	return offers[i], better, true
}

// noMatch says that a line names nothing of what was looked for, and which command may be meant.
func noMatch(what string, offers Offers, line string) string {
	line = strings.TrimSpace(line)
	if why := offers.Unknown(line); why != "" {
		return why
	}
	said := fmt.Sprintf("No %s matches %q.", what, short(line))
	if o, _, ok := suggestion(offers.Commands(), line); ok {
		said += " Did you mean " + o.Title
		if o.Keys != "" {
			said += " (" + o.Keys + ")"
		}
		return said + "?"
	}
	word, _, _ := strings.Cut(line, " ")
	if name, ok := synonyms()[strings.ToLower(word)]; ok {
		if why := offers.Unknown(string(name)); why != "" {
			return said + " " + why
		}
	}
	return said
}
