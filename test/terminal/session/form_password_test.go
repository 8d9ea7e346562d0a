package session

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
	"fleetop/internal/ptytest"
)

// spiedOn is a server of the API that refuses the first image, quoting its password, and remembers
// every request whole.
type spiedOn struct {
	http.Handler
	mu       sync.Mutex
	requests []string
}

func (s *spiedOn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.mu.Lock()
	s.requests = append(s.requests, fmt.Sprintf("%s %s %v\n%s", r.Method, r.URL, r.Header, body))
	first := r.Method == http.MethodPost && strings.Count(strings.Join(s.requests, "\n"), "POST /") == 1
	s.mu.Unlock()
	if first {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"image": {"password": ["%s is wrong"], "nowhere": ["not %[1]s"]}}`, theirPassword)
		return
	}
	s.Handler.ServeHTTP(w, r)
}

// theirPassword is made of characters that are nowhere else on the screen: each of them that is
// somewhere else is a part of it.
const theirPassword = "ЖЩЮЭФ"

// quotes reports whether a text contains the password, plain or escaped.
func quotes(text string) bool {
	for _, r := range theirPassword {
		if escaped := strings.Trim(strconv.QuoteRuneToASCII(r), "'"); strings.ContainsRune(text, r) || strings.Contains(strings.ToLower(text), escaped) {
			return true
		}
	}
	return false
}

// TestAPasswordGoesOutInItsRequestAlone types a password into the real program, with everything
// switched on that is written down.
func TestAPasswordGoesOutInItsRequestAlone(t *testing.T) {
	t.Parallel()
	const user, key = "admin", "k3y"
	engine, err := memory.New(memory.Options{Seed: 1, Fleet: memory.DefaultFleet()})
	if err != nil {
		t.Fatal(err)
	}
	api, err := platform.New(platform.Options{URL: "http://127.0.0.1/", User: user, Key: key, Engine: engine})
	if err != nil {
		t.Fatal(err)
	}
	spied := &spiedOn{Handler: api}
	server := httptest.NewServer(spied)
	defer server.Close()
	dir := t.TempDir()
	editor := filepath.Join(dir, "editor")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\ncp \"$1\" "+dir+"/seen.yaml\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	term := ptytest.Start(t, ptytest.Options{Path: program, Cols: 100, Rows: 30, Args: []string{"--log-file", filepath.Join(dir, "log")}, Env: []string{
		"FLEETOP_ENDPOINT=" + server.URL, "TUTUM_USER=" + user, "TUTUM_APIKEY=" + key, "FLEETOP_TRACE_OUTPUT=" + filepath.Join(dir, "trace"),
		"VISUAL=" + editor, "XDG_STATE_HOME=" + dir, "TMPDIR=" + dir,
	}})
	term.WaitFor(`▸ worker`)
	term.Send("3")
	term.WaitFor(`▸ busybox`)
	term.Send("n")
	term.WaitFor(`Add a private image`)
	term.Send("quay.io/acme/new", "\t", "robot", "\t", theirPassword)
	term.WaitFor(`Password +\*\*\*\*\*`)
	term.Send("\x05") // ctrl+e
	term.WaitFor(`nothing was changed in the editor`)
	term.Send("\x1b")
	term.WaitFor(`kept, n opens it again`)
	term.Send("n")
	term.WaitFor(`Password +\S*\(required\)`)
	reach(t, term, "\t", `▸ Password`, 6)
	term.Send(theirPassword)
	reach(t, term, "\t", `▸ \[ Add \]`, 6)
	term.Send("\r")
	term.WaitFor(`refused: .*\[redacted\]`)
	reach(t, term, "\t", `▸ \[ Add \]`, 6)
	term.Send("\r")
	term.WaitFor(`▸ quay\.io/acme/new`)
	term.Send("4")
	term.WaitFor(`add refused`)
	term.Send("Q")
	if code := term.Wait(); code != 0 {
		t.Errorf("exit status %d", code)
	}

	if quotes(term.Output()) {
		t.Error("the terminal has seen the password")
	}
	var files []string
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if len(text) > 0 {
			files = append(files, entry.Name())
		}
		if quotes(string(text)) {
			t.Errorf("the password is in %s", path)
		}
		return err
	})
	if all := strings.Join(files, " "); err != nil || !strings.Contains(all, "log") || !strings.Contains(all, "trace") || !strings.Contains(all, "seen.yaml") {
		t.Errorf("there are the files %q, %v", files, err)
	}
	spied.mu.Lock()
	defer spied.mu.Unlock()
	sent := 0
	for _, request := range spied.requests {
		head, body, _ := strings.Cut(request, "\n")
		switch {
		case quotes(head) || quotes(body) && !strings.HasPrefix(head, "POST /api/v1/image/ "):
			t.Errorf("the password is in %s", request)
		case quotes(body):
			sent++
		}
	}
	if sent != 2 {
		t.Errorf("the password was sent %d times, want 2: refused and accepted", sent)
	}
}
