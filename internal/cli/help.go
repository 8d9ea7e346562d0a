package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// helpCommand returns the command that explains the others. Unlike cobra's own it fails on an
// unknown command.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [command]", Short: "Help about a command",
		ValidArgsFunction: first(func(cmd *cobra.Command) []string {
			var names []string
			for _, c := range cmd.Root().Commands() {
				if c.IsAvailableCommand() {
					names = append(names, c.Name())
				}
			}
			return names
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return fmt.Errorf("help: unknown command %q", strings.Join(args, " "))
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}

// The text of `fleetop --help` and of the man page. Both keep lines indented by four spaces as they
// are.
const (
	helpLong = `fleetop opens a dashboard on an application platform that speaks the Tutum v1
HTTP API. Without an account it opens a sandbox: the same API, served from
memory inside this process. With --engine docker it opens the containers of a
Docker daemon, found as the docker command finds it.

Each setting comes from the first of these places that has it:

    1. its flag
    2. its environment variable, shown in brackets behind the flag
    3. for the user and the API key: user and apikey under [auth] in ~/.tutum
    4. its default

The API key is never part of the command line: give --apikey-file PATH or set
TUTUM_APIKEY. Setting NO_COLOR to anything but an empty value means --theme mono.

Exit status:

    0      you quit, or the command succeeded
    1      it failed, e.g. the screen could not run or a port is taken
    2      wrong usage or configuration
    128+N  signal N ended it: 129 SIGHUP or a closed terminal, 130 SIGINT,
           143 SIGTERM`

	helpExamples = `    fleetop                  # open the sandbox
    fleetop --engine docker  # open the containers of this machine
    fleetop --engine docker --docker-host ssh://me@shop-prod
    fleetop --endpoint https://paas.example.com/ --user me --apikey-file ~/.fleetop-key
    fleetop --read-only      # look, change nothing
    fleetop --wall           # large tiles for a screen on the wall
    fleetop serve            # run a server, and print the line that opens it`
)
