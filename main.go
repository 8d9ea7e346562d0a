// Looking every second whether the number of processors has changed costs a wakeup.
//go:debug updatemaxprocs=0

// Command fleetop is a terminal dashboard for application platforms that speak the Tutum v1 HTTP
// API, and a server of that API to try it on.
package main

import (
	"os"

	"fleetop/internal/cli"
)

func main() {
	os.Exit(cli.Main(bindings(), os.Args[1:]))
}
