package fleet

import (
	"encoding/binary"
	"hash/maphash"
	"maps"
	"slices"

	"fleetop/client"
)

// content gathers what is in a record, to sum it up: equal records have equal
// versions whatever poll they came from. Lists are preceded by their lengths,
// so that nothing can move from one field to the next unseen. Like append, its
// methods return what is to be used from then on.
type content []byte

// usualContent is the room that nearly every record needs, in bytes.
const usualContent = 1024

// sum returns the version of what was gathered.
func (c content) sum() uint64 { return maphash.Bytes(seed, c) }

func (c content) words(words ...string) content {
	for _, w := range words {
		c = append(append(c, w...), 0)
	}
	return c
}

func (c content) numbers(numbers ...int) content {
	for _, n := range numbers {
		c = binary.LittleEndian.AppendUint64(c, uint64(n)) //nolint:gosec // only the bits matter
	}
	return c
}

// number tells a missing number from zero.
func (c content) number(n *int) content {
	if n == nil {
		return append(c, 0)
	}
	c = append(c, 1)
	c = c.numbers(*n)
	return c
}

func (c content) flags(flags ...bool) content {
	for _, f := range flags {
		b := byte(0)
		if f {
			b = 1
		}
		c = append(c, b)
	}
	return c
}

func (c content) times(times ...client.Time) content {
	for _, t := range times {
		n := int64(0)
		if !t.IsZero() {
			n = t.UnixNano()
		}
		c = binary.LittleEndian.AppendUint64(c, uint64(n))
	}
	return c
}

func (c content) ports(ports []client.Port) content {
	c = c.numbers(len(ports))
	for _, p := range ports {
		c = c.words(p.Protocol, p.Owner)
		c = c.numbers(p.Inner)
		c = c.number(p.Outer)
	}
	return c
}

func (c content) details(env []client.EnvVar, links map[string]string, lists ...[]string) content {
	c = c.numbers(len(env), len(links))
	for _, v := range env {
		c = c.words(v.Key, v.Value)
	}
	if len(links) > 0 {
		for _, k := range slices.Sorted(maps.Keys(links)) {
			c = c.words(k, links[k])
		}
	}
	for _, l := range lists {
		c = c.numbers(len(l))
		c = c.words(l...)
	}
	return c
}

func (c content) tags(tags []client.ImageTag) content {
	c = c.numbers(len(tags))
	for _, t := range tags {
		c = c.words(t.URI, t.Name, t.FullName, t.Image, t.Author, t.DockerID, t.Entrypoint, t.RunCommand)
		c = c.times(t.Created)
		c = c.details(t.EnvVars, nil)
		c = c.numbers(len(t.Ports))
		for _, p := range t.Ports {
			c = c.words(p.Protocol)
			c = c.numbers(p.Port)
		}
	}
	return c
}
