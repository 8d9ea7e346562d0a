package memory

import (
	"strconv"
	"strings"
	"time"

	"fleetop/internal/platform/engine"
)

// program is what a container runs: what it writes and when it ends. All of it depends only on the
// dice and the time, so that it can be computed for any moment. Times are UTC.
type program struct {
	step  int // seconds between two looks at what it writes
	ports []engine.Port
	// boot writes the first words, tick what belongs to one step, halt the last words when it is
	// stopped, crash those when it fails. Any may be nil.
	boot, tick, halt func(b []byte, w *writer, d *dice, t time.Time) []byte
	crash            func(b []byte, w *writer, t time.Time, code int) []byte
	// every is set for a job: it sleeps until the next multiple of every, works for work, and ends
	// with exit code 0.
	every, work time.Duration
	load        load
}

// last writes the last words of one of the program's lives.
func (p *program) last(w *writer, r *run) []byte {
	t := r.end.UTC()
	switch {
	case !r.asked && r.exit != 0:
		if p.crash != nil {
			return p.crash(nil, w, t, r.exit)
		}
		return plainCrash(nil, w, t, r.exit)
	case p.halt != nil:
		return p.halt(nil, w, w.at(r.end), t)
	default:
		return nil
	}
}

// plainCrash is how most programs end that fail.
func plainCrash(b []byte, _ *writer, t time.Time, code int) []byte {
	b = t.AppendFormat(b, "2006-01-02 15:04:05,000")
	if code == 137 {
		return append(b, " CRIT Killed\n"...)
	}
	b = append(b, " CRIT exited with status "...)
	return append(strconv.AppendInt(b, int64(code), 10), '\n')
}

// life returns how long a program runs that was started at a time, if it ends by itself. It then
// ends well.
func (p *program) life(start time.Time) (life time.Duration, ends bool) {
	if p.every == 0 {
		return 0, false
	}
	next := start.Add(p.every / 10).Truncate(p.every).Add(p.every)
	return next.Add(p.work).Sub(start), true
}

// past returns the lives of a program that was deployed at a time and runs now. Of a job only the
// last few hours are told.
func (p *program) past(deployed, now time.Time) []run {
	if p.every == 0 {
		return []run{{start: deployed}}
	}
	start := now.Add(-4 * time.Hour).Truncate(p.every).Add(p.work + 1500*time.Millisecond)
	if start.Before(deployed) {
		start = deployed
	}
	var runs []run
	for {
		life, _ := p.life(start)
		end := start.Add(life)
		if !end.Before(now.Add(-2 * time.Second)) {
			return append(runs, run{start: start})
		}
		runs = append(runs, run{start: start, end: end})
		start = end.Add(1500 * time.Millisecond)
	}
}

// programFor returns the program that an image probably holds.
func programFor(image string) *program {
	base := engine.Ref{Name: image}.Base()
	for _, known := range []struct {
		words string
		make  func() *program
	}{
		{"haproxy", haproxy},
		{"wordpress lamp hello-world apache php", apache},
		{"mysql mariadb", mysql},
		{"redis", redis},
		{"worker celery sidekiq", worker},
		{"backup cron job", backup},
		{"api server service", api},
		{"nginx web www site proxy", nginx},
		{"ubuntu debian centos fedora busybox alpine", silent},
	} {
		for word := range strings.FieldsSeq(known.words) {
			if strings.Contains(base, word) {
				return known.make()
			}
		}
	}
	return generic()
}
