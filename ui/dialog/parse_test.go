package dialog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fleetop/client"
	"fleetop/ui/form"
)

func said(problems []form.Problem) string {
	var out []string
	for _, p := range problems {
		mark := "?"
		if p.Blocks {
			mark = "!"
		}
		out = append(out, mark+" "+p.Text)
	}
	return strings.Join(out, "; ")
}

func TestParsePorts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, want, wrong string
	}{
		{"", "", ""},
		{"80", "80/tcp", ""},
		{"80/tcp 53/udp", "80/tcp 53/udp", ""},
		{" 80/TCP,53/Udp , 80/udp\n", "80/tcp 53/udp 80/udp", ""},
		{"0 65536 1 65535", "1/tcp 65535/tcp", "! 0: a port is a number from 1 to 65535, as in 80/tcp; ! 65536: a port is a number from 1 to 65535, as in 80/tcp"},
		{"http", "", "! http: a port is a number from 1 to 65535, as in 80/tcp"},
		{"+80 -1 8 0x50", "8/tcp", "! +80: a port is a number from 1 to 65535, as in 80/tcp; ! -1: a port is a number from 1 to 65535, as in 80/tcp; ! 0x50: a port is a number from 1 to 65535, as in 80/tcp"},
		{"80/", "", "! 80/: a protocol is tcp or udp, as in 53/udp"},
		{"80/tcp/x", "", "! 80/tcp/x: a protocol is tcp or udp, as in 53/udp"},
		{"80 80/tcp", "80/tcp", "! 80/tcp is given twice"},
	} {
		ports, problems := parsePorts(test.text)
		var got []string
		for _, p := range ports {
			got = append(got, fmt.Sprintf("%d/%s", p.Inner, p.Protocol))
		}
		if strings.Join(got, " ") != test.want || said(problems) != test.wrong {
			t.Errorf("%q: %q, %s", test.text, got, said(problems))
		}
	}
}

func TestParseEnv(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		lines []string
		want  []client.EnvVar
		wrong string
	}{
		{nil, nil, ""},
		{[]string{"A=1", "B=", "C== x "}, []client.EnvVar{{Key: "A", Value: "1"}, {Key: "B"}, {Key: "C", Value: "= x "}}, ""},
		{[]string{"  A=1\n2"}, []client.EnvVar{{Key: "A", Value: "1\n2"}}, ""},
		{[]string{"A"}, nil, "! A: write KEY=value, one per line"},
		{[]string{"=1"}, nil, "! a key is missing in front of an equals sign"},
		{[]string{"A=1", "A=2"}, []client.EnvVar{{Key: "A", Value: "1"}}, "! A is given twice"},
		{[]string{"A=\x00"}, nil, "! A: a value cannot hold a NUL character"},
		{[]string{"A B=1"}, []client.EnvVar{{Key: "A B", Value: "1"}}, "? A B: a key with a space in it is of no use to a shell"},
	} {
		vars, problems := parseEnv(test.lines)
		if diff := cmp.Diff(test.want, vars); diff != "" || said(problems) != test.wrong {
			t.Errorf("%q: %s, %s", test.lines, diff, said(problems))
		}
	}
}

func TestNamesAndDomains(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"web": true, "Web-1.x_y": true, "1a": true, "-a": false, ".a": false, "_a": false, "a b": false, "ä": false, "": false, strings.Repeat("a", 63): true, strings.Repeat("a", 64): false} {
		if isName(name) != want {
			t.Errorf("%q is a name: %v", name, !want)
		}
	}
	for name, want := range map[string]bool{"example.com": true, "a": true, "a-b.c": true, "-a.b": false, "a-.b": false, "a..b": false, "a.b.": false, "a_b.c": false, "http://a.b": false, strings.Repeat("a", 64) + ".b": false, strings.Repeat("a.", 127): false} {
		if isDomain(name) != want {
			t.Errorf("%q is a domain: %v", name, !want)
		}
	}
}

// FuzzPorts reads any text: what is read is a port, and reads the same again.
func FuzzPorts(f *testing.F) {
	for _, seed := range []string{"80/tcp 53/udp", "80,443", "0", "65536/udp", "/", "80/tcp/udp", "８０", "+1", "1e3", "\x00", "80/tcp,80/TCP", "080/tcp", "80:8080/tcp", "1-1024", "443/sctp", "\u00a080", "99999999999999999999/tcp", ",,, \t\r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ports, problems := parsePorts(text)
		var written []string
		for _, p := range ports {
			if p.Inner < 1 || p.Inner > 65535 || p.Protocol != "tcp" && p.Protocol != "udp" {
				t.Errorf("%q gave the port %+v", text, p)
			}
			written = append(written, fmt.Sprintf("%d/%s", p.Inner, p.Protocol))
		}
		again, wrong := parsePorts(strings.Join(written, " "))
		if len(wrong) > 0 || cmp.Diff(ports, again) != "" {
			t.Errorf("%q reads as %v, that as %v (%s)", text, ports, again, said(wrong))
		}
		if strings.Trim(text, " ,\t\r\n") != "" && len(ports)+len(problems) == 0 {
			t.Errorf("%q gave neither ports nor problems", text)
		}
	})
}

// FuzzEnv reads any lines: nothing of a value is lost, no key is there twice.
func FuzzEnv(f *testing.F) {
	for _, seed := range []string{"A=1", "A=1\nB=2", "=", "A", " A = 1 ", "A==", "\x00=\x00", "ä=界", "A=1\nA=2\n A=3", "A=********", "export A=1", "A=\"quoted 'x'\"", "A=1\r", "\ufeffA=1", "A=\u2028B=2", "\xff=\xfe", "\tA=\t", "# A=1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		vars, problems := parseEnv(lines)
		seen := map[string]bool{}
		for _, v := range vars {
			if v.Key == "" || strings.Contains(v.Key, "=") || seen[v.Key] {
				t.Errorf("%q gave the key %q", text, v.Key)
			}
			seen[v.Key] = true
			if !strings.Contains(text, v.Key+"="+v.Value) {
				t.Errorf("%q lost %q", text, v)
			}
		}
		blocked := 0
		for _, p := range problems {
			if p.Blocks {
				blocked++
			}
		}
		if len(vars)+blocked != len(lines) {
			t.Errorf("%q: %d variables and %d problems of %d lines", text, len(vars), blocked, len(lines))
		}
	})
}
