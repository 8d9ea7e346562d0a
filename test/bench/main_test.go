// Package bench measures the built program as a process: how soon it shows something, what it costs
// while it runs, and how soon it is gone.
package bench

import (
	"fmt"
	"os"
	"testing"

	"fleetop/internal/ptytest"
)

// program is the path of the built program.
var program string

func TestMain(m *testing.M) {
	if endpoint := os.Getenv(baselineVariable); endpoint != "" {
		fmt.Fprintln(os.Stderr, baseline(endpoint))
		os.Exit(1)
	}
	os.Exit(ptytest.Main(m, &program))
}
