package fleet

import (
	"maps"
	"reflect"

	"fleetop/client"
	"fleetop/internal/text"
)

// Engine is what is known of what runs the containers of a fleet. The zero value is one that keeps what it
// stops, and does to single containers what it is asked to.
type Engine struct {
	// Name is what it is called, such as "swarm", "" where that is not known.
	Name string
	// Cluster is that it keeps the containers of an application by itself.
	Cluster bool
	// OwnOnly is that the server shows only what was made through it. LeftOut is how many containers of others
	// run then, 0 where that is not known.
	OwnOnly bool
	LeftOut int
	// Destroys is that a stop destroys containers, with their data and logs.
	Destroys bool
	refused  map[Verb]string // of single containers: why
}

// Unasked is a cluster that has not said yet what it does: the worst is taken for true.
func Unasked() Engine { return Engine{Cluster: true, Destroys: true} }

// NewEngine returns what a server says of its engine, which is a cluster or not.
func NewEngine(e client.Engine, isCluster bool) Engine {
	refused := map[Verb]string{}
	for verb, why := range cleanLines(e.ContainerRefusals) {
		refused[Verb(verb)] = why
	}
	return Engine{
		Name: text.PlainLine(e.Name), Cluster: isCluster, OwnOnly: e.OwnOnly, LeftOut: e.LeftOut, Destroys: e.StopDestroys, refused: refused,
	}
}

// Equal says whether two engines are the same.
func (e Engine) Equal(o Engine) bool {
	if !maps.Equal(e.refused, o.refused) {
		return false
	}
	e.refused, o.refused = nil, nil
	return reflect.DeepEqual(e, o)
}

// Engine returns what is known of the engine.
func (f *Fleet) Engine() Engine { return f.engine }

// Clustered says whether a cluster keeps the containers.
func (f *Fleet) Clustered() bool { return f.engine.Cluster }

// SetEngine takes in what is known of the engine now.
func (f *Fleet) SetEngine(e Engine) { f.engine = e }

// HostImages says whether the images are those of a host, from which removing one removes its tags.
func (f *Fleet) HostImages() bool { return f.hostImages }

// SetHostImages takes in whether the images are those of a host.
func (f *Fleet) SetHostImages(are bool) { f.hostImages = are }

// refuses says why the engine does not do something to an object, "" where it does or nobody has said that.
func (e Engine) refuses(v Verb, r *Row) string {
	if v == Restart { // which begins with that
		v = Stop
	}
	switch {
	case r.Gone():
		return ""
	case r.Container != nil:
		return e.refused[v]
	case r.Application != nil:
		return r.Application.Refusals[string(v)]
	default:
		return ""
	}
}
