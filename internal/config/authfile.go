package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"gopkg.in/ini.v1"

	"fleetop/internal/text"
)

// authSection is the section of ~/.tutum that holds the account.
const authSection = "auth"

// authExample shows what ~/.tutum contains.
const authExample = "expected three lines: [auth], user = NAME, apikey = KEY"

// An authFile is what ~/.tutum says. Where there is no such file, path is empty.
type authFile struct {
	path string
	user string
	key  Secret
	// instead says what the file has in place of what it lacks.
	instead string
}

// readAuthFile reads the [auth] section of ~/.tutum, values with or without quotes. Errors never
// repeat what the file holds.
func readAuthFile(path string) (authFile, error) {
	data, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, gone := os.Lstat(path); gone == nil {
			return authFile{}, fmt.Errorf("cannot read %s: it is a symbolic link to a file that does not exist", quote(path))
		}
		return authFile{}, nil
	}
	if err != nil {
		return authFile{}, err
	}
	if !textual(data) {
		return authFile{}, fmt.Errorf("%s is not text in UTF-8; %s", quote(path), authExample)
	}
	file, err := ini.LoadSources(ini.LoadOptions{
		InsensitiveKeys:          true,
		IgnoreContinuation:       true,
		SpaceBeforeInlineComment: true,
		SkipUnrecognizableLines:  true,
	}, data)
	if err != nil {
		// The library's error quotes the line, which may be the key.
		return authFile{}, fmt.Errorf("%s is not an INI file; %s", quote(path), authExample)
	}
	found := instead(file, data) // first: asking for a setting makes one
	section := file.Section(authSection)
	auth := authFile{
		path: path, instead: found,
		user: strings.TrimSpace(section.Key("user").Value()),
		key:  Secret(strings.TrimSpace(section.Key("apikey").Value())),
	}
	if err := checkUser(auth.user); err != nil {
		return authFile{}, fmt.Errorf("user in %s: %w", quote(path), err)
	}
	if !printable(string(auth.key)) {
		return authFile{}, fmt.Errorf("apikey in %s: contains control characters", quote(path))
	}
	return auth, nil
}

// lacks says what the file lacks; nothing if it is complete or does not exist.
func (a authFile) lacks() string {
	var lacking []string
	if a.user == "" {
		lacking = append(lacking, "user")
	}
	if a.key == "" {
		lacking = append(lacking, "apikey")
	}
	if a.path == "" || len(lacking) == 0 {
		return ""
	}
	said := fmt.Sprintf("%s has no %s under [%s]", quote(a.path), strings.Join(lacking, " and no "), authSection)
	if a.instead != "" {
		said += ": " + a.instead
	}
	return said + "; " + authExample
}

// instead says what the file, whose text is data, has in place of user and apikey. It repeats only
// known names: anything else may be the key itself.
func instead(file *ini.File, data []byte) string {
	var found, others []string
	settings := 0
	for _, section := range file.Sections() {
		settings += len(section.Keys())
		switch name := section.Name(); {
		case name == authSection:
			found = append(found, insteadOfKeys(section)...)
		case name == ini.DefaultSection:
			if len(section.Keys()) > 0 {
				others = append(others, "it has lines before the first section")
			}
		case strings.EqualFold(strings.Trim(name, " \t\"'"), authSection), slices.Contains(likelySections(), strings.ToLower(name)):
			others = append(others, "the section is called ["+name+"]")
		default:
			others = append(others, "it has another section")
		}
	}
	found = slices.Compact(append(found, others...))
	switch {
	case len(found) > 0 || settings > 0:
		return strings.Join(found, ", ")
	case len(bytes.TrimSpace(data)) == 0:
		return "it is empty"
	default:
		return "it has no settings"
	}
}

// insteadOfKeys says which settings of the right section are empty or not read.
func insteadOfKeys(section *ini.Section) []string {
	var empty, similar []string
	for _, key := range section.Keys() {
		switch name := key.Name(); {
		case name != "user" && name != "apikey":
			if mistaken(name) {
				similar = append(similar, name)
			}
		case strings.TrimSpace(key.Value()) == "":
			empty = append(empty, name+" is empty")
		}
	}
	if len(similar) > 0 {
		return append(empty, strings.Join(similar, " and ")+" is not read")
	}
	return empty
}

func likelySections() []string {
	return []string{"tutum", "account", "credentials", "login", "user", "settings", "docker-cloud"}
}

// mistaken reports whether a setting is known to stand for user or apikey, in another program or by
// a typing error.
func mistaken(name string) bool {
	known := []string{
		"basic_auth", "username", "user_name", "name", "login", "account", "email", "usr", "key", "api_key", "api-key",
		"api key", "token", "password", "secret", "tutum_user", "tutum_apikey", "tutum_auth", "auth",
	}
	return slices.Contains(known, name) || text.Distance(name, "user") <= 2 || text.Distance(name, "apikey") <= 2
}
