package ui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"fleetop/internal/uitest"
	"fleetop/ui"
)

func TestValuesOfAnotherApplicationAreHiddenUntilAskedFor(t *testing.T) {
	t.Parallel()
	var files []string
	edit := func(_ context.Context, _, text string) (string, error) {
		files = append(files, text)
		return strings.Replace(text, "name: web", "name: other", 1), nil
	}
	inBubble(t, 80, 24, setup{options: func(o *ui.Options) { o.Host.Edit = edit }}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		const secret = "correct-horse-battery" // of the shop's web
		d.Advance(time.Second)
		d.Press("G", "k")
		newForm(d)
		d.Press(" ")
		d.Advance(time.Second)
		d.Sees("filled from web; environment values are hidden", "DATABASE_PASSWORD=********", "ctrl+r shows")
		d.SeesNot(secret)
		d.Press("ctrl+e")
		d.Sees("taken over from the editor", "other", "DATABASE_PASSWORD=********")
		if strings.Contains(files[0], secret) || !strings.Contains(files[0], "DATABASE_PASSWORD=********") || !strings.Contains(files[0], "stands for a value that is hidden") {
			t.Errorf("the file says\n%s", files[0])
		}
		d.Press("tab", "tab", "tab", "tab", "tab", "tab", "x")
		d.Sees("not taken: the value of this line is hidden", "DATABASE_PASSWORD=********")
		d.Press("ctrl+r")
		d.Sees("DATABASE_PASSWORD="+secret, "ctrl+r hides")
		d.SeesNot("not taken")
		d.Press("esc")
		d.SeesNot(secret)
		d.Press("n")
		d.Sees("DATABASE_PASSWORD=********")
		d.SeesNot(secret)
		for range 6 {
			d.Press("tab")
		}
		server.Take()
		d.Press("enter")
		sent := writes(server.Take())
		if len(sent) != 1 {
			t.Fatalf("%d requests were sent, want 1", len(sent))
		}
		d.Advance(2 * time.Second)
		d.Press("J")
		d.Advance(time.Second)
		d.Press("V")
		d.Sees("d3c1f0a94b7e4f6bb2c07f1e8a5d6c39") // of the application that was made
	})
}
