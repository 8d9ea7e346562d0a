package memory

import (
	"strconv"
	"time"
)

// api writes one JSON object a line.
func api() *program {
	head := func(b []byte, t time.Time, level, msg string) []byte {
		b = t.AppendFormat(append(b, `{"time":"`...), "2006-01-02T15:04:05.000Z")
		b = append(append(b, `","level":"`...), level...)
		return append(append(append(b, `","msg":"`...), msg...), '"')
	}
	plain := func(b []byte, t time.Time, level, msg string) []byte {
		return append(head(b, t, level, msg), "}\n"...)
	}
	return &program{
		load: load{cpu: 0.045, swing: 0.6, period: 120 * time.Second, memory: 0.36, net: 18_000, procs: 1},
		step: 1, ports: tcp(8080),
		tick: func(b []byte, _ *writer, d *dice, t time.Time) []byte {
			at := t
			for range d.below(2 + crowd(t)) {
				at = at.Add(time.Duration(1+d.below(300)) * time.Millisecond)
				b = appendCall(head, b, d, at)
			}
			if d.one(1800) {
				b = head(b, at, "error", "unhandled rejection")
				b = append(b, `,"err":"connect ETIMEDOUT 10.1.3.4:3306","stack":"Error: connect ETIMEDOUT\n    at errnoException (net.js:904:11)\n`...)
				b = append(b, `    at Object.afterConnect [as oncomplete] (net.js:895:19)\n    at Pool.acquire (/srv/api/lib/pool.js:118:15)"}`...)
				b = append(b, '\n')
			}
			return b
		},
		boot: func(b []byte, w *writer, _ *dice, t time.Time) []byte {
			b = append(head(b, t, "info", "starting"), `,"version":"1.9.0","node":"v0.10.26","host":"`...)
			b = append(append(b, w.name...), "\"}\n"...)
			b = plain(b, t, "info", "connected to mysql")
			b = plain(b, t, "info", "connected to redis")
			return append(head(b, t, "info", "listening"), `,"port":8080}`+"\n"...)
		},
		halt: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			b = plain(b, t, "info", "SIGTERM received, draining connections")
			return plain(b, t, "info", "bye")
		},
		crash: func(b []byte, _ *writer, t time.Time, code int) []byte {
			b = append(head(b, t, "fatal", "uncaught exception"), `,"code":`...)
			return append(strconv.AppendInt(b, int64(code), 10), "}\n"...)
		},
	}
}

// appendCall appends a line about one call of the API.
func appendCall(head func([]byte, time.Time, string, string) []byte, b []byte, d *dice, t time.Time) []byte {
	routes := []string{"GET /v1/stock/4711", "GET /v1/stock/1882", "GET /v1/cart", "POST /v1/cart/items", "GET /v1/orders?limit=20", "POST /v1/orders"}
	level, status, took := "info", 200, 2+d.below(40)
	switch {
	case d.one(90):
		level, status, took = "error", 500, 800+d.below(1200)
	case d.one(40):
		level, status = "warn", 409
	}
	b = append(head(b, t, level, "request"), `,"route":"`...)
	b = append(append(b, pick(d, routes)...), `","status":`...)
	b = strconv.AppendInt(b, int64(status), 10)
	b = strconv.AppendInt(append(b, `,"ms":`...), int64(took), 10)
	b = append(b, `,"request_id":"`...)
	b = strconv.AppendUint(b, d.next()>>16, 16)
	return append(b, "\"}\n"...)
}

