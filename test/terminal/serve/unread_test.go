package serve

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"fleetop/internal/ptytest"
)

// manyRequests fill every pipe: 64 KiB hold some 400 lines.
const manyRequests = 4000

// TestAPipeThatNobodyReadsStopsNothing asks far more often than a pipe holds lines. Once it is
// read, the count of what was dropped is in it, and every write.
func TestAPipeThatNobodyReadsStopsNothing(t *testing.T) {
	t.Parallel()
	s := start(t, []string{"TUTUM_APIKEY=k3y"}, "--log-format", "json")
	long := s.url + "/api/v1/" + strings.Repeat("x", 280) + "/"
	client := &http.Client{}
	for i := range manyRequests {
		if status := ask(t, client, "GET", long, "k3y", ""); status != http.StatusNotFound {
			t.Fatalf("request %d: status %d", i, status)
		}
		if i%1000 == 0 {
			ask(t, client, "DELETE", s.url+"/api/v1/application/none/", "k3y", "")
		}
	}
	lines := make(chan string)
	go func() {
		defer close(lines)
		for {
			line, err := s.out.ReadString('\n')
			if err != nil {
				return
			}
			lines <- line
		}
	}()
	seen, dropped := map[string]int{}, 0
	for dropped == 0 {
		select {
		case line := <-lines:
			var record struct {
				Msg      string
				Requests int
			}
			if err := json.Unmarshal([]byte(line), &record); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			seen[record.Msg]++
			dropped = record.Requests
		case <-time.After(patience):
			t.Fatal("it does not say how many lines were dropped")
		}
	}
	go func() {
		for range lines { // the server shall be able to end
		}
	}()
	if want := manyRequests + manyRequests/1000; seen["request"]+dropped != want || seen["write"] != manyRequests/1000 {
		t.Errorf("%d requests and %d writes are in the log, and %d are said to be dropped; want %d", seen["request"], seen["write"], dropped, want)
	}
}

// TestAPipeWithoutAReaderStopsNothing runs it in front of `head -1`.
func TestAPipeWithoutAReaderStopsNothing(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	// The shell passes on the first line and ends; nobody reads the server's next line.
	cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c", `"$1" serve --listen 127.0.0.1:0 2>/dev/null 3>&- & echo $! >&3; exit 0`, "sh", binary(t))
	cmd.Env = []string{"HOME=" + t.TempDir(), "TUTUM_APIKEY=k3y"}
	out, serverOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.ExtraFiles = serverOut, []*os.File{write}
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	_ = serverOut.Close()
	pid := readPID(t, read)
	ended := false
	t.Cleanup(func() {
		if !ended {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	first := make([]byte, 200)
	n, err := out.Read(first)
	if err != nil {
		t.Fatal(err)
	}
	_ = out.Close() // as head does
	line, _, _ := strings.Cut(string(first[:n]), "\n")
	_, url, _ := strings.Cut(line, " on ")
	client := &http.Client{}
	for range 100 {
		if status := ask(t, client, "GET", url+"api/v1/application/", "k3y", ""); status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended = waitGone(url)
	if !ended {
		t.Error("it did not end")
	}
}

// TestCtrlSDoesNotStopTheServer stops the output of a terminal with the key for that.
func TestCtrlSDoesNotStopTheServer(t *testing.T) {
	t.Parallel()
	term := ptytest.Start(t, ptytest.Options{
		Path: binary(t), Args: []string{"serve", "--listen", "127.0.0.1:0"}, Env: []string{"TUTUM_APIKEY=k3y"}, Leader: true, Cols: 200, Rows: 50,
	})
	term.WaitFor(`--endpoint \S+`)
	_, rest, _ := strings.Cut(term.Screen(), " on ")
	url := strings.Fields(rest)[0]
	term.Send("\x13")
	client := &http.Client{}
	for range manyRequests {
		if status := ask(t, client, "GET", url+"api/v1/"+strings.Repeat("x", 280)+"/", "k3y", ""); status != http.StatusNotFound {
			t.Fatalf("status %d", status)
		}
	}
	term.Send("\x11")
	term.WaitFor(`status=404`)
	term.Send("\x13")
	for range 1000 {
		ask(t, client, "GET", url+"api/v1/"+strings.Repeat("x", 280)+"/", "k3y", "")
	}
	term.Signal(syscall.SIGTERM) // also while nobody reads
	if code := term.Wait(); code != 0 {
		t.Errorf("it ended with %d", code)
	}
}
