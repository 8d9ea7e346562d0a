// Package ptytest runs a built program in a pseudo-terminal with an emulated screen, types, and
// looks at what a person would see. It waits for what the program shows, never for a time.
//
// Programs run as a job of a shell, as they do for most people, so that they can be stopped and the
// terminal's state can be read after they have ended; with [Options.Leader] they lead the session,
// as under "ssh host program".
package ptytest
