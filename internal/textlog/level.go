package textlog

// Level is how bad what a line says is, as the line itself has it.
type Level uint8

// The levels, from the least.
const (
	NoLevel Level = iota
	Trace
	Debug
	Info
	Notice
	Warning
	Error
	Fatal
)

// Levels is how many there are, with NoLevel.
const Levels = int(Fatal) + 1

// Letter returns the letter of a level, a space for none.
func (l Level) Letter() byte { return " TDINWEF"[l&7] }

// IsError reports whether a line of the level is counted as an error.
func (l Level) IsError() bool { return l >= Error }

// longestLevel is how many letters the longest word for a level has.
const longestLevel = len("informational")

// levelOf returns the level that a word names, whatever its case.
func levelOf(word []byte) Level {
	if len(word) < 3 || len(word) > longestLevel {
		return NoLevel
	}
	var low [longestLevel]byte
	for i, c := range word {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	switch string(low[:len(word)]) {
	case "info", "inf", "information", "informational":
		return Info
	case "error", "err", "eror", "erro", "severe", "fail", "failure":
		return Error
	case "warn", "warning", "wrn", "warni":
		return Warning
	case "debug", "dbg", "dbug", "debu", "fine", "verbose":
		return Debug
	case "trace", "trc", "trce", "finer", "finest", "silly":
		return Trace
	case "notice", "note":
		return Notice
	case "fatal", "ftl", "fata", "critical", "crit", "crt", "panic", "dpanic", "alert", "emerg", "emergency":
		return Fatal
	}
	return NoLevel
}

// letterLevel returns the level that a single letter stands for.
func letterLevel(c byte) Level {
	switch c {
	case 'T', 'V':
		return Trace
	case 'D':
		return Debug
	case 'I':
		return Info
	case 'N':
		return Notice
	case 'W':
		return Warning
	case 'E':
		return Error
	case 'F', 'C':
		return Fatal
	}
	return NoLevel
}

// syslogLevel returns the level of a severity of syslog, from 0 for an emergency to 7 for debugging.
func syslogLevel(severity int) Level {
	return [...]Level{Fatal, Fatal, Fatal, Error, Warning, Notice, Info, Debug}[severity&7]
}

// numberLevel returns the level that a number stands for: of syslog up to 7, else of bunyan and pino
// in tens.
func numberLevel(n int) Level {
	switch {
	case n < 0:
		return NoLevel
	case n < 8:
		return syslogLevel(n)
	case n < 10 || n > 60:
		return NoLevel
	}
	return [...]Level{NoLevel, Trace, Debug, Info, Warning, Error, Fatal}[n/10]
}
