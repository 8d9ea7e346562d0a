package dialog

// doubt is whether nobody knows if what a form makes was made already.
type doubt struct {
	looks  bool   // the button looks first
	why    string // what was said of the try
	button string // what the button says otherwise, "" while there is no doubt
}

// Look asks whether what a form may have made is there.
type Look struct{ Form *Form }

// Doubt notes that what the form makes may have been made. Its button looks for
// that before it sends again.
func (d *Form) Doubt(content string) {
	d.Unknown(content + "; look whether it is there before you send it again")
	d.doubt = doubt{looks: true, why: content, button: d.form.Button}
	d.form.Button = "Look first"
}

// Looked says what a look has brought, and found that something of that name has
// come. From now on the button sends again.
func (d *Form) Looked(content string, found bool) {
	if !d.doubt.looks {
		return
	}
	d.doubt.looks = false
	d.form.Button = d.doubt.button
	if found {
		d.form.Button += " another"
	}
	d.form.FocusFirst()
	d.say(d.doubt.why+"; "+content, true)
	d.failure = d.said
}

// NotLooked says why it was not looked.
func (d *Form) NotLooked(why string) { d.say(why, true) }

// endDoubt lets the button say what it does again.
func (d *Form) endDoubt() {
	if d.doubt.button != "" {
		d.form.Button = d.doubt.button
	}
	d.doubt = doubt{}
}
