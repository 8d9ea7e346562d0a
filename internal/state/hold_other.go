//go:build !linux

package state

// TakeName locks nothing here: only Linux has names that end with the process.
func TakeName(string, string) (*Hold, error) { return &Hold{func() error { return nil }}, nil }
