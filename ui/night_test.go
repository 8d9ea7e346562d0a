package ui_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"fleetop/client"
	"fleetop/internal/uitest"
)

// TestARecordedNight lets a day go by in front of a screen that nobody touches: others stop, scale and
// terminate, the server is away for a while, a container is killed and comes back, the machine sleeps, one
// container of an application is stopped. In the morning Activity tells it, a line for each.
func TestARecordedNight(t *testing.T) {
	t.Parallel()
	inBubble(t, 200, 60, setup{interval: 30 * time.Second}, func(t *testing.T, d *uitest.Driver, server *uitest.Server) {
		others, err := client.New("http://"+testHost+"/", client.Credentials{User: testUser, Key: testKey}, client.WithHTTPClient(&http.Client{Transport: server}))
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		uuid := map[string]string{}
		for a, err := range others.Applications.All(ctx, client.ApplicationFilter{}) {
			if err != nil {
				t.Fatal(err)
			}
			uuid[a.UniqueName] = a.UUID
		}
		must := func(_ client.Application, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		d.Advance(2 * time.Hour)
		must(others.Applications.Stop(ctx, uuid["cache"]))
		d.Advance(time.Hour)
		server.Break("", uitest.Refused)
		d.Advance(12 * time.Minute)
		server.Break("", nil)
		d.Advance(4 * time.Hour)
		must(others.Applications.Scale(ctx, uuid["web"], 5))
		d.Advance(time.Hour)
		server.Edit(crashed)
		d.Advance(10 * time.Minute)
		server.Edit(nil)
		d.Advance(4 * time.Hour)
		d.Busy(2 * time.Hour)
		d.Advance(4 * time.Hour)
		for c, err := range others.Containers.All(ctx, client.ContainerFilter{}) { // the containers of api are on the screen
			if err != nil {
				t.Fatal(err)
			}
			if c.UniqueName == "api-2" {
				if _, err := others.Containers.Stop(ctx, c.UUID); err != nil {
					t.Fatal(err)
				}
			}
		}
		d.Advance(time.Hour)
		must(others.Applications.Scale(ctx, uuid["api"], 4))
		d.Advance(time.Hour)
		must(others.Applications.Terminate(ctx, uuid["lb"]))
		d.Advance(6 * time.Hour)
		d.Press("4")
		d.Sees("7 things happened while you were away")
		told := ""
		for line := range strings.SplitSeq(d.View(), "\n") {
			if fields := strings.Fields(strings.Trim(line, "│▸ ")); len(fields) > 2 && strings.Contains(line, "│") && fields[0] != "TIME" {
				told = strings.Join(fields, " ") + "\n" + told
			}
		}
		want := `02:00:?? cache stopped 1/1 → 0/1
03:00:?? server lost: connection refused: is the server running?
03:12:?? connected again, not watched for 12m
07:12:?? web scaled 3/3 → 5/5
08:12:?? api-3 exited 137 (SIGKILL, out of memory?), api 3/3 → 2/3
08:22:?? api recovered 2/3 → 3/3, api-3 running again
14:22:?? not watched for 2h: the machine slept, or its clock was set
18:22:?? api-2 exited 0, api 3/3 → 2/3
19:22:?? api scaled 2/3 → 3/4, new api-4
20:22:?? lb terminated 2/2 → 0/2
──────── Sat 1 Jan
`
		if got := seconds.ReplaceAllString(told, "$1??"); got != want {
			t.Errorf("the night was\n%s\nwant\n%s", got, want)
		}
	})
}

// crashed is an answer of the server in which a container of api was killed.
func crashed(body string) string {
	var doc map[string]any
	if json.Unmarshal([]byte(body), &doc) != nil {
		return body
	}
	objects, isList := doc["objects"].([]any)
	if !isList {
		objects = []any{doc}
	}
	for _, one := range objects {
		o, _ := one.(map[string]any)
		switch o["unique_name"] {
		case "api":
			o["state"], o["running_num_containers"], o["stopped_num_containers"] = "Partly running", 2, 1
		case "api-3":
			o["state"], o["exit_code"] = "Stopped with errors", 137
		}
	}
	edited, err := json.Marshal(doc)
	if err != nil {
		return body
	}
	return string(edited)
}

// seconds are those of a time, which depend on when polls come.
var seconds = regexp.MustCompile(`(\d\d:\d\d:)\d\d`)
