package ui

import (
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// historyLimit is how many entries the history of a prompt holds.
const historyLimit = 50

// prompt is the line at the bottom in which a filter or a search is typed.
type prompt struct {
	input  textinput.Model
	search bool // of the logs; else the filter of the list
	at     int  // place in the history, its length for what is being typed
	typed  string
	wrong  string // why what is typed is no filter, in words; the last good one acts
}

func newPrompt(search bool, value string, history int) *prompt {
	p := &prompt{input: textinput.New(), search: search, at: history}
	p.input.Prompt = ""
	p.input.CharLimit = 256
	p.input.SetValue(value)
	p.input.CursorEnd()
	p.input.Focus()
	return p
}

func (p *prompt) key(msg tea.KeyMsg) { p.input, _ = p.input.Update(msg) }

func (p *prompt) insert(text string) {
	p.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

// recall steps through the history; the newest step down is what was being typed.
func (p *prompt) recall(history []string, by int) {
	if p.at == len(history) {
		p.typed = p.input.Value()
	}
	p.at = min(max(p.at+by, 0), len(history))
	value := p.typed
	if p.at < len(history) {
		value = history[p.at]
	}
	p.input.SetValue(value)
	p.input.CursorEnd()
}

// openPrompt opens the filter of the list, or the search of the logs where
// they have the focus.
func (m *Model) openPrompt() {
	search := m.panes.focus == logsPane && m.panes.logs != nil
	value := m.panes.list().Filter()
	if search {
		value = m.panes.logs.Search()
	}
	m.prompt = newPrompt(search, value, len(*m.promptHistory(search)))
}

func (m *Model) promptHistory(search bool) *[]string {
	if search {
		return &m.history[1]
	}
	return &m.history[0]
}

// promptChanged applies what is typed at once.
func (m *Model) promptChanged() {
	value := m.prompt.input.Value()
	if m.prompt.search {
		if m.panes.logs != nil {
			m.panes.logs.SetSearch(value)
		}
		return
	}
	m.prompt.wrong = ""
	if err := m.panes.list().SetFilter(value); err != nil {
		m.prompt.wrong = err.Error()
	}
}

// closePrompt keeps what was typed, or clears it. A filter that is wrong cannot
// be kept: the prompt stays open.
func (m *Model) closePrompt(keep bool) {
	p := m.prompt
	if keep && p.wrong != "" {
		return
	}
	m.prompt = nil
	value := p.input.Value()
	if !keep {
		value = ""
	} else if h := m.promptHistory(p.search); value != "" && (len(*h) == 0 || (*h)[len(*h)-1] != value) {
		*h = append(*h, value)
		if len(*h) > historyLimit {
			*h = (*h)[1:]
		}
	}
	switch {
	case !p.search:
		_ = m.panes.list().SetFilter(value) // it is not wrong
	case m.panes.logs != nil:
		m.panes.logs.SetSearch(value)
	}
}
