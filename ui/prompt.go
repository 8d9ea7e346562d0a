package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"fleetop/ui/command"
	"fleetop/ui/pane"
)

// historyLimit is how many entries a history holds.
const historyLimit = 50

// history is what was typed before, the oldest first.
type history []string

// add adds an entry; the oldest is left out where the history grows too long.
func (h *history) add(entry string) {
	if entry == "" || len(*h) > 0 && (*h)[len(*h)-1] == entry {
		return
	}
	grown := append(slices.Clone(*h), entry)
	*h = grown[max(len(grown)-historyLimit, 0):]
}

// prompts are the line in which a filter or a search is typed, and what was typed before.
type prompts struct {
	open                        *prompt // nil for none
	filters, searches, commands history
	matching                    history
}

// prompt is a line in which a filter or a search is typed.
type prompt struct {
	sign  string // in front of it
	input textinput.Model
	into  filtered
	past  *history
	at    int // place in the history, its length for what is being typed
	typed string
	wrong string // why what is typed is no filter, in words; the last good one acts
}

// filtered is what a prompt acts on while it is typed.
type filtered interface {
	Filter() string
	SetFilter(text string) error
}

// searcher is a pane that is searched.
type searcher interface {
	Search() string
	SetSearch(text string)
	Find()
}

// searched is a pane that is searched as a list is filtered.
type searched struct{ searcher }

// Filter implements filtered.
func (s searched) Filter() string { return s.Search() }

// SetFilter implements filtered.
func (s searched) SetFilter(text string) error {
	s.SetSearch(text)
	return nil
}

// matched is logs of which only matching lines are shown.
type matched struct{ *pane.Logs }

// Filter implements filtered.
func (l matched) Filter() string { return l.Matching() }

// SetFilter implements filtered.
func (l matched) SetFilter(text string) error {
	l.SetMatching(text)
	return nil
}

// matchingOf returns a prompt for what lines of logs have to match.
func (p *prompts) matchingOf(l *pane.Logs) *prompt {
	made := newPrompt(matched{l}, &p.matching)
	made.sign = "&"
	return made
}

// promptOf returns a prompt for what is in focus: it searches what has a search, and filters a list.
func (p *prompts) promptOf(in *panes) *prompt {
	into, past := filtered(in.list()), &p.filters
	switch {
	case in.json != nil:
		into, past = searched{in.json}, &p.searches
	case in.focus == logsPane && in.logs != nil:
		into, past = searched{in.logs}, &p.searches
	}
	return newPrompt(into, past)
}

// filterOf returns a prompt for the list that is shown.
func (p *prompts) filterOf(l *pane.List) *prompt { return newPrompt(l, &p.filters) }

func newPrompt(into filtered, past *history) *prompt {
	p := &prompt{sign: "/", input: textinput.New(), into: into, past: past, at: len(*past)}
	p.input.Prompt = ""
	p.input.CharLimit = 256
	p.set(into.Filter())
	p.input.Focus()
	return p
}

func (p *prompt) set(value string) {
	p.input.SetValue(value)
	p.input.CursorEnd()
}

// key gives a key to the line; what is typed acts at once.
func (p *prompt) key(msg tea.KeyMsg) {
	p.input, _ = p.input.Update(msg)
	p.apply()
}

func (p *prompt) insert(text string) {
	p.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

func (p *prompt) apply() {
	p.wrong = ""
	if err := p.into.SetFilter(p.input.Value()); err != nil {
		p.wrong = err.Error()
	}
}

// recall steps through the history; the newest step down is what was being typed.
func (p *prompt) recall(by int) {
	if p.at == len(*p.past) {
		p.typed = p.input.Value()
	}
	p.at = min(max(p.at+by, 0), len(*p.past))
	value := p.typed
	if p.at < len(*p.past) {
		value = (*p.past)[p.at]
	}
	p.set(value)
	p.apply()
}

// do runs a command of the prompt; it says whether the prompt closes.
func (p *prompt) do(id command.ID) (closes bool) {
	switch id {
	case command.Accept:
		return p.keep()
	case command.Cancel, command.Interrupt:
		_ = p.into.SetFilter("") // never wrong
		return true
	case command.HistoryPrevious:
		p.recall(-1)
	case command.HistoryNext:
		p.recall(1)
	}
	return false
}

// keep keeps what was typed, and goes to the first place where it is found. A filter that is wrong
// cannot be kept.
func (p *prompt) keep() bool {
	if p.wrong != "" {
		return false
	}
	p.past.add(p.input.Value())
	if s, ok := p.into.(searched); ok && s.Search() != "" {
		s.Find()
	}
	return true
}
