package cli

import (
	"runtime"
	"runtime/debug"
)

// startGCPercent lets the first rows be on the screen before memory is looked through for what is not
// used any more, which with 100 applications would happen once or twice. The program gets as large as it
// does anyway.
const startGCPercent = 200

// easeStart puts off the first collection of garbage. From then on there is as much as ever.
func easeStart() {
	usual := debug.SetGCPercent(startGCPercent)
	if usual < 0 || usual > startGCPercent { // somebody has set GOGC
		debug.SetGCPercent(usual)
		return
	}
	sentinel := new(struct{ _ *int }) // nobody uses it, so that the first collection finds it
	runtime.AddCleanup(sentinel, func(usual int) { debug.SetGCPercent(usual) }, usual)
}
