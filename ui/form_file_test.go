package ui_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

func TestAFormIsEditedAsAFile(t *testing.T) {
	t.Parallel()
	var seen []string
	answer := func(string) (string, error) { return "", nil }
	edit := func(_ context.Context, name, text string) (string, error) {
		seen = append(seen, text)
		time.Sleep(20 * time.Second)
		return answer(text)
	}
	inBubble(t, 80, 24, setup{options: func(o *ui.Options) { o.Host.Edit = edit }}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		newForm(d)
		d.Burst("tutum/mysql")
		d.Press("tab", "tab", "m")
		answer = func(text string) (string, error) {
			return strings.NewReplacer("# name:", "name: from-a-file", "# container_envvars:", "container_envvars: [A=1, \"B=x y\"]", "# linked_to_application:", "linked_to_application: [db]").Replace(text), nil
		}
		d.Press("ctrl+e")
		server.Take()
		d.Advance(19 * time.Second)
		if n := count(server.Take(), listApplications); n < 3 {
			t.Errorf("%d polls while the editor was open for 19 s, want one every 5 s", n)
		}
		d.Advance(2 * time.Second)
		for _, want := range []string{"\nimage: tutum/mysql\n", "\ncontainer_size: M\n", "\n# Name.", "\n# name:\n", "# Default: XS (256 MiB).\n# One of: XS (256 MiB", "# Any of: api, backup"} {
			if !strings.Contains(seen[0], want) {
				t.Errorf("the file lacks %q:\n%s", want, seen[0])
			}
		}
		d.Sees("taken over from the editor, not sent yet", "from-a-file", "A=1", "B=x y", "db")

		answer = func(text string) (string, error) { return text, nil }
		d.Press("ctrl+e")
		d.Advance(21 * time.Second)
		d.Sees("nothing was changed in the editor", "from-a-file")

		answer = func(text string) (string, error) {
			return strings.Replace(text, "name: from-a-file", "nam: from-a-file", 1), nil
		}
		d.Press("ctrl+e")
		d.Advance(21 * time.Second)
		d.Sees("not taken over, line ", "nothing here is named", "ctrl+e opens it", "from-a-file")
		line := 0
		answer = func(text string) (string, error) {
			if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(first, "#! line ") {
				t.Errorf("the file does not begin with what was wrong, but with %q", first)
			}
			for i, l := range strings.Split(text, "\n") {
				if l == "nam: from-a-file" {
					line = i + 1
				}
			}
			return "", errors.New("it ended with status 1")
		}
		said := d.Line("not taken over, line ")
		d.Press("ctrl+e")
		d.Advance(21 * time.Second)
		if want := "line " + itoa(line) + ":"; !strings.Contains(said, want) {
			t.Errorf("it said %q, the mistake is in %s", said, want)
		}
		d.Sees("nothing was taken over: it ended with status 1", "from-a-file")
		if got := writes(server.Take()); len(got) > 0 {
			t.Errorf("%v was sent", got)
		}
	})
}

func itoa(n int) string { return strconv.Itoa(n) }

func TestThePasswordIsInNoFile(t *testing.T) {
	t.Parallel()
	var seen []string
	edit := func(_ context.Context, _, text string) (string, error) {
		seen = append(seen, text)
		return text + "password: s3cret\n", nil
	}
	inBubble(t, 80, 24, setup{options: func(o *ui.Options) { o.Host.Edit = edit }}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
		d.Advance(time.Second)
		d.Press("3")
		d.Advance(time.Second)
		d.Press("n")
		fill(d, "quay.io/acme/new", "robot", "s3cret")
		d.Press("ctrl+e")
		d.Sees("password is typed in the form alone", "******")
		d.Press("ctrl+e")
		d.SeesNot("s3cret")
		for _, text := range seen {
			if strings.Contains(text, "s3cret") {
				t.Errorf("the password is in the file:\n%s", text)
			}
		}
	})
}
