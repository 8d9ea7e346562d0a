package memory

import (
	"strconv"
	"strings"
	"time"
)

// script is what is understood of a run command.
type script struct {
	ends bool
	life time.Duration
	exit int
}

// leastLife is how long the shortest program runs.
const leastLife = 50 * time.Millisecond

// parseScript reads the commands that can end a container: true, false, exit N and sleep N, joined
// by ";" or "&&", possibly inside sh -c "...". Everything else runs on.
func parseScript(command string) script {
	s := strings.TrimSpace(command)
	for _, shell := range []string{"/bin/sh -c", "/bin/bash -c", "sh -c", "bash -c"} {
		if rest, found := strings.CutPrefix(s, shell); found {
			s = strings.Trim(strings.TrimSpace(rest), `"'`)
			break
		}
	}
	out := script{ends: true, life: leastLife}
	for part := range strings.SplitSeq(strings.ReplaceAll(s, "&&", ";"), ";") {
		words := strings.Fields(part)
		if len(words) == 0 || len(words) > 2 || !out.step(words) {
			return script{}
		}
		if words[0] == "exit" {
			break
		}
	}
	return out
}

// step takes one command into account, and reports whether it knows it.
func (s *script) step(words []string) bool {
	arg := ""
	if len(words) == 2 {
		arg = words[1]
	}
	switch words[0] {
	case "true", "false":
		s.exit = 0
		if words[0] == "false" {
			s.exit = 1
		}
		return arg == ""
	case "exit":
		n, err := strconv.ParseUint(arg, 10, 8)
		s.exit = int(n)
		return err == nil
	case "sleep":
		n, err := strconv.ParseFloat(strings.TrimSuffix(arg, "s"), 64)
		if err != nil || !(n >= 0 && n <= 1e8) { // not a number is neither
			return false
		}
		s.life += time.Duration(n * float64(time.Second))
		s.exit = 0
		return true
	default:
		return false
	}
}

// lifetime returns how long the program runs and its exit code, if it ends.
func (s script) lifetime() (time.Duration, int, bool) { return s.life, s.exit, s.ends }
