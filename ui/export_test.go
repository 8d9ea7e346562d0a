package ui

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTableFormats(t *testing.T) {
	t.Parallel()
	tab := table{[]string{"NAME", "COMMAND"}, [][]string{{"web", `say "hi", there`}, {"=1+1", "-x"}, {"日本", ""}}}
	for format, want := range map[string]string{
		asCSV:  "NAME,COMMAND\r\nweb,\"say \"\"hi\"\", there\"\r\n'=1+1,'-x\r\n日本,\r\n",
		asJSON: "[\n  {\n    \"name\": \"web\",\n    \"command\": \"say \\\"hi\\\", there\"\n  },\n  {\n    \"name\": \"=1+1\",\n    \"command\": \"-x\"\n  },\n  {\n    \"name\": \"日本\",\n    \"command\": \"\"\n  }\n]\n",
		asText: "NAME  COMMAND\nweb   say \"hi\", there\n=1+1  -x\n日本\n",
	} {
		if got, err := tab.encode(format); err != nil || string(got) != want {
			t.Errorf("as %s: %q, %v; want %q", format, got, err, want)
		}
	}
	if got, _ := (table{titles: []string{"A"}}).encode(asJSON); !json.Valid(got) {
		t.Errorf("no rows are %q", got)
	}
}

// TestCSVReadsBack writes any cells: read back they are what they were, but for
// the apostrophe in front of what would be a formula.
func TestCSVReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(rapid.StringMatching(`[=+@\-]?[a-z",;' \n]*`), 1, 5).Draw(t, "row")
		titles := make([]string, len(row))
		for i := range titles {
			titles[i] = "T"
		}
		text, err := table{titles, [][]string{row}}.csv()
		if err != nil {
			t.Fatal(err)
		}
		read := csv.NewReader(strings.NewReader(string(text)))
		read.FieldsPerRecord = -1
		rows, err := read.ReadAll()
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if len(row) == 1 && row[0] == "" {
			return // an empty line is no record
		}
		want := slices.Clone(row)
		for i := range want {
			want[i] = harmless(want[i])
			if want[i] != "" && strings.ContainsRune("=+-@", rune(want[i][0])) {
				t.Fatalf("%q is a formula", want[i])
			}
		}
		if len(rows) != 2 || !slices.Equal(rows[1], want) {
			t.Fatalf("%q is read as %q", row, rows)
		}
	})
}

func TestCurl(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ user, ca, url, want string }{
		{"admin", "", "https://app.tutum.co/api/v1/application/7e/", `curl -H "Authorization: ApiKey admin:$TUTUM_APIKEY" https://app.tutum.co/api/v1/application/7e/`},
		{"admin", "/etc/a-ca.pem", "https://h/", `curl -H "Authorization: ApiKey admin:$TUTUM_APIKEY" --cacert /etc/a-ca.pem https://h/`},
		{"admin", "/it's/$ca", "https://h/", `curl -H "Authorization: ApiKey admin:$TUTUM_APIKEY" --cacert '/it'\''s/$ca' https://h/`},
		{"a b", "", "http://h/$x", `curl -H 'Authorization: ApiKey a b:'"$TUTUM_APIKEY" 'http://h/$x'`},
		{"it's$(rm)", "", "http://h/a&b;c", `curl -H 'Authorization: ApiKey it'\''s$(rm):'"$TUTUM_APIKEY" 'http://h/a&b;c'`},
		{"", "", "http://h/`x`", "curl -H 'Authorization: ApiKey :'\"$TUTUM_APIKEY\" 'http://h/`x`'"},
	} {
		if got := curl(test.user, test.ca, test.url); got != test.want {
			t.Errorf("%s at %s: %s, want %s", test.user, test.url, got, test.want)
		}
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Containers of web": "containers-of-web", "../../etc/passwd": "etc-passwd", "tutum/redis:2": "tutum-redis-2", "日本": "", "a.b_c-1": "a.b_c-1",
		strings.Repeat("x", 100): strings.Repeat("x", 60),
	} {
		if got := fileName(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
