package text

import (
	"strings"
	"testing"
)

func benchLines() map[string]string {
	return map[string]string{
		"plain": strings.Repeat("10.0.0.1 - GET /index.html 200 ", 4)[:100],
		"sgr":   strings.Repeat("\x1b[32minfo\x1b[0m request done in \x1b[1;33m12ms\x1b[0m ", 4),
		"cjk":   strings.Repeat("接続されました", 7),
		"emoji": strings.Repeat("deployed 🚀 ", 9),
	}
}

func BenchmarkClean(b *testing.B) {
	for name, s := range benchLines() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				_ = Clean(s)
			}
		})
	}
}

func BenchmarkCleanLog(b *testing.B) {
	dst := make([]byte, 0, 4096)
	for name, s := range benchLines() {
		b.Run(name, func(b *testing.B) {
			raw := []byte(s)
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				dst = AppendCleanLog(dst[:0], raw)
			}
		})
	}
}

func BenchmarkWidth(b *testing.B) {
	for name, s := range map[string]string{"plain": "hello-world-12", "state": "● Running", "cjk": strings.Repeat("接続", 5), "emoji": "ok 🚀"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Width(s)
			}
		})
	}
}

func BenchmarkFit(b *testing.B) {
	dst := make([]byte, 0, 4096)
	for name, s := range map[string]string{"pad": "web-1", "cut": "hello-world-from-a-long-name-12", "state": "● Running"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				dst = AppendFitMiddle(dst[:0], s, 16, "…")
			}
		})
	}
}

func BenchmarkCutSGR(b *testing.B) {
	dst := make([]byte, 0, 4096)
	for name, s := range benchLines() {
		b.Run(name, func(b *testing.B) {
			line := AppendCleanLog(nil, []byte(s))
			b.ReportAllocs()
			for b.Loop() {
				dst, _ = AppendCutSGR(dst[:0], line, 20, 90)
			}
		})
	}
}
