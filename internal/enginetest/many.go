package enginetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// atOnce is how many containers are made at the same time. The daemon gains nothing from more.
const atOnce = 4

// transport returns a way to the daemon by HTTP.
func (d *Daemon) transport() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: atOnce, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", d.Socket)
	}}
}

// Ask sends a request to the daemon's HTTP interface on a connection that is kept, and returns the
// answer's body: for what is measured or done often, where a command would take too long. Body is
// sent as JSON unless it is nil.
func (d *Daemon) Ask(method, path string, body any) ([]byte, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	return d.send(method, path, "application/json", content)
}

// send sends a request to the daemon's HTTP interface and returns the answer's body.
func (d *Daemon) send(method, path, kind string, content io.Reader) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, "http://docker"+path, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", kind)
	answer, err := d.http.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s %s: %s: %s", method, path, answer.Status, bytes.TrimSpace(text))
	}
	return text, err
}

// Many makes n containers of an image, called prefix-0001 and so on, several at the same time, and
// starts them if they are to run. Each has the arguments as its command.
func (d *Daemon) Many(t testing.TB, prefix, image string, n int, run bool, args ...string) {
	t.Helper()
	numbers := make(chan int)
	failed := make(chan error, atOnce)
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for i := range numbers {
				if err := d.one(fmt.Sprintf("%s-%04d", prefix, i), image, run, args); err != nil {
					select {
					case failed <- err:
					default:
					}
				}
			}
		})
	}
	for i := 1; i <= n && len(failed) == 0; i++ {
		numbers <- i
	}
	close(numbers)
	all.Wait()
	if len(failed) > 0 {
		t.Fatal(<-failed)
	}
}

// one makes a container, and starts it if it is to run.
func (d *Daemon) one(name, image string, run bool, args []string) error {
	made, err := d.Ask(http.MethodPost, "/containers/create?name="+name, map[string]any{"Image": image, "Cmd": args})
	if err != nil || !run {
		return err
	}
	var c struct{ ID string }
	if err := json.Unmarshal(made, &c); err != nil {
		return err
	}
	_, err = d.Ask(http.MethodPost, "/containers/"+c.ID+"/start", nil)
	return err
}

// Clear removes all containers.
func (d *Daemon) Clear(t testing.TB) {
	t.Helper()
	if ids := strings.Fields(d.Docker(t, "ps", "--all", "--quiet")); len(ids) > 0 {
		d.Docker(t, append([]string{"rm", "--force"}, ids...)...)
	}
}

// Pid returns the process of the daemon.
func (d *Daemon) Pid() int { return d.docker.cmd.Process.Pid }
