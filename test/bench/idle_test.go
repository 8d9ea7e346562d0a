package bench

import (
	"os"
	"strconv"
)

// idleVariable says for how many seconds nothing is to happen, where that is measured with a Docker
// daemon: 30 unless it is set.
const idleVariable = "FLEETOP_BENCH_IDLE"

func idleSeconds() int {
	if n, err := strconv.Atoi(os.Getenv(idleVariable)); err == nil && n > 0 {
		return n
	}
	return 30
}
