package platform

import (
	"fmt"
	"net/http"
	"time"
)

// The bounds of one request. The documents name none; without them one request could keep the
// server busy for a minute or fill its memory.
const (
	// maxPerApplication is the most containers an application may have.
	maxPerApplication = 1000
	maxPorts          = 64
	maxVars           = 256
	maxVarBytes       = 64 << 10 // of all keys and values of an application
	maxCommand        = 4096
	maxLinks          = 64
	// maxLinkVars is about the most link variables that a container is given: those beyond it are
	// left out. More would not fit into what a program can be started with, and would have to be
	// put together anew for every container.
	maxLinkVars = 8192
	maxImages   = 1000 // private ones
	// mostWork is how many requests that change something are answered at once, and how many images
	// are pulled at once.
	mostWork = 8
	// workWait is how long a request waits for its turn.
	workWait = 5 * time.Second
	// maxMessages is the most errors that are reported for one field.
	maxMessages = 10
)

// room returns a message if the server has no room for n more containers. What others made does not
// count. p.mu is held.
func (p *Platform) room(more int) string {
	if p.maxContainers == 0 || more <= 0 {
		return ""
	}
	has := 0
	for _, a := range p.apps.list {
		switch {
		case a.ended:
		case a.isForeign():
			has += a.copies()
		default:
			has += max(1, a.live())
		}
	}
	if has+more <= p.maxContainers {
		return ""
	}
	return fmt.Sprintf("This server runs at most %d containers. It has %d, so %d more can be created.",
		p.maxContainers, has, max(0, p.maxContainers-has))
}

// begin waits until a request that changes something has its turn, and returns what ends it. If
// there are too many for too long it returns an answer instead.
func (p *Platform) begin(c *call) (end func(), busy reply) {
	end = func() { <-p.working }
	select {
	case p.working <- struct{}{}:
		return end, reply{}
	default:
	}
	timer := time.NewTimer(workWait)
	defer timer.Stop()
	select {
	case p.working <- struct{}{}:
		return end, reply{}
	case <-timer.C:
	case <-c.ctx.Done():
	}
	return nil, reply{http.StatusTooManyRequests, errorBody{fmt.Sprintf("The server is busy with %d other operations. Try again.", mostWork)}}
}
