package grid

import (
	"fmt"
	"testing"
)

// fleet is a table of 10,000 rows.
func fleet() *table {
	s := &table{}
	states := []string{"● Running", "! Partly running", "◐ Scaling", "■ Stopped", "✗ Stopped with errors"}
	for i := range 10_000 {
		s.rows = append(s.rows, row{
			name: fmt.Sprintf("bench-%05d", i), state: states[i%len(states)], image: "tutum/hello-world:latest", version: 1,
		})
	}
	return s
}

// wide is a table of eight columns.
func wide() []Column {
	cols := columns()
	for i := range 3 {
		cols = append(cols, Column{Title: fmt.Sprintf("COL%d", i), Min: 8, Ideal: 12, Keep: i})
	}
	return cols
}

func BenchmarkKeyAndRender(b *testing.B) {
	g := New(wide())
	g.SetSource(fleet())
	l := look()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%5000 == 4999 {
			g.Top()
		}
		g.Scroll(1)
		g.Render(140, 46, l)
	}
}

func BenchmarkRenderNothingCached(b *testing.B) {
	g := New(wide())
	g.SetSource(fleet())
	l := look()
	b.ReportAllocs()
	for b.Loop() {
		g.lines.forget()
		g.Render(200, 57, l)
	}
}

func BenchmarkRenderAllCached(b *testing.B) {
	g := New(wide())
	g.SetSource(fleet())
	l := look()
	b.ReportAllocs()
	for b.Loop() {
		g.Render(200, 57, l)
	}
}

func BenchmarkFilterKeystroke(b *testing.B) {
	g := New(wide())
	s := fleet()
	hay := make([]string, len(s.rows))
	for i := range hay {
		hay[i] = s.Haystack(i)
	}
	g.SetSource(&lowered{s, hay})
	for _, q := range []string{"n", "nothing", "scaling", "4"} {
		b.Run(q, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				g.SetFilter("", nil, false)
				g.SetFilter(q, nil, false)
			}
		})
	}
}

// lowered is a table that has its haystacks ready, as a real one does.
type lowered struct {
	*table
	hay []string
}

func (s *lowered) Haystack(i int) string { return s.hay[i] }

func BenchmarkSetSource(b *testing.B) {
	for _, filter := range []string{"", "running"} {
		b.Run("filter="+filter, func(b *testing.B) {
			g := New(wide())
			one, two := fleet(), fleet()
			for i := range 100 {
				two.rows[i*100].version++
			}
			hay := make([]string, len(one.rows))
			for i := range hay {
				hay[i] = one.Haystack(i)
			}
			sources := []Source{&lowered{one, hay}, &lowered{two, hay}}
			g.SetFilter(filter, nil, false)
			g.SetSource(sources[0])
			g.Scroll(5000)
			l := look()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				g.SetSource(sources[i%2])
				g.Render(140, 46, l)
			}
		})
	}
}

func BenchmarkSetSourceSelectedGone(b *testing.B) {
	g := New(wide())
	one, two := fleet(), fleet()
	two.rows = two.rows[1:]
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		g.SetSource([]Source{one, two}[i%2])
		g.Top()
	}
}
