package serve

import (
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// readPID reads the number of a process.
func readPID(t *testing.T, from io.Reader) int {
	t.Helper()
	text, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// waitGone waits until nothing listens at a URL.
func waitGone(url string) bool {
	host := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	for end := time.Now().Add(patience); time.Now().Before(end); {
		c, err := net.DialTimeout("tcp", host, patience)
		if err != nil {
			return true
		}
		_, _ = io.Copy(io.Discard, c) // until it closes the connection
		_ = c.Close()
	}
	return false
}
