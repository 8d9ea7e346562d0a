package fleet

import (
	"maps"

	"fleetop/client"
	"fleetop/internal/text"
)

// Engine is what is known of what runs the containers of a fleet. The zero value is one that keeps what it
// stops, and does to single containers what it is asked to.
type Engine struct {
	// Name is what it is called, such as "swarm", "" where that is not known.
	Name string
	// Destroys is that a stop destroys containers, with their data and logs.
	Destroys bool
	refused  map[Verb]string // of single containers: why
}

// Unasked is a cluster that has not said yet what it does: the worst is taken for true.
func Unasked() Engine { return Engine{Destroys: true} }

// NewEngine returns what a server says of its engine.
func NewEngine(e client.Engine) Engine {
	refused := map[Verb]string{}
	for verb, why := range cleanLines(e.ContainerRefusals) {
		refused[Verb(verb)] = why
	}
	return Engine{Name: text.PlainLine(e.Name), Destroys: e.StopDestroys, refused: refused}
}

// Equal says whether two engines are the same.
func (e Engine) Equal(o Engine) bool {
	return e.Name == o.Name && e.Destroys == o.Destroys && maps.Equal(e.refused, o.refused)
}

// Engine returns what is known of the engine.
func (f *Fleet) Engine() Engine { return f.engine }

// Clustered says whether a cluster keeps the containers.
func (f *Fleet) Clustered() bool { return !f.engine.Equal(Engine{}) }

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
