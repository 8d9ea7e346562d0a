package ledger

import (
	"strconv"
	"testing"
)

// BenchmarkSave saves a change of one application among others.
func BenchmarkSave(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			f := newDisk(b).open()
			f.Load()
			c, web := sample(), ""
			for i := range n {
				c.Applications[id(100+i)] = Application{Name: "web", Seen: "2014-04-06", Target: 3, Policies: "OFF OFF OFF", Web: &web}
			}
			for i := range b.N {
				a := c.Applications[id(100)]
				a.Target = i % 1000
				c.Applications[id(100)] = a
				f.Save(c)
			}
		})
	}
}

// BenchmarkChanged looks whether anything is new, as is done for every request.
func BenchmarkChanged(b *testing.B) {
	f := newDisk(b).open()
	f.Load()
	f.Save(sample())
	for range b.N {
		f.Changed()
	}
}
