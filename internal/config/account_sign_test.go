package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestASignOfAnAccountNeverOpensTheSandbox tries what a user may have of an account that is not
// enough for one.
func TestASignOfAnAccountNeverOpensTheSandbox(t *testing.T) {
	t.Parallel()
	const example = "expected three lines: [auth], user = NAME, apikey = KEY"
	for _, tt := range []struct {
		name  string
		world world
		want  []string
	}{
		{"basic_auth", world{files: map[string]string{".tutum": "[auth]\nbasic_auth = S3CRET\n"}}, []string{`"~/.tutum" has no user and no apikey under [auth]: basic_auth is not read`, example}},
		{"a mistyped key", world{files: map[string]string{".tutum": "[auth]\nuser = carol\napi_key = S3CRET\n"}}, []string{"no API key", `has no apikey under [auth]: api_key is not read`, example}},
		{"letters changed", world{files: map[string]string{".tutum": "[auth]\nuesr = carol\naipkey = S3CRET\n"}}, []string{"uesr and aipkey is not read"}},
		{"another section", world{files: map[string]string{".tutum": "[tutum]\nuser = carol\napikey = S3CRET\n"}}, []string{"the section is called [tutum]", example}},
		{"a section in capitals", world{files: map[string]string{".tutum": "[AUTH]\nuser = carol\napikey = S3CRET\n"}}, []string{"the section is called [AUTH]"}},
		{"an unknown section", world{files: map[string]string{".tutum": "[S3CRET]\nuser = carol\n"}}, []string{"it has another section"}},
		{"no section", world{files: map[string]string{".tutum": "user = carol\napikey = S3CRET\n"}}, []string{"it has lines before the first section"}},
		{"the key as a name", world{files: map[string]string{".tutum": "[auth]\nS3CRET = carol\n"}}, []string{"has no user and no apikey", example}},
		{"the key on a line of its own", world{files: map[string]string{".tutum": "S3CRET\n"}}, []string{"has no user and no apikey"}},
		{"an empty file", world{files: map[string]string{".tutum": ""}}, []string{`"~/.tutum" has no user and no apikey under [auth]: it is empty`, example}},
		{"comments alone", world{files: map[string]string{".tutum": "# [auth]\n# user = S3CRET\n"}}, []string{"it has no settings"}},
		{"line ends of old", world{files: map[string]string{".tutum": "[auth]\ruser = carol\rapikey = S3CRET\r"}}, []string{"it has no settings", example}},
		{"spaces in the section's name", world{files: map[string]string{".tutum": "[ auth ]\nuser = carol\napikey = S3CRET\n"}}, []string{"the section is called [ auth ]", example}},
		{"UTF-16", world{files: map[string]string{".tutum": "\xff\xfe[\x00a\x00u\x00t\x00h\x00]\x00"}}, []string{`"~/.tutum" is not text in UTF-8`, example}},
		{"TUTUM_AUTH", world{env: map[string]string{"TUTUM_AUTH": "Basic S3CRET"}}, []string{"no user", "no API key", "TUTUM_AUTH is set but not read: set TUTUM_USER and TUTUM_APIKEY"}},
		{"TUTUM_AUTH and a user", world{env: map[string]string{"TUTUM_AUTH": "Basic S3CRET", "TUTUM_USER": "bob"}}, []string{"no API key", "TUTUM_AUTH is set but not read"}},
		{"a key under another name", world{env: map[string]string{"FLEETOP_APIKEY": "S3CRET"}}, []string{"FLEETOP_APIKEY is set but not read: set TUTUM_APIKEY"}},
		{"an endpoint under another name", world{env: map[string]string{"TUTUM_HOST": "https://S3CRET"}}, []string{"TUTUM_HOST is set but not read: set FLEETOP_ENDPOINT"}},
		{"an endpoint alone", world{env: map[string]string{"FLEETOP_ENDPOINT": "https://a.example"}}, []string{"no user", "no API key"}},
		{"an endpoint and an incomplete file", world{env: map[string]string{"FLEETOP_ENDPOINT": "https://a.example"}, files: map[string]string{".tutum": "[auth]\nuser=carol\n"}}, []string{"no API key", "has no apikey under [auth]"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, err := tt.world.resolve(t)
			if err == nil {
				t.Fatalf("no error but %+v", s)
			}
			checkMessage(t, err)
			for _, want := range append(tt.want, "--engine memory opens the sandbox instead") {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}

// TestATutumFileThatIsNoFileIsAnError puts something else where ~/.tutum is looked for.
func TestATutumFileThatIsNoFileIsAnError(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(path string) error{
		"is a directory":     func(path string) error { return os.Mkdir(path, 0o700) },
		"does not exist":     func(path string) error { return os.Symlink("nowhere", path) },
		"is a device":        func(path string) error { return os.Symlink("/dev/zero", path) },
		"too many levels of": func(path string) error { return os.Symlink(".tutum", path) },
	} {
		home := t.TempDir()
		if err := make(filepath.Join(home, ".tutum")); err != nil {
			t.Fatal(err)
		}
		s, err := Resolve(nil, func(string) string { return "" }, home)
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "--engine memory") {
			t.Errorf("%s: %+v, %v", name, s.Account, err)
		}
	}
}

// TestNotesSayWhereTheAccountCameFrom checks remarks that are not errors.
func TestNotesSayWhereTheAccountCameFrom(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	path := filepath.Join(home, ".tutum")
	if err := os.WriteFile(path, []byte(tutumFile), 0o600); err != nil {
		t.Fatal(err)
	}
	notes := func(env map[string]string, home string) []string {
		t.Helper()
		s, err := Resolve(nil, func(name string) string { return env[name] }, home)
		if err != nil {
			t.Fatal(err)
		}
		return s.Notes
	}
	if got := notes(nil, home); got != nil {
		t.Errorf("an account in order: %q", got)
	}
	if got := notes(map[string]string{"TUTUM_AUTH": "Basic x"}, home); len(got) != 1 || !strings.Contains(got[0], "TUTUM_AUTH is set but not read") {
		t.Errorf("TUTUM_AUTH beside ~/.tutum: %q", got)
	}
	if got := notes(nil, ""); len(got) != 1 || !strings.Contains(got[0], "no home directory") {
		t.Errorf("no home: %q", got)
	}
	for mode, exposed := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o620: false, 0o640: true, 0o604: true, 0o644: true} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		got := notes(nil, home)
		if exposed != slices.ContainsFunc(got, func(note string) bool { return strings.Contains(note, "others can read the key") }) {
			t.Errorf("mode %o: %q", mode, got)
		}
	}
}

func TestBlankVariablesAreNamed(t *testing.T) {
	t.Parallel()
	env := map[string]string{"TUTUM_USER": "bob", "TUTUM_APIKEY": " "}
	lookup := func(name string) (string, bool) { word, ok := env[name]; return word, ok }
	if got := Blank(lookup); got != "TUTUM_APIKEY" {
		t.Errorf("%q is blank, want TUTUM_APIKEY", got)
	}
	delete(env, "TUTUM_APIKEY")
	if got := Blank(lookup); got != "" {
		t.Errorf("%q is blank, want none", got)
	}
}
