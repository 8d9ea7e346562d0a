// Package serve hosts an http.Handler for others: it listens, bounds what connections and wrong
// keys may cost, writes the log, and stops without cutting answers off. It knows nothing of the API
// that it hosts.
package serve
