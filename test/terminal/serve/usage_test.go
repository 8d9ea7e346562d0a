package serve

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestWhatOthersCouldReachIsRefused tries addresses beside loopback without a key, with a short
// one, and without TLS.
func TestWhatOthersCouldReachIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	short, good := filepath.Join(dir, "short"), filepath.Join(dir, "good")
	for path, key := range map[string]string{short: "nineteen-characters", good: goodKey} {
		if err := os.WriteFile(path, []byte(key), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, key := certificate(t, "127.0.0.1")
	for _, address := range []string{"", ":0", "0.0.0.0:0", "[::]:0", "[::ffff:0.0.0.0]:0", machineAddress(t) + ":0", "192.0.2.1:0", "[fe80::1%lo]:0"} {
		if strings.HasPrefix(address, "127.") {
			continue // a machine without a network
		}
		for _, test := range []struct {
			args  []string
			wants []string
		}{
			{nil, []string{"a key of at least 20 characters, with --apikey-file or TUTUM_APIKEY", "--tls-cert and --tls-key, or --insecure-http"}},
			{[]string{"--insecure-http"}, []string{"a key of at least 20 characters, with"}},
			{[]string{"--apikey-file", short, "--insecure-http"}, []string{"at least 20 characters (the one given has 19)"}},
			{[]string{"--apikey-file", good}, []string{"--tls-cert and --tls-key, or --insecure-http"}},
			{[]string{"--apikey-file", short, "--tls-cert", cert, "--tls-key", key}, []string{"at least 20 characters (the one given has 19)"}},
		} {
			out, errs, status := run(t, nil, append([]string{"serve", "--listen", address}, test.args...)...)
			if status != 2 || out != "" || strings.Count(errs, "\n") != 1 || strings.Contains(errs, "nineteen") {
				t.Errorf("%q %q: status %d, %q, %q", address, test.args, status, out, errs)
			}
			for _, want := range append(test.wants, fmt.Sprintf("--listen: %q can be reached from other machines: give ", address), "; or listen on 127.0.0.1\n") {
				if !strings.Contains(errs, want) {
					t.Errorf("%q %q: it lacks %q: %s", address, test.args, want, errs)
				}
			}
		}
	}
}

// TestWrongFlagsAreExplained gives flags that are wrong.
func TestWrongFlagsAreExplained(t *testing.T) {
	t.Parallel()
	cert, key := certificate(t, "127.0.0.1")
	_, other := certificate(t, "127.0.0.1")
	for want, args := range map[string][]string{
		"--tls-cert needs --tls-key":                      {"--tls-cert", cert},
		"--tls-key needs --tls-cert":                      {"--tls-key", key},
		"private key does not match":                      {"--tls-cert", cert, "--tls-key", other},
		"no such file":                                    {"--tls-cert", "/nowhere", "--tls-key", key},
		"--log-format: unknown format \"xml\"":            {"--log-format", "xml"},
		"--name: \"../x\" is not a name":                  {"--name", "../x"},
		"--public-url: \"ftp://x\" is not a URL":          {"--public-url", "ftp://x"},
		"--public-url: the URL contains a user":           {"--public-url", "https://u:p@x"},
		"--listen: \"8000\" is not an address":            {"--listen", "8000"},
		"--listen: \"127.0.0.1:99999\" needs a port from": {"--listen", "127.0.0.1:99999"},
		"--fleet: ": {"--fleet", "many"},
	} {
		out, errs, status := run(t, nil, append([]string{"serve"}, args...)...)
		if status != 2 || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: status %d, %q, %q", args, status, out, errs)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for address, want := range map[string]string{
		l.Addr().String(): ": address already in use: give another port, or 0 for any free port\n",
		"203.0.113.7:80":  ": give an address of this machine\n",
	} {
		out, errs, status := run(t, []string{"TUTUM_APIKEY=" + goodKey}, "serve", "--insecure-http", "--listen", address)
		if status != 1 || out != "" || !strings.HasPrefix(errs, "fleetop: listen: "+address+": ") || !strings.HasSuffix(errs, want) {
			t.Errorf("%s: status %d, %q, %q", address, status, out, errs)
		}
	}
}

// TestServeStopsCleanlyOnEverySignal ends it with every signal that ends it, while clients keep
// connections open that send nothing.
func TestServeStopsCleanlyOnEverySignal(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		s := start(t, nil, "--fleet", "3x2", "--seed", "7")
		for _, text := range []string{"", "GET / HTTP/1.1\r\n", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"} {
			c, err := net.Dial("tcp", host(s.url))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := io.WriteString(c, text); err != nil {
				t.Fatal(err)
			}
		}
		if said, status := s.stop(sig); status != 0 || said != "" || s.errs.String() != "" {
			t.Errorf("after %v: status %d, %q, %q", sig, status, said, s.errs.String())
		}
	}
}

// TestAHangUpThatIsIgnoredEndsNothing starts it as nohup does.
func TestAHangUpThatIsIgnoredEndsNothing(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", `trap "" HUP; exec "$1" serve --listen 127.0.0.1:0`, "sh", binary(t))
	cmd.Env = []string{"HOME=" + t.TempDir(), "TUTUM_APIKEY=k3y"}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, url, _ := strings.Cut(strings.TrimSpace(line), " on ")
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if status := ask(t, &http.Client{}, "GET", url+"healthz", "", ""); status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, lines); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// TestEveryWriteIsInTheLog changes something, is refused, and reads.
func TestEveryWriteIsInTheLog(t *testing.T) {
	t.Parallel()
	s := start(t, []string{"TUTUM_APIKEY=" + goodKey})
	c := &http.Client{}
	ask(t, c, "GET", s.url+"/api/v1/application/?username=admin&api_key="+goodKey, "", "")
	ask(t, c, "POST", s.url+"/api/v1/application/", goodKey, `{"image": "tutum/hello-world", "name": "`+goodKey+`"}`)
	ask(t, c, "DELETE", s.url+"/api/v1/application/x%1b%5b2J/", "wrong", "")
	ask(t, c, "GET", s.url+"/healthz", "", "")
	said, status := s.stop(syscall.SIGTERM)
	if status != 0 || strings.Count(said, "msg=write") != 2 || strings.Count(said, "msg=request") != 3 {
		t.Errorf("status %d, it said %s", status, said)
	}
	for _, want := range []string{
		` msg=write user=admin client=127.0.0.1:`, ` action="create, target 1" kind=application object=`, ` name=REDACTED status=202 result=accepted`,
		` msg=write user="" client=127.0.0.1:`, ` action=terminate kind=application object=x\x1b[2J name="" status=401 result="refused: Unauthorized"`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it lacks %q: %s", want, said)
		}
	}
	if strings.Contains(said, goodKey) || strings.ContainsRune(said, 0x1b) {
		t.Errorf("it said %q", said)
	}
}
