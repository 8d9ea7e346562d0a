// Package client speaks the Tutum v1 HTTP API: applications, containers, images and their logs.
//
// Both published revisions of the API, 2014-03 and 2014-04, are understood without a setting: every
// field of a record may be absent, null or unknown, and a record of the wrong types does not spoil
// its list. Texts are returned as they were sent; only error messages are cleaned, so that they can
// be printed on a terminal.
//
// The client never repeats a request, never sends the credentials to another host, and bounds every
// body it reads. It imports only the standard library.
package client
