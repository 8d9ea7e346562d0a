package terminal

import (
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal/keys"
)

// input makes messages of what the terminal sends, in one goroutine.
type input struct {
	device Device
	send   func(tea.Msg)
	answer func(keys.Answer)
	ended  chan struct{} // closed when nothing comes any more

	mu      sync.Mutex
	decoder keys.Decoder
}

// forget forgets a sequence that had begun before the terminal was taken.
func (in *input) forget() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.decoder = keys.Decoder{}
}

// run reads until the device has nothing any more.
func (in *input) run() {
	defer close(in.ended)
	buf := make([]byte, 4096)
	for {
		in.mu.Lock()
		wait := in.decoder.Wait()
		in.mu.Unlock()
		n, err := in.device.Read(buf, wait)
		if err != nil {
			return
		}
		in.take(buf[:n])
	}
}

// take takes in what was read; where that is nothing, the wait for the rest of a
// sequence is over.
func (in *input) take(read []byte) {
	var typed []tea.KeyMsg
	var answers []keys.Answer
	in.mu.Lock()
	if len(read) == 0 {
		typed = in.decoder.Flush()
	} else {
		typed, answers = in.decoder.Feed(read)
	}
	in.mu.Unlock()
	in.deliver(typed, answers)
}

// deliver hands on the keys of one read: several are one message, because what
// follows a key that opens a dialog was typed before it could be seen.
func (in *input) deliver(typed []tea.KeyMsg, answers []keys.Answer) {
	for _, a := range answers {
		in.answer(a)
	}
	switch len(typed) {
	case 0:
	case 1:
		in.send(typed[0])
	default:
		in.send(keys.Burst(typed))
	}
}
