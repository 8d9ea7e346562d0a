package platform_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fleetop/internal/platform/memory"
)

// What names the application of a link, as the platform's own command lines sent it.
func TestLinkTakesEveryFormClientsSent(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	db := s.create(`{"image": "tutum/mysql", "name": "db"}`)
	uri, uuid := str(db, "resource_uri"), str(db, "uuid")
	for name, link := range map[string]string{
		"URI":                   `"` + uri + `"`,
		"URI without its slash": `"` + strings.TrimSuffix(uri, "/") + `"`,
		"absolute URI":          `"` + s.url + uri + `"`,
		"uuid":                  `"` + uuid + `"`,
		"uuid in capitals":      `"` + strings.ToUpper(uuid) + `"`,
		"start of a uuid":       `"` + uuid[:8] + `"`,
		"four characters of it": `"` + uuid[:4] + `"`,
		"unique name":           `"db"`,
		"object with a name":    `{"to_application": "db", "name": "db"}`,
		"object with a URI":     `{"to_application": "` + uri + `"}`,
		"object with a uuid":    `{"to_application": "` + uuid[:8] + `", "name": "store"}`,
	} {
		a := s.post("application/", `{"image": "x", "linked_to_application": [`+link+`]}`)
		if diff := cmp.Diff([]string{uri}, strs(a, "linked_to_application")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestLinkAliasNamesItsVariables(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	s.create(`{"image": "tutum/mysql", "name": "mysql-main"}`)
	s.create(`{"image": "x", "name": "web", "linked_to_application": [{"to_application": "mysql-main", "name": "store"}]}`)
	env := vars(s.get(str(s.container("web-1"), "resource_uri")))
	for _, key := range []string{"STORE_1_PORT", "STORE_1_PORT_3306_TCP_ADDR", "STORE_TUTUM_API_URL"} {
		if env[key] == "" {
			t.Errorf("%s is missing in %v", key, env)
		}
	}
	if env["MYSQL_MAIN_1_PORT"] != "" {
		t.Errorf("the alias is not used alone: %v", env)
	}
}

func TestLinkThatCannotBeResolvedIsNamed(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	db := s.create(`{"image": "tutum/mysql", "name": "db"}`)
	gone := s.create(`{"image": "x", "name": "gone"}`)
	s.want(http.StatusAccepted, http.MethodDelete, str(gone, "resource_uri"), "")
	s.clock.advance(5 * time.Second)
	container := str(s.container("db-1"), "resource_uri")
	for link, named := range map[string]string{
		`"nothing"`:                               `\"nothing\"`,
		`"gone"`:                                  `\"gone\"`,
		`"` + str(gone, "uuid") + `"`:             str(gone, "uuid"),
		`"` + noSuchUUID + `"`:                    noSuchUUID,
		`"` + container + `"`:                     container,
		`"` + str(db, "uuid")[:3] + `"`:           str(db, "uuid")[:3],
		`{"to_application": "nothing"}`:           `\"nothing\"`,
		`{"name": "db"}`:                          "to_application",
		`{"to_application": 5}`:                   "to_application",
		`{"to_application": "db", "name": "a b"}`: `\"a b\"`,
		`"/api/v1/application/"`:                  `\"/api/v1/application/\"`,
		`"/api/v1/application/nothing/"`:          `\"/api/v1/application/nothing/\"`,
		`7`:                                       "7",
		`null`:                                    "null",
		`""`:                                      "empty",
	} {
		r := s.do(http.MethodPost, "application/", `{"image": "x", "linked_to_application": [`+link+`]}`)
		messages := strs(r.object(t)["application"].(map[string]any), "linked_to_application")
		if r.status != http.StatusBadRequest || len(messages) != 1 || !strings.Contains(string(r.body), named) {
			t.Errorf("%s: status %d, %s", link, r.status, r.body)
		}
	}
}

// Two links whose variables have the same names would hide each other.
func TestAliasesThatHideEachOtherAreRefused(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	s.create(`{"image": "tutum/mysql", "name": "db"}`)
	s.create(`{"image": "tutum/redis", "name": "cache"}`)
	for links, parts := range map[string][]string{
		`{"to_application": "db", "name": "x"}, {"to_application": "cache", "name": "x"}`:     {"db and cache", "X_"},
		`{"to_application": "db", "name": "x-1"}, {"to_application": "cache", "name": "X_1"}`: {"db and cache", "X_1_"},
		`"cache", {"to_application": "db", "name": "cache"}`:                                  {"cache and db", "CACHE_"},
		`{"to_application": "db", "name": "one"}, {"to_application": "db", "name": "two"}`:    {"db", `"one"`, `"two"`},
	} {
		body := `{"image": "x", "linked_to_application": [` + links + `]}`
		wrong, _ := s.want(http.StatusBadRequest, http.MethodPost, "application/", body)["application"].(map[string]any)
		messages := strs(wrong, "linked_to_application")
		if len(messages) != 1 {
			t.Errorf("%s: %v", links, wrong)
			continue
		}
		for _, part := range parts {
			if !strings.Contains(messages[0], part) {
				t.Errorf("%s: %q lacks %q", links, messages[0], part)
			}
		}
	}
	for _, links := range []string{
		`"db", "cache", "db"`,
		`"db", {"to_application": "db", "name": "store"}`,
		`{"to_application": "db", "name": "cache"}, {"to_application": "cache", "name": "db"}`,
		`{"to_application": "db", "name": "x"}, {"to_application": "db", "name": "x"}`,
	} {
		s.post("application/", `{"image": "x", "linked_to_application": [`+links+`]}`)
	}
}

func TestLinkByAnAmbiguousStartOfAUUIDIsRefused(t *testing.T) {
	t.Parallel()
	fleet := memory.Fleet{}
	for i := range 2000 {
		fleet.Applications = append(fleet.Applications, memory.Application{Name: fmt.Sprintf("a%04d", i), Image: "x"})
	}
	s := newServer(t, fleet)
	starts := make(map[string]string)
	for offset := 0; offset < 2000; offset += 100 {
		for _, a := range s.list(fmt.Sprintf("application/?limit=100&offset=%d", offset)) {
			start := str(a, "uuid")[:4]
			if starts[start] == "" {
				starts[start] = str(a, "unique_name")
				continue
			}
			r := s.do(http.MethodPost, "application/", `{"image": "x", "linked_to_application": ["`+start+`"]}`)
			for _, part := range []string{start, starts[start], str(a, "unique_name")} {
				if r.status != http.StatusBadRequest || !strings.Contains(string(r.body), part) {
					t.Fatalf("%s: status %d, %s", start, r.status, r.body)
				}
			}
			return
		}
	}
	t.Fatal("no two of 2,000 uuids start with the same four characters")
}

// A list of the wrong type has no elements to complain about.
func TestWrongTypeGetsOneMessage(t *testing.T) {
	t.Parallel()
	s := newServer(t, memory.Fleet{})
	for field, values := range map[string][]string{
		"linked_to_application": {`"db"`, `5`, `{"to_application": "db"}`, `true`},
		"roles":                 {`"global"`, `[5]`, `["global", 5]`, `[5, "x"]`, `[null, {}]`},
		"container_ports":       {`80`, `"80"`, `[80, 443]`, `[{"inner_port": 80}, "x"]`, `[{"inner_port": "a"}, {"inner_port": "b"}]`},
		"container_envvars":     {`"A=B"`, `{"A": "B"}`, `["A=B", "C=D"]`, `[{"key": "A", "value": 1}, {"key": ""}]`},
		"target_num_containers": {`"2"`, `[1]`},
		"name":                  {`5`, `["x"]`},
		"autorestart":           {`true`, `["OFF"]`},
		"container_size":        {`1`, `{}`},
		"web_public_dns":        {`5`},
		"image":                 {`5`, `[""]`},
	} {
		for _, value := range values {
			body := fmt.Sprintf(`{"image": "tutum/hello-world", %q: %s}`, field, value)
			wrong, _ := s.want(http.StatusBadRequest, http.MethodPost, "application/", body)["application"].(map[string]any)
			if messages := strs(wrong, field); len(wrong) != 1 || len(messages) != 1 || !strings.HasPrefix(messages[0], "This field must be ") {
				t.Errorf("%s: %v", body, wrong)
			}
		}
	}
}
