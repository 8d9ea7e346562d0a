package activity

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// Gap says whether an entry tells that nobody watched for a while.
func (e *Entry) Gap() bool { return e.Phase == Unwatched || e.Phase == Reconnected && e.Span > 0 }

// ofChange says what polls have shown.
func (e *Entry) ofChange(arrow string) string {
	switch e.Phase {
	case Unwatched:
		return text.Join(": ", "not watched for "+text.Span(e.Span), e.Cause)
	case Left:
		return "fleetop was closed"
	case Settled:
		return fmt.Sprintf("steady again: %s, after %s in %s", e.To, text.Count(e.Again, "change"), text.Span(e.Span))
	case LoopOver:
		return text.Join(": ", "does not restart any more", e.To)
	default:
	}
	said := text.Join(", ", e.changeWords(arrow), e.groupWords())
	if e.By != "" {
		said += ", by " + e.By
		if e.Span >= time.Second {
			said += ", after " + text.Span(e.Span)
		}
	}
	if e.Unread {
		said += ", exit code not seen"
	}
	if e.Object.Many > 1 {
		said += ": " + strings.Join(e.Names, ", ")
		if more := e.Object.Many - len(e.Names); more > 0 {
			said += fmt.Sprintf(" and %d more", more)
		}
	}
	return said
}

// groupWords says which containers of an application are others. One under whose name another stands
// was replaced.
func (e *Entry) groupWords() string {
	came, went, swapped := e.Came, e.Went, Group{}
	if came.More+went.More == 0 {
		came.Names, went.Names = nil, nil
		for _, name := range e.Came.Names {
			if slices.Contains(e.Went.Names, name) {
				swapped.Add(name)
			} else {
				came.Add(name)
			}
		}
		for _, name := range e.Went.Names {
			if !slices.Contains(swapped.Names, name) {
				went.Add(name)
			}
		}
	}
	var parts []string
	say := func(g *Group, format string) {
		if !g.Empty() {
			parts = append(parts, fmt.Sprintf(format, g))
		}
	}
	if e.Phase != Redeployed && e.Phase != Reimaged { // which replaces all of them
		say(&e.Moves, "moved %s")
		say(&swapped, "replaced %s")
	}
	say(&came, "new %s")
	say(&went, "gone %s")
	say(&e.Back, "%s running again")
	return strings.Join(parts, ", ")
}

// changeWords says what a change is, without who made it.
func (e *Entry) changeWords(arrow string) string {
	between := text.Join(" "+arrow+" ", e.From, e.To)
	switch e.Phase {
	case Listed:
		return text.Join(": ", "new", e.To)
	case Delisted:
		return text.Join(", was ", "gone", e.From)
	case Reimaged:
		return "redeployed " + between
	case Redeployed:
		return text.Join(": ", "redeployed", e.To)
	case Readdressed:
		return "address " + e.or(e.From) + " " + arrow + " " + e.or(e.To)
	case Elsewhere:
		return "nodes " + e.or(e.From) + " " + arrow + " " + e.or(e.To)
	case Exited:
		return e.exitedWords(arrow)
	case StartedAgain:
		said := "started again by itself"
		if e.Again > 1 {
			said += fmt.Sprintf(", %d times", e.Again)
		}
		return text.Join(", ", e.exitWords(), said)
	case Flaps:
		return fmt.Sprintf("flaps: down %d times in %s", e.Again, text.Span(e.Span))
	case Loops:
		said := "keeps restarting"
		if e.Again > 0 {
			said += fmt.Sprintf(", %d restarts so far", e.Again)
		}
		return text.Join(", ", said, e.exitWords())
	default:
		return text.Join(": ", e.turned(arrow), e.Cause)
	}
}

// exitedWords says how containers ended, and what that made of their application.
func (e *Entry) exitedWords(arrow string) string {
	said := e.exitWords()
	if n := len(e.Names); n > 0 && e.Object.Many <= 1 {
		said += ", " + text.Count(n, "other") + " too"
	}
	if e.From == "" && e.To == "" {
		return text.Join(" of ", said, e.Of.Name)
	}
	return said + ", " + text.Join(" ", e.Of.Name, e.countsBetween(arrow))
}

// turned says what an application or a container has become, by what was done to it where its states and
// counts tell that: "scaled 3/3 → 5/5".
func (e *Entry) turned(arrow string) string {
	was, before := cutCounts(e.From)
	is, after := cutCounts(e.To)
	verb := fleet.Turn(was, is, before, after)
	switch {
	case verb != "" && before != after:
		return verb + " " + before + " " + arrow + " " + after
	case before == after && was != is: // they say nothing
		return text.Join(" "+arrow+" ", was, is)
	default:
		return text.Join(" "+arrow+" ", e.From, e.To)
	}
}

// cutCounts cuts "Running 3/3" into the state and the counts; either may be missing.
func cutCounts(content string) (state, counts string) {
	if at := strings.LastIndexByte(content, ' '); strings.ContainsRune(content[at+1:], '/') {
		return content[:max(at, 0)], content[at+1:]
	}
	return content, ""
}

// Fewer says whether fewer containers of an application run than before.
func (e *Entry) Fewer() bool { return running(e.To) >= 0 && running(e.To) < running(e.From) }

// More says whether more containers of an application run than before.
func (e *Entry) More() bool { return running(e.From) >= 0 && running(e.To) > running(e.From) }

// running is how many containers run by what is said of an application, -1 where that does not say it.
func running(content string) int {
	_, counts := cutCounts(content)
	before, _, _ := strings.Cut(counts, "/")
	n, err := strconv.Atoi(before)
	if err != nil {
		return -1
	}
	return n
}

func (e *Entry) or(content string) string {
	if content == "" {
		return "none"
	}
	return content
}

// countsBetween says how many containers of an application ran and run: "6/6 → 5/6"; its states where
// that are as many.
func (e *Entry) countsBetween(arrow string) string {
	_, from := cutCounts(e.From)
	_, to := cutCounts(e.To)
	if from == to {
		from, to = e.From, e.To
	}
	return from + " " + arrow + " " + to
}

// exitWords says how a container ended: "exited 137 (SIGKILL, out of memory?)".
func (e *Entry) exitWords() string {
	switch {
	case e.Exit == "" && e.Cause != "":
		return "failed: " + e.Cause
	case e.Exit == "":
		return ""
	}
	said := "exited " + e.Exit
	if meaning := fleet.ExitBrief(e.Exit); meaning != "" && e.Exit != "0" {
		said += " (" + meaning + ")"
	}
	return said
}
