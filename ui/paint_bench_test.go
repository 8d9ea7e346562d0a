package ui

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"fleetop/internal/terminal/paint"
)

// benchFrames are frames of the program that follow each other, over and over.
func benchFrames(b *testing.B, w, h int) map[string][]string {
	b.Helper()
	m := benchModel(b, 1000, 0)
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	first := m.View()
	down := []string{first}
	for range 8 {
		m.Update(key('j'))
		down = append(down, m.View())
	}
	for range 60 { // the list is at its end now: it scrolls
		m.Update(key('j'))
	}
	var scrolled []string
	for range 8 {
		m.Update(key('j'))
		scrolled = append(scrolled, m.View())
	}
	lines := strings.Split(first, "\n")
	number := []string{first} // one in the list, one in the header, in turn
	for i, line := range []int{0, 9} {
		changed := append([]string{}, lines...)
		changed[line] = strings.Replace(changed[line], "10", "11", 1+i)
		number = append(number, strings.Join(changed, "\n"))
	}
	var log []string
	for i := range 2 {
		frame := append([]string{}, lines...)
		for y := 3; y < h-2; y++ {
			n := i + y
			text := fmt.Sprintf("2014-04-06T17:%02d:%02d.%03dZ web-%d \x1b[32mGET\x1b[0m /api/v1/application/%08x/ %d %dms", n/60, n%60, n*37%1000, n%7, n*2654435761%(1<<32), 200+n%3, n*7%50)
			frame[y] = "\x1b[38;5;240m│\x1b[0m" + padded(text, w-2) + "\x1b[38;5;240m│\x1b[0m"
		}
		log = append(log, strings.Join(frame, "\n"))
	}
	return map[string][]string{
		"cursor": back(down), "scroll": back(scrolled), "number": number, "log": log, "equal": {first, strings.Clone(first)},
		"another": {first, log[0]},
	}
}

// back adds the way back.
func back(frames []string) []string {
	for i := len(frames) - 2; i > 0; i-- {
		frames = append(frames, frames[i])
	}
	return frames
}

// BenchmarkPaint is what a frame costs after another, in bytes to the terminal
// too.
func BenchmarkPaint(b *testing.B) {
	for _, size := range [][2]int{{200, 50}, {80, 24}} {
		frames := benchFrames(b, size[0], size[1])
		for _, name := range []string{"equal", "number", "log", "cursor", "scroll", "another"} {
			for colors, profile := range map[string]paint.Profile{"16": paint.ANSI16, "256": paint.ANSI256, "true": paint.TrueColor} {
				b.Run(fmt.Sprintf("%s/%dx%d/%s", name, size[0], size[1], colors), func(b *testing.B) {
					p := paint.NewPainter(profile)
					p.Resize(size[0], size[1])
					frames := frames[name]
					dst := p.Paint(nil, frames[0])
					i, bytes := 0, 0
					b.ReportAllocs()
					for b.Loop() {
						i++
						dst = p.Paint(dst[:0], frames[i%len(frames)])
						bytes += len(dst)
					}
					b.ReportMetric(float64(bytes)/float64(b.N), "bytes/frame")
				})
			}
		}
	}
}
