package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

// Engine is what a server says of what runs its containers.
type Engine struct {
	Name string // "swarm"
	// StopDestroys is that a stop destroys the containers of an application, with their data and logs, as
	// scaling down and terminating do.
	StopDestroys bool
	// ContainerRefusals say of "start", "stop" and "terminate" why that is possible on no single
	// container, each in a sentence.
	ContainerRefusals map[string]string
	// OwnOnly is that the server shows only what was made through it. LeftOut is how many containers of others
	// run then, 0 if that is not known.
	OwnOnly bool
	LeftOut int
}

// wireEngine is an Engine on the wire.
type wireEngine struct {
	Name         extra   `json:"engine"`
	StopDestroys truth   `json:"stop_destroys"`
	Refusals     sayings `json:"container_refusals"`
	Touch        extra   `json:"touch"`
	LeftOut      count   `json:"left_out"`
}

// Engine returns what runs the containers. Only servers that offer [ExtensionEngine] or [ExtensionCluster]
// can be asked.
func (c *Client) Engine(ctx context.Context) (Engine, error) {
	var e Engine
	err := c.do(ctx, call{op: "get the engine", method: http.MethodGet, path: apiPath + "/engine/"}, func(a answer) error {
		buf, err := c.readAll(a)
		if err != nil {
			return err
		}
		defer c.release(buf)
		var w wireEngine
		if _, err := decodeTolerantly(json.RawMessage(buf.Bytes()), &w); err != nil || w.Name == "" {
			return a.garbage(errors.New("no engine"), buf.Bytes())
		}
		e = Engine{
			Name: string(w.Name), StopDestroys: bool(w.StopDestroys), ContainerRefusals: w.Refusals,
			OwnOnly: w.Touch == "own", LeftOut: max(int(w.LeftOut), 0),
		}
		return nil
	})
	return e, err
}
