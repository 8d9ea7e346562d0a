package ui

import (
	"time"

	"fleetop/internal/feed"
	"fleetop/internal/text"
	"fleetop/ui/command"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

const (
	// headerGap is the least room between the parts of the first line.
	headerGap = 4
	// accountLeast is how short the account may become before other things go.
	accountLeast = 8
	// accountGood is how short it may become before the clock goes.
	accountGood = 16
)

// header draws the first two lines: who and how fresh, and the tabs. What does
// not fit gives way, always in the same order: long words, the name of the
// program, the figures, what to do about a failure, its cause, the clock and the
// interval, the account. The labels, the word for old data and the count of
// problems stay.
func (h *header) lines(w int) []string {
	f := fitting{h: h, w: w, s: h.signal()}
	if h.banded {
		f.s.cause, f.s.remedy, f.s.next, f.s.key = "", "", "", ""
	}
	if f.s.cause == "" && h.level != feed.NoSignal {
		f.well()
	} else {
		f.failing()
	}
	if f.lines == nil {
		f.narrow()
	}
	switch {
	case f.under != nil:
	case len(h.news) > 0:
		f.lines[1] = h.newsLine(w)
	case h.skew != "":
		f.lines[1] = h.tabLine(w, piece{{h.skew, h.theme.Warn}, h.space()})
	}
	return f.lines
}

// fitting tries one way after another to fill the header, until one fits.
type fitting struct {
	h     *header
	w     int
	s     signal
	lines []string
	under piece // what stands at the end of the line of the tabs
}

// try fills the header if that fits and nothing has before. under stands at the
// end of the line of the tabs.
func (f *fitting) try(left, middle, right, under piece) bool {
	if f.lines != nil {
		return true
	}
	if f.w-left.width()-middle.width()-right.width() < headerGap || under != nil && f.h.activeTabWidth()+under.width() > f.w {
		return false
	}
	f.fill(left, middle, right, under)
	return true
}

func (f *fitting) fill(left, middle, right, under piece) {
	f.under = under
	f.lines = []string{f.h.spread(f.w, left, middle, right), f.h.tabLine(f.w, under)}
}

// brandWidth is from which width on the name of the program stands in front of the account: that depends
// on nothing else, so that the account stays where it is.
const brandWidth = 160

// tryAccounts tries a first line with the account.
func (f *fitting) tryAccounts(middle, right, under piece) bool {
	return f.try(f.h.account(f.w >= brandWidth, 1<<10), middle, right, under)
}

// well fills the header when there is nothing to say but how the fleet is: that
// outranks the words about freshness.
func (f *fitting) well() {
	signals := f.s.short()
	for _, figures := range f.h.figures() {
		for _, words := range signals {
			if f.tryAccounts(figures, f.s.piece(words), nil) {
				return
			}
		}
	}
	if len(f.h.news) > 0 {
		f.wellWithNews()
	}
	under := f.s.piece(signals[len(signals)-1])
	for _, figures := range f.h.figures()[1:] {
		if f.try(f.h.account(f.w >= brandWidth, 1<<10), nil, append(figures, f.h.space()), under) {
			return
		}
	}
}

// wellWithNews fills the header where it is narrow and the end of the line of the tabs belongs to what
// failed last: the clock gives way, then the account gets shorter.
func (f *fitting) wellWithNews() {
	problems := f.h.problems()
	words := []string{f.s.brief(), text.Join(" ", f.s.word, f.s.age, f.s.next), text.Join(" ", f.s.word, f.s.ago)}
	for _, said := range words[1:] {
		if f.tryAccounts(problems, f.s.piece(said), nil) {
			return
		}
	}
	for _, least := range []int{accountGood, accountLeast} {
		for _, said := range words {
			right := f.s.piece(said)
			room := f.w - 1 - piece(f.h.labels()).width() - problems.width() - right.width() - headerGap/2
			if room >= least {
				f.fill(f.h.account(false, room), problems, right, nil)
				return
			}
		}
	}
}

// failing fills the header when nothing comes from the server, or nothing has
// for long: why, and what to do about it, outrank the figures.
func (f *fitting) failing() {
	s, dot := &f.s, f.s.dot
	under := s.piece(text.Join(dot, s.clock, s.ago))
	if s.clock == "" {
		under = nil
	}
	for _, remedy := range []string{s.remedy, ""} {
		said := s.piece(text.Join(dot, s.word, s.cause, remedy, s.next))
		for _, figures := range f.h.figures() {
			if f.tryAccounts(figures, s.piece(text.Join(dot, s.word, s.clock, s.ago, s.cause, remedy, s.next)), nil) {
				return
			}
		}
		if remedy == "" {
			break
		}
		for _, figures := range f.h.figures() {
			if f.tryAccounts(figures, said, under) {
				return
			}
		}
		below := append(f.h.problems(), segment{"   ", f.h.theme.Plain})
		if f.try(f.h.account(f.w >= brandWidth, 1<<10), nil, said, append(below, under...)) {
			return
		}
	}
}

// narrow fills the header where no line has room for everything: the word for
// old data moves down to the tabs, the account is shortened.
func (f *fitting) narrow() {
	s, h := &f.s, f.h
	problems := h.problems()
	labels := 1 + piece(h.labels()).width()
	under := s.piece(s.brief())
	if why := text.Join(s.dot, s.cause, s.remedy); s.remedy != "" && problems != nil {
		right, below := h.beside(nil, why, s), append(append(piece{}, problems...), append(piece{{"  ", s.plain}}, under...)...)
		if room := f.w - labels - right.width() - 2; room >= accountLeast && h.activeTabWidth()+below.width() <= f.w {
			f.fill(h.account(false, room), nil, right, below)
			return
		}
	}
	for _, why := range []string{text.Join(s.dot, s.cause, s.remedy, s.key), text.Join(s.dot, s.cause, s.remedy), s.cause} {
		right := h.beside(problems, why, s)
		room := f.w - labels - right.width() - 2
		if room >= accountLeast || why == s.cause && room >= accountLeast-2 {
			f.fill(h.account(false, room), nil, right, under)
			return
		}
	}
	why := ""
	if room := f.w - labels - accountLeast - problems.width() - 2 - len(" ") - text.Width(s.dot); room >= accountLeast {
		why = text.Words(s.cause, room, h.theme.Glyphs.Ellipsis)
	}
	right := h.beside(problems, why, s)
	room := f.w - labels - right.width() - 1
	f.fill(h.account(false, room), nil, right, under)
}

// beside joins the count of problems and why nothing comes.
func (h *header) beside(problems piece, why string, s *signal) piece {
	out := append(piece{}, problems...)
	if why != "" && problems != nil {
		out = append(out, segment{s.dot, h.theme.Plain})
	}
	if why != "" {
		out = append(out, segment{why, h.theme.Bad})
	}
	if out.width() == 0 {
		return nil
	}
	return append(out, h.space())
}

func (h *header) space() segment { return segment{" ", h.theme.Plain} }

// signal is how fresh the data is and why, in words.
type signal struct {
	word          string // NO SIGNAL, stale, paused, connecting to: "" when all is well
	clock         string // of the last good answer, "" before the first
	ago, age      string // its age, with and without "ago"
	cause, remedy string // why nothing comes, and what to do about it
	next          string // when it is tried again
	key           string // the key that tries again, where that is better than to wait
	dot           string
	style, plain  theme.Style
}

// signal says how fresh the data is.
func (h *header) signal() signal {
	s := signal{dot: " " + h.theme.Glyphs.Dot + " ", style: h.theme.Plain, plain: h.theme.Plain, cause: h.cause(), remedy: h.remedy}
	good := h.good
	known := h.known
	clock := good.In(h.location).Format("15:04:05")
	if known {
		if s.age = pane.Age(good, h.now); s.age == "" {
			s.age = "0s"
		}
		if h.within > 0 { // an age that counts up says no more, and costs a cell every second
			s.age = "<" + text.Span(h.within)
		}
		s.clock, s.ago = clock, s.age+" ago"
	}
	switch level := h.level; {
	case h.paused:
		s.word, s.clock, s.ago, s.age, s.style = "paused", "", "", "", h.theme.Warn
		if known {
			s.word += s.dot + "as of " + clock
		}
		return s
	case level == feed.NoSignal:
		s.word, s.style = "NO SIGNAL", h.theme.Bad
	case level == feed.Stale:
		s.word, s.style = "stale", h.theme.Warn
	case level == feed.Connecting:
		s.word = "connecting to " + text.Clean(h.host)
	}
	s.next = h.nextPoll()
	if h.unauthorized {
		if label := h.keys.Label(command.Refresh, " ", 1, h.theme.Glyphs.ASCII); label != "" {
			s.key = label + " retries"
			s.next = s.key
		}
	}
	return s
}

// nextPoll says when the server is asked again.
func (h *header) nextPoll() string {
	switch {
	case !h.down && h.live:
		return "live"
	case !h.down:
		return "every " + pane.Took(h.interval)
	case h.asking:
		return "trying again"
	default:
		return "retry in " + text.Span(h.retry.Sub(h.now).Round(time.Second))
	}
}

// short are the ways to say how fresh it is where nothing fails, from the longest.
func (s *signal) short() []string {
	switch {
	case s.next == "":
		return []string{s.word}
	case s.clock == "":
		return []string{text.Join(s.dot, s.word, s.next), text.Join(" ", s.word, s.next), s.word}
	}
	long := []string{s.word, s.clock, s.ago, s.next}
	return []string{text.Join(s.dot, long...), text.Join(" ", long...), s.brief()}
}

// brief is the shortest way to say how fresh it is.
func (s *signal) brief() string {
	if s.clock == "" {
		return s.word
	}
	next := s.next
	if s.key != "" {
		next = ""
	}
	return text.Join(" ", s.word, s.clock, s.age, next)
}

func (s *signal) piece(words string) piece {
	return piece{{words, s.style}, {" ", s.plain}}
}
