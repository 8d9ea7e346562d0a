package terminal

import (
	"strings"
	"unicode"
)

// A Title is a message of the program: the window's title from now on, "" for the one that it began
// with. Where the title cannot be put back it is left alone.
type Title string

// A Ring is a message of the program: something has happened that is to be heard. The terminal's bell
// rings, and its text goes to the desktop where the terminal says that it is one of those that pass it
// on.
type Ring string

const (
	bell = "\a"
	// askName asks the terminal for its name and version (XTVERSION).
	askName = "\x1b[>q"
	// mostBeside is how many bytes may wait for a terminal that takes nothing before a ring is dropped.
	mostBeside = 4096
	// longestNotice bounds what is sent to the desktop, in characters.
	longestNotice = 200
)

// notifiers are the terminals that are known to pass a text on to the desktop, by the names by which
// they answer XTVERSION, and the beginning of the sequence for that.
func notifiers() map[string]string {
	const osc9, osc777 = "\x1b]9;", "\x1b]777;notify;fleetop;"
	return map[string]string{"iterm2": osc9, "kitty": osc9, "wezterm": osc777, "ghostty": osc777, "foot": osc777}
}

// notice returns the sequence that sends a text to the desktop on a terminal of that name, "" where it
// is not known to do that.
func notice(name, text string) string {
	end := strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end < 0 {
		end = len(name)
	}
	begin, known := notifiers()[strings.ToLower(name[:end])]
	if !known {
		return ""
	}
	// A semicolon would begin another field.
	content := []rune(strings.ReplaceAll(CleanLine(text), ";", ","))
	return begin + string(content[:min(len(content), longestNotice)]) + bell
}

// ring rings the bell, and tells the desktop once it is known how. The terminal is asked for its name
// the first time: until then nothing needs it.
func (o *output) ring(text string) {
	o.mu.Lock()
	if len(o.beside) > mostBeside {
		o.mu.Unlock()
		return
	}
	o.beside = append(o.beside, bell...)
	o.fresh = true
	switch {
	case o.named:
		o.beside = append(o.beside, notice(o.name, text)...)
	case o.unsaid == "" && !o.nameAsked:
		// A terminal that takes the question for text shows it until the frame clears it, and the
		// second question tells when there is no answer to the first.
		o.control = append(append(o.control, askName...), askRead...)
		o.asking, o.nameAsked, o.forget = true, true, true
		o.unsaid = text
	default:
		o.unsaid = text
	}
	o.mu.Unlock()
	o.stir()
}

// hears takes in the terminal's name. The lock is held.
func (o *output) hears(name string) {
	o.name, o.named = name, true
	if o.unsaid != "" {
		o.beside = append(o.beside, notice(name, o.unsaid)...)
		o.fresh = true
	}
	o.unsaid = ""
}

// say writes a sequence that no terminal shows as text between two frames, once the terminal is ours.
func (o *output) say(sequence string) {
	o.mu.Lock()
	o.beside = append(o.beside, sequence...)
	o.fresh = true
	o.mu.Unlock()
	o.stir()
}

// setTitle changes the window's title, "" for the one that it began with.
func (p *Program) setTitle(title string) {
	p.hands.Lock()
	defer p.hands.Unlock()
	if !p.titled || p.closed {
		return
	}
	if title = CleanLine(title); title == "" {
		title = CleanLine(p.opts.Title)
	}
	if title != p.title {
		p.title = title
		p.out.say(titleSequence(title))
	}
}

// titleSequence sets the window's title.
func titleSequence(title string) string { return "\x1b]2;" + title + bell }
