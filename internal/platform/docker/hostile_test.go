package docker

import (
	"strings"
	"testing"
	"unicode"

	ctypes "github.com/moby/moby/api/types/container"

	"fleetop/internal/platform/docker/dialect"
	"fleetop/internal/platform/engine"
)

// TestLabelsAreHostile checks that no name out of a label has characters that control a terminal, is
// empty or longer than a line, and that containers stay apart whose labels look the same.
func TestLabelsAreHostile(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	long := strings.Repeat("ö", 1000)
	for digit, labels := range map[string]map[string]string{
		"1": {composeProject: "shop\x1b]0;owned\a", composeService: "web\r\n"},
		"2": {composeProject: "shop ]0;owned", composeService: "web"},
		"3": {composeProject: "\x00\x01", composeService: "web"},
		"4": {composeProject: long, composeService: long, composeDir: strings.Repeat("/srv", 1000)},
		"5": {swarmService: "s1", swarmName: "a\u202eb\x9b31m", swarmTask: "a\u202eb\x9b31m.2.x"},
		"6": {swarmService: "s2", swarmName: "\t"},
		"7": {labelApplication: anApp, labelContainer: aUUID, labelOwner: "o\x1b[2J", labelName: "\x1b[2Jown\n"},
		"8": {composeProject: "shop\u0085", composeService: "db", composeOneOff: "True"},
		"9": {composeProject: "p", composeService: "s", composeNumber: "9223372036854775807"},
	} {
		f.add(ctypes.Summary{
			ID: native(digit), Names: []string{"/n\x1b[31m" + digit}, Image: "img\x1b[0m", ImageID: anImage, State: ctypes.StateRunning, Labels: labels,
		}, ctypes.InspectResponse{})
	}
	f.add(ctypes.Summary{ID: native("a"), Names: []string{"/\x01"}, State: ctypes.StateRunning}, ctypes.InspectResponse{})
	w := open(t, f.options())
	if n := len(w.inv.Applications); n != 10 {
		t.Errorf("%d applications", n)
	}
	names := make(map[string]string)
	for _, a := range w.inv.Applications {
		c := a.Containers[0]
		names[c.Native[:1]] = a.Name
		for _, s := range []string{a.Name, c.Name, a.Image.Name} {
			if s != strings.TrimSpace(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) || len(s) > 2*dialect.MostName+10 {
				t.Errorf("%q", s)
			}
		}
		for _, s := range []string{a.OwnerName, a.Project} {
			if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) || len(s) > dialect.MostName+dialect.MostReason+40 {
				t.Errorf("%q", s)
			}
		}
		if a.Name == "" || c.Name == "" || c.Number < 1 || c.Number > mostNumber {
			t.Errorf("%+v", a)
		}
	}
	for digit, want := range map[string]string{
		"1": "shop ]0;owned-web", "2": "shop ]0;owned-web", "3": "n [31m3", "5": "a b 31m", "6": "n [31m6", "7": "[2Jown", "8": "n [31m8", "9": "p-s", "a": native("a")[:12],
	} {
		if names[digit] != want {
			t.Errorf("%s is %q, want %q", digit, names[digit], want)
		}
	}
	for _, a := range w.inv.Applications {
		if a.Owner == engine.Stack && a.Containers[0].Native == native("5") && a.Containers[0].Number != 2 {
			t.Errorf("a task of a hostile name has the number %d", a.Containers[0].Number)
		}
	}
}
