// Package textlog holds lines of text and a reader's place in them.
//
// The raw text of a source is given whole each time it is fetched. [Fingerprint.Diff] finds what is new in
// it and makes a [Batch] of clean lines, in the background; [Log.Append] adds them where they are
// shown; a [View] scrolls, wraps, follows and searches. Only Diff may run in another goroutine: a
// Batch never changes, a Log and its Views belong to one goroutine.
//
// A Log of several sources is ordered by time as long as every source has time stamps, otherwise by
// arrival. Lines of one source never change their order.
package textlog
