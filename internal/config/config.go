// Package config decides from the command line, the environment and ~/.tutum which account is
// opened and how. It reads only files; variables and the home directory are passed in.
package config

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// The bounds of the time between polls.
const (
	DefaultInterval = 5 * time.Second
	MinInterval     = time.Second
	MaxInterval     = time.Hour
)

// The default and the longest countdown before a destructive action is sent.
const (
	DefaultGrace = 5 * time.Second
	MaxGrace     = 5 * time.Minute
)

// MaxFPS is how many frames a second are painted at most, and the default.
const MaxFPS = 120

// The most containers of a built-in server: by default, in the sandbox, and what a fleet of a given
// size may grow by. MostContainers is the highest limit.
const (
	DefaultMaxContainers = 200
	SandboxMaxContainers = 1000
	FleetGrowth          = 1000
	MostContainers       = 1_000_000
)

// DefaultUser is the account of the built-in platform when none is named.
const DefaultUser = "admin"

// The engines of the built-in platform: one simulates containers in memory, the others run them with a
// Docker daemon, or with the managers of a Docker Swarm.
const (
	EngineMemory = "memory"
	EngineDocker = "docker"
	EngineSwarm  = "swarm"
)

// ThemeMono is the theme without colours.
const ThemeMono = "mono"

// Engines returns the names of the engines that the built-in platform can run on.
func Engines() []string { return []string{EngineMemory, EngineDocker, EngineSwarm} }

// Publishes returns how ports of services of a Docker Swarm can be published, the default first.
func Publishes() []string { return []string{"host", "ingress"} }

// Themes returns the names of the themes, the default first.
func Themes() []string { return []string{"default", "light", "dark", ThemeMono} }

// Settings are what the program was asked to do.
type Settings struct {
	// Account is the account to open. With an Engine it has only the user; the built-in platform
	// adds endpoint and key.
	Account Account
	// Engine is the engine of the built-in platform to start, or empty for a configured account.
	Engine string
	// Docker says which daemon was asked for.
	Docker Docker
	// MaxContainers is the most containers that the built-in platform runs, 0 for no limit.
	MaxContainers int
	// Interval is the time between polls, from MinInterval to MaxInterval.
	Interval time.Duration
	// Grace is the countdown before a destructive action is sent, from 0 (none) to MaxGrace.
	Grace time.Duration
	// ReadOnly removes every command that changes something.
	ReadOnly bool
	// Wall opens the screen for a wall; it implies ReadOnly.
	Wall bool
	// Quiet are the hours in which the wall does not ring.
	Quiet QuietHours
	// ASCII means that only ASCII is drawn, by request or because the locale is not UTF-8.
	ASCII bool
	// Locale is the remedy and the cause if ASCII is set because of the locale: "set LANG=C.UTF-8
	// for glyphs (no locale is set)".
	Locale string
	// InsecureHTTP means that plain HTTP to another host was allowed.
	InsecureHTTP bool
	// CAs are the certificates to trust, nil for only the system's. CAFile is the absolute path of
	// the file that adds some to the system's, empty if it is a pipe.
	CAs    *x509.CertPool
	CAFile string
	// Theme is one of Themes. It is ThemeMono whenever NO_COLOR is set.
	Theme string
	// FPS is how many frames a second are painted at most, from 1 to MaxFPS.
	FPS int
	// LogFile is where diagnostics go, or empty for nowhere.
	LogFile string
	// Notes are sentences for the user about where the account came from.
	Notes []string
}

// Docker names the daemon of the engines EngineDocker and EngineSwarm as the command line did: by its
// address or by a context of the docker command. At most one of them is set. Without either, the daemon
// is found as the docker command does. Host may name several managers of a swarm, with commas between.
// Publish is how the ports of a swarm's services are published, empty for the default.
type Docker struct{ Host, Context, Publish string }

// An Account is a server and the credentials for it.
type Account struct {
	// Endpoint is the server's root, ending in a slash, as NormalizeEndpoint returns it.
	Endpoint string
	// User is the account's name.
	User string
	// Key is the API key.
	Key Secret
	// KeyFile is the file the key came from, or empty if it came from a variable. See
	// [Account.ReadKey].
	KeyFile string
	// Sandbox means that nothing was configured and the built-in platform is opened.
	Sandbox bool

	auth bool // KeyFile is ~/.tutum, not a file that holds the key alone
}

// Local reports whether the server is on this machine.
func (a Account) Local() bool {
	u, err := url.Parse(a.Endpoint)
	return err == nil && isLoopback(u.Hostname())
}

