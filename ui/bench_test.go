package ui

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"fleetop/client"
	"fleetop/internal/fleet"
	"fleetop/ui/command"
	"fleetop/ui/pane"
	"fleetop/ui/theme"
)

// benchModel returns a screen of 200 by 60 cells that knows a fleet of some
// applications and containers, and asks nobody for it.
func benchModel(b testing.TB, applications, containers int) *Model {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	cancel() // nothing is to be fetched
	api, err := client.New("http://127.0.0.1:1/", client.Credentials{User: "admin", Key: "k"})
	if err != nil {
		b.Fatal(err)
	}
	keys, err := command.NewKeymap([]command.Binding{
		{Command: command.Down, Keys: []string{"j"}},
		{Command: command.Filter, Keys: []string{"/"}},
		{Command: command.ShowContainers, Keys: []string{"2"}},
		{Command: command.MarkAll, Keys: []string{"*"}},
		{Command: command.Stop, Keys: []string{"x"}},
		{Command: command.No, Keys: []string{"N"}},
	}, false)
	if err != nil {
		b.Fatal(err)
	}
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.TrueColor)
	look, err := theme.New(r, "dark", theme.Unicode)
	if err != nil {
		b.Fatal(err)
	}
	m := New(Options{Client: api, Keys: keys, Theme: look, Context: ctx, User: "admin", Server: "127.0.0.1:1", Interval: 5 * time.Second})
	m.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
	now := time.Now()
	page := fleet.Page{Count: applications, Total: applications}
	for i := range applications {
		page.Rows = append(page.Rows, fleet.ApplicationRow(client.Application{
			UUID: fmt.Sprintf("%08x-0000-4000-8000-000000000000", i), UniqueName: fmt.Sprintf("bench-%05d", i+1), State: client.StateRunning,
			ImageName: "tutum/hello-world:latest", Size: client.SizeXS, RunCommand: "/run.sh", PublicDNS: fmt.Sprintf("bench-%05d.example.com", i+1),
			Current: 10, Running: 10, Target: 10, Deployed: client.Time{Time: now.Add(-time.Hour)}, Ports: []client.Port{{Inner: 80, Protocol: "tcp"}},
		}))
	}
	m.fleet.Apply(fleet.Round{Query: fleet.Query{Kind: fleet.Applications}, Started: now, Ended: now, Pages: []fleet.Page{page}})
	page = fleet.Page{Count: containers, Total: containers}
	for i := range containers {
		outer := 49152 + i
		page.Rows = append(page.Rows, fleet.ContainerRow(client.Container{
			UUID: fmt.Sprintf("%08x-0000-4000-9000-000000000000", i), UniqueName: fmt.Sprintf("bench-%05d-%d", i/10+1, i%10+1), Name: "bench", State: client.StateRunning,
			ImageName: "tutum/hello-world:latest", Size: client.SizeXS, RunCommand: "/run.sh", PublicDNS: "bench.example.com",
			Deployed: client.Time{Time: now.Add(-time.Hour)}, Ports: []client.Port{{Inner: 80, Outer: &outer, Protocol: "tcp"}},
		}))
	}
	m.fleet.Apply(fleet.Round{Query: fleet.Query{Kind: fleet.Containers}, Started: now, Ended: now, Pages: []fleet.Page{page}})
	m.settle()
	return m
}

func key(r rune) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}} }

// BenchmarkFullFrame draws a whole frame of 200x60 with 1,000 applications,
// nothing of it drawn before.
func BenchmarkFullFrame(b *testing.B) {
	m := benchModel(b, 1000, 0)
	b.ReportAllocs()
	for b.Loop() {
		m.panes.lists[0] = pane.NewList(fleet.Query{Kind: fleet.Applications}, "")
		m.panes.lists[0].Refresh(&m.look)
		m.drawn.all = true
		_ = m.View()
	}
}

// BenchmarkCursorKey is a cursor key to its frame with 10,000 rows.
func BenchmarkCursorKey(b *testing.B) {
	m := benchModel(b, 1000, 10_000)
	m.Update(key('2'))
	_ = m.View()
	b.ReportAllocs()
	for b.Loop() {
		m.Update(key('j'))
		_ = m.View()
	}
}

// BenchmarkFilterKey is a key typed into the filter to its frame with 10,000 rows,
// for a plain word and for each kind of term.
func BenchmarkFilterKey(b *testing.B) {
	for name, typed := range map[string]string{"word": "bench", "words": "bench 1 running", "fuzzy": "~bnch", "pattern": `/^bench-0\d+1-/`, "not": "!bench-00", "field": "state:running"} {
		b.Run(name, func(b *testing.B) {
			m := benchModel(b, 1000, 10_000)
			m.Update(key('2'))
			m.Update(key('/'))
			_ = m.View()
			b.ReportAllocs()
			for b.Loop() {
				for _, r := range typed {
					m.Update(key(r))
					_ = m.View()
				}
				m.prompts.open.set("")
				m.prompts.open.apply()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(len(typed)*b.N), "ns/key")
		})
	}
}

// BenchmarkManyMarked is a dialog about 10,000 marked containers: opened to its first frame, and drawn once more.
func BenchmarkManyMarked(b *testing.B) {
	open := func(b *testing.B) *Model {
		b.Helper()
		m := benchModel(b, 1000, 10_000)
		for _, r := range "2*x" {
			m.Update(key(r))
			_ = m.View()
		}
		if m.dialog == nil {
			b.Fatal("no dialog is open")
		}
		return m
	}
	b.Run("open", func(b *testing.B) {
		m := open(b)
		b.ReportAllocs()
		for b.Loop() {
			m.dialog = nil
			m.Update(key('x'))
			_ = m.View()
		}
	})
	b.Run("draw", func(b *testing.B) {
		m := open(b)
		b.ReportAllocs()
		for b.Loop() {
			m.Update(key('j'))
			_ = m.View()
		}
	})
}

// BenchmarkNothingChanged is a message that changes nothing.
func BenchmarkNothingChanged(b *testing.B) {
	m := benchModel(b, 1000, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		m.Update(woke{generation: 1 << 60})
		_ = m.View()
	}
}
