package docker

import "context"

// Settle waits until every command has been carried out and what came of it was collected, but no
// longer than the context. It returns how many containers there are with which something is still
// to be done. While it waits the engine is used as ever.
func (e *Engine) Settle(ctx context.Context) (left int) {
	for {
		e.mu.Lock()
		left = 0
		for _, c := range e.conts {
			if c.hand.busy || c.hand.awaits != 0 {
				left++
			}
		}
		isSettled := left == 0 && len(e.events) == 0 || e.closed
		e.mu.Unlock()
		if isSettled {
			return left
		}
		select {
		case <-e.rested:
		case <-ctx.Done():
			return left
		}
	}
}

// rest tells Settle that it may look again.
func (e *Engine) rest() {
	select {
	case e.rested <- struct{}{}:
	default:
	}
}
