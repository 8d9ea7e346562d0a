package memory

import "io"

// dice is a small random generator (splitmix64). It is cheap enough to make one for every second of
// a log.
type dice uint64

// newDice returns the dice for one place and moment.
func newDice(key, moment uint64) *dice {
	var d dice
	d.aim(key, moment)
	return &d
}

// aim makes the dice those for a place and moment.
func (d *dice) aim(key, moment uint64) {
	*d = dice(key ^ moment*0x9e3779b97f4a7c15)
	d.next()
}

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1; n is above 0.
func (d *dice) below(n int) int {
	return int(d.next() >> 33 % uint64(n)) //nolint:gosec // 31 bits and a positive n
}

// one returns true once in n times.
func (d *dice) one(n int) bool { return d.below(n) == 0 }

// pick returns one of several.
func pick[T any](d *dice, of []T) T { return of[d.below(len(of))] }

// mix derives a seed for a name from another seed (FNV-1a).
func mix(seed uint64, name string) uint64 {
	h := seed ^ 0xcbf29ce484222325
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	d := dice(h)
	return d.next()
}

// Repeating returns a source of random bytes that depends only on the seed. It is for tests: a
// client takes objects with the same UUID for the same object.
func Repeating(seed int64) io.Reader {
	return newDice(mix(uint64(seed), "fleet"), 0) //nolint:gosec // any bits will do
}

// Read implements io.Reader.
func (d *dice) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(d.next() >> 32) //nolint:gosec // eight bits are wanted
	}
	return len(b), nil
}