// Server names the server: host, port, and the path if several servers share one host.
func (a Account) Server() string {
	u, err := url.Parse(a.Endpoint)
	if err != nil {
		return a.Endpoint
	}
	return u.Host + strings.TrimSuffix(u.EscapedPath(), "/")
}

// KeyFrom names the place the key came from, empty if it was made here.
func (a Account) KeyFrom() string {
	switch {
	case a.KeyFile != "" && a.auth:
		return "~/.tutum"
	case a.KeyFile != "":
		return "--" + FlagAPIKeyFile
	case a.Key != "" && !a.Sandbox:
		return "TUTUM_APIKEY"
	default:
		return ""
	}
}

// ReadKey reads the key again if it came from a file. A key from a variable is returned as it is.
func (a Account) ReadKey() (Secret, error) {
	switch {
	case a.KeyFile == "":
		return a.Key, nil
	case !a.auth:
		return ReadKeyFile(a.KeyFile)
	}
	auth, err := readAuthFile(a.KeyFile)
	if err == nil && auth.key == "" {
		err = fmt.Errorf("%s names no apikey under [auth]", quote(a.KeyFile))
	}
	return auth.key, err
}

// Resolve decides what to open from the flags, the environment (getenv, such as os.Getenv) and
// ~/.tutum below home. The order is flag, variable, ~/.tutum, default; an empty variable, and an
// empty home, count as not set.
//
// An engine wins over an account that is merely configured. Asking for both in the same place, by
// flags or by variables, is an error; a flag beats a variable of the other kind. Without an engine,
// an endpoint, any credential, a ~/.tutum, whatever is in it, or a variable that looks like an
// account means an account, and a missing part of it is an error. The sandbox is opened only if
// nothing is configured.
//
// Every error is a usage error: one line that names the flag, variable or file at fault. No error
// holds a key.
func Resolve(flags Flags, getenv func(string) string, home string) (Settings, error) {
	r := resolver{flags: flags, getenv: getenv, home: home}
	s := Settings{Interval: DefaultInterval, Grace: DefaultGrace, FPS: MaxFPS, Theme: Themes()[0], MaxContainers: -1}
	s.Locale = localeFault(getenv)
	s.ASCII = s.Locale != ""
	if err := r.options(&s); err != nil {
		return Settings{}, err
	}
	engine, err := r.engine()
	if err != nil {
		return Settings{}, err
	}
	if s.Docker, err = r.docker(engine); err != nil {
		return Settings{}, err
	}
	if engine == "" {
		s.Account, err = r.account(s.InsecureHTTP)
		if err != nil {
			return Settings{}, err
		}
		s.Notes = r.notes(s.Account)
		if !s.Account.Sandbox {
			s.MaxContainers = 0
			return s, nil
		}
		engine = EngineMemory
	}
	s.Engine = engine
	if s.MaxContainers < 0 {
		s.MaxContainers = mostContainers(s)
	}
	s.Account.User = DefaultUser
	if user, ok := r.flags[FlagUser]; ok {
		s.Account.User = strings.TrimSpace(user)
	}
	return s, nil
}

// mostContainers is the most containers that the built-in platform runs by default. Those of a
// Docker daemon or a swarm count whoever made them, so there the user's own machines are the limit.
func mostContainers(s Settings) int {
	switch {
	case RunsDocker(s.Engine):
		return 0
	case s.Account.Sandbox:
		return SandboxMaxContainers
	}
	return DefaultMaxContainers
}

// StateDir returns the directory of files that outlive a run: fleetop below $XDG_STATE_HOME, by
// default ~/.local/state. It is empty if there is no home directory either.
func StateDir(getenv func(string) string, home string) string {
	base := getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(base) { // The specification: a relative path is ignored.
		if home == "" {
			return ""
		}
		base = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(base, "fleetop")
}

// localeFault says which variable to set where the character set of the locale is not UTF-8, and
// why; it is empty if it is UTF-8. Without any variable the locale is POSIX, which is not.
func localeFault(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		value := getenv(name)
		switch lower := strings.ToLower(value); {
		case value == "":
		case strings.Contains(lower, "utf-8") || strings.Contains(lower, "utf8"):
			return ""
		default:
			return "set " + name + "=C.UTF-8 for glyphs (" + name + " is " + quote(value) + ")"
		}
	}
	return "set LANG=C.UTF-8 for glyphs (no locale is set)"
}

var errEmpty = errors.New("needs a value")
