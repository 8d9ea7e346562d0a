package platform

// size is a container size. The zero size is the smallest, XS.
type size uint8

// sizeXL is the largest size.
const sizeXL size = 4

// noLimit is null on the wire: the memory of a foreign container that has no limit.
type noLimit struct{}

// MarshalJSON implements json.Marshaler.
func (*noLimit) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// sizes are the container sizes with their memory in bytes and CPU shares.
func sizes() [5]struct {
	name   string
	memory int64
	shares int
} {
	return [5]struct {
		name   string
		memory int64
		shares int
	}{
		{"XS", 256 << 20, 256},
		{"S", 512 << 20, 512},
		{"M", 1 << 30, 1024},
		{"L", 2 << 30, 2048},
		{"XL", 4 << 30, 4096},
	}
}

// String returns the size as the API writes it.
func (s size) String() string { return sizes()[s].name }

// parseSize finds a size by its name.
func parseSize(name string) (size, bool) {
	for i, s := range sizes() {
		if s.name == name {
			return size(i), true
		}
	}
	return 0, false
}

// sizeFor returns the smallest size with at least that much memory, or the largest.
func sizeFor(memory int64) size {
	for i, s := range sizes() {
		if memory <= s.memory {
			return size(i)
		}
	}
	return sizeXL
}
