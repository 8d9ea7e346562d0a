package dialog

import (
	"fmt"
	"strconv"
	"strings"

	"fleetop/client"
	"fleetop/internal/text"
	"fleetop/ui/form"
)

// parsePorts reads "80/tcp 53/udp", separated by spaces or commas; a port
// without a protocol is tcp. What cannot be read is a problem that blocks.
func parsePorts(content string) (ports []client.Port, problems []form.Problem) {
	words := strings.FieldsFunc(content, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' || r == '\r' })
	seen := make(map[client.Port]bool, len(words))
	for _, word := range words {
		number, protocol, given := strings.Cut(word, "/")
		p := client.Port{Protocol: strings.ToLower(protocol)}
		if !given {
			p.Protocol = "tcp"
		}
		n, err := strconv.Atoi(number)
		switch {
		case err != nil || n < 1 || n > 65535 || strings.HasPrefix(number, "+"):
			problems = append(problems, blocking("%s: a port is a number from 1 to 65535, as in 80/tcp", text.Clean(word)))
			continue
		case p.Protocol != "tcp" && p.Protocol != "udp":
			problems = append(problems, blocking("%s: a protocol is tcp or udp, as in 53/udp", text.Clean(word)))
			continue
		}
		p.Inner = n
		if seen[p] {
			problems = append(problems, blocking("%d/%s is given twice", n, p.Protocol))
			continue
		}
		seen[p] = true
		ports = append(ports, p)
	}
	return ports, problems
}

// coverEnv hides the value of a line of KEY=value.
func coverEnv(line string) string {
	key, _, found := strings.Cut(line, "=")
	if !found {
		return hiddenValue
	}
	return key + "=" + hiddenValue
}

// parseCount reads a number of containers.
func parseCount(content string) (int, []form.Problem) {
	n, err := strconv.Atoi(content)
	if err != nil || n < MinTarget || n > MaxTarget {
		return 0, []form.Problem{blocking("a number from %d to %d", MinTarget, MaxTarget)}
	}
	return n, nil
}

func blocking(format string, args ...any) form.Problem {
	return form.Problem{Text: fmt.Sprintf(format, args...), Blocks: true}
}

// doubtful is a problem that only the server can decide on.
func doubtful(format string, args ...any) form.Problem {
	return form.Problem{Text: fmt.Sprintf(format, args...)}
}

// short is the beginning of a text, clean.
func short(content string) string {
	return text.Middle(text.Clean(content), 24, "..")
}

// isName says whether a text is a name as the platform takes it: at most 63
// letters, digits, hyphens, underscores and dots, a letter or digit first.
func isName(s string) bool {
	if s == "" || len(s) > 63 || strings.IndexByte("_.-", s[0]) >= 0 {
		return false
	}
	return strings.IndexFunc(s, notIn(wordLetters+"_.-")) < 0
}

// isDomain says whether a text is a domain name.
func isDomain(s string) bool {
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' || strings.IndexFunc(label, notIn(wordLetters+"-")) >= 0 {
			return false
		}
	}
	return true
}

const wordLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

func notIn(set string) func(rune) bool {
	return func(r rune) bool { return !strings.ContainsRune(set, r) }
}
