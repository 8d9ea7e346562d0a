package platform

import (
	"cmp"
	"net/http"

	"fleetop/internal/platform/engine"
)

// engineRecord is the engine on the wire. What it does not know is left out.
type engineRecord struct {
	Engine  string `json:"engine"`
	Version string `json:"version,omitempty"`
	API     string `json:"api,omitempty"`
	Host    string `json:"host,omitempty"`
	Touch   string `json:"touch,omitempty"`
	// LeftOut is how many containers of others run that are not shown.
	LeftOut    *int     `json:"left_out,omitempty"`
	Extensions []string `json:"extensions"`
	// StopDestroys tells that a stop destroys containers, with their data and logs.
	StopDestroys bool `json:"stop_destroys,omitempty"`
	// Refusals say of what is possible on no single container why.
	Refusals       map[string]string `json:"container_refusals,omitempty"`
	DanglingImages *int              `json:"dangling_images,omitempty"`
	Notes          []string          `json:"notes,omitempty"`
}

// showEngine answers GET engine/: what the containers run on, and what that means for them.
func (p *Platform) showEngine(*call) reply {
	r := engineRecord{Engine: p.eng.Name(), Extensions: p.extensions}
	var a engine.About
	if informer, ok := p.eng.(engine.Informer); ok {
		a = informer.About()
	}
	r.Version, r.API, r.Host, r.Touch = a.Version, a.API, a.Host, a.Touch
	r.LeftOut, r.DanglingImages, r.Notes = a.LeftOut, a.DanglingImages, a.Notes
	if _, isCluster := p.eng.(engine.Orchestrator); isCluster {
		r.StopDestroys, r.Refusals = true, map[string]string{}
		for _, op := range []engine.Op{engine.OpStart, engine.OpStop, engine.OpTerminate} {
			r.Refusals[verbs()[op]] = cmp.Or(a.Refused[op], errNoSingle.Error())
		}
	}
	return reply{http.StatusOK, r}
}
