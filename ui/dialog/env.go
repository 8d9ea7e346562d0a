package dialog

import (
	"fmt"
	"strings"

	"fleetop/client"
	"fleetop/internal/text"
	"fleetop/ui/form"
)

// parseEnv reads lines of KEY=value. The value is everything behind the first
// equals sign, as it is. What cannot be read is a problem that blocks.
func parseEnv(lines []string) (vars []client.EnvVar, problems []form.Problem) {
	seen := make(map[string]bool, len(lines))
	for _, line := range lines {
		key, value, found := strings.Cut(line, "=")
		key = strings.TrimLeft(key, " \t")
		if wrong := wrongEnv(line, key, found); wrong != "" {
			problems = append(problems, blocking("%s", wrong))
			continue
		}
		if seen[key] {
			problems = append(problems, blocking("%s is given twice", short(key)))
			continue
		}
		seen[key] = true
		if strings.ContainsAny(key, " \t") {
			problems = append(problems, doubtful("%s: a key with a space in it is of no use to a shell", short(key)))
		}
		if isQuoted(value) {
			problems = append(problems, form.Problem{Text: fmt.Sprintf(
				"%s: the quotes are part of the value; take them off unless they are meant", short(key))})
		}
		vars = append(vars, client.EnvVar{Key: key, Value: value})
	}
	return vars, problems
}

// wrongEnv says why a line cannot be sent, "" when it can.
func wrongEnv(line, key string, found bool) string {
	switch {
	case strings.HasPrefix(key, "#"):
		return short(line) + ": a comment cannot be sent: delete the line"
	case !found:
		return short(line) + ": one KEY=value a line"
	case key == "":
		return "a key is missing in front of an equals sign"
	case strings.HasPrefix(key, exported):
		return short(key) + ": write KEY=value without export"
	case strings.ContainsRune(line, 0):
		return short(key) + ": a value cannot hold a NUL character"
	}
	return ""
}

// isQuoted is whether quotes stand around the whole of a value.
func isQuoted(value string) bool {
	value = strings.TrimSpace(value)
	n := len(value)
	return n >= 2 && value[0] == value[n-1] && strings.IndexByte("\"'", value[0]) >= 0
}

// exported is what a shell may have before a variable.
const exported = "export "

// pasteEnv takes the variables out of the lines of an .env file: comments and
// empty lines are left out, and so is export before a variable.
func pasteEnv(lines []string) (taken []string, said string) {
	var comments, blanks, exports int
	for i, line := range lines {
		line = strings.TrimPrefix(line, "\ufeff")
		bare := strings.TrimSpace(line)
		switch {
		case bare == "" && i == len(lines)-1: // what is typed next is a line of its own
			taken = append(taken, "")
			continue
		case bare == "":
			blanks++
			continue
		case bare[0] == '#':
			comments++
			continue
		}
		if rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), exported); ok && strings.Contains(rest, "=") {
			line = strings.TrimLeft(rest, " \t")
			exports++
		}
		taken = append(taken, line)
	}
	var parts []string
	if comments > 0 {
		parts = append(parts, counted(comments, "comment line"))
	}
	if blanks > 0 {
		parts = append(parts, counted(blanks, "empty line"))
	}
	if exports > 0 {
		parts = append(parts, `"export" in `+counted(exports, "line"))
	}
	if len(parts) == 0 {
		return taken, ""
	}
	return taken, text.Clean(strings.Join(parts, ", ")) + " left out"
}

// counted is a number of things.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
