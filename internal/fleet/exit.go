package fleet

import "strings"

// ExitMeaning says what shells and signals mean by an exit code, "" for one that is the program's own.
func ExitMeaning(code string) string {
	return map[string]string{
		"0":   "success",
		"126": "the command cannot be executed",
		"127": "command not found",
		"130": "SIGINT: interrupted",
		"134": "SIGABRT: aborted by itself",
		"137": "SIGKILL: killed, often out of memory",
		"139": "SIGSEGV: invalid memory access",
		"143": "SIGTERM: asked to end",
	}[code]
}

// ExitBrief says the same in a word or two: "SIGKILL, out of memory?".
func ExitBrief(code string) string {
	if code == "137" {
		return "SIGKILL, out of memory?"
	}
	brief, _, _ := strings.Cut(ExitMeaning(code), ":")
	return brief
}
