package text

import (
	"strconv"
	"strings"
)

// Join joins those of the parts that are not empty.
func Join(by string, parts ...string) string {
	kept := make([]string, 0, len(parts))
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, by)
}

// Capital begins a text, whose first letter is one of ASCII, with a capital.
func Capital(content string) string {
	if content == "" {
		return ""
	}
	return strings.ToUpper(content[:1]) + content[1:]
}

// Count is a number of things with their noun: "1 container", "3 containers".
func Count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
