package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"fleetop/internal/config"
	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
	"fleetop/internal/serve"
)

const (
	// serverGCPercent lets the server hold less memory for a little more work.
	serverGCPercent = 50
	// logStopTime is how long the log may take to be written when the server ends.
	logStopTime = 300 * time.Millisecond
	// ownerName is what a server is called that was given no other name.
	ownerName = "fleetop"
	// minKey is the least length of the key of a server that other machines can reach.
	minKey = 20
)

// Flags of `fleetop serve` that belong to one engine.
const (
	flagFleet = "fleet"
	flagSeed  = "seed"
	flagTouch = "touch"
	touchAll  = "all"
)

// touches returns what a server may show and change on a Docker daemon, the default first.
func touches() []string { return []string{"own", touchAll} }

// serveFlags are the flags of `fleetop serve` that only it has.
type serveFlags struct {
	listen, name, publicURL string
	tlsCert, tlsKey         string
	logFormat, fleet, touch string
	seed                    int64
	simulation              string // a flag that was given and is only for the simulation
}

// serveCommand returns the command `fleetop serve`.
func serveCommand(env Env) *cobra.Command {
	var own serveFlags
	var flags config.Flags
	cmd := &cobra.Command{
		Use: "serve", Short: "Run a server of the Tutum v1 API, without a screen", Args: cobra.NoArgs,
		Long: `Run a server of the Tutum v1 API, without a screen. The server prints the line that opens
the dashboard on it, and then logs every request and every change. SIGINT, SIGTERM or SIGHUP
stops it; a second SIGINT or SIGTERM stops it at once.

Without --apikey-file and TUTUM_APIKEY the server makes a key. It prints that key once if
standard output is a terminal. Otherwise it keeps the key, readable by you alone, in
$XDG_STATE_HOME/fleetop/serve-NAME.key (by default below ~/.local/state), where the next
server of that --name finds it.

With --engine docker the server runs containers on a Docker daemon. It shows and changes only what
a server of its --name has made. --touch all gives access to everything that the daemon has; whoever
has the key is then as good as root on that machine. There is one server of a name for a daemon; what
it was told outlives it, in $XDG_STATE_HOME/fleetop/docker-NAME.json. When it is stopped it waits
until Docker has done what was accepted, for a minute at most.

With --engine swarm it does the same with the managers of a Docker Swarm, which keeps all that there is
to know of a service in its labels.

A server that other machines can reach needs a key of at least 20 characters that you give,
and --tls-cert with --tls-key, or --insecure-http on a trusted network.

GET /healthz needs no key.`,
		Example: `    fleetop serve
    fleetop serve --engine docker --touch all
    fleetop serve --listen 0.0.0.0:8443 --apikey-file PATH --tls-cert cert.pem --tls-key key.pem`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, flag := range []string{flagFleet, flagSeed} {
				if cmd.Flags().Changed(flag) {
					own.simulation = flag
				}
			}
			s := &server{env: env, own: own}
			return s.run(cmd.Context(), flags)
		},
	}
	flags = config.Register(cmd.Flags(), config.ServeFlags()...)
	f := cmd.Flags()
	for flag, usage := range map[string]string{
		config.FlagInsecureHTTP:  "let other machines send the key over plain HTTP [$FLEETOP_INSECURE_HTTP]",
		config.FlagEngine:        "what the containers run on: " + config.EngineMemory + ", a simulation, a Docker daemon, or a Docker Swarm (default " + config.EngineMemory + ") [$FLEETOP_ENGINE]",
		config.FlagUser:          "the one account (default " + config.DefaultUser + ") [$TUTUM_USER]",
		config.FlagAPIKeyFile:    "file that holds the API key (default $TUTUM_APIKEY, else a new key)",
		config.FlagMaxContainers: "most containers that the server creates, 0 for no limit (default 200; with --fleet: its size and 1000 more) [$FLEETOP_MAX_CONTAINERS]",
	} {
		f.Lookup(flag).Usage = usage
	}
	f.StringVar(&own.listen, "listen", "127.0.0.1:8000", "address to listen on, as `HOST:PORT`; no host: every address of this machine; port 0: any free port")
	f.StringVar(&own.publicURL, "public-url", "", "`URL` at which clients reach the server, e.g. that of a proxy")
	f.StringVar(&own.tlsCert, "tls-cert", "", "serve HTTPS with the certificate in this PEM file, `PATH`")
	f.StringVar(&own.tlsKey, "tls-key", "", "private key of the certificate, a PEM file, `PATH`")
	f.StringVar(&own.logFormat, "log-format", serve.Formats()[0], "format of the log, `"+strings.Join(serve.Formats(), "|")+"`")
	f.StringVar(&own.name, "name", ownerName, "`NAME` of this server, part of the name of its key file; engines docker and swarm: the owner of what it makes")
	f.StringVar(&own.touch, flagTouch, "", "engines docker and swarm: show and change what this server made (default), or all there is, `"+strings.Join(touches(), "|")+"`")
	f.StringVar(&own.fleet, flagFleet, "", "memory engine: size of the fleet, `APPSxCONTAINERS`, e.g. 1000x10 (default: a small shop)")
	f.Int64Var(&own.seed, flagSeed, 1, "memory engine: random seed of the simulated fleet, `N`")
	return cmd
}

