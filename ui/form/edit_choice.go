package form

import (
	"slices"
	"strings"
)

// choose changes what is chosen of the options of a Choice.
func (x *field) choose(key string) {
	x.query.wipe()
	switch key {
	case "right":
		x.step(1)
	case "left":
		x.step(-1)
	case "backspace", "delete", "ctrl+u", "ctrl+h":
		x.choice()
	}
}

// choice chooses some of the options in place of those that were chosen.
func (x *field) choice(values ...string) {
	x.chosen = values
	x.changed()
}

// step goes to another option; before the first one nothing is chosen.
func (x *field) step(by int) {
	at := 0
	if len(x.chosen) > 0 {
		at = 1 + slices.IndexFunc(x.Options, func(o Option) bool { return o.Value == x.chosen[0] })
	}
	n := len(x.Options) + 1
	at = (at + by + n) % n
	if at == 0 {
		x.choice()
	} else {
		x.choice(x.Options[at-1].Value)
	}
}

// pick chooses the option that begins with what was typed, the last character
// after those before it; where none does it begins anew, behind the one that is
// chosen. Space goes to the next option.
func (x *field) pick(text string) {
	if text == " " {
		x.query.wipe()
		x.step(1)
		return
	}
	begins := func(o Option) bool {
		return strings.HasPrefix(strings.ToLower(o.Value), strings.ToLower(x.query.String()))
	}
	x.query.insert(oneLine(text))
	if i := slices.IndexFunc(x.Options, begins); i >= 0 && len(x.query.text) > len([]rune(text)) {
		x.choice(x.Options[i].Value)
		return
	}
	x.query.wipe()
	x.query.insert(oneLine(text))
	for range len(x.Options) + 1 { // once around: what was chosen is chosen again
		x.step(1)
		if len(x.chosen) > 0 && begins(Option{Value: x.chosen[0]}) {
			return
		}
	}
}

// narrow edits what the options of a Multi are narrowed by.
func (x *field) narrow(key string) {
	if len(x.query.text) == 0 && (key == "backspace" || key == "ctrl+h") && len(x.chosen) > 0 {
		x.choice(x.chosen[:len(x.chosen)-1]...)
		return
	}
	if x.query.key(key) {
		x.cursor = 0
	}
}

// toggle takes the option under the cursor, or takes it back.
func (x *field) toggle() {
	options := x.matching()
	if x.cursor >= len(options) {
		return
	}
	o := options[x.cursor]
	if i := slices.Index(x.chosen, o.Value); i >= 0 {
		x.choice(slices.Delete(x.chosen, i, i+1)...)
		return
	}
	x.take(o)
}

// take chooses one more option.
func (x *field) take(o Option) {
	x.choice(append(x.chosen, o.Value)...)
	x.texts[o.Value] = o.Text
}

// typed returns the option that was typed: the only one that contains the text, or the only one that is
// called so.
func (x *field) typed() (o Option, ok bool) {
	options := x.matching()
	if len(options) > 1 {
		options = slices.DeleteFunc(slices.Clone(options), func(o Option) bool { return !strings.EqualFold(o.Text, x.query.String()) })
	}
	if len(options) != 1 {
		return Option{}, false
	}
	return options[0], true
}

// matching returns the options of a Multi that contain what was typed.
func (x *field) matching() []Option {
	query := strings.ToLower(x.query.String())
	if query == "" {
		return x.Options
	}
	var out []Option
	for _, o := range x.Options {
		if strings.Contains(strings.ToLower(o.Text), query) {
			out = append(out, o)
		}
	}
	return out
}

// guesses are the texts that complete what was typed.
func (x *field) guesses() []string {
	if x.Suggest == nil || x.Kind != Text {
		return nil
	}
	typed := strings.TrimSpace(x.lines[0].String())
	return slices.DeleteFunc(x.Suggest(typed), func(s string) bool { return s == typed })
}

// Guess goes to another of the texts that complete what was typed.
func (f *Form) Guess(by int) {
	if x := f.current(); x != nil && !f.Locked {
		if n := len(x.guesses()); n > 0 {
			x.guess = ((x.guess+by)%n + n) % n
		}
	}
}

// takeGuess takes the text that is offered, with the cursor at the end.
func (x *field) takeGuess() bool {
	guesses := x.guesses()
	if len(guesses) == 0 || x.lines[0].at < len(x.lines[0].text) {
		return false
	}
	x.lines[0] = newBuffer(guesses[min(x.guess, len(guesses)-1)])
	x.changed()
	return true
}
