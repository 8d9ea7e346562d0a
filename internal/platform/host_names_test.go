package platform_test

import (
	"regexp"
	"strings"
	"testing"

	"fleetop/internal/platform/memory"
)

// TestNamesThatBecomeTheSameAreKeptApart creates applications whose names differ in what host names
// and variables cannot hold: host names, those of containers too, and the names of link variables
// differ all the same, and are valid.
func TestNamesThatBecomeTheSameAreKeptApart(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	label := regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	long := strings.Repeat("x", 62)
	names := []string{"web_1", "web-1", "Web-1", "web.1", "web-1-2", "web", "web-", "web_", long, long + "x", long + "y"}
	var all []string
	dns := map[string]string{}
	claim := func(name, host string) {
		t.Helper()
		if other, taken := dns[host]; taken {
			t.Errorf("%s and %s are both %s", other, name, host)
		}
		dns[host] = name
		if first, _, _ := strings.Cut(host, "."); !label.MatchString(first) {
			t.Errorf("%s has the host name %s", name, host)
		}
	}
	for _, name := range names {
		a := s.create(`{"image": "tutum/hello-world", "name": "` + name + `", "target_num_containers": 2, "container_ports": [{"inner_port": 80}], "run_command": "sleep 90000"}`)
		claim(name, str(a, "public_dns"))
		for _, c := range s.containers(a) {
			claim(str(c, "unique_name"), str(c, "public_dns"))
		}
		all = append(all, `"`+name+`"`)
	}
	linked := s.create(`{"image": "tutum/hello-world", "name": "all", "run_command": "sleep 90000", "linked_to_application": [` + strings.Join(all, ", ") + `]}`)
	apis := 0
	for key := range vars(s.containers(linked)[0]) {
		if strings.HasSuffix(key, "_TUTUM_API_URL") {
			apis++
		}
	}
	if apis != len(names) {
		t.Errorf("%d links have %d names of variables", len(names), apis)
	}
	// A name that is free again is given as it is.
	first := s.list("application/?unique_name=web_1")[0]
	host := str(first, "public_dns")
	s.want(202, "DELETE", str(first, "resource_uri"), "")
	s.clock.advance(30_000_000_000)
	s.get("application/")
	again := s.create(`{"image": "tutum/hello-world", "name": "WEB_1", "container_ports": [{"inner_port": 80}], "run_command": "sleep 90000"}`)
	if got := str(again, "public_dns"); got != host {
		t.Errorf("it is %s, want %s", got, host)
	}
}
