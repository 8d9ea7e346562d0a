package start

import (
	"strings"
	"testing"
)

// TestFlagsCompleteTheirValues asks as the shells' scripts do.
func TestFlagsCompleteTheirValues(t *testing.T) {
	t.Parallel()
	const files, noFiles, directories = ":0", ":4", ":16"
	for words, want := range map[string][]string{
		"--theme ":             {"default", "light", "dark", "mono", noFiles},
		"--theme=":             {"default", "light", "dark", "mono", noFiles},
		"--theme d":            {"default", "dark", noFiles},
		"--engine ":            {"memory", noFiles},
		"--read-only=":         {"true", "false", noFiles},
		"--endpoint ":          {noFiles},
		"--user ":              {noFiles},
		"--interval ":          {noFiles},
		"--grace ":             {noFiles},
		"--fps ":               {noFiles},
		"--apikey-file ":       {files},
		"--log-file ":          {files},
		"":                     {"completion", "help", "keys", "man", "serve", "version", noFiles},
		"keys ":                {noFiles},
		"version ":             {noFiles},
		"man ":                 {directories},
		"man here ":            {noFiles},
		"completion ":          {"bash", "fish", "powershell", "zsh", noFiles},
		"completion bash ":     {noFiles},
		"help ":                {"completion", "keys", "man", "serve", "version", noFiles},
		"serve ":               {noFiles},
		"serve --engine ":      {"memory", noFiles},
		"serve --apikey-file ": {files},
		"serve --log-format ":  {"text", "json", noFiles},
		"serve --listen ":      {noFiles},
		"serve --seed ":        {noFiles},
		"serve --fleet ":       {noFiles},
	} {
		args := append([]string{"__complete"}, strings.Split(words, " ")...)
		out, complaint, status := call(t, []string{"HOME=/nowhere"}, args...)
		if status != 0 {
			t.Errorf("%q: status %d, %s", words, status, complaint)
		}
		var got []string
		for line := range strings.Lines(out) {
			word, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
			got = append(got, word)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q completes to %q, want %q", words, got, want)
		}
	}
}

func TestAnUnknownShellFails(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args, want string
	}{
		{"completion nosuch", `unknown shell "nosuch" (choose bash, fish, powershell or zsh)`},
		{"completion", "no shell named (choose bash, fish, powershell or zsh)"},
		{"completion bash zsh", "one shell at a time"},
		{"help nosuch", `there is no command "nosuch"`},
		{"help serve nosuch", `there is no command "serve nosuch"`},
		{"nosuch", `unknown command "nosuch"`},
		{"keys nosuch", "nosuch"},
		{"serve nosuch", "nosuch"},
	} {
		out, complaint, status := call(t, []string{"HOME=/nowhere"}, strings.Fields(tt.args)...)
		if status != 2 || out != "" || !strings.HasPrefix(complaint, "fleetop: ") || !strings.Contains(complaint, tt.want) {
			t.Errorf("%s: status %d, %q, %q; want %q", tt.args, status, out, complaint, tt.want)
		}
	}
	for _, args := range []string{"completion bash", "completion fish", "completion powershell", "completion zsh", "completion zsh --no-descriptions", "help", "help serve", "completion --help"} {
		if out, complaint, status := call(t, []string{"HOME=/nowhere"}, strings.Fields(args)...); status != 0 || len(out) < 100 || complaint != "" {
			t.Errorf("%s: status %d, %d bytes, %q", args, status, len(out), complaint)
		}
	}
}
