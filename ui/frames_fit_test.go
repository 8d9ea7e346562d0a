package ui_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/muesli/termenv"

	"fleetop/internal/uitest"
)

// hostileTexts are names, values and log lines that a screen must survive.
func hostileTexts() []string {
	return []string{
		"web", "", "web-10", strings.Repeat("long-", 80), "日本語のアプリ", "e\u0301\u0302 combining", "👩‍👩‍👧‍👦 family ❤️", "\u202eevil\u202c",
		"\x1b[2J\x1b[Hcleared", "\x1b]52;c;SEFDS0VE\x07clip", "\x1b]0;title\x07", "tab\there", "line\nbreak\r", "\u009b31mC1", "\x00nul", "a\u0300", "🇩🇪🇫🇷",
		"ends with esc\x1b", "\x1b[?1049l", "สวัสดี ำ", "x\u200by",
	}
}

// hostile is a server of the API whose every text is hostile.
func hostile() http.Handler {
	texts := hostileTexts()
	text := func(i int) string { return texts[i%len(texts)] }
	uuid := func(kind, i int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012x", kind, i) }
	states := []string{"Running", "Partly running", "Stopped", "Start failed", "Terminated", "Scaling", "Brand new state", "", "\x1b[2JState"}
	record := func(kind, i int) map[string]any {
		env := []map[string]any{{"key": text(i + 1), "value": text(i + 2)}, {"key": "PASSWORD", "value": strings.Repeat("s3cret ", 40)}}
		return map[string]any{
			"uuid": uuid(kind, i), "unique_name": text(i), "name": text(i + 3), "state": states[i%len(states)], "image_name": text(i + 4),
			"run_command": text(i + 5), "entrypoint": text(i + 6), "public_dns": text(i + 7), "web_public_dns": text(i + 8), "container_size": text(i + 9),
			"autorestart": text(i + 10), "container_envvars": env, "link_variables": map[string]string{text(i + 1): text(i + 2)},
			"container_ports": []map[string]any{{"inner_port": 80, "outer_port": 49000 + i, "protocol": text(i + 2)}, {"inner_port": -1, "outer_port": nil, "protocol": nil}},
			"application":     "/api/v1/application/" + uuid(1, i) + "/", "exit_code": i - 3, "exit_code_msg": text(i + 4), "roles": []string{text(i)},
			"linked_to_application": []string{"/api/v1/application/" + uuid(1, i+1) + "/", text(i)}, "deployed_datetime": "Sun, 6 Apr 2014 17:59:42 +0000",
			"target_num_containers": i * 1000, "running_num_containers": i,
		}
	}
	images := func(i int) map[string]any {
		return map[string]any{"name": text(i), "description": text(i + 1), "imagetag_set": []any{text(i + 2)}, "docker_registry": text(i + 3), "is_private_image": i%2 == 0}
	}
	list := func(kind int) map[string]any {
		var objects []any
		for i := range 2 * len(texts) {
			if kind == 3 {
				objects = append(objects, images(i))
			} else {
				objects = append(objects, record(kind, i))
			}
		}
		return map[string]any{"meta": map[string]any{"total_count": len(objects), "limit": 100, "offset": 0}, "objects": objects}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var out any
		path := strings.Trim(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "/")
		switch {
		case strings.HasSuffix(path, "logs"):
			out = map[string]string{"logs": strings.Join(hostileTexts(), "\n")}
		case path == "application":
			out = list(1)
		case path == "container":
			out = list(2)
		case path == "image":
			out = list(3)
		case strings.HasPrefix(path, "image/"):
			out = images(len(path))
		case strings.HasPrefix(path, "application/"):
			out = record(1, len(r.URL.RawQuery))
		default:
			out = record(2, len(r.URL.RawQuery))
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out)
	})
}

// harmless fails the test when a frame holds anything that moves the cursor or
// talks to the terminal.
func harmless(t testing.TB, frame string) {
	t.Helper()
	for i, r := range frame {
		if r == '\x1b' && setsColours(frame[i:]) {
			continue
		}
		if r < ' ' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0xfffe {
			t.Fatalf("%q (%U) reached the screen:\n%q", r, r, frame)
		}
	}
}

// setsColours tells whether s begins with what may be in a frame beside text: a
// sequence that sets colours.
func setsColours(s string) bool {
	rest, found := strings.CutPrefix(s, "\x1b[")
	return found && strings.HasPrefix(strings.TrimLeft(rest, "0123456789;"), "m")
}

// FuzzFrames plays keys, sizes and time on a hostile fleet: every frame is
// exactly as large as the screen, and nothing from outside acts on the terminal.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("jjlw/GET\rnN4?"), uint8(80), uint8(24))
	f.Add([]byte("2lZ3d[]Vs5\r"), uint8(40), uint8(10))
	f.Add([]byte("GDabc\r\x1b\x1b1\rx"), uint8(120), uint8(40))
	f.Add([]byte("5a\x05r?\x1b\xff5q"), uint8(80), uint8(24))
	f.Add([]byte("+++-\r\t\tjG"), uint8(39), uint8(9))
	f.Fuzz(func(t *testing.T, keys []byte, w, h uint8) {
		if len(keys) > 40 {
			keys = keys[:40]
		}
		names := map[byte]string{'\r': "enter", '\x1b': "esc", '\t': "tab", '\x7f': "backspace", 1: "up", 2: "down", 3: "left", 4: "right", 5: "pgdown", 6: "end"}
		s := setup{handler: hostile(), theme: "default", profile: termenv.ANSI256, sandbox: true}
		inBubble(t, int(w), int(h), s, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
			d.Advance(time.Second)
			width, height := int(w), int(h)
			for i, key := range keys {
				switch name, named := names[key]; {
				case named:
					d.Press(name)
				case key > ' ' && key < 0x7f:
					d.Press(string(rune(key)))
				case key >= 0x80:
					width, height = int(key), int(keys[(i+1)%len(keys)])
					d.Resize(width, height)
				default:
					d.Advance(time.Second)
				}
				frame := d.View()
				if width > 0 && height > 0 {
					fits(t, frame, width, height)
				}
				harmless(t, frame)
			}
		})
	})
}

// TestEveryFrameFitsEverySize draws every screen at many sizes.
func TestEveryFrameFitsEverySize(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{}, {"2"}, {"3", "enter"}, {"4"}, {"enter", "wait", "l"}, {"l", "w"}, {"?"}, {"s"}, {"D"}, {"x"}, {"/", "w"}, {"V"}, {"Z"}, {"5"}, {"5", "?"}} {
		for name, handler := range map[string]http.Handler{"fleet": nil, "hostile": hostile()} {
			t.Run(name+" "+strings.Join(keys, " "), func(t *testing.T) {
				t.Parallel()
				inBubble(t, 120, 36, setup{handler: handler, sandbox: true, theme: "default", profile: termenv.ANSI}, func(t *testing.T, d *uitest.Driver, _ *uitest.Server) {
					d.Advance(2 * time.Second)
					press(t, d, keys)
					for w := 1; w <= 250; w += 1 + w/9 {
						for h := 1; h <= 70; h += 1 + h/6 {
							d.Resize(w, h)
							frame := d.View()
							fits(t, frame, w, h)
							harmless(t, frame)
						}
					}
				})
			})
		}
	}
}
