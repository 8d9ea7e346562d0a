package engines

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"fleetop/internal/enginetest"
	"fleetop/internal/ptytest"
)

// shellImage is an image that has a program sh.
const shellImage = "fleetop.test/shell:1"

// ways are the two ways to a shell, each with the variables that lead to it: by the docker command, and
// by the daemon's own interface where there is no such command.
func ways(t *testing.T) map[string][]string {
	t.Helper()
	return map[string][]string{"command": nil, "interface": {"PATH=" + t.TempDir()}}
}

// withShell runs a container that has a shell, and ends with the test.
func withShell(t *testing.T, d *enginetest.Daemon, name string) {
	t.Helper()
	d.ImportShell(t, shellImage)
	d.Docker(t, "run", "-d", "--stop-timeout", "1", "--name", name, shellImage)
	t.Cleanup(func() { _, _ = d.Try("rm", "-f", name) })
}

// shellIn opens the dashboard on one container, and a shell in that.
func shellIn(t *testing.T, d *enginetest.Daemon, env []string, name string) *ptytest.Terminal {
	t.Helper()
	term := screen(t, env, "--engine", "docker", "--docker-host", d.Host())
	term.WaitFor(name + ` .*● Running`)
	term.Send("/", name, "\r")
	term.WaitFor(`▸ ` + name + ` `)
	term.Send("S")
	term.WaitFor(`^\$ *$`)
	return term
}

// quit ends the dashboard and looks at the terminal that it leaves.
func quit(t *testing.T, term *ptytest.Terminal) {
	t.Helper()
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	term.CheckRestored()
}

func TestAShellHasTheTerminal(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	for way, env := range ways(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			name := "shell-" + way
			withShell(t, d, name)
			term := shellIn(t, d, env, name)
			// Docker tells the size once the program runs, and where it has changed.
			await := func(size string) {
				t.Helper()
				for try := 0; !strings.Contains(term.Screen(), size); try++ {
					term.Send(fmt.Sprintf("size\recho %s%d\r", size[:2], try))
					term.WaitFor(fmt.Sprintf(`^\$ %s%d`, size[:2], try))
				}
			}
			await("36 rows, 120 columns")
			term.Send("mode\r")
			term.WaitFor(`echo is true`)
			term.Resize(90, 30)
			await("30 rows, 90 columns")
			term.Send("\x03q") // for the shell alone
			term.WaitFor(`\^C`)
			term.Send("\x15exit 3\r")
			term.WaitFor(`the shell in ` + name + ` has ended`)
			term.WaitFor(`▸ ` + name + ` .*● Running`)
			if screen := term.Screen(); strings.Contains(screen, "rows, ") || len(strings.Split(screen, "\n")) > 31 {
				t.Errorf("the screen is not whole:\n%s", screen)
			}
			term.Send("S")
			term.WaitFor(`^\$ *$`)
			// This prompt may be the last shell's. What is typed before the terminal is the next one's
			// is handed on, but for the end of a file.
			term.Send("echo again\r")
			term.WaitFor(`^(\$ )?again`)
			term.Send("\x04")
			term.WaitFor(`▸ ` + name + ` .*● Running`)
			quit(t, term)
		})
	}
}

func TestAContainerWithoutAShell(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	container(t, d, "shell-less")
	for way, env := range ways(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			term := screen(t, env, "--engine", "docker", "--docker-host", d.Host())
			term.WaitFor(`shell-less .*● Running`)
			term.Send("/", "shell-less", "\r")
			term.WaitFor(`▸ shell-less `)
			term.Send("S")
			term.WaitFor(`shell-less: shell: shell-less has no shell: there is no program sh in its image`)
			quit(t, term)
		})
	}
}

func TestAShellThatIsKilled(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	for way, env := range ways(t) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			name := "shell-killed-" + way
			withShell(t, d, name)
			term := shellIn(t, d, env, name)
			d.Docker(t, "kill", name)
			term.WaitFor(name + `: shell: it was killed`)
			term.WaitFor(`▸ ` + name + ` .*Stopped`)
			term.Send("\x1b", "S")
			term.WaitFor(`no shell: ` + name + ` has no container that runs`)
			quit(t, term)
		})
	}
}

