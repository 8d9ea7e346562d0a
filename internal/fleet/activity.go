package fleet

import "time"

// Said is what is to be kept of an order under Activity.
type Said struct {
	Name, Text string
	Failed     bool
}

// Record notes what is to be kept under Activity.
func (f *Fleet) Record(_ time.Time, name, content string, failed bool) {
	f.said = append(f.said, Said{name, content, failed})
	f.version++
}

// TakeSaid returns what was noted since it was asked last.
func (f *Fleet) TakeSaid() []Said {
	said := f.said
	f.said = nil
	return said
}