// A server is one run of `fleetop serve`.
type server struct {
	env      Env
	own      serveFlags
	settings config.ServeSettings
	fleet    memory.Fleet
	engine   chosenEngine
	address  serve.Address
	tls      *tls.Config // nil for plain HTTP
	public   string      // --public-url in its normal form, empty if not given
	made     bool        // the key was made here
	madeFile string      // the file that holds it, empty on a terminal
}

// run serves until a signal ends it.
func (s *server) run(ctx context.Context, flags config.Flags) error {
	if ctx == nil {
		ctx = context.Background()
	}
	if err := s.resolve(ctx, flags); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, stopSignals()...)
	defer stop()
	context.AfterFunc(ctx, func() {
		// A terminal that is closed hangs up twice, and service managers do it after SIGTERM.
		signal.Ignore(syscall.SIGHUP)
		stop() // any other second signal ends it at once
	})
	signal.Ignore(syscall.SIGPIPE)

	var err error
	if s.engine, err = s.chooseEngine(ctx); err != nil {
		return err
	}
	told := &tellTale{}
	kept := s.env.keep(s.engine, s.own.name, "fleetop serve", told.say)
	defer kept.release()
	unknown, err := s.claim(ctx, kept)
	if err != nil {
		return failed(err)
	}
	listener, err := s.address.Listen(ctx)
	if err != nil {
		return failed(err)
	}
	if err := s.findKey(); err != nil {
		_ = listener.Close()
		return err
	}
	log := serve.NewLog(s.env.Stdout, s.own.logFormat, s.settings.Key.Reveal())
	defer log.Close(logStopTime)
	s.engine.logTo(log.Logger)
	told.log = log.Logger
	url := s.url(listener)
	host, err := platform.New(platform.Options{
		User: s.settings.User, Key: s.settings.Key.Reveal(), URL: url, Audit: audit(log.Logger),
		MaxContainers: s.settings.MaxContainers, Engine: s.engine.engine,
		Ledger: kept.ledger, Bystander: unknown, Warn: told.say,
	})
	if err != nil {
		_ = listener.Close()
		return failed(err)
	}
	log.Print("fleetop: serving " + s.serves() + " on " + url)
	log.Print(s.opening(url))
	if reach := s.touches(); reach != "" {
		log.Print("fleetop: " + reach)
	}
	for _, text := range told.take() {
		log.Warn(text)
	}
	go s.warn(url) // nobody may be reading that either
	if unknown {
		go kept.share(ctx, s.engine.engine, host)
	}
	debug.SetGCPercent(serverGCPercent)
	err = serve.Run(ctx, listener, host, serve.Options{
		Identify: host.Identify, Requests: log.Requests, Errors: log.Requests, TLS: s.tls, OnStop: host.Release,
	})
	s.engine.settle(context.WithoutCancel(ctx), s.env.Stderr, func() {})
	return failed(errors.Join(err, host.Close()))
}

// claim sees that no other process has the name of this server for its daemon. unknown is a daemon that cannot say
// what it is at the moment: whether another has it by another address is found out later.
func (s *server) claim(ctx context.Context, kept keeping) (unknown bool, err error) {
	others := kept.others
	if kept.fault == nil && others == "" {
		others, err = kept.takeSame(ctx, s.engine.engine)
		unknown = err != nil
	}
	if others != "" {
		return false, heldBy(others, s.own.name, s.engine.engine.Name())
	}
	return unknown, kept.fault
}

// heldBy says that another process, as its lock names it, has the name of this server.
func heldBy(others, name, engineName string) error {
	of := "on this Docker daemon"
	if engineName == config.EngineSwarm {
		of = "of this swarm"
	}
	who, end := others, "stop it"
	if process, command, named := strings.Cut(others, " ("); named {
		who = "a server (" + process + ")"
		if !strings.HasPrefix(command, "fleetop serve") {
			who, end = "a dashboard ("+process+")", "quit it"
		}
	}
	return fmt.Errorf("%s already holds the name %s %s: %s, or give this server another --name", who, name, of, end)
}

