package dialog

import (
	"strings"
	"testing"

	"fleetop/ui/form"
)

func TestAFileWithAPasswordIsNotKept(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"username: bob\npassword: hunter2", "{username: bob, password: hunter2}",
		"username: bob\npassword: |\n  hunter2\n", "username: bob\npassword: >-\n  hunter2\n",
		"username: bob # password: hunter2\nnam: x", "username: bob\n\"pass\\u0077ord\": hunter2",
		"username: bob\n? password\n: hunter2",
	} {
		d := &Form{form: form.New([]form.Field{{Name: "username"}, {Name: "password", Label: "Password", Kind: form.Masked}}, "Add")}
		d.handed = d.form.File("head")
		d.Edited(in, Context{})
		if d.notes != "" || strings.Contains(d.said, "hunter2") || !strings.Contains(d.said, "not kept") {
			t.Errorf("of %q was kept %q, and it said %q", in, d.notes, d.said)
		}
		if got := d.form.Value("username"); got != "bob" {
			t.Errorf("of %q was taken over %q, want bob", in, got)
		}
	}
}
