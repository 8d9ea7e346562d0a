package ui

import "strings"

// curl returns a command line that asks for an address as this program does; the
// key is left to the shell's environment.
func curl(user, caFile, url string) string {
	header := `"Authorization: ApiKey ` + user + `:$TUTUM_APIKEY"`
	if !plainWord(user) {
		header = quoted("Authorization: ApiKey "+user+":") + `"$TUTUM_APIKEY"`
	}
	line := "curl -H " + header
	if caFile != "" {
		line += " --cacert " + shellWord(caFile)
	}
	return line + " " + shellWord(url)
}

// shellWord quotes a word for the shell where it needs it.
func shellWord(word string) string {
	if plainWord(word) {
		return word
	}
	return quoted(word)
}

// plainWord says whether a shell takes a text as it is, within double quotes
// too.
func plainWord(content string) bool {
	return content != "" && !strings.ContainsFunc(content, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@%+,", r)
	})
}

// quoted returns a text as one word of a POSIX shell.
func quoted(content string) string { return "'" + strings.ReplaceAll(content, "'", `'\''`) + "'" }
