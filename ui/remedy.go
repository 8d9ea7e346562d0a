package ui

import (
	"fleetop/client"
	"fleetop/internal/feed"
	"fleetop/internal/text"
)

// remedy says what can be done about the failure of a connection, "" where nothing can but to
// wait.
func remedy(c feed.Connection, opt *Options) string {
	if c.Err == nil || c.Waited > 0 {
		return ""
	}
	return remedyOf(c.Err, opt)
}

// remedyOf says what can be done about an error, "" where nothing can.
func remedyOf(err error, opt *Options) string {
	_, advice := client.Explain(err)
	switch advice {
	case client.CheckKey:
		return "check " + keyFrom(opt)
	case client.CheckEndpoint:
		return "check --endpoint"
	case client.CheckServer:
		return "is the server running?"
	case client.CheckNetwork:
		return "check the network"
	case client.CheckProxy:
		return "check " + proxyFrom(opt)
	case client.GiveProxyUser:
		return "give " + proxyFrom(opt) + " as http://USER:PASSWORD@HOST:PORT"
	case client.AskProxy:
		return "ask who runs it, or set NO_PROXY"
	case client.TrustAuthority:
		return "trust it with --ca-file"
	case client.RenewCertificate:
		return "renew it on the server"
	case client.CheckClock:
		return "check the clock of this machine"
	case client.UseHTTP:
		return "use http:// in --endpoint"
	case client.UseHTTPS:
		return "use https:// in --endpoint"
	case client.FollowRedirect:
		return "give that as --endpoint"
	default:
		return ""
	}
}

// keyFrom names the place the API key came from, or those it can come from.
func keyFrom(opt *Options) string {
	if opt.KeyFrom != "" {
		return text.Clean(opt.KeyFrom)
	}
	return "TUTUM_APIKEY or --apikey-file"
}

// proxyFrom names the variable the proxy comes from.
func proxyFrom(opt *Options) string {
	if opt.encrypted() {
		return "HTTPS_PROXY"
	}
	return "HTTP_PROXY"
}
