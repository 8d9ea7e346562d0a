package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"fleetop/client"
)

// Identity is what tells an object from every other one. A uuid alone does not: a
// server that is set up anew behind the same address may give it to another object.
// What a record does not say is empty, and told from nothing.
type Identity struct {
	ID          ID
	Name        string
	Image       string      // of a workload, with its tag
	Application string      // of a container: the uuid of its application
	Deployed    client.Time // of a workload
}

// Identity returns what tells the object from others. While it is redeployed the
// time of that is about to change, and tells nothing.
func (r *Row) Identity() Identity {
	i := Identity{ID: r.ID, Name: r.Name}
	switch {
	case r.Application != nil:
		a := r.Application
		i.Image, i.Deployed = a.ImageName, a.Deployed
		if cmp.Or(a.UniqueName, a.Name) == "" {
			i.Name = ""
		}
	case r.Container != nil:
		c := r.Container
		i.Image, i.Deployed, i.Application = c.ImageName, c.Deployed, r.ApplicationUUID()
		if cmp.Or(c.UniqueName, c.Name) == "" {
			i.Name = ""
		}
	}
	if r.State() == client.StateRedeploying {
		i.Deployed = client.Time{}
	}
	return i
}

// Redeployable returns the identity without what a redeploy changes.
func (i Identity) Redeployable() Identity {
	i.Image, i.Deployed = "", client.Time{}
	return i
}

// Trait is what two identities differ in.
type Trait uint8

// The traits. Same is none.
const (
	Same Trait = iota
	OtherUUID
	OtherName
	OtherApplication
	OtherImage
	DeployedAnew
)

// Difference is the first trait that an object was seen with and has not any more.
type Difference struct {
	Trait   Trait
	Kind    Kind
	Was, Is string
}

// Replaced is an object whose uuid another one has now, or that was deployed anew.
type Replaced struct {
	Was        *Row // as it was known last
	Difference Difference
}

// Replaced returns the objects that were replaced since it was asked last, each
// once for every list that showed it.
func (f *Fleet) Replaced() []Replaced {
	out := f.replaced
	f.replaced = nil
	return out
}

// replacedFor is how long nothing is done to an object that has taken the place of
// another: a key may have been meant for that one.
const replacedFor = 2 * time.Second

// noteReplaced forgets what was known of the objects whose uuids others have now.
func (f *Fleet) noteReplaced(l *List, now time.Time) {
	slices.SortFunc(l.replaced, func(a, b Replaced) int { return Compare(a.Was, b.Was) })
	for _, r := range l.replaced {
		if !r.Difference.Other() {
			continue
		}
		f.replacedAt[r.Was.ID] = now
		delete(f.busy, r.Was.ID)
		if d := f.details[r.Was.ID]; d != nil && d.Row != nil && d.Row.Identity().Differs(l.Row(r.Was.ID.Key).Identity()).Other() {
			delete(f.details, r.Was.ID)
			f.recent = remove(f.recent, r.Was.ID)
		}
	}
	f.replaced = append(f.replaced, l.replaced...)
}

// Differs compares an object as it was seen with one that stands in its place now.
func (i Identity) Differs(now Identity) Difference {
	differ := func(trait Trait, was, is string) Difference { return Difference{trait, now.ID.Kind, was, is} }
	known := func(was, is string) bool { return was != "" && is != "" && was != is }
	switch {
	case i.ID != now.ID:
		return differ(OtherUUID, i.ID.Key, now.ID.Key)
	case known(i.Name, now.Name):
		return differ(OtherName, i.Name, now.Name)
	case known(i.Application, now.Application):
		return differ(OtherApplication, i.Application, now.Application)
	case known(i.Image, now.Image):
		return differ(OtherImage, i.Image, now.Image)
	case !i.Deployed.IsZero() && !now.Deployed.IsZero() && !i.Deployed.Equal(now.Deployed):
		return differ(DeployedAnew, i.Deployed.String(), now.Deployed.String())
	default:
		return Difference{}
	}
}

// Untold names what an object was seen with and its newest record does not say: its
// "name", "image" or "application", "" for nothing. It may be the same object, but
// nobody can tell.
func (i Identity) Untold(now Identity) string {
	switch {
	case i.Name != "" && now.Name == "":
		return "name"
	case i.Application != "" && now.Application == "":
		return "application"
	case i.Image != "" && now.Image == "":
		return "image"
	default:
		return ""
	}
}

// Other says whether this tells one object from another. A new image or time of
// deployment may also be those of an object that was redeployed.
func (d Difference) Other() bool {
	return d.Trait == OtherUUID || d.Trait == OtherName || d.Trait == OtherApplication
}

// String says what is so now, in words that follow "web: "; "" for no difference.
func (d Difference) String() string {
	switch d.Trait {
	case Same:
		return ""
	case OtherUUID:
		return fmt.Sprintf("this is another %s, %s", d.Kind, Short(d.Is))
	case OtherName:
		return fmt.Sprintf("it is another %s now, named %s", d.Kind, d.Is)
	case OtherApplication:
		return "it belongs to another application now"
	case OtherImage:
		return fmt.Sprintf("its image was %s and is %s now", d.Was, d.Is)
	default:
		return "it was redeployed meanwhile"
	}
}
