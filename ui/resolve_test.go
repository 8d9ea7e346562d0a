package ui

import (
	"strings"
	"testing"

	"fleetop/client"
	"fleetop/internal/fleet"
)

func TestResolve(t *testing.T) {
	t.Parallel()
	app := func(uuid, unique, name string, state client.State) *fleet.Row {
		return fleet.ApplicationRow(client.Application{UUID: uuid, UniqueName: unique, Name: name, State: state})
	}
	con := func(uuid, unique, name string) *fleet.Row {
		return fleet.ContainerRow(client.Container{UUID: uuid, UniqueName: unique, Name: name, State: client.StateRunning})
	}
	rows := []*fleet.Row{
		app("aaaa1111", "web", "web", client.StateRunning),
		app("aaaa2222", "web-2", "web", client.StateRunning),
		app("bbbb1111", "old", "job", client.StateTerminated),
		app("bbbb2222", "old", "task", client.StateRunning),
		app("cccc1111", "twin", "x", client.StateRunning),
		app("cccc2222", "twin", "y", client.StateRunning),
		con("dddd1111", "api-1", "api"),
		con("dddd2222", "api-2", "api"),
		con("eeee1111", "solo-1", "solo"),
		fleet.ImageRow(client.Image{Name: "tutum/redis"}),
	}
	for _, test := range []struct{ text, key, why string }{
		{"web", "aaaa1111", ""},
		{"web-2", "aaaa2222", ""},
		{"solo", "eeee1111", ""},
		{"dddd2", "dddd2222", ""},
		{"DDDD2", "dddd2222", ""},
		{"aaaa1111", "aaaa1111", ""},
		{"old", "bbbb2222", ""}, // the other one is terminated
		{"job", "bbbb1111", ""}, // but has a name of its own
		{"redis", "tutum/redis", ""},
		{"api", "", `"api" may be any of 2: api-1, api-2`},
		{"twin", "", `"twin" may be any of 2: application cccc1111, application cccc2222`},
		{"aaaa", "", `"aaaa" may be any of 2: web, web-2`},
		{"aaa", "", ""}, // too little of a uuid
		{"", "", ""},
		{"we", "", ""},
		{"tutu", "", ""},
	} {
		row, why := resolve(rows, test.text)
		if (row == nil) != (test.key == "") || row != nil && row.ID.Key != test.key || why != test.why {
			t.Errorf("%q is %+v, %q; want %q, %q", test.text, row, why, test.key, test.why)
		}
	}
	many := make([]*fleet.Row, 0, 9)
	for i := range 9 {
		many = append(many, con(strings.Repeat("f", i+1), "n-"+strings.Repeat("1", i+1), "n"))
	}
	if _, why := resolve(many, "n"); why != `"n" may be any of 9: n-1, n-11, n-111, …` {
		t.Errorf("nine say %q", why)
	}
}
