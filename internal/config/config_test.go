package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/spf13/pflag"
)

// A world is where settings come from: flags, variables and the files of a home.
type world struct {
	flags Flags
	env   map[string]string
	files map[string]string // below the home, which is ~ in flags
}

// resolve builds the world and resolves it; ~ stands for its home in the result too.
func (w world) resolve(t *testing.T) (Settings, error) {
	t.Helper()
	home := t.TempDir()
	for name, text := range w.files {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	flags := Flags{}
	for name, word := range w.flags {
		flags[name] = strings.Replace(word, "~", home, 1)
	}
	getenv := func(name string) string {
		if _, given := w.env["LANG"]; name == "LANG" && !given {
			return "C.UTF-8"
		}
		return w.env[name]
	}
	s, err := Resolve(flags, getenv, home)
	s.Account.KeyFile = strings.Replace(s.Account.KeyFile, home, "~", 1)
	if err != nil {
		err = fmt.Errorf("%s", strings.ReplaceAll(err.Error(), home, "~"))
	}
	return s, err
}

const tutumFile = "[auth]\nuser = carol\napikey = c4r01\n"

func TestAccountComesFromFlagThenVariableThenFile(t *testing.T) {
	t.Parallel()
	sandbox := Account{User: DefaultUser, Sandbox: true}
	tests := []struct {
		name   string
		world  world
		want   Account
		engine string
	}{
		{name: "nothing", want: sandbox, engine: EngineMemory},
		{
			name:  "empty variables",
			world: world{env: map[string]string{"TUTUM_USER": "", "TUTUM_APIKEY": " ", "FLEETOP_ENDPOINT": "", "TUTUM_BASE_URL": "\t", "FLEETOP_ENGINE": ""}},
			want:  sandbox, engine: EngineMemory,
		},
		{
			name:  "~/.tutum without an account, and the sandbox asked for",
			world: world{flags: Flags{FlagEngine: "memory"}, files: map[string]string{".tutum": "[auth]\nbasic_auth = x\n"}},
			want:  Account{User: DefaultUser}, engine: EngineMemory,
		},
		{
			name:  "TUTUM_AUTH beside a complete account",
			world: world{env: map[string]string{"TUTUM_USER": "bob", "TUTUM_APIKEY": "b0b", "TUTUM_AUTH": "ApiKey x:y"}},
			want:  Account{Endpoint: DefaultEndpoint, User: "bob", Key: "b0b"},
		},

		{
			name:  "~/.tutum",
			world: world{files: map[string]string{".tutum": tutumFile}},
			want:  Account{Endpoint: DefaultEndpoint, User: "carol", Key: "c4r01", KeyFile: "~/.tutum"},
		},
		{
			name:  "~/.tutum as clients wrote it",
			world: world{files: map[string]string{".tutum": "; account\n[AUTH]\nuser = x\n[auth]\nUser = \"carol\"\napikey='c4r01#;x' ; old\n\n"}},
			want:  Account{Endpoint: DefaultEndpoint, User: "carol", Key: "c4r01#;x", KeyFile: "~/.tutum"},
		},
		{
			name:  "~/.tutum from Windows",
			world: world{files: map[string]string{".tutum": "\ufeff[auth]\r\nuser: carol\r\napikey: c4r01%(user)s\\\r\n"}},
			want:  Account{Endpoint: DefaultEndpoint, User: "carol", Key: "c4r01%(user)s\\", KeyFile: "~/.tutum"},
		},
		{
			name:  "variables",
			world: world{env: map[string]string{"TUTUM_USER": "bob", "TUTUM_APIKEY": " b0b\n", "TUTUM_BASE_URL": "https://b.example/api/v1/"}},
			want:  Account{Endpoint: "https://b.example/", User: "bob", Key: "b0b"},
		},
		{
			name: "variables before ~/.tutum, which is not even read",
			world: world{
				env:   map[string]string{"TUTUM_USER": "bob", "TUTUM_APIKEY": "b0b"},
				files: map[string]string{".tutum": "[auth\x00"},
			},
			want: Account{Endpoint: DefaultEndpoint, User: "bob", Key: "b0b"},
		},
		{
			name: "one part from each place",
			world: world{
				flags: Flags{FlagEndpoint: "https://a.example"},
				env:   map[string]string{"TUTUM_USER": "bob"},
				files: map[string]string{".tutum": tutumFile},
			},
			want: Account{Endpoint: "https://a.example/", User: "bob", Key: "c4r01", KeyFile: "~/.tutum"},
		},
		{
			name: "flags before variables",
			world: world{
				flags: Flags{FlagEndpoint: "https://a.example/api/v1", FlagUser: "alice", FlagAPIKeyFile: "~/key"},
				env:   map[string]string{"FLEETOP_ENDPOINT": "https://b.example", "TUTUM_USER": "bob", "TUTUM_APIKEY": "b0b"},
				files: map[string]string{"key": "\ufeff  a11ce \r\n", ".tutum": tutumFile},
			},
			want: Account{Endpoint: "https://a.example/", User: "alice", Key: "a11ce", KeyFile: "~/key"},
		},
		{
			name: "FLEETOP_ENDPOINT before TUTUM_BASE_URL",
			world: world{
				env:   map[string]string{"FLEETOP_ENDPOINT": "https://b.example", "TUTUM_BASE_URL": "https://c.example"},
				files: map[string]string{".tutum": tutumFile},
			},
			want: Account{Endpoint: "https://b.example/", User: "carol", Key: "c4r01", KeyFile: "~/.tutum"},
		},
		{
			name: "a blank FLEETOP_ENDPOINT is none",
			world: world{
				env:   map[string]string{"FLEETOP_ENDPOINT": "  ", "TUTUM_BASE_URL": "https://c.example"},
				files: map[string]string{".tutum": tutumFile},
			},
			want: Account{Endpoint: "https://c.example/", User: "carol", Key: "c4r01", KeyFile: "~/.tutum"},
		},

		{
			name:   "engine by flag, whatever is configured",
			world:  world{flags: Flags{FlagEngine: "memory"}, env: map[string]string{"FLEETOP_ENDPOINT": "https://b.example"}, files: map[string]string{".tutum": tutumFile}},
			want:   Account{User: DefaultUser},
			engine: EngineMemory,
		},
		{
			name:   "engine by variable, with credentials lying around",
			world:  world{env: map[string]string{"FLEETOP_ENGINE": "memory", "TUTUM_USER": "bob", "TUTUM_APIKEY": "b0b"}},
			want:   Account{User: DefaultUser},
			engine: EngineMemory,
		},
		{
			name:   "engine with a user",
			world:  world{flags: Flags{FlagEngine: "memory", FlagUser: "alice"}},
			want:   Account{User: "alice"},
			engine: EngineMemory,
		},
		{
			name:  "endpoint by flag before engine by variable, even one that is not there",
			world: world{flags: Flags{FlagEndpoint: "https://a.example"}, env: map[string]string{"FLEETOP_ENGINE": "docker"}, files: map[string]string{".tutum": tutumFile}},
			want:  Account{Endpoint: "https://a.example/", User: "carol", Key: "c4r01", KeyFile: "~/.tutum"},
		},
		{
			name:  "key file by flag before engine by variable",
			world: world{flags: Flags{FlagAPIKeyFile: "~/key", FlagUser: "alice"}, env: map[string]string{"FLEETOP_ENGINE": "memory"}, files: map[string]string{"key": "a11ce"}},
			want:  Account{Endpoint: DefaultEndpoint, User: "alice", Key: "a11ce", KeyFile: "~/key"},
		},
		{
			name:  "http to this host",
			world: world{env: map[string]string{"FLEETOP_ENDPOINT": "http://127.0.0.1:8000"}, files: map[string]string{".tutum": tutumFile}},
			want:  Account{Endpoint: "http://127.0.0.1:8000/", User: "carol", Key: "c4r01", KeyFile: "~/.tutum"},
		},
		{
			name: "http to another host, allowed",
			world: world{
				env:   map[string]string{"FLEETOP_ENDPOINT": "http://10.0.0.1:8000", "FLEETOP_INSECURE_HTTP": "yes"},
				files: map[string]string{".tutum": tutumFile},
			},
			want: Account{Endpoint: "http://10.0.0.1:8000/", User: "carol", Key: "c4r01", KeyFile: "~/.tutum"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := tt.world.resolve(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, s.Account, cmpopts.IgnoreUnexported(Account{}), cmp.Transformer("reveal", Secret.Reveal)); diff != "" {
				t.Errorf("account (-want +got):\n%s", diff)
			}
			if s.Engine != tt.engine {
				t.Errorf("engine %q, want %q", s.Engine, tt.engine)
			}
		})
	}
}

func TestErrorsHoldNoKey(t *testing.T) {
	t.Parallel()
	const (
		noUser = "no user: give --user, TUTUM_USER or user under [auth] in ~/.tutum"
		noKey  = "no API key: give --apikey-file, TUTUM_APIKEY or apikey under [auth] in ~/.tutum"
	)
	account := map[string]string{"TUTUM_USER": "bob", "TUTUM_APIKEY": "S3CRET"}
	with := func(name, value string) map[string]string {
		env := map[string]string{name: value}
		for n, v := range account {
			if n != name {
				env[n] = v
			}
		}
		return env
	}
	const toSandbox = "; --engine memory opens the sandbox instead"
	tests := []struct {
		name  string
		world world
		want  string
	}{
		{"endpoint alone", world{flags: Flags{FlagEndpoint: "https://a.example"}}, "account: " + noUser + "; " + noKey + toSandbox},
		{"user alone", world{env: map[string]string{"TUTUM_USER": "bob"}}, "account: " + noKey + toSandbox},
		{"key alone", world{env: map[string]string{"TUTUM_APIKEY": "S3CRET"}}, "account: " + noUser + toSandbox},
		{
			"user alone in ~/.tutum",
			world{files: map[string]string{".tutum": "[auth]\nuser = carol\napikey =\n"}},
			"account: " + noKey + `; "~/.tutum" has no apikey under [auth]: apikey is empty; expected three lines: [auth], user = NAME, apikey = KEY` + toSandbox,
		},
		{
			"~/.tutum is not an INI file",
			world{files: map[string]string{".tutum": "[auth\nS3CRET"}},
			`account: "~/.tutum" is not an INI file; expected three lines: [auth], user = NAME, apikey = KEY` + toSandbox,
		},
		{"~/.tutum with a broken user", world{files: map[string]string{".tutum": "[auth]\nuser = c:d\napikey = S3CRET\n"}}, `account: user in "~/.tutum": a user name cannot contain a colon` + toSandbox},
		{"~/.tutum with a broken key", world{files: map[string]string{".tutum": "[auth]\nuser = carol\napikey = S3CRET\x1b[2J\n"}}, `account: apikey in "~/.tutum": contains control characters` + toSandbox},

		{"engine and endpoint", world{flags: Flags{FlagEngine: "memory", FlagEndpoint: "https://a.example"}}, "--engine and --endpoint cannot be combined: one runs a platform here, the other opens an account elsewhere"},
		{"engine and key file", world{flags: Flags{FlagEngine: "memory", FlagAPIKeyFile: "~/key"}}, "--engine and --apikey-file cannot be combined: one runs a platform here, the other opens an account elsewhere"},
		{"both by variables", world{env: map[string]string{"FLEETOP_ENGINE": "memory", "TUTUM_BASE_URL": "https://a.example"}}, "FLEETOP_ENGINE and TUTUM_BASE_URL cannot be combined: one runs a platform here, the other opens an account elsewhere"},
		{"engine not built", world{flags: Flags{FlagEngine: "podman"}}, `--engine: engine "podman" is not available (only: memory, docker, swarm)`},
		{"engine not built, by variable", world{env: map[string]string{"FLEETOP_ENGINE": "podman"}}, `FLEETOP_ENGINE: engine "podman" is not available (only: memory, docker, swarm)`},
		{"engine and a broken user", world{flags: Flags{FlagEngine: "memory", FlagUser: "a:b"}}, "--user: a user name cannot contain a colon"},

		{"http to another host", world{env: with("FLEETOP_ENDPOINT", "http://10.0.0.1:8000")}, `FLEETOP_ENDPOINT: "http://10.0.0.1:8000/" would send the key in the clear: use https://, or give --insecure-http`},
		{"endpoint is no URL", world{flags: Flags{FlagEndpoint: "localhost:8000"}, env: account}, `--endpoint: "localhost:8000" is not a URL of the form https://host or http://host:port`},
		{"endpoint with a newline", world{flags: Flags{FlagEndpoint: "https://a.example\nX: y"}, env: account}, "--endpoint: a URL cannot contain spaces, backslashes or control characters (e.g. https://paas.example.com/)"},
		{"flag without a value", world{flags: Flags{FlagUser: " "}}, "--user: needs a value"},
		{"user with a newline", world{env: with("TUTUM_USER", "bob\nX: y")}, "TUTUM_USER: a user name cannot contain control characters"},
		{"user with a colon", world{flags: Flags{FlagUser: "a:b"}, env: account}, "--user: a user name cannot contain a colon"},
		{"user with a direction override", world{env: with("TUTUM_USER", "bob\u202e")}, "TUTUM_USER: a user name cannot contain control characters"},
		{"key with a newline", world{env: with("TUTUM_APIKEY", "S3CRET\nX: y")}, "TUTUM_APIKEY: contains control characters"},
		{"key that is not UTF-8", world{env: with("TUTUM_APIKEY", "S3CRET\xff")}, "TUTUM_APIKEY: contains control characters"},

		{"key file missing", world{flags: Flags{FlagAPIKeyFile: "~/key"}, env: account}, `--apikey-file: cannot read "~/key": no such file or directory`},
		{"key file is a directory", world{flags: Flags{FlagAPIKeyFile: "~"}, env: account}, `--apikey-file: cannot read "~": is a directory, not a file`},
		{"key file empty", world{flags: Flags{FlagAPIKeyFile: "~/key"}, files: map[string]string{"key": " \n"}}, `--apikey-file: "~/key" is empty: it must hold the API key on one line`},
		{"key file of two lines", world{flags: Flags{FlagAPIKeyFile: "~/key"}, files: map[string]string{"key": "S3CRET\nS3CRET"}}, `--apikey-file: "~/key" has more than one line: it must hold only the API key`},
		{"key file with controls", world{flags: Flags{FlagAPIKeyFile: "~/key"}, files: map[string]string{"key": "S3CRET\x00"}}, `--apikey-file: "~/key" contains control characters: it must hold the API key as text`},
		{"key file without an end", world{flags: Flags{FlagAPIKeyFile: "/dev/zero"}}, `--apikey-file: cannot read "/dev/zero": is a device, not a file`},

		{"interval too short", world{flags: Flags{FlagInterval: "0.5s"}}, `--interval: "0.5s" is out of range (1s to 1h)`},
		{"interval too long", world{env: map[string]string{"FLEETOP_INTERVAL": "3601"}}, `FLEETOP_INTERVAL: "3601" is out of range (1s to 1h)`},
		{"grace below nothing", world{flags: Flags{FlagGrace: "-1s"}}, `--grace: "-1s" is out of range (0 to 5m)`},
		{"grace too long", world{env: map[string]string{"FLEETOP_GRACE": "301"}}, `FLEETOP_GRACE: "301" is out of range (0 to 5m)`},
		{"grace is no duration", world{flags: Flags{FlagGrace: "off"}}, `--grace: "off" is not a duration (e.g. 5s, 1m)`},
		{"no frames", world{flags: Flags{FlagFPS: "0"}}, `--fps: "0" is not a number of frames per second (1 to 120)`},
		{"too many frames", world{env: map[string]string{"FLEETOP_FPS": "121"}}, `FLEETOP_FPS: "121" is not a number of frames per second (1 to 120)`},
		{"frames are no number", world{flags: Flags{FlagFPS: "fast"}}, `--fps: "fast" is not a number of frames per second (1 to 120)`},
		{"interval is no duration", world{flags: Flags{FlagInterval: "soon"}}, `--interval: "soon" is not a duration (e.g. 5s, 1m)`},
		{"interval overflows", world{flags: Flags{FlagInterval: "99999999999999999999"}}, `--interval: "99999999999999999999" is not a duration (e.g. 5s, 1m)`},
		{"quiet hours", world{flags: Flags{FlagQuietHours: "22-7"}}, `--quiet-hours: "22-7" is not a span of hours (e.g. 22:00-07:00)`},
		{"quiet hours that are none", world{env: map[string]string{"FLEETOP_QUIET_HOURS": "22:00-22:00"}}, `FLEETOP_QUIET_HOURS: "22:00-22:00" begins when it ends (e.g. 22:00-07:00)`},
		{"boolean", world{env: map[string]string{"FLEETOP_READ_ONLY": "on"}}, `FLEETOP_READ_ONLY: "on" is not a boolean (choose 1, 0, true, false, yes or no)`},
		{"boolean flag", world{flags: Flags{FlagASCII: "TRUE"}}, `--ascii: "TRUE" is not a boolean (choose 1, 0, true, false, yes or no)`},
		{"theme", world{env: map[string]string{"FLEETOP_THEME": "pink\x1b[2J"}}, `FLEETOP_THEME: unknown theme "pink\x1b[2J" (choose default, light, dark or mono)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := tt.world.resolve(t)
			if err == nil {
				t.Fatalf("no error but %+v", s)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			checkMessage(t, err)
		})
	}
}

// checkMessage checks what holds for every message: one printable line without the key.
func checkMessage(t *testing.T, err error) {
	t.Helper()
	if strings.Contains(err.Error(), "S3CRET") {
		t.Errorf("the key is in the message %q", err)
	}
	if i := strings.IndexFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
		t.Errorf("byte %d of the message %q is not printable", i, err)
	}
}

func TestOptionsComeFromFlagThenVariable(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		world world
		want  Settings // Account, Engine and MaxContainers do not matter
	}{
		{"defaults", world{}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "default"}},
		{
			"flags",
			world{flags: Flags{FlagInterval: "2", FlagReadOnly: "true", FlagTheme: "dark", FlagASCII: "yes", FlagLogFile: "log", FlagInsecureHTTP: "1", FlagFPS: "30", FlagGrace: "0"}},
			Settings{Interval: 2 * time.Second, FPS: 30, ReadOnly: true, Theme: "dark", ASCII: true, LogFile: "log", InsecureHTTP: true},
		},
		{
			"variables",
			world{env: map[string]string{
				"FLEETOP_INTERVAL": "1m30s", "FLEETOP_READ_ONLY": "1", "FLEETOP_THEME": "light",
				"FLEETOP_ASCII": "true", "FLEETOP_LOG_FILE": "log", "FLEETOP_INSECURE_HTTP": "yes", "FLEETOP_FPS": "1", "FLEETOP_GRACE": "2m", "FLEETOP_QUIET_HOURS": "22:00-07:00",
			}},
			Settings{Quiet: QuietHours{22 * time.Hour, 7 * time.Hour}, Interval: 90 * time.Second, Grace: 2 * time.Minute, FPS: 1, ReadOnly: true, Theme: "light", ASCII: true, LogFile: "log", InsecureHTTP: true},
		},
		{
			"flags before variables",
			world{
				flags: Flags{FlagInterval: "1h", FlagReadOnly: "no", FlagTheme: "mono", FlagASCII: "0", FlagLogFile: "a", FlagInsecureHTTP: "false"},
				env: map[string]string{
					"FLEETOP_INTERVAL": "never", "FLEETOP_READ_ONLY": "never", "FLEETOP_THEME": "light",
					"FLEETOP_ASCII": "1", "FLEETOP_LOG_FILE": "b", "FLEETOP_INSECURE_HTTP": "1",
				},
			},
			Settings{Interval: time.Hour, Grace: 5 * time.Second, FPS: 120, Theme: "mono", LogFile: "a"},
		},
		{"NO_COLOR", world{env: map[string]string{"NO_COLOR": "0"}}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "mono"}},
		{"NO_COLOR and a theme", world{flags: Flags{FlagTheme: "dark"}, env: map[string]string{"NO_COLOR": " "}}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "mono"}},
		{"locale", world{env: map[string]string{"LANG": "de_DE.ISO-8859-1"}}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "default", ASCII: true, Locale: `set LANG=C.UTF-8 for glyphs (LANG is "de_DE.ISO-8859-1")`}},
		{"locale that is UTF-8", world{env: map[string]string{"LANG": "C", "LC_CTYPE": "de_DE.utf8"}}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "default"}},
		{"LC_ALL first", world{env: map[string]string{"LANG": "en_US.UTF-8", "LC_CTYPE": "en_US.UTF-8", "LC_ALL": "POSIX"}}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "default", ASCII: true, Locale: `set LC_ALL=C.UTF-8 for glyphs (LC_ALL is "POSIX")`}},
		{"no locale", world{env: map[string]string{"LANG": ""}}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "default", ASCII: true, Locale: "set LANG=C.UTF-8 for glyphs (no locale is set)"}},
		{"no locale, and ASCII was asked for", world{env: map[string]string{"LANG": "", "FLEETOP_ASCII": "1"}}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "default", ASCII: true}},
		{"no locale, and ASCII was refused", world{env: map[string]string{"LANG": "", "FLEETOP_ASCII": "no"}}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "default"}},
		{"locale overruled", world{flags: Flags{FlagASCII: "no"}, env: map[string]string{"LC_ALL": "C"}}, Settings{Interval: 5 * time.Second, Grace: 5 * time.Second, FPS: 120, Theme: "default"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.world.resolve(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(Settings{}, "Account", "Engine", "MaxContainers")); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoLocaleIsASCII(t *testing.T) {
	t.Parallel()
	s, err := Resolve(nil, func(string) string { return "" }, "")
	if err != nil || !s.ASCII || !s.Account.Sandbox {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestNormalizedEndpointIsTheRoot(t *testing.T) {
	t.Parallel()
	tests := []struct{ raw, want string }{
		{"http://h:8000", "http://h:8000/"},
		{"http://h:8000/", "http://h:8000/"},
		{"http://h:8000/api/v1", "http://h:8000/"},
		{"http://h:8000/api/v1/", "http://h:8000/"},
		{"HTTPS://App.Tutum.CO//", "https://app.tutum.co/"},
		{"https://proxy.example/tutum/api/v1/", "https://proxy.example/tutum/"},
		{"https://proxy.example/a%2Fb", "https://proxy.example/a%2Fb/"},
		{"http://[::1]:80/", "http://[::1]:80/"},
		{"http://[FE80::A%25Eth0]:80/api/v1/", "http://[fe80::a%25Eth0]:80/"},
		{"http://[fe80::a%Eth0]", "http://[fe80::a%25Eth0]/"},
		{"http://h/api/v2/", "http://h/api/v2/"},

		{"h:8000", ""},
		{"ftp://h/", ""},
		{"https:h", ""},
		{"https:///api/v1/", ""},
		{"https://:80/", ""},
		{"https://h:/", ""},
		{"https://h:0/", ""},
		{"https://h:65536/", ""},
		{"https://h:http/", ""},
		{"https://h/?x=1", ""},
		{"https://h/?", ""},
		{"https://h/#x", ""},
		{"https://bob:S3CRET@h/", ""},
		{"https://bob:S3CRET%@h:x/", ""},
		{"https://h\\@evil/", ""},
		{"https://h/ x", ""},
		{"https://h/\x7f", ""},
		{"https://[::1/", ""},
		{"https://[::1%]/", ""},
		{"%", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got, err := NormalizeEndpoint(tt.raw)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q is %q, %v; want %q", tt.raw, got, err, tt.want)
		}
		if err != nil {
			checkMessage(t, err)
		}
	}
}

func TestPlainHTTPNeedsLoopbackOrTheFlag(t *testing.T) {
	t.Parallel()
	for endpoint, allowed := range map[string]bool{
		"https://a.example/":         true,
		"http://localhost:1/":        true,
		"http://LOCALHOST./":         true,
		"http://127.8.9.1/":          true,
		"http://[::1]:8000/":         true,
		"http://[::ffff:127.0.0.1]/": true,
		"http://127.0.0.1.example/":  false,
		"http://localhost.example/":  false,
		"http://0.0.0.0/":            false,
		"http://10.0.0.1/":           false,
		"http://2130706433/":         false,
		"http://[fe80::1%25lo]/":     false,
	} {
		if err := CheckTransport(endpoint); (err == nil) != allowed {
			t.Errorf("%s: %v", endpoint, err)
		}
	}
}

func FuzzNormalizeEndpoint(f *testing.F) {
	for _, seed := range []string{"http://h:1/api/v1/", "https://[::1%25x]:0//", "https://u:p@h\n", "http:/\\h/%2f..;?#"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := NormalizeEndpoint(raw)
		if err != nil {
			if strings.IndexFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
				t.Errorf("the message %q is not printable", err)
			}
			return
		}
		if again, err := NormalizeEndpoint(got); err != nil || again != got {
			t.Errorf("%q became %q, and that %q, %v", raw, got, again, err)
		}
		if !strings.HasSuffix(got, "/") || !strings.HasPrefix(got, "http") || !printable(got) {
			t.Errorf("%q became %q", raw, got)
		}
	})
}

func FuzzAuthFile(f *testing.F) {
	for _, seed := range []string{tutumFile, "[auth]\nuser=\"\"\"a\nb\"\"\"\napikey=`x\ny`", "[auth]\nuser=a\\\n  b\napikey : %(x)s #c", "user=a\n[auth"} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := os.CreateTemp(dir, "tutum")
		if err != nil {
			t.Fatal(err)
		}
		defer os.Remove(file.Name()) //nolint:errcheck // The directory goes anyway.
		if _, err := file.Write(text); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		auth, err := readAuthFile(file.Name())
		if err == nil && (!printable(auth.user) || !printable(auth.key.Reveal())) {
			t.Errorf("%q gave user %q and key %q", text, auth.user, auth.key.Reveal())
		}
	})
}

func TestLoopbackIsLocal(t *testing.T) {
	t.Parallel()
	for endpoint, want := range map[string]bool{
		"http://127.0.0.1:8000/": true, "http://localhost/": true, "http://[::1]:1/": true,
		"https://app.tutum.co/": false, "http://10.0.0.1/": false, "http://localhost.example.com/": false, "": false,
	} {
		if got := (Account{Endpoint: endpoint}).Local(); got != want {
			t.Errorf("%q is local: %v, want %v", endpoint, got, want)
		}
	}
}

func TestKeyIsReadAgainFromItsFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	keyFile, authFile := filepath.Join(dir, "key"), filepath.Join(dir, ".tutum")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := map[string]string{"TUTUM_USER": "bob"}
	resolve := func(flags Flags) Account {
		t.Helper()
		s, err := Resolve(flags, func(name string) string { return env[name] }, dir)
		if err != nil {
			t.Fatal(err)
		}
		return s.Account
	}
	write(keyFile, "old")
	write(authFile, "[auth]\napikey = old\n")
	byFlag, byFile := resolve(Flags{FlagAPIKeyFile: keyFile}), resolve(nil)
	write(keyFile, "new")
	write(authFile, "[auth]\napikey = newer\n")
	for account, want := range map[Account]Secret{byFlag: "new", byFile: "newer", {Key: "variable"}: "variable"} {
		if key, err := account.ReadKey(); err != nil || key != want {
			t.Errorf("%+v: the key is now %q, %v; want %q", account, key.Reveal(), err, want.Reveal())
		}
	}
	write(keyFile, "")
	write(authFile, "[auth]\n")
	for _, account := range []Account{byFlag, byFile} {
		if key, err := account.ReadKey(); err == nil {
			t.Errorf("%+v: no error but the key %q", account, key.Reveal())
		}
	}
}

func TestSecretIsNeverShown(t *testing.T) {
	t.Parallel()
	account := Account{User: "bob", Key: "S3CRET"}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("account", "account", account, "key", account.Key)
	asJSON, err := json.Marshal(account)
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{log.String(), string(asJSON), account.Key.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%c", "%t"} {
		shown = append(shown, fmt.Sprintf(verb, account), fmt.Sprintf(verb, &account), fmt.Sprintf(verb, account.Key))
	}
	for _, text := range shown {
		if strings.Contains(text, "S3CRET") || strings.Contains(text, fmt.Sprintf("%x", "S3CRET")) {
			t.Errorf("the key is shown: %s", text)
		}
	}
	if got := Secret("").String(); got != "" {
		t.Errorf("no key is shown as %q", got)
	}
}

func TestOnlyGivenFlagsAreInTheMap(t *testing.T) {
	t.Parallel()
	fs := pflag.NewFlagSet("fleetop", pflag.ContinueOnError)
	given := Register(fs)
	if err := fs.Parse([]string{"--endpoint", "https://h", "--read-only", "--ascii=no", "--interval=7"}); err != nil {
		t.Fatal(err)
	}
	want := Flags{FlagEndpoint: "https://h", FlagReadOnly: "true", FlagASCII: "no", FlagInterval: "7"}
	if diff := cmp.Diff(want, given); diff != "" {
		t.Errorf("flags (-want +got):\n%s", diff)
	}
	usage := fs.FlagUsages()
	for _, text := range []string{"--endpoint URL", "--engine memory|docker|swarm ", "[$FLEETOP_ENDPOINT, $TUTUM_BASE_URL]", "--read-only  "} {
		if !strings.Contains(usage, text) {
			t.Errorf("the help lacks %q:\n%s", text, usage)
		}
	}
	some := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	Register(some, FlagEngine, FlagUser)
	if some.Lookup(FlagEngine) == nil || some.Lookup(FlagUser) == nil || some.Lookup(FlagTheme) != nil {
		t.Errorf("serve has the flags\n%s", some.FlagUsages())
	}
}

func TestServeSettingsComeFromFlagThenVariable(t *testing.T) {
	t.Parallel()
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(keyFile, []byte("a11ce\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		flags Flags
		env   map[string]string
		want  ServeSettings
		err   string
	}{
		{nil, nil, ServeSettings{Engine: EngineMemory, User: DefaultUser, MaxContainers: 200}, ""},
		{nil, map[string]string{"TUTUM_USER": "bob", "TUTUM_APIKEY": "b0b"}, ServeSettings{Engine: EngineMemory, User: "bob", Key: "b0b", MaxContainers: 200}, ""},
		{Flags{FlagUser: "alice", FlagAPIKeyFile: keyFile, FlagEngine: "memory"}, map[string]string{"TUTUM_USER": "bob", "TUTUM_APIKEY": "b0b"}, ServeSettings{Engine: EngineMemory, User: "alice", Key: "a11ce", KeyFile: keyFile, MaxContainers: 200}, ""},
		{nil, map[string]string{"FLEETOP_INSECURE_HTTP": "yes"}, ServeSettings{Engine: EngineMemory, User: DefaultUser, InsecureHTTP: true, MaxContainers: 200}, ""},
		{Flags{FlagInsecureHTTP: "maybe"}, nil, ServeSettings{}, "--insecure-http: \"maybe\" is not a boolean (choose 1, 0, true, false, yes or no)"},
		{Flags{FlagEngine: "podman"}, nil, ServeSettings{}, `--engine: engine "podman" is not available (only: memory, docker, swarm)`},
		{Flags{FlagUser: "a:b"}, nil, ServeSettings{}, "--user: a user name cannot contain a colon"},
		{nil, map[string]string{"TUTUM_APIKEY": "S3CRET\nx"}, ServeSettings{}, "TUTUM_APIKEY: contains control characters"},
	}
	for _, tt := range tests {
		got, err := ResolveServe(tt.flags, func(name string) string { return tt.env[name] }, 0)
		if got != tt.want {
			t.Errorf("%v %v: %+v, want %+v", tt.flags, tt.env, got, tt.want)
		}
		if message := fmt.Sprint(err); err != nil && message != tt.err || err == nil && tt.err != "" {
			t.Errorf("%v %v: error %v, want %q", tt.flags, tt.env, err, tt.err)
		}
	}
}

func TestMaxContainersHasItsBoundsAndDefaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		word        string // of the flag
		variable    string
		fleet       int
		serve, here int // of the server; of --engine memory
		sandbox     int
		err         string
	}{
		{"", "", 0, 200, 200, 1000, ""},
		{"", "", 10_000, 11_000, 200, 1000, ""},
		{"7", "", 10_000, 7, 7, 7, ""},
		{"0", "9", 10_000, 0, 0, 0, ""},
		{"", "9", 0, 9, 9, 9, ""},
		{"-1", "", 0, 0, 0, 0, `--max-containers: "-1" is not a number of containers (0 to 1000000; 0 is no limit)`},
		{"", "many", 0, 0, 0, 0, `FLEETOP_MAX_CONTAINERS: "many" is not a number of containers (0 to 1000000; 0 is no limit)`},
	} {
		flags := Flags{}
		if tt.word != "" {
			flags[FlagMaxContainers] = tt.word
		}
		getenv := func(name string) string {
			return map[string]string{"FLEETOP_MAX_CONTAINERS": tt.variable, "LANG": "C.UTF-8"}[name]
		}
		serve, errServe := ResolveServe(flags, getenv, tt.fleet)
		sandbox, errSandbox := Resolve(flags, getenv, "")
		flags[FlagEngine] = EngineMemory
		here, errHere := Resolve(flags, getenv, "")
		if serve.MaxContainers != tt.serve || here.MaxContainers != tt.here || sandbox.MaxContainers != tt.sandbox {
			t.Errorf("%+v: %d, %d, %d", tt, serve.MaxContainers, here.MaxContainers, sandbox.MaxContainers)
		}
		for _, err := range []error{errServe, errSandbox, errHere} {
			if (err != nil || tt.err != "") && fmt.Sprint(err) != tt.err {
				t.Errorf("%+v: error %v", tt, err)
			}
		}
	}
}

func TestStateDirFollowsXDG(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ state, home, want string }{
		{"/state", "/home/bob", "/state/fleetop"},
		{"", "/home/bob", "/home/bob/.local/state/fleetop"},
		{"relative", "/home/bob", "/home/bob/.local/state/fleetop"},
		{"", "", ""},
	} {
		if got := StateDir(func(string) string { return tt.state }, tt.home); got != tt.want {
			t.Errorf("state %q, home %q: %q, want %q", tt.state, tt.home, got, tt.want)
		}
	}
}
