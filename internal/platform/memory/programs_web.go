package memory

import (
	"strconv"
	"time"
)

// request is a request to one of the shop's servers, as access logs tell of it.
type request struct {
	client, method, path, agent string
	status, bytes, millis       int
}

// newRequest invents a request.
func newRequest(d *dice) request {
	paths := []string{
		"/", "/", "/products", "/products/4711", "/products/1882", "/products/907?ref=home", "/cart", "/cart/items",
		"/checkout", "/search?q=espresso", "/search?q=blue+mug", "/login", "/assets/app-3f2a91.css", "/assets/app-9c1d07.js", "/favicon.ico",
	}
	agents := []string{
		"Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/33.0.1750.154 Safari/537.36",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.9; rv:28.0) Gecko/20100101 Firefox/28.0",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 7_1 like Mac OS X) AppleWebKit/537.51.2 (KHTML, like Gecko) Mobile/11D167",
		"Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
		"curl/7.35.0",
	}
	r := request{
		client: "10." + strconv.Itoa(1+d.below(4)) + "." + strconv.Itoa(d.below(256)) + "." + strconv.Itoa(1+d.below(254)),
		method: "GET", path: pick(d, paths), agent: pick(d, agents),
		status: 200, bytes: 400 + d.below(24000), millis: 1 + d.below(60),
	}
	switch n := d.below(200); {
	case n < 14:
		r.method, r.path, r.status = "POST", "/cart/items", 302
	case n < 22:
		r.status, r.bytes = 304, 0
	case n < 26:
		r.path, r.status, r.bytes = "/wp-login.php", 404, 564
	case n == 26:
		r.status, r.bytes, r.millis = 502, 173, 3000+d.below(2000)
	}
	return r
}

// appendAccess appends a line of an access log in the combined format.
func appendAccess(b []byte, r *request, t time.Time) []byte {
	b = append(b, r.client...)
	b = t.AppendFormat(append(b, " - - ["...), "02/Jan/2006:15:04:05 -0700")
	b = append(append(append(b, `] "`...), r.method...), ' ')
	b = append(append(b, r.path...), ` HTTP/1.1" `...)
	b = append(strconv.AppendInt(b, int64(r.status), 10), ' ')
	b = strconv.AppendInt(b, int64(r.bytes), 10)
	return append(append(append(b, ` "-" "`...), r.agent...), "\"\n"...)
}

// accessTick writes the requests of one second: by day more than by night.
func accessTick(b []byte, _ *writer, d *dice, t time.Time) []byte {
	for range d.below(2 + crowd(t)) {
		r := newRequest(d)
		b = appendAccess(b, &r, t)
	}
	return b
}

// crowd is how busy the shop is, from 0 to 2.
func crowd(t time.Time) int {
	switch h := t.Hour(); {
	case h >= 17 && h < 22:
		return 2
	case h >= 8 && h < 23:
		return 1
	default:
		return 0
	}
}

func nginx() *program {
	notice := func(b []byte, t time.Time, text string) []byte {
		b = t.AppendFormat(b, "2006/01/02 15:04:05")
		return append(append(append(b, " [notice] 1#0: "...), text...), '\n')
	}
	return &program{
		load: load{cpu: 0.021, swing: 0.7, period: 95 * time.Second, memory: 0.08, net: 21_000, procs: 3},
		step: 1, ports: tcp(80), tick: accessTick,
		boot: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			for _, text := range []string{
				`using the "epoll" event method`, "nginx/1.4.7", "built by gcc 4.8.1 (Ubuntu/Linaro 4.8.1-10ubuntu8)",
				"OS: Linux 3.11.0-19-generic", "start worker processes", "start worker process 7", "start worker process 8",
			} {
				b = notice(b, t, text)
			}
			return b
		},
		halt: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			for _, text := range []string{
				"signal 3 (SIGQUIT) received, shutting down", "worker process 7 exited with code 0",
				"worker process 8 exited with code 0", "exit",
			} {
				b = notice(b, t, text)
			}
			return b
		},
	}
}

func apache() *program {
	line := func(b []byte, t time.Time, text string) []byte {
		b = t.AppendFormat(b, "2006-01-02 15:04:05,000")
		return append(append(append(b, ' '), text...), '\n')
	}
	return &program{
		load: load{cpu: 0.004, swing: 0.1, period: time.Hour, memory: 0.31, net: 2_000, procs: 9},
		step: 4, ports: tcp(80),
		tick: func(b []byte, w *writer, d *dice, t time.Time) []byte {
			if d.one(3) {
				return accessTick(b, w, d, t)
			}
			return b
		},
		boot: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			for _, text := range []string{
				"CRIT Supervisor running as root (no user in config file)",
				`WARN Included extra file "/etc/supervisor/conf.d/supervisord-apache2.conf" during parsing`,
				"INFO RPC interface 'supervisor' initialized",
				"INFO supervisord started with pid 1",
				"INFO spawned: 'apache2' with pid 10",
			} {
				b = line(b, t, text)
			}
			return b
		},
		halt: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			b = line(b, t, "WARN received SIGTERM indicating exit request")
			b = line(b, t, "INFO waiting for apache2 to die")
			return line(b, t, "INFO stopped: apache2 (exit status 0)")
		},
	}
}

func haproxy() *program {
	head := func(b []byte, w *writer, t time.Time) []byte {
		b = append(t.AppendFormat(b, "Jan _2 15:04:05 "), w.name...)
		return append(b, " haproxy[14]: "...)
	}
	return &program{
		load: load{cpu: 0.013, swing: 0.6, period: 95 * time.Second, memory: 0.05, net: 48_000, procs: 2},
		step: 1, ports: tcp(80, 443),
		tick: func(b []byte, w *writer, d *dice, t time.Time) []byte {
			at := t
			for range d.below(2 + crowd(t)) {
				r := newRequest(d)
				server := 1 + d.below(3)
				at = at.Add(time.Duration(1+d.below(300)) * time.Millisecond)
				b = append(head(b, w, t), r.client...)
				b = strconv.AppendInt(append(b, ':'), int64(40000+d.below(20000)), 10)
				b = at.AppendFormat(append(b, " ["...), "02/Jan/2006:15:04:05.000")
				b = strconv.AppendInt(append(b, "] http-in web/web-"...), int64(server), 10)
				b = strconv.AppendInt(append(b, " 0/0/1/"...), int64(r.millis), 10)
				b = append(strconv.AppendInt(append(b, '/'), int64(r.millis+2), 10), ' ')
				b = append(strconv.AppendInt(b, int64(r.status), 10), ' ')
				b = append(strconv.AppendInt(b, int64(r.bytes), 10), ` - - ---- `...)
				b = append(strconv.AppendInt(b, int64(1+d.below(30)), 10), `/9/2/1/0 0/0 "`...)
				b = append(append(b, r.method...), ' ')
				b = append(append(b, r.path...), " HTTP/1.1\"\n"...)
			}
			return b
		},
		boot: func(b []byte, w *writer, _ *dice, t time.Time) []byte {
			b = append(head(b, w, t), "Proxy http-in started.\n"...)
			b = append(head(b, w, t), "Proxy web started.\n"...)
			return append(head(b, w, t), "Server web/web-1 is UP, reason: Layer4 check passed, check duration: 0ms.\n"...)
		},
		halt: func(b []byte, w *writer, _ *dice, t time.Time) []byte {
			b = append(head(b, w, t), "Stopping proxy http-in in 0 ms.\n"...)
			return append(head(b, w, t), "Stopping backend web in 0 ms.\n"...)
		},
	}
}
