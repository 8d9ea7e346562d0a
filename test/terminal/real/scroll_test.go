//go:build linux

package real

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"fleetop/internal/platform"
	"fleetop/internal/platform/memory"
)

// hardLines are lines of a log that terminals draw in many ways: wide and joined characters, marks,
// emoji that GNU screen knows, colours, tabs, and lines that are cut at the edge in the middle of such a
// character.
var hardLines = []string{
	"plain text that stays", "漢字かな交じり文 and text", "한국어 텍스트 and text", "rocket 🚀 and text", "cafe\u0301 a\u0308\u0332 and text",
	"ก็ Thai, น\u0e33 am, and text", "हिन्दी में and text", "heart ❤\ufe0f and text", "family 👩\u200d👩\u200d👧 and text", "thumb 👍🏽 and text",
	"flag 🇩🇪 and text", "black flag 🏴\U000e0067\U000e0062\U000e007f and text", "keycap 1\ufe0f\u20e3 and text", "jamo \u1112\u1161\u11ab and text",
	"half ｶ\uff9e and text", "ಬ\u0cbe\u0c82 and text", "ی\u200cی and text", "private \ue0a0 and text", "☺\ufe0e ☺\ufe0f ⚠ ⚠\ufe0f and text", "heart ❤\ufe0f\u200d🔥 and text",
	"क\u094d\u200dष joined, and text", "duck 🦆 and text", "\x1b[31mred \x1b[1;44mbold on blue\x1b[0m and text", "tab\there\tand text",
	strings.Repeat("漢", 150), "x" + strings.Repeat("漢", 150), strings.Repeat("é", 300), strings.Repeat("ก็", 150), strings.Repeat("👍🏽", 90),
}

// hardServer has 100 applications, whose logs are hard to draw.
func hardServer(t *testing.T) (variables []string) {
	t.Helper()
	fleet := memory.DefaultFleet()
	var many memory.Fleet
	many.Images = fleet.Images
	for i := range 100 {
		a := fleet.Applications[i%3] // These go on as they are.
		a.Name, a.Links, a.Containers, a.Crashes, a.Down = fmt.Sprintf("app-%03d", i), nil, 1, nil, 0
		a.Image, a.Command = "tutum/hello-world", ""
		many.Applications = append(many.Applications, a)
	}
	engine, err := memory.New(memory.Options{Seed: 1, Random: memory.Repeating(1), Fleet: many})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := platform.New(platform.Options{User: "admin", Key: "k3y", Engine: engine, Random: memory.Repeating(2)})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	for i := range 400 {
		fmt.Fprintf(&log, "%03d %s\n", i, hardLines[i*7%len(hardLines)])
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(strings.TrimRight(r.URL.Path, "/"), "logs") {
			handler.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"logs": log.String()})
	}))
	t.Cleanup(server.Close)
	return []string{"FLEETOP_ENDPOINT=" + server.URL, "TUTUM_USER=admin", "TUTUM_APIKEY=k3y"}
}

// TestScrollingIsShownAsItIsPainted moves through long lists and through a log that is hard to
// draw, by single rows and by pages, and in all sizes.
func TestScrollingIsShownAsItIsPainted(t *testing.T) {
	t.Parallel()
	for _, h := range hosts() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, h, 120, 36, append(hardServer(t), "--interval", "60")...)
			s.settle(`▸ app-000 .*● Running[\s\S]*● app-000-1 `)
			s.press(`paused`, "p")
			rows(s)
			s.press(`▸ app-020`, "g", "/", "app-020", "\r")
			s.press(`!paused`, "p")
			s.press(`Logs · app-020[\s\S]*399 `, "l")
			s.press(`paused`, "p")
			s.check("hard-log", `399 `)
			hardLog(s)
			s.quit()
		})
	}
}

// rows scrolls a list.
func rows(s *session) {
	s.t.Helper()
	for range 45 {
		s.pane.send("j")
	}
	s.check("rows-down", `▸ app-045`)
	for range 10 {
		s.pane.send("kkk")
	}
	s.check("rows-up", `▸ app-015`)
	s.press(`▸ app-09`, "\x1b[6~", "\x1b[6~", "\x1b[6~")
	s.pane.send("\x1b[5~")
	s.check("page-up", `▸ app-06`)
	for _, size := range [][2]int{{200, 60}, {80, 24}, {40, 12}} {
		s.pane.resize(size[0], size[1])
		s.press(`▸ app-099`, "G")
		s.pane.send(strings.Repeat("k", 70))
		s.check("rows", `▸ app-029`)
		s.pane.send("jjj")
		s.settle(`▸ app-032`)
	}
	s.pane.resize(120, 36)
	s.check("rows", `▸ app-032`)
}

// hardLog scrolls a log.
func hardLog(s *session) {
	s.t.Helper()
	for range 20 {
		s.pane.send("k")
	}
	s.prompt("")
	s.check("hard-log-rows", `^/`)
	s.press(`!^/`, "\x1b")
	s.pane.send("\x1b[5~\x1b[5~\x1b[5~\x1b[6~jZ")
	s.check("hard-log-whole", `!╭ Applications`)
	s.pane.send("jjjjj\x1b[5~kkZ")
	s.check("hard-log-pages", `╭ Applications`)
	for _, size := range [][2]int{{80, 24}, {200, 60}, {40, 12}} {
		s.pane.resize(size[0], size[1])
		s.settle(fmt.Sprintf(`^[^\n]*(\n[^\n]*){%d}$`, size[1]))
		s.prompt("kkkjjjjjj")
		s.check("hard-log", `^/`)
		s.press(`!^/`, "\x1b")
	}
}
