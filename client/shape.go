package client

import (
	"bytes"
	"fmt"
)

// Bounds of what a body consists of. A value of two bytes may take a thousand in memory, so a bound
// on bytes is not enough.
const (
	maxElements = 25_000  // of arrays, all of them together
	maxMembers  = 500_000 // of objects, all of them together
	// fewValues is the number of commas up to which a body needs no check.
	fewValues = 20_000
)

// checkShape refuses a body that would take far more memory than it has bytes. It need not be JSON.
func checkShape(body []byte) error {
	if bytes.Count(body, []byte{','}) <= fewValues {
		return nil
	}
	var elements, members int
	var arrays []bool // what is open, outermost first: whether it is an array
	for i := 0; i < len(body); i++ {
		switch c := body[i]; c {
		case '"':
			i = stringEnd(body, i+1)
		case '[', '{':
			if len(arrays) >= maxDepth {
				return nil // no JSON to encoding/json
			}
			arrays = append(arrays, c == '[')
		case ']', '}':
			arrays = arrays[:max(len(arrays)-1, 0)]
		case ',':
			if n := len(arrays); n > 0 && arrays[n-1] {
				elements++
			} else {
				members++
			}
		}
	}
	switch {
	case elements > maxElements:
		return fmt.Errorf("%w: more than %d elements in lists", ErrTooLarge, maxElements)
	case members > maxMembers:
		return fmt.Errorf("%w: more than %d fields", ErrTooLarge, maxMembers)
	}
	return nil
}

// stringEnd returns where the quote stands that ends a string.
func stringEnd(body []byte, from int) int {
	for i := from; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(body)
}
