package fleet

import (
	"hash/maphash"
	"maps"
	"slices"

	"fleetop/client"
)

// hasher sums up the content of a record, so that equal records have equal
// versions whatever poll they came from.
type hasher struct{ maphash.Hash }

func (h *hasher) init() { h.SetSeed(seed) }

func (h *hasher) words(words ...string) {
	for _, w := range words {
		_, _ = h.WriteString(w)
		_ = h.WriteByte(0)
	}
}

func (h *hasher) numbers(numbers ...int) {
	for _, n := range numbers {
		h.uint(uint64(n)) //nolint:gosec // only the bits matter
	}
}

// number tells a missing number from zero.
func (h *hasher) number(n *int) {
	if n == nil {
		_ = h.WriteByte(0)
		return
	}
	_ = h.WriteByte(1)
	h.numbers(*n)
}

func (h *hasher) times(times ...client.Time) {
	for _, t := range times {
		if t.IsZero() {
			h.uint(0)
			continue
		}
		h.uint(uint64(t.UnixNano())) //nolint:gosec // only the bits matter
	}
}

func (h *hasher) ports(ports []client.Port) {
	for _, p := range ports {
		h.words(p.Protocol)
		h.numbers(p.Inner)
		h.number(p.Outer)
	}
}

func (h *hasher) details(env []client.EnvVar, links map[string]string, lists ...[]string) {
	for _, v := range env {
		h.words(v.Key, v.Value)
	}
	for _, k := range slices.Sorted(maps.Keys(links)) {
		h.words(k, links[k])
	}
	for _, l := range lists {
		h.words(l...)
		_ = h.WriteByte(1)
	}
}

func (h *hasher) uint(n uint64) {
	var b [8]byte
	for i := range b {
		b[i] = byte(n >> (8 * i))
	}
	_, _ = h.Write(b[:])
}
