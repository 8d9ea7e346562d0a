package dialog

import (
	"strconv"
	"strings"

	"fleetop/internal/text"
	"fleetop/ui/command"
)

// mistakeMark begins the lines that say in a file what was wrong with it.
const mistakeMark = "#! "

// mistakesTold is how many mistakes are told.
const mistakesTold = 5

// file is the form as a file: the one that came back and was wrong, else one
// that is made of what was entered.
func (d *Form) file(c Context) string {
	if d.notes != "" {
		return d.notes
	}
	d.handed = d.form.File(d.title + "\n\nSave and leave the editor to take this over into the form; nothing is sent by that.\n" +
		"What begins with # is a comment, and what is a comment is not sent.\n" +
		d.hiddenNote(c) +
		"Before it is sent: " + c.Keys.Label(command.Accept, " ", 1, true) + " on [ " + d.form.Button + " ].")
	return d.handed
}

// hiddenValue stands for a value that is hidden, whatever its length.
const hiddenValue = "********"

// hiddenNote says in the file what stands for hidden values, if there are any.
func (d *Form) hiddenNote(c Context) string {
	if d.form.Foreign() == 0 || d.form.Revealed() {
		return ""
	}
	return "A line that ends with =" + hiddenValue + " stands for a value that is hidden: it stays as it is.\n" +
		"To have the values here: " + c.Keys.Label(command.RevealFilled, " ", 1, true) + " in the form, then the editor.\n"
}

// Unedited says why an editor has changed nothing.
func (d *Form) Unedited(why string) { d.say(why, true) }

// Edited takes over the form as it came back from the editor. If anything in it
// is wrong the form stays as it was, and the file is kept for another try, unless
// a password may be in it.
func (d *Form) Edited(content string, c Context) {
	content = unmarked(plainText(content))
	d.now(c)
	if content == d.handed && d.notes == "" {
		d.say("nothing was changed in the editor", false)
		return
	}
	mistakes := d.form.ReadFile(content)
	if len(mistakes) == 0 {
		d.notes = ""
		d.say("taken over from the editor, not sent yet", false)
		return
	}
	if d.form.NamesMasked(content, d.handed, mistakes) {
		d.forget(content)
		return
	}
	// What is told stands above the text when it is opened again: the lines are
	// counted with that.
	told := mistakes[:min(len(mistakes), mistakesTold)]
	lines := make([]string, len(told))
	for i, m := range told {
		if m.Line > 0 {
			m.Line += len(told)
		}
		lines[i] = text.Clean(m.String())
	}
	d.notes = mistakeMark + strings.Join(lines, "\n"+mistakeMark) + "\n" + content
	d.say("not taken over, "+lines[0]+more(len(mistakes)-1)+"; "+c.Key(command.Editor)+" opens it again", true)
}

// forget takes over what can be read of a file that is wrong and is not kept,
// for a password may be in it, however it is written there.
func (d *Form) forget(content string) {
	d.notes = ""
	taken := "nothing else could be read"
	if d.form.ReadRest(content) {
		taken = "the other fields that could be read were taken over"
	}
	d.say("a password is typed in the form alone: "+taken+", and the file was not kept", true)
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return " (and " + strconv.Itoa(n) + " more)"
}

// plainText takes off a file what editors add to text: the mark of the byte
// order at its beginning, and carriage returns at the ends of its lines.
func plainText(content string) string {
	return strings.ReplaceAll(strings.TrimPrefix(content, "\ufeff"), "\r\n", "\n")
}

// unmarked takes the lines away that say what was wrong the last time.
func unmarked(content string) string {
	for strings.HasPrefix(content, mistakeMark) {
		_, content, _ = strings.Cut(content, "\n")
	}
	return content
}
