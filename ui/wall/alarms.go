package wall

import "time"

// wellFor is how long something must have been well before its next problem is heard: what fails and
// recovers again and again rings once.
const wellFor = 5 * time.Minute

// alarms remember the problems that were seen, so that each is heard once.
type alarms struct {
	known bool // the first whole list has been seen: what was wrong then is not new
	of    map[string]*alarm
}

// alarm is the problem of one application.
type alarm struct {
	sign   string
	bad    bool
	silent bool      // it was acknowledged
	well   time.Time // since when it is over, where it is not bad
	rang   time.Time // when it was heard last, zero for never
	stays  bool      // it was among those seen last
}

// see takes in how the applications are, and returns those whose problem is new.
func (a *alarms) see(now time.Time, apps []App, whole bool) (rings []App) {
	if a.of == nil {
		a.of = map[string]*alarm{}
	}
	for _, known := range a.of {
		known.stays = false
	}
	for i := range apps {
		if a.problem(now, &apps[i]) {
			rings = append(rings, apps[i])
		}
	}
	for key, known := range a.of {
		switch {
		case !known.stays && whole, !known.bad && now.Sub(known.well) >= wellFor:
			delete(a.of, key)
		}
	}
	a.known = a.known || whole
	return rings
}

// problem takes in how one application is; true where that is to be heard.
func (a *alarms) problem(now time.Time, app *App) (rings bool) {
	known := a.of[app.Key]
	switch {
	case known != nil:
		known.stays = true
	case app.Health == Bad:
		known = &alarm{sign: app.Sign, bad: true, stays: true}
		if a.of[app.Key] = known; a.known {
			known.rang = now
		}
		return a.known
	default:
		return false
	}
	if app.Health != Bad {
		if known.bad {
			known.bad, known.well = false, now
		}
		return false
	}
	changed := !known.bad || known.sign != app.Sign
	wasSilent := known.silent
	known.bad, known.sign, known.silent = true, app.Sign, known.silent && !changed
	if !changed || !wasSilent || !a.known || now.Sub(known.rang) < wellFor {
		return false
	}
	known.rang = now
	return true
}

// silent says whether the problem of an application was acknowledged.
func (a *alarms) silent(key string) bool {
	known := a.of[key]
	return known != nil && known.bad && known.silent
}

// acknowledge silences every problem, and says how many were not silent.
func (a *alarms) acknowledge() (n int) {
	for _, known := range a.of {
		if known.bad && !known.silent {
			known.silent = true
			n++
		}
	}
	return n
}

// open is how many problems were not acknowledged.
func (a *alarms) open() (n int) {
	for _, known := range a.of {
		if known.bad && !known.silent {
			n++
		}
	}
	return n
}
