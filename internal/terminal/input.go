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
	var done []tea.Msg
	var answers []keys.Answer
	in.mu.Lock()
	if len(read) == 0 {
		done = in.decoder.Flush()
	} else {
		done, answers = in.decoder.Feed(read)
	}
	in.mu.Unlock()
	in.deliver(keys.Together(done), answers)
}

// deliver hands on the keys of one read, and what the mouse did: they are one message, because what follows
// a key that opens a dialog was done before it could be seen. A single key is a message of its own.
func (in *input) deliver(done keys.Burst, answers []keys.Answer) {
	for _, a := range answers {
		in.answer(a)
	}
	if len(done) == 0 {
		return
	}
	if key, isKey := done[0].(tea.KeyMsg); isKey && len(done) == 1 {
		in.send(key)
		return
	}
	in.send(done)
}
