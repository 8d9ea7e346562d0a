package config

import (
	"crypto/x509"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A resolver looks values up in the places they can come from.
type resolver struct {
	flags  Flags
	getenv func(string) string
	home   string
	serves bool // it is about a server of our own: it has no endpoint to open
}

// A value is a word and the flag or variable it came from. Without a source there is none.
type value struct {
	word, source string
	flag         bool
}

func (v value) given() bool { return v.source != "" }

// wrap names the source in front of what is wrong with the word.
func (v value) wrap(err error) error { return fmt.Errorf("%s: %w", v.source, err) }

// lookup finds a setting's word: its flag, else the first variable that is set.
func (r resolver) lookup(flag string) (value, error) {
	if word, ok := r.flags[flag]; ok {
		v := value{word: strings.TrimSpace(word), source: "--" + flag, flag: true}
		if v.word == "" {
			return value{}, v.wrap(errEmpty)
		}
		return v, nil
	}
	for _, s := range settings() {
		if s.flag == flag {
			return r.variable(s.variables...), nil
		}
	}
	return value{}, nil
}

// variable finds the first variable that is set and not blank.
func (r resolver) variable(names ...string) value {
	for _, name := range names {
		if word := strings.TrimSpace(r.getenv(name)); word != "" {
			return value{word: word, source: name}
		}
	}
	return value{}
}

// options fills in everything but the account and the engine.
func (r resolver) options(s *Settings) error {
	booleans := []struct {
		flag string
		to   *bool
	}{{FlagReadOnly, &s.ReadOnly}, {FlagWall, &s.Wall}, {FlagASCII, &s.ASCII}, {FlagInsecureHTTP, &s.InsecureHTTP}}
	for _, b := range booleans {
		if err := set(r, b.flag, b.to, parseBool); err != nil {
			return err
		}
	}
	s.ReadOnly = s.ReadOnly || s.Wall
	if err := set(r, FlagQuietHours, &s.Quiet, parseQuietHours); err != nil {
		return err
	}
	if v, err := r.lookup(FlagASCII); err == nil && v.given() {
		s.Locale = ""
	}
	if err := set(r, FlagInterval, &s.Interval, parseInterval); err != nil {
		return err
	}
	if err := set(r, FlagGrace, &s.Grace, parseGrace); err != nil {
		return err
	}
	if err := set(r, FlagMaxContainers, &s.MaxContainers, parseMaxContainers); err != nil {
		return err
	}
	if err := set(r, FlagFPS, &s.FPS, parseFPS); err != nil {
		return err
	}
	if err := r.authorities(s); err != nil {
		return err
	}
	if err := set(r, FlagTheme, &s.Theme, oneOf(Themes(), "theme")); err != nil {
		return err
	}
	if r.getenv("NO_COLOR") != "" {
		s.Theme = ThemeMono
	}
	return set(r, FlagLogFile, &s.LogFile, func(word string) (string, error) { return word, nil })
}

// authorities reads the certificates to trust in addition to the system's.
func (r resolver) authorities(s *Settings) error {
	return set(r, FlagCAFile, &s.CAs, func(path string) (*x509.CertPool, error) {
		if abs, err := filepath.Abs(path); err == nil && !isPipe(path) {
			s.CAFile = abs
		}
		return ReadCAFile(path)
	})
}

// set parses a setting's word into to, and leaves to alone if there is none.
func set[T any](r resolver, flag string, to *T, parse func(string) (T, error)) error {
	v, err := r.lookup(flag)
	if err != nil || !v.given() {
		return err
	}
	parsed, err := parse(v.word)
	if err != nil {
		return v.wrap(err)
	}
	*to = parsed
	return nil
}

// oneOf parses a word out of a list.
func oneOf(list []string, what string) func(string) (string, error) {
	return func(word string) (string, error) {
		if slices.Contains(list, word) {
			return word, nil
		}
		return "", fmt.Errorf("unknown %s %s (choose %s)", what, quote(word), either(list))
	}
}

// either names the words of a list: "text or json".
func either(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// parseEngine reads what the containers of a built-in server run on.
func parseEngine(word string) (string, error) {
	if slices.Contains(Engines(), word) {
		return word, nil
	}
	return "", fmt.Errorf("engine %s is not available (only: %s)", quote(word), strings.Join(Engines(), ", "))
}

// engine decides whether the built-in platform was asked for, and on which engine.
func (r resolver) engine() (string, error) {
	engine, err := r.lookup(FlagEngine)
	if err != nil || !engine.given() {
		return "", err
	}
	rivals := make([]value, 2)
	for i, flag := range []string{FlagEndpoint, FlagAPIKeyFile} {
		if rivals[i], err = r.lookup(flag); err != nil {
			return "", err
		}
	}
	for _, rival := range rivals {
		if rival.given() && rival.flag == engine.flag {
			return "", fmt.Errorf("%s and %s cannot be combined: one runs a platform here, the other opens an account elsewhere", engine.source, rival.source)
		}
		if rival.flag {
			return "", nil
		}
	}
	if _, err := parseEngine(engine.word); err != nil {
		return "", engine.wrap(err)
	}
	if user, err := r.lookup(FlagUser); err != nil {
		return "", err
	} else if err := checkUser(user.word); err != nil && user.flag {
		return "", user.wrap(err)
	}
	return engine.word, nil
}

// account finds the configured account. If there is none the result is the sandbox; if a part is
// missing it is an error.
func (r resolver) account(insecureHTTP bool) (Account, error) {
	endpoint, err := r.endpoint(insecureHTTP)
	if err != nil {
		return Account{}, err
	}
	user, err := r.user()
	if err != nil {
		return Account{}, err
	}
	account := Account{Endpoint: endpoint, User: user}
	if err := r.key(&account); err != nil {
		return Account{}, err
	}
	auth, err := r.authFile(&account)
	if err != nil {
		return Account{}, fmt.Errorf("account: %w; %s", err, toSandbox)
	}
	unread := r.unread()
	if account == (Account{}) && auth.path == "" && len(unread) == 0 {
		return Account{Sandbox: true}, nil
	}
	if account.User == "" || account.Key == "" {
		return Account{}, missing(account, auth, unread)
	}
	if account.Endpoint == "" {
		account.Endpoint = DefaultEndpoint
	}
	return account, nil
}

func (r resolver) endpoint(insecureHTTP bool) (string, error) {
	v, err := r.lookup(FlagEndpoint)
	if err != nil || !v.given() {
		return "", err
	}
	endpoint, err := NormalizeEndpoint(v.word)
	if err == nil && !insecureHTTP {
		err = CheckTransport(endpoint)
	}
	if err != nil {
		return "", v.wrap(err)
	}
	return endpoint, nil
}

func (r resolver) user() (string, error) {
	v, err := r.lookup(FlagUser)
	if err != nil || !v.given() {
		return "", err
	}
	if err := checkUser(v.word); err != nil {
		return "", v.wrap(err)
	}
	return v.word, nil
}

// key fills in the key from its file or its variable.
func (r resolver) key(a *Account) error {
	file, err := r.lookup(FlagAPIKeyFile)
	if err != nil {
		return err
	}
	if file.given() {
		if a.Key, err = ReadKeyFile(file.word); err != nil {
			return file.wrap(err)
		}
		if !isPipe(file.word) { // what came through a pipe comes once
			a.KeyFile = file.word
		}
		return nil
	}
	variable := r.variable("TUTUM_APIKEY")
	if !printable(variable.word) {
		return variable.wrap(errors.New("contains control characters"))
	}
	a.Key = Secret(variable.word)
	return nil
}

// authFile fills in what is missing from ~/.tutum. A file that cannot be read is an error: it may
// hold the account that is meant.
func (r resolver) authFile(a *Account) (authFile, error) {
	if r.home == "" || a.User != "" && a.Key != "" {
		return authFile{}, nil
	}
	path := filepath.Join(r.home, ".tutum")
	auth, err := readAuthFile(path)
	if err != nil {
		return authFile{}, err
	}
	if a.User == "" {
		a.User = auth.user
	}
	if a.Key == "" && auth.key != "" {
		a.Key, a.KeyFile, a.auth = auth.key, path, true
	}
	return auth, nil
}

// toSandbox says how to open the sandbox.
const toSandbox = "--" + FlagEngine + " " + EngineMemory + " opens the sandbox instead"

// missing names the parts that an account lacks, where they can come from, and what was found in
// their place.
func missing(a Account, auth authFile, unread []string) error {
	var parts []string
	if a.User == "" {
		parts = append(parts, "no user: give --"+FlagUser+", TUTUM_USER or user under [auth] in ~/.tutum")
	}
	if a.Key == "" {
		parts = append(parts, "no API key: give --"+FlagAPIKeyFile+", TUTUM_APIKEY or apikey under [auth] in ~/.tutum")
	}
	if lacks := auth.lacks(); lacks != "" {
		parts = append(parts, lacks)
	}
	parts = append(parts, unread...)
	return errors.New("account: " + strings.Join(append(parts, toSandbox), "; "))
}

// misnamed returns variables that look like an account but are not read, each with the name that is
// read.
func misnamed() [][2]string {
	const both = "TUTUM_USER and TUTUM_APIKEY"
	const user, key, file, endpoint = "TUTUM_USER", "TUTUM_APIKEY", "--" + FlagAPIKeyFile, "FLEETOP_ENDPOINT"
	return [][2]string{
		{"TUTUM_AUTH", both},
		{"TUTUM_USERNAME", user},
		{"TUTUM_API_KEY", key},
		{"TUTUM_KEY", key},
		{"TUTUM_PASSWORD", key},
		{"TUTUM_APIKEY_FILE", file},
		{"TUTUM_ENDPOINT", endpoint},
		{"TUTUM_URL", endpoint},
		{"TUTUM_HOST", endpoint},
		{"TUTUM_REST_HOST", endpoint},
		{"FLEETOP_AUTH", both},
		{"FLEETOP_USER", user},
		{"FLEETOP_APIKEY", key},
		{"FLEETOP_API_KEY", key},
		{"FLEETOP_KEY", key},
		{"FLEETOP_APIKEY_FILE", file},
		{"FLEETOP_URL", endpoint},
		{"FLEETOP_BASE_URL", endpoint},
	}
}

// unread names the variables that are set and look like an account, but are not read.
func (r resolver) unread() []string {
	var found []string
	for _, m := range misnamed() {
		if r.variable(m[0]).given() && (!r.serves || m[1] != "FLEETOP_ENDPOINT") {
			found = append(found, m[0]+" is set but not read: set "+m[1])
		}
	}
	return found
}

// notes returns remarks about where the account came from, or why there is none.
func (r resolver) notes(a Account) []string {
	var notes []string
	if a.KeyFile != "" {
		if note := exposed(a.KeyFile); note != "" {
			notes = append(notes, note)
		}
	}
	if a.auth {
		notes = append(notes, r.unread()...)
	}
	if a.Sandbox && r.home == "" {
		notes = append(notes, "no home directory: ~/.tutum was not read")
	}
	return notes
}

// Blank names a variable of the account that is set but blank, as after a command that failed in a
// script; empty if there is none. lookup gives the environment, such as os.LookupEnv.
func Blank(lookup func(string) (string, bool)) string {
	for _, name := range []string{"FLEETOP_ENDPOINT", "TUTUM_BASE_URL", "TUTUM_USER", "TUTUM_APIKEY", "TUTUM_AUTH"} {
		if word, ok := lookup(name); ok && strings.TrimSpace(word) == "" {
			return name
		}
	}
	return ""
}
