package docs

import (
	"bufio"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// how is how an example of the command line is tried.
type how int

const (
	opens    how = iota // the dashboard: all is well but that there is no terminal
	serves              // the server: it says that it serves, and ends by a signal
	works               // it succeeds
	connects            // it looks for a Docker daemon, and says that there is none
)

// commandLines are the lines of the pages, as they are written there.
func commandLines() map[string]how {
	return map[string]how{
		"go run .":                         opens,
		"go build":                         works,
		"go install":                       works,
		"go test ./...":                    works,
		"bash .ci/run":                     works,
		"go test -run '^$' -bench . ./...": works,
		"fleetop [flags]":                  opens,
		"fleetop --endpoint https://paas.example.com/ --user me --apikey-file ~/.fleetop-key": opens,
		"fleetop --engine docker --docker-context shop-prod":                                  opens,
		"fleetop --engine docker --docker-host ssh://me@shop.example":                         opens,
		"fleetop --engine swarm --docker-host ssh://m1,ssh://m2":                              opens,

		"fleetop --wall":                    opens,
		"fleetop":                           opens,
		"fleetop --engine docker":           opens,
		"fleetop keys":                      works,
		"fleetop man man1":                  works,
		"fleetop version":                   works,
		"source <(fleetop completion bash)": works,
		"fleetop serve [flags]":             serves,
		"fleetop serve":                     serves,
		"fleetop serve --engine docker":     connects,
		"fleetop serve --listen 0.0.0.0:8000 --apikey-file key --tls-cert cert.pem --tls-key key.pem": serves,
	}
}

// lighter are the lines that are run in another way: what they are for takes long, or leaves
// something in the repository.
func lighter() map[string]string {
	return map[string]string{
		"go run .":                         "fleetop",
		"go build":                         `cd "$REPOSITORY" && go build -o "$HOME/fleetop"`,
		"go install":                       `cd "$REPOSITORY" && GOBIN="$HOME" go install`,
		"go test ./...":                    `cd "$REPOSITORY" && go list ./...`,
		"go test -run '^$' -bench . ./...": `cd "$REPOSITORY" && go list ./...`,
		"bash .ci/run":                     `cd "$REPOSITORY" && bash -n .ci/run`,
	}
}

// blocks returns the lines of the blocks of code of a text that hold commands, without their
// comments.
func blocks(text string) []string {
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line, isCode := strings.CutPrefix(line, "    ")
		word, _, _ := strings.Cut(line, " ")
		if isCode && slices.Contains([]string{"go", "bash", "fleetop", "source", "docker", "packaging/release", "packaging/image"}, word) {
			line, _, _ = strings.Cut(line, "  #")
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// TestCommandLinesOfTheDocsWork runs the examples of the command line.
func TestCommandLinesOfTheDocsWork(t *testing.T) {
	t.Parallel()
	given := map[string]bool{}
	for path, text := range pages(t) {
		for _, line := range blocks(text) {
			given[line] = true
			if _, known := commandLines()[line]; !known {
				t.Errorf("%s has the line %q, which no test runs", path, line)
			}
		}
	}
	for line, how := range commandLines() {
		if !given[line] {
			t.Errorf("no page has the line %q any more", line)
		}
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			try(t, line, how)
		})
	}
}

// try runs a line in a shell, in a directory with the files that it names.
func try(t *testing.T, line string, how how) {
	t.Helper()
	line = strings.TrimSuffix(line, " [flags]")
	if other := lighter()[line]; other != "" {
		line = other
	}
	switch how {
	case opens:
		out, err := shell(t, line+" </dev/null").CombinedOutput()
		if err == nil || string(out) != "fleetop: standard input is not a terminal\n" {
			t.Errorf("%v\n%s", err, out)
		}
	case serves:
		tryServer(t, shell(t, "exec "+line+" --listen 127.0.0.1:0"))
	case connects:
		out, err := shell(t, "DOCKER_HOST=unix:///nowhere/d.sock "+line).CombinedOutput()
		if err == nil || !strings.HasPrefix(string(out), "fleetop: there is no /nowhere/d.sock: ") {
			t.Errorf("%v\n%s", err, out)
		}
	case works:
		if out, err := shell(t, line).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

// shell returns a command that runs a line in a home directory of its own.
func shell(t *testing.T, line string) *exec.Cmd {
	t.Helper()
	home := t.TempDir()
	writeFiles(t, home)
	repository, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-c", line)
	cmd.Dir = home
	cmd.Env = []string{"HOME=" + home, "REPOSITORY=" + repository, "PATH=" + filepath.Dir(program) + ":" + os.Getenv("PATH")}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS"} {
		value, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(cmd.Env, name+"="+strings.TrimSpace(string(value)))
	}
	return cmd
}

// tryServer starts a server, waits until it serves, and ends it.
func tryServer(t *testing.T, server *exec.Cmd) {
	t.Helper()
	out, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(first, "fleetop: serving memory on http") {
		t.Errorf("it says %q, %v", first, err)
	}
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if err := server.Wait(); err != nil {
		t.Error(err)
	}
}

// writeFiles writes the files that examples name: a key and a certificate.
func writeFiles(t *testing.T, dir string) {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	pair := server.TLS.Certificates[0]
	private, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	key := []byte("0123456789abcdef0123456789\n")
	for name, content := range map[string][]byte{
		"key": key, ".fleetop-key": key,
		"cert.pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}),
		"key.pem":  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
