package config

import "strings"

// ServeSettings are the settings of `fleetop serve` that it shares with the dashboard.
type ServeSettings struct {
	// Engine is what the platform runs on, one of Engines.
	Engine string
	// Docker says which daemon was asked for.
	Docker Docker
	// User is the one account's name, DefaultUser if none was given.
	User string
	// Key is its API key, empty if one is to be made, and KeyFile the file it was read from, empty
	// if it came from a variable or, as KeyPiped says, through a pipe.
	Key      Secret
	KeyFile  string
	KeyPiped bool
	// InsecureHTTP means that the key may travel in the clear.
	InsecureHTTP bool
	// MaxContainers is the most containers that the platform runs, 0 for no limit.
	MaxContainers int
	// Note is a sentence for the user about where the key came from, or empty.
	Note string
}

// ServeFlags returns the flags of the dashboard that `fleetop serve` takes, too.
func ServeFlags() []string {
	return []string{FlagEngine, FlagDockerHost, FlagDockerContext, FlagSwarmPublish, FlagUser, FlagAPIKeyFile, FlagInsecureHTTP, FlagMaxContainers}
}

// ResolveServe decides what to serve, from the flags and the environment. The account in ~/.tutum
// belongs to another server and is not read. fleet is the number of containers that --fleet asks
// for, 0 without it. Every error is a usage error; no error holds a key.
func ResolveServe(flags Flags, getenv func(string) string, fleet int) (ServeSettings, error) {
	r := resolver{flags: flags, getenv: getenv, serves: true}
	s := ServeSettings{Engine: EngineMemory, User: DefaultUser, MaxContainers: DefaultMaxContainers}
	if fleet > 0 {
		s.MaxContainers = fleet + FleetGrowth
	}
	if err := set(r, FlagMaxContainers, &s.MaxContainers, parseMaxContainers); err != nil {
		return ServeSettings{}, err
	}
	if err := set(r, FlagEngine, &s.Engine, parseEngine); err != nil {
		return ServeSettings{}, err
	}
	var err error
	if s.Docker, err = r.docker(s.Engine); err != nil {
		return ServeSettings{}, err
	}
	if err := set(r, FlagInsecureHTTP, &s.InsecureHTTP, parseBool); err != nil {
		return ServeSettings{}, err
	}
	user, err := r.user()
	if err != nil {
		return ServeSettings{}, err
	}
	if user != "" {
		s.User = user
	}
	var account Account
	if err := r.key(&account); err != nil {
		return ServeSettings{}, err
	}
	s.Key, s.KeyFile = account.Key, account.KeyFile
	s.KeyPiped = flags[FlagAPIKeyFile] != "" && s.KeyFile == ""
	notes := r.notes(account)
	if s.Key == "" {
		notes = append(notes, r.unread()...)
	}
	s.Note = strings.Join(notes, "; ")
	return s, nil
}