// worker writes with colours, and a stack trace now and then.
func worker() *program {
	const reset, dim, green, yellow, red = "\x1b[0m", "\x1b[2m", "\x1b[32m", "\x1b[33m", "\x1b[1;31m"
	line := func(b []byte, t time.Time, color, level, text string) []byte {
		b = append(t.AppendFormat(append(b, dim...), "[2006-01-02 15:04:05,000"), ": "...)
		b = append(append(b, reset...), color...)
		b = append(append(append(b, level...), reset...), "] "...)
		return append(append(b, text...), '\n')
	}
	tasks := func() []string {
		return []string{"shop.tasks.send_mail", "shop.tasks.make_invoice", "shop.tasks.thumbnail", "shop.tasks.reindex"}
	}
	return &program{
		load: load{cpu: 0.11, swing: 0.8, period: 140 * time.Second, memory: 0.44, net: 5_000, procs: 5},
		step: 2,
		tick: func(b []byte, _ *writer, d *dice, t time.Time) []byte {
			if !d.one(2) {
				return b
			}
			task := pick(d, tasks()) + "[" + strconv.FormatUint(d.next()>>32, 16) + "]"
			b = line(b, t, green, "INFO/MainProcess", "Received task: "+task)
			at := t.Add(time.Duration(20+d.below(900)) * time.Millisecond)
			seconds := strconv.FormatFloat(at.Sub(t).Seconds(), 'f', 4, 64)
			switch n := d.below(400); {
			case n == 0:
				return appendTrace(line(b, at, red, "ERROR/MainProcess", "Task "+task+" raised exception: ConnectionError('timed out')"), d)
			case n < 12:
				return line(b, at, yellow, "WARNING/MainProcess", "Task "+task+" retry: Retry in 30s: SMTPServerDisconnected()")
			default:
				return line(b, at, green, "INFO/MainProcess", "Task "+task+" succeeded in "+seconds+"s: None")
			}
		},
		boot: func(b []byte, w *writer, _ *dice, t time.Time) []byte {
			b = line(b, t, yellow, "WARNING/MainProcess", "celery@"+w.name+" v3.1.10 (Cipater)")
			b = line(b, t, green, "INFO/MainProcess", "Connected to redis://cache-1:6379/0")
			return line(b, t, yellow, "WARNING/MainProcess", "celery@"+w.name+" ready.")
		},
		halt: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			return line(b, t, yellow, "WARNING/MainProcess", "worker: Warm shutdown (MainProcess)")
		},
		crash: func(b []byte, _ *writer, t time.Time, code int) []byte {
			b = line(b, t, red, "ERROR/MainProcess", "Task shop.tasks.thumbnail raised exception: MemoryError()")
			b = append(b, "Traceback (most recent call last):\n  File \"/srv/worker/shop/tasks.py\", line 212, in thumbnail\n"...)
			b = append(b, "    image = Image.open(StringIO(body)).convert('RGB')\nMemoryError\n"...)
			if code == 137 {
				return append(b, "Killed\n"...)
			}
			return line(b, t, red, "CRITICAL/MainProcess", "Unrecoverable error, exit status "+strconv.Itoa(code))
		},
	}
}

// appendTrace appends a stack trace.
func appendTrace(b []byte, d *dice) []byte {
	b = append(b, "Traceback (most recent call last):\n"...)
	b = append(b, "  File \"/usr/lib/python2.7/site-packages/celery/app/trace.py\", line 240, in trace_task\n    R = retval = fun(*args, **kwargs)\n"...)
	b = append(b, "  File \"/srv/worker/shop/tasks.py\", line "...)
	b = strconv.AppendInt(b, int64(40+d.below(160)), 10)
	b = append(b, ", in send_mail\n    smtp.sendmail(sender, [to], body)\n"...)
	return append(b, "ConnectionError: timed out\n"...)
}

// generic is the program of an unknown image.
func generic() *program {
	line := func(b []byte, t time.Time, text string) []byte {
		b = append(t.AppendFormat(b, "2006-01-02T15:04:05.000Z"), " INFO "...)
		return append(append(b, text...), '\n')
	}
	return &program{
		step: 15,
		tick: func(b []byte, _ *writer, d *dice, t time.Time) []byte {
			return line(b, t, pick(d, []string{"heartbeat ok", "housekeeping: nothing to do", "cache: 0 entries expired", "stats: " + strconv.Itoa(d.below(50)) + " requests since the last line"}))
		},
		boot: func(b []byte, w *writer, _ *dice, t time.Time) []byte {
			return line(line(b, t, w.name+" starting"), t, "ready")
		},
		halt: func(b []byte, _ *writer, _ *dice, t time.Time) []byte {
			return line(b, t, "received SIGTERM, shutting down")
		},
	}
}

// silent is a shell without input.
func silent() *program { return &program{step: 3600} }
