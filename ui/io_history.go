package ui

import (
	"bytes"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/activity"
	"fleetop/internal/recorder"
)

// historyFor is for how long what has happened is kept.
const historyFor = 30 * 24 * time.Hour

// loadHistory reads what earlier runs kept of what happened.
func (q *requests) loadHistory(now time.Time) tea.Cmd {
	load := q.opt.Host.LoadHistory
	if load == nil {
		return nil
	}
	return q.guard(func() tea.Msg {
		lines, snapshot, watched, err := load()
		msg := historyLoaded{watched: watched, err: err}
		for line := range bytes.Lines(lines) {
			// What cannot be read was torn, or is of another version.
			if e, err := activity.ParseLine(line); err == nil && now.Sub(e.Time) < historyFor {
				msg.entries = append(msg.entries, e)
			}
		}
		msg.entries = msg.entries[max(len(msg.entries)-activity.Limit, 0):]
		if s, err := recorder.ParseSnapshot(snapshot); err == nil {
			msg.snapshot = &s
		}
		return msg
	}, func(err error) tea.Msg { return historyLoaded{err: err} })
}

// keepHistory keeps a piece of what happened.
func (q *requests) keepHistory(h pastPiece, due bool) tea.Cmd {
	if !due {
		return nil
	}
	keep := q.opt.Host.KeepHistory
	return q.guard(func() tea.Msg { return historyKept{err: h.keep(keep)} }, func(err error) tea.Msg { return historyKept{err: err} })
}

// keep writes a piece of what happened.
func (h *pastPiece) keep(write func(all, own, snapshot []byte) error) error {
	lines := func(entries []activity.Entry) (data []byte) {
		for i := range entries {
			data = activity.AppendLine(data, &entries[i])
		}
		return data
	}
	var snapshot []byte
	if h.snapshot != nil {
		var err error
		if snapshot, err = h.snapshot.Encode(); err != nil {
			return err
		}
	}
	return write(lines(h.all), lines(h.own), snapshot)
}

// EndHistory keeps what is not kept yet when the program has ended.
func (m *Model) EndHistory() error {
	h, keep := m.lastOfHistory(), m.io.opt.Host.KeepHistory
	if keep == nil || !m.keeper.loaded {
		return nil
	}
	return h.keep(keep)
}
