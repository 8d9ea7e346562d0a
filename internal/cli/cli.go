// Package cli is the command line, one file for each command.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fleetop/internal/config"
	"fleetop/internal/terminal/tty"
	"fleetop/ui/command"
)

// Exit statuses beside those of signals.
const (
	statusOK     = 0
	statusFailed = 1 // what was asked for could not be done
	statusUsage  = 2 // wrong usage or configuration
)

// Env is what a command finds around it.
type Env struct {
	Stdin, Stdout *os.File
	Stderr        io.Writer
	Getenv        func(string) string
	// Home is the user's home directory, empty if there is none.
	Home string
}

// A Failure is an error that is not the fault of how the program was called.
type Failure struct{ Err error }

// Error returns the error's own text.
func (f Failure) Error() string { return f.Err.Error() }

// Unwrap returns the error itself.
func (f Failure) Unwrap() error { return f.Err }

// failed makes an error that came up at run time a [Failure].
func failed(err error) error {
	if err == nil {
		return nil
	}
	return Failure{err}
}

// Main runs the command line with the arguments behind the program's name and returns the exit
// status. bindings are the keys of the dashboard.
func Main(bindings []command.Binding, args []string) int {
	tty.Watch()
	env := Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Home: homeDir()}
	p := &program{Env: env, bindings: bindings}
	return p.run(args)
}

// homeDir returns the user's home directory: HOME, else what the system knows; empty if there is
// none.
func homeDir() string {
	if home, err := os.UserHomeDir(); err == nil {
		return home
	}
	if u, err := user.Current(); err == nil {
		return u.HomeDir
	}
	return ""
}

// program is one run of the command line.
type program struct {
	Env
	bindings []command.Binding
	status   int
}

// run runs the command line and returns the exit status.
func (p *program) run(args []string) int {
	root := p.rootCommand()
	if err := completeFlags(root, p.Env); err != nil {
		p.complain(err)
		return statusFailed
	}
	root.SetArgs(args)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	if err := root.Execute(); err != nil {
		p.complain(err)
		if p.status == statusOK {
			p.status = statusUsage
			if failure := (Failure{}); errors.As(err, &failure) {
				p.status = statusFailed
			}
		}
	}
	return p.status
}

// rootCommand returns the program's command line: without a word it opens the dashboard.
func (p *program) rootCommand() *cobra.Command {
	var flags config.Flags
	var onlyVersion bool
	root := &cobra.Command{
		Use:           "fleetop",
		Short:         "A dashboard for platforms that speak the Tutum v1 API",
		Long:          helpLong,
		Example:       helpExamples,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if onlyVersion {
				return printVersion(cmd.OutOrStdout())
			}
			return p.dashboard(flags)
		},
	}
	flags = config.Register(root.Flags())
	root.Flags().BoolVar(&onlyVersion, "version", false, "print the version")
	root.AddCommand(
		serveCommand(p.Env), keysCommand(p.bindings), completionCommand(), versionCommand(), manCommand(),
	)
	root.SetHelpCommand(helpCommand())
	root.SetFlagErrorFunc(flagError)
	return root
}

// flagError says what is wrong with a flag, and where the right ones are listed.
func flagError(cmd *cobra.Command, err error) error {
	see := fmt.Sprintf("(see %s --help)", cmd.CommandPath())
	if invalid := (*pflag.InvalidValueError)(nil); errors.As(err, &invalid) {
		return fmt.Errorf("--%s: %q is not valid %s", invalid.GetFlag().Name, invalid.GetValue(), see)
	}
	return fmt.Errorf("%w %s", err, see)
}

// complain writes what went wrong to standard error, as one line without control characters.
func (p *program) complain(err error) {
	_, _ = fmt.Fprintf(p.Stderr, "fleetop: %s\n", printable(err.Error()))
}

// printable replaces control characters by spaces.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, text)
}