func TestASignalEndsTheShellToo(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	for way, env := range ways(t) {
		for signal, code := range map[syscall.Signal]int{syscall.SIGHUP: 129, syscall.SIGTERM: 143} {
			t.Run(fmt.Sprint(way, signal), func(t *testing.T) {
				t.Parallel()
				name := fmt.Sprintf("shell-%s-%d", way, int(signal))
				withShell(t, d, name)
				term := shellIn(t, d, env, name)
				term.Signal(signal)
				if got := term.Wait(); got != code {
					t.Errorf("exit status %d, want %d", got, code)
				}
				term.CheckRestored()
			})
		}
	}
}

func TestAShellWhoseDaemonIsKilled(t *testing.T) {
	t.Parallel()
	d := enginetest.Start(t)
	withShell(t, d, "orphan")
	var terms []*ptytest.Terminal
	for _, env := range ways(t) {
		terms = append(terms, shellIn(t, d, env, "orphan"))
	}
	d.Kill(t)
	for _, term := range terms {
		term.WaitFor(`orphan: shell: `)
		term.WaitFor(`NO SIGNAL|stale|retry in`)
		quit(t, term)
	}
}

// TestTheDockerCommandIsTheOneThatIsMeant has another docker command in front, which notes how it is
// called.
func TestTheDockerCommandIsTheOneThatIsMeant(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	withShell(t, d, "shell-noted")
	dir := t.TempDir()
	docker, err := exec.LookPath("docker")
	if err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$@\" >%s/called\nenv >%s/environ\nexec %s \"$@\"\n", dir, dir, docker)
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	term := shellIn(t, d, []string{"PATH=" + dir + ":" + os.Getenv("PATH"), "TUTUM_APIKEY=S3CRET", "DOCKER_CONTEXT=another"}, "shell-noted")
	term.Send("exit\r")
	term.WaitFor(`▸ shell-noted `)
	quit(t, term)
	id := d.Docker(t, "inspect", "--format", "{{.Id}}", "shell-noted")
	want := strings.Join([]string{
		"--host", d.Host(), "exec", "--interactive", "--tty", id, "sh", "-c", "command -v bash >/dev/null && exec bash || exec sh",
	}, "\n")
	if got := noted(t, dir, "called"); strings.TrimSpace(got) != want {
		t.Errorf("docker was called with\n%s\nwant\n%s", got, want)
	}
	if environ := noted(t, dir, "environ"); strings.Contains(environ, "S3CRET") || !regexp.MustCompile(`(?m)^DOCKER_CONTEXT=another$`).MatchString(environ) {
		t.Errorf("docker got the environment\n%s", environ)
	}
}

func noted(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAShellFromAnApplication(t *testing.T) {
	t.Parallel()
	d := shared.Daemon(t)
	d.ImportShell(t, shellImage)
	for number := 1; number <= 2; number++ {
		name := fmt.Sprintf("shells-web-%d", number)
		d.Docker(t, "run", "-d", "--stop-timeout", "1", "--name", name, "--label", "com.docker.compose.project=shells", "--label", "com.docker.compose.service=web",
			"--label", fmt.Sprintf("com.docker.compose.container-number=%d", number), "--label", "com.docker.compose.oneoff=False", "--label", "com.docker.compose.config-hash=1", shellImage)
		t.Cleanup(func() { _, _ = d.Try("rm", "-f", name) })
	}
	term := screen(t, nil, "--engine", "docker", "--docker-host", d.Host())
	term.WaitFor(`shells-web .*● Running +2/2`)
	term.Send("/", "shells-web", "\r")
	term.WaitFor(`▸ shells-web `)
	term.Send("S")
	term.WaitFor(`choose a container of shells-web: S opens a shell in it`)
	term.WaitFor(`▸ shells-web-1 `)
	term.Send("j", "S")
	term.WaitFor(`^\$ *$`)
	term.Send("exit\r")
	term.WaitFor(`the shell in shells-web-2 has ended`)
	d.Docker(t, "pause", "shells-web-2")
	term.WaitFor(`▸ shells-web-2 .*● paused`)
	term.Send("S")
	term.WaitFor(`no shell: shells-web-2 is paused, start it first`)
	quit(t, term)

	readOnly := screen(t, nil, "--engine", "docker", "--docker-host", d.Host(), "--read-only")
	readOnly.WaitFor(`shells-web `)
	readOnly.Send("S")
	readOnly.WaitFor(`Shell is disabled: read-only`)
	quit(t, readOnly)
}
