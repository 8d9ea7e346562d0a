package dialog

import (
	"strings"

	"fleetop/client"
	"fleetop/internal/text"
	"fleetop/ui/form"
)

// parseEnv reads lines of KEY=value. The value is everything behind the first
// equals sign, as it is. What cannot be read is a problem that blocks.
func parseEnv(lines []string) (vars []client.EnvVar, problems []form.Problem) {
	seen := make(map[string]bool, len(lines))
	for i, line := range lines {
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
		if hint := quotes(line, key, value, lines[i+1:]); hint != "" {
			problems = append(problems, form.Problem{Text: hint})
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
		return short(line) + ": write KEY=value, one per line"
	case key == "":
		return "a key is missing in front of an equals sign"
	case isExported(key):
		return short(key) + ": write KEY=value without export"
	case strings.ContainsRune(line, 0):
		return short(key) + ": a value cannot hold a NUL character"
	}
	return ""
}

// quotes says what quotes mean here, where others take them off; "" when there
// are none around the line or its value. next are the lines that follow.
func quotes(line, key, value string, next []string) string {
	switch {
	case isQuoted(value):
		return short(key) + ": the quotes are part of the value; take them off unless they are meant"
	case isQuoted(line):
		return short(line) + ": the quotes are part of key and value; take them off unless they are meant"
	case goesOn(value, next):
		return short(key) + ": the value ends with its line, though a quote goes on behind it"
	}
	return ""
}

// isQuoted is whether quotes stand around the whole of a text.
func isQuoted(s string) bool {
	s = strings.TrimSpace(s)
	n := len(s)
	return n >= 2 && s[0] == s[n-1] && strings.IndexByte("\"'", s[0]) >= 0
}

// goesOn is whether a value begins with a quote that one of the next lines ends
// with, as a value of several lines is written.
func goesOn(value string, next []string) bool {
	value = strings.TrimSpace(value)
	if value == "" || strings.IndexByte("\"'", value[0]) < 0 || strings.Contains(value[1:], value[:1]) {
		return false
	}
	for _, line := range next {
		if strings.Contains(line, value[:1]) {
			return strings.HasSuffix(strings.TrimSpace(line), value[:1]) && strings.Count(line, value[:1]) == 1
		}
	}
	return false
}

// exported is what a shell may have before a variable, with blank space behind it.
const exported = "export"

func isExported(key string) bool {
	rest, ok := strings.CutPrefix(key, exported)
	return ok && rest != strings.TrimLeft(rest, " \t")
}

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
		if word := strings.TrimLeft(line, " \t"); isExported(word) && strings.Contains(word, "=") {
			line = strings.TrimLeft(word[len(exported):], " \t")
			exports++
		}
		taken = append(taken, line)
	}
	var parts []string
	if comments > 0 {
		parts = append(parts, text.Count(comments, "comment line"))
	}
	if blanks > 0 {
		parts = append(parts, text.Count(blanks, "empty line"))
	}
	if exports > 0 {
		parts = append(parts, `"export" in `+text.Count(exports, "line"))
	}
	if len(parts) == 0 {
		return taken, ""
	}
	return taken, text.Clean(strings.Join(parts, ", ")) + " left out"
}
