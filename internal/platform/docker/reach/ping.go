package reach

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// leastAPI is the oldest version of the API that will do, that of Docker 19.03.
const leastAPI = 40 // 1.40

// BySSH reports whether the daemon is asked through ssh, which takes its own time to connect.
func (d *Daemon) BySSH() bool { return d.ssh != nil }

// Ping asks the daemon whether it is there, and whether its version will do. It returns the header of
// the answer. What it connects by ssh the next Dial returns: a process takes its time to start.
func (d *Daemon) Ping(ctx context.Context) (http.Header, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://docker/_ping", http.NoBody)
	if err != nil {
		return nil, err
	}
	if d.ssh != nil {
		return d.pingBySSH(ctx, request)
	}
	var connected atomic.Bool
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := d.Dial(ctx, network, address)
		connected.Store(err == nil)
		return conn, err
	}}
	defer transport.CloseIdleConnections()
	answer, err := transport.RoundTrip(request)
	if err != nil && ctx.Err() != nil && connected.Load() {
		return nil, sentence(err, "Docker takes connections but does not answer: restart it, for example systemctl restart docker ("+d.Address+")")
	}
	if err != nil {
		return nil, d.unanswered(ctx, err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	return answer.Header, d.check(answer)
}

func (d *Daemon) pingBySSH(ctx context.Context, request *http.Request) (http.Header, error) {
	conn, err := d.ssh.dial(ctx)
	if err != nil {
		return nil, d.unanswered(ctx, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	in := bufio.NewReader(conn)
	err = request.Write(conn)
	if err != nil {
		_ = conn.Close()
		return nil, d.unanswered(ctx, err)
	}
	answer, err := http.ReadResponse(in, request)
	if err != nil {
		_ = conn.Close()
		return nil, d.unanswered(ctx, err)
	}
	err = d.check(answer)
	_ = answer.Body.Close()
	if err == nil && stop() && !answer.Close && in.Buffered() == 0 {
		d.ssh.keep(conn)
	} else {
		_ = conn.Close()
	}
	return answer.Header, err
}

// check returns what is wrong with the answer to a ping, whose body it reads.
func (d *Daemon) check(answer *http.Response) error {
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 4096))
	version := answer.Header.Get("Api-Version")
	switch {
	case answer.StatusCode == http.StatusBadRequest && strings.Contains(string(body), "HTTPS server"):
		return sentence(nil, d.Address+" wants TLS: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the directory of ca.pem, cert.pem and key.pem")
	case answer.StatusCode != http.StatusOK && version != "":
		return sentence(nil, fmt.Sprintf("%s: the daemon answers %s: %s", d.Address, answer.Status, printable(string(body))))
	case version == "":
		return sentence(nil, d.Address+" is no Docker daemon: check "+d.From)
	case minor(version) < leastAPI:
		return sentence(nil, fmt.Sprintf("%s is too old: its API is %s, and %s is needed (Docker 19.03)", d.Address, printable(version), "1."+strconv.Itoa(leastAPI)))
	}
	return nil
}

// unanswered makes the error of a request a sentence.
func (d *Daemon) unanswered(ctx context.Context, err error) error {
	said := (*Error)(nil)
	switch {
	case errors.As(err, &said) && d.Local && !errors.Is(err, fs.ErrPermission):
		return sentence(err, said.Text+orAnother)
	case errors.As(err, &said):
		return said
	case ctx.Err() != nil:
		return sentence(err, d.Address+" does not answer: check that Docker runs there")
	}
	return sentence(err, d.Address+": "+printable(err.Error()))
}

// minor returns the second number of a version 1.N of the API; a version that is not like that is
// taken for a new one.
func minor(version string) int {
	after, ok := strings.CutPrefix(version, "1.")
	n, err := strconv.Atoi(after)
	if !ok || err != nil {
		return leastAPI
	}
	return n
}
