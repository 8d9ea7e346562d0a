package script

import (
	"os/exec"
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
		"--engine ":            {"memory", "docker", "swarm", noFiles},
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
		"serve --engine ":      {"memory", "docker", "swarm", noFiles},
		"serve --touch ":       {"own", "all", noFiles},
		"--swarm-publish ":     {"host", "ingress", noFiles},
		"--docker-context ":    {"default", noFiles},
		"--docker-host ":       {noFiles},
		"serve --apikey-file ": {files},
		"serve --log-format ":  {"text", "json", noFiles},
		"serve --listen ":      {noFiles},
		"serve --seed ":        {noFiles},
		"serve --fleet ":       {noFiles},
	} {
		args := append([]string{"__complete"}, strings.Split(words, " ")...)
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Env = []string{"HOME=/nowhere"}
		out, err := cmd.Output()
		if err != nil {
			t.Errorf("%q: %v", words, err)
		}
		var got []string
		for line := range strings.Lines(string(out)) {
			word, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
			got = append(got, word)
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q completes to %q, want %q", words, got, want)
		}
	}
}
