// Package archtest holds the rules of ARCHITECTURE.md that a compiler does not:
// who imports whom, which versions are pinned, where state may begin, and how
// long a file may be. It has no code but its tests.
package archtest
