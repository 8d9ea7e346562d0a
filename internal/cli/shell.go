package cli

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"strings"

	"fleetop/internal/platform/docker"
	"fleetop/internal/platform/docker/reach"
	"fleetop/internal/terminal"
	"fleetop/internal/terminal/tty"
)

// A shellOpener opens shells in the containers of the daemon that this process uses.
type shellOpener struct {
	engine *docker.Engine
	daemon *reach.Daemon
	lender *tty.Lender
}

// lendTo gives the screen the shells of the engine, where it has some.
func (e chosenEngine) lendTo(host *terminal.Host, lender *tty.Lender) {
	if e.shells != nil {
		e.shells.lender, host.Shell = lender, e.shells.open
	}
}

// open opens a shell in a container: with the docker command, where there is one, else by itself. The
// terminal is lent only once it is known that the container has a shell.
func (o *shellOpener) open(ctx context.Context, uuid string) error {
	shell, err := o.engine.Shell(ctx, uuid)
	if err != nil {
		return err
	}
	words, ok := o.command(shell)
	if !ok {
		return o.lender.Attach(ctx, func(ctx context.Context, r *tty.Raw) error {
			status, err := shell.Run(ctx, r)
			if err != nil {
				return err
			}
			return ended(status)
		})
	}
	said := new(bytes.Buffer)
	err = o.lender.Run(ctx, words, said)
	exit := (*exec.ExitError)(nil)
	switch complaint := lastLine(said.String()); {
	case err != nil && complaint != "":
		return errors.New("docker: " + complaint)
	case errors.As(err, &exit) && exit.ExitCode() == connectionLost:
		return o.ping(ctx) // it may be the status of the shell as well
	case errors.As(err, &exit) && exit.Exited():
		return ended(exit.ExitCode())
	default:
		return err
	}
}

// command returns the docker command that opens a shell, and false where there is none to be used.
func (o *shellOpener) command(s *docker.Shell) (words []string, ok bool) {
	path, err := exec.LookPath("docker")
	if err != nil {
		return nil, false
	}
	args, ok := o.daemon.Arguments()
	words = append(append([]string{path}, args...), "exec", "--interactive", "--tty", s.Container)
	return append(words, s.Words...), ok
}

// connectionLost is the status with which the docker command ends, without a word, where the daemon went
// away meanwhile.
const connectionLost = 255

// ping returns why the daemon does not answer, nil if it does.
func (o *shellOpener) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	_, err := o.daemon.Ping(ctx)
	return failed(err)
}

// killed is the status of a shell that was killed, as when its container is.
const killed = 137

// ended returns what is to be said of the exit status of a shell: it is mostly that of the last
// command in it, which is the user's own business.
func ended(status int) error {
	if status != killed {
		return nil
	}
	return errors.New("it was killed, or the last command in it was")
}

// lastLine returns the last line of a text that says something.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
