package platform

import (
	"net/http"

	"fleetop/internal/platform/engine"
)

// engineRecord is the engine on the wire. What it does not know is left out.
type engineRecord struct {
	Engine         string   `json:"engine"`
	Version        string   `json:"version,omitempty"`
	API            string   `json:"api,omitempty"`
	Host           string   `json:"host,omitempty"`
	Touch          string   `json:"touch,omitempty"`
	Extensions     []string `json:"extensions"`
	DanglingImages *int     `json:"dangling_images,omitempty"`
	Notes          []string `json:"notes,omitempty"`
}

// showEngine answers GET engine/: what the containers run on.
func (p *Platform) showEngine(*call) reply {
	r := engineRecord{Engine: p.eng.Name(), Extensions: p.extensions}
	if informer, ok := p.eng.(engine.Informer); ok {
		a := informer.About()
		r.Version, r.API, r.Host, r.Touch = a.Version, a.API, a.Host, a.Touch
		r.DanglingImages, r.Notes = a.DanglingImages, a.Notes
	}
	return reply{http.StatusOK, r}
}