// stopSignals returns the signals that stop the server: SIGHUP only if it is not ignored, as under
// nohup.
func stopSignals() []os.Signal {
	signals := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// chooseEngine makes the engine that was asked for.
func (s *server) chooseEngine(ctx context.Context) (chosenEngine, error) {
	all := s.own.touch == touchAll
	switch s.settings.Engine {
	case config.EngineDocker:
		return s.env.connect(ctx, s.settings.Docker, s.own.name, all)
	case config.EngineSwarm:
		return s.env.connectSwarm(ctx, s.settings.Docker, s.own.name, all)
	}
	return simulate(memory.Options{Seed: s.own.seed, Fleet: s.fleet})
}

// serves names what the server serves.
func (s *server) serves() string {
	if s.engine.name == "" {
		return s.settings.Engine
	}
	return s.settings.Engine + " (" + s.engine.name + ")"
}

// touches says what the server leaves out of what its daemon runs, or that it leaves out nothing.
func (s *server) touches() string {
	if s.own.touch == touchAll {
		return "--touch all shows, changes and destroys what others made, too"
	}
	e, counts := s.engine.engine.(interface{ LeftOut() int })
	if !counts {
		return ""
	}
	n := e.LeftOut()
	switch n {
	case 0:
		return ""
	case 1:
		return "leaves out 1 running container that it did not make: --touch all shows and touches it"
	default:
		return "leaves out " + strconv.Itoa(n) + " running containers that it did not make: --touch all shows and touches them"
	}
}

// resolve checks the flags and the environment.
func (s *server) resolve(ctx context.Context, flags config.Flags) error {
	size := 0
	s.fleet = memory.DefaultFleet()
	if s.own.fleet != "" {
		applications, each, err := memory.ParseSize(s.own.fleet)
		if err != nil {
			return fmt.Errorf("--fleet: %w", err)
		}
		s.fleet, size = memory.Sized(applications, each), applications*each
	}
	var err error
	if s.settings, err = config.ResolveServe(flags, s.env.Getenv, size); err != nil {
		return err
	}
	if err := s.checkEngine(); err != nil {
		return err
	}
	if !slices.Contains(serve.Formats(), s.own.logFormat) {
		return fmt.Errorf("--log-format: unknown format %q (choose %s)", s.own.logFormat, strings.Join(serve.Formats(), " or "))
	}
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$`).MatchString(s.own.name) {
		return fmt.Errorf("--name: %q is not a name (up to 63 letters, digits, - _ . ; starts with a letter or digit)", s.own.name)
	}
	if s.own.publicURL != "" {
		if s.public, err = config.NormalizeEndpoint(s.own.publicURL); err != nil {
			return fmt.Errorf("--public-url: %w", err)
		}
	}
	if s.tls, err = loadTLS(s.own.tlsCert, s.own.tlsKey); err != nil {
		return err
	}
	s.address, err = serve.ParseAddress(ctx, s.own.listen)
	if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
		return failed(err)
	} else if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	return s.checkReach()
}

// checkEngine refuses flags that mean nothing to the engine.
func (s *server) checkEngine() error {
	if config.RunsDocker(s.settings.Engine) && s.own.simulation != "" {
		return fmt.Errorf("--%s: needs --%s %s", s.own.simulation, config.FlagEngine, config.EngineMemory)
	}
	if !config.RunsDocker(s.settings.Engine) && s.own.touch != "" {
		return fmt.Errorf("--%s: needs --%s %s or %s", flagTouch, config.FlagEngine, config.EngineDocker, config.EngineSwarm)
	}
	if s.own.touch != "" && !slices.Contains(touches(), s.own.touch) {
		return fmt.Errorf("--%s: %q is not possible (choose %s)", flagTouch, s.own.touch, choices(touches()))
	}
	return nil
}

// checkReach refuses an address that other machines can reach unless a good key and TLS protect it.
func (s *server) checkReach() error {
	if s.address.Loopback() {
		return nil
	}
	var lacks []string
	switch n := len(s.settings.Key.Reveal()); {
	case n == 0:
		lacks = append(lacks, fmt.Sprintf("a key of at least %d characters, with --apikey-file or TUTUM_APIKEY", minKey))
	case n < minKey:
		lacks = append(lacks, fmt.Sprintf("a key of at least %d characters (the one given has %d)", minKey, n))
	}
	if s.tls == nil && !s.settings.InsecureHTTP {
		lacks = append(lacks, "--tls-cert and --tls-key, or --insecure-http on a trusted network")
	}
	if len(lacks) == 0 {
		return nil
	}
	return fmt.Errorf("--listen: %q can be reached from other machines: give %s; or listen on 127.0.0.1",
		s.own.listen, strings.Join(lacks, ", and "))
}

// url is where clients reach the server.
func (s *server) url(listener net.Listener) string {
	if s.public != "" {
		return s.public
	}
	scheme := "http"
	if s.tls != nil {
		scheme = "https"
	}
	have, err := net.InterfaceAddrs()
	if err != nil {
		have = nil // the address of loopback is true, too
	}
	return serve.URL(scheme, s.address.Reach(listener, have))
}

// findKey makes a key if none was given, and keeps it where a terminal does not show it.
func (s *server) findKey() error {
	if s.settings.Key != "" {
		return nil
	}
	s.made = true
	if term.IsTerminal(s.env.Stdout.Fd()) {
		s.settings.Key = newKey()
		return nil
	}
	dir := config.StateDir(s.env.Getenv, s.env.Home)
	if dir == "" {
		return errors.New("no place to keep a new key: give one with --apikey-file or TUTUM_APIKEY, or set HOME or XDG_STATE_HOME")
	}
	var err error
	s.settings.Key, s.madeFile, err = keptKey(dir, s.own.name)
	return failed(err)
}
