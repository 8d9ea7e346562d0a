package keys

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// names are the keys as bubbletea prints them, and what the mouse does.
func names[M tea.Msg](done []M) []string {
	out := make([]string, 0, len(done))
	for _, d := range done {
		out = append(out, fmt.Sprint(d))
	}
	return out
}

// typed feeds reads and returns the names of the keys, then those of the flush.
func typed(reads ...string) []string {
	var d Decoder
	var out []string
	for _, r := range reads {
		keys, _ := d.Feed([]byte(r))
		out = append(out, names(keys)...)
	}
	return append(out, names(d.Flush())...)
}

func TestKeys(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		reads []string
		want  []string
	}{
		{"letters", []string{"jkQ"}, []string{"j", "k", "Q"}},
		{"a space", []string{"a b"}, []string{"a", " ", "b"}},
		{"controls", []string{"\x00\x03\x04\t\r\n\x1a\x1f\x7f"}, []string{"ctrl+@", "ctrl+c", "ctrl+d", "tab", "enter", "ctrl+j", "ctrl+z", "ctrl+_", "backspace"}},
		{"wide and split", []string{"é\xe4", "\xb8", "\x96😀"}, []string{"é", "世", "😀"}},
		{"invalid", []string{"a\xff\xc3b\xe4\xb8"}, []string{"a", "b"}},
		{"arrows in both modes", []string{"\x1b[A\x1bOB\x1b[1;5C\x1b[D"}, []string{"up", "down", "ctrl+right", "left"}},
		{"home and end", []string{"\x1b[H\x1b[F\x1bOH\x1bOF\x1b[1~\x1b[4~\x1b[7~\x1b[8~"}, []string{"home", "end", "home", "end", "home", "end", "home", "end"}},
		{"pages", []string{"\x1b[5~\x1b[6~\x1b[3~\x1b[2~\x1b[Z"}, []string{"pgup", "pgdown", "delete", "insert", "shift+tab"}},
		{"functions", []string{"\x1bOP\x1b[15~\x1b[24~\x1b[[B\x1b[1;2P"}, []string{"f1", "f5", "f12", "f2", "f13"}},
		{"alt", []string{"\x1bx\x1b \x1b\r\x1bé\x1b\x1b[A"}, []string{"alt+x", "alt+ ", "alt+enter", "alt+é", "alt+up"}},
		{"split sequence", []string{"\x1b", "[", "1", ";5", "B"}, []string{"ctrl+down"}},
		{"lone esc", []string{"\x1b"}, []string{"esc"}},
		{"esc and esc", []string{"\x1b\x1b"}, []string{"esc", "esc"}},
		{"esc held", []string{"\x1b\x1b", "\x1b"}, []string{"esc", "esc", "esc"}},
		{"alt and what begins sequences", []string{"\x1b["}, []string{"alt+["}},
		{"a sequence that never ends", []string{"\x1b[1;"}, nil},
		{"a sequence that is broken off", []string{"\x1b[1;\x03"}, []string{"ctrl+c"}},
		{"paste", []string{"a\x1b[200~q\x03\x1b[A\xff", "D\n\x1b[20", "1~b"}, []string{"a", "[q\x03\x1b[AD\n]", "b"}},
		{"a paste that never ends", []string{"\x1b[200~qu\x1b"}, []string{"[qu\x1b]"}},
		{"focus", []string{"\x1b[Ij\x1b[Ok"}, []string{"j", "k"}},
		{"mouse", []string{"\x1b[<0;10;20Mj\x1b[<0;1;2mk\x1b[M a!l\x1b[32;1;2Mm"}, []string{"click 9,19", "j", "k", "click 64,0", "l", "m"}},
		{"the wheel", []string{"\x1b[<64;1;1M\x1b[<65;300;2M\x1b[<65;300;2M\x1b[<81;3;4M\x1b[M`!!\x1b[Ma!!"}, []string{"wheel-1 0,0", "wheel+1 299,1", "wheel+1 299,1", "wheel+1 2,3", "wheel-1 0,0", "wheel+1 0,0"}},
		{"other buttons, sideways, movement", []string{"\x1b[<1;1;1M\x1b[<2;1;1M\x1b[<4;1;1M\x1b[<66;1;1M\x1b[<32;1;1M\x1b[<35;1;1M\x1b[<128;1;1M\x1b[M\"!!\x1b[M#!!"}, nil},
		{"a mouse out of the world", []string{"\x1b[<0;0;1M\x1b[<0;1;0M\x1b[<0;99999;1M\x1b[<0;1;99999999999999999999M\x1b[<0;-1;1M\x1b[M \x1f!\x1b[M !\x00"}, nil},
		{"a mouse that is none", []string{"\x1b[<M\x1b[<;;M\x1b[<;1;1M\x1b[<0;1M\x1b[<0;1;1;1M\x1b[<+0;+1;+1M\x1b[<0:1:1M\x1b[<a;1;1Mj"}, []string{";", "1", ";", "1", "M", "j"}},
		{"a mouse in pieces", []string{"\x1b", "[<0;1", "0;2", "M\x1b[M", " !", "!"}, []string{"click 9,1", "click 0,0"}},
		{"half a mouse", []string{"\x1b[<0;10;2"}, nil},
		{"half a mouse as X10 has it", []string{"\x1b[M !"}, nil},
		{"a mouse that a key breaks off", []string{"\x1b[<0;1\x03\x1b[<0;1\x1b[<0;2;2M"}, []string{"ctrl+c", "click 1,1"}},
		{"a mouse behind esc", []string{"\x1b\x1b[<0;1;1M"}, []string{"esc", "click 0,0"}},
		{"a paste with a mouse in it", []string{"\x1b[200~a\x1b[<0;1;1M\x1b[M !!\x1b[201~"}, []string{"[a\x1b[<0;1;1M\x1b[M !!]"}},
		{"esc just before an answer", []string{"\x1b\x1b[0nj"}, []string{"esc", "j"}},
		{"answers", []string{"\x1b[0n\x1b[?2026;2$y\x1b[12;40R\x1b[?62;22cj"}, []string{"j"}},
		{"answers split", []string{"\x1b[?20", "26;2$", "y\x1b", "[0", "n", "j"}, []string{"j"}},
		{"strings", []string{"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\j\x1b]0;x\ak\x1bP>|vt\x1b", "\\l\x1b_G\x1b\\"}, []string{"j", "k", "l"}},
		{"a string that is broken off", []string{"\x1b]11;rgb\x03"}, []string{"ctrl+c"}},
		{"a very long string", []string{"\x1b]" + strings.Repeat("x", 3*maxSequence), strings.Repeat("y", maxSequence) + "\x1b", "\\j"}, []string{"j"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, typed(tt.reads...)); diff != "" && len(tt.want)+len(typed(tt.reads...)) > 0 {
				t.Errorf("want - got + %s", diff)
			}
		})
	}
}

// Turns of the wheel that follow each other in one read are one, as far as they go the same way.
func TestTurnsTogether(t *testing.T) {
	t.Parallel()
	var d Decoder
	down, up := "\x1b[<65;3;4M", "\x1b[<64;3;4M"
	done, _ := d.Feed([]byte(down + down + down + up + up + "j" + up + "\x1b[<65;9;4M" + "\x1b[<0;3;4M\x1b[<0;3;4M" + down))
	want := []string{"wheel+3 2,3", "wheel-2 2,3", "j", "wheel-1 2,3", "wheel+1 8,3", "click 2,3", "click 2,3", "wheel+1 2,3"}
	if diff := cmp.Diff(want, names(Together(done))); diff != "" {
		t.Errorf("want - got + %s", diff)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	var d Decoder
	_, got := d.Feed([]byte("j\x1b[0n\x1b[?2026;1$y\x1b[?7;$y\x1b[?1;2c"))
	want := []Answer{{}, {Mode: 2026, State: 1}, {Mode: 7}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want - got + %s", diff)
	}
	// The terminal's name, and strings that are something else or too much.
	typed, got := d.Feed([]byte("\x1bP>|tmux 3.3a\x1b\\j\x1bP1$r0m\x1b\\\x1bP>|\x1b\\\x1bP>|" + strings.Repeat("x", 65) + "\x1b\\\x1bP>|a\x9cb\x1b\\\x1bP>|bell\ak"))
	if diff := cmp.Diff([]Answer{{Name: "tmux 3.3a"}}, got); diff != "" {
		t.Errorf("want - got + %s", diff)
	}
	if diff := cmp.Diff([]string{"j", "k"}, names(typed)); diff != "" {
		t.Errorf("want - got + %s", diff)
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	for input, want := range map[string]string{
		"": "0s", "j": "0s", "\x1b": "50ms", "\x1b[": "50ms", "\x1b\x1b": "50ms", "\x1b\x1b[": "50ms",
		"\x1b[1;": "1s", "\x1b]11;": "1s", "\x1b[200~q": "2s", "\xe4\xb8": "50ms",
	} {
		var d Decoder
		d.Feed([]byte(input))
		if got := d.Wait().String(); got != want {
			t.Errorf("after %q it waits %s, want %s", input, got, want)
		}
		d.Flush()
		if d.Wait() != 0 {
			t.Errorf("after %q and a flush it waits", input)
		}
	}
}

// recorder is a program that notes its keys until ctrl+q.
type recorder struct{ keys []tea.KeyMsg }

func (r *recorder) Init() tea.Cmd { return nil }
func (r *recorder) View() string  { return "" }
func (r *recorder) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyMsg); ok {
		if key.Type == tea.KeyCtrlQ {
			return r, tea.Quit
		}
		r.keys = append(r.keys, key)
	}
	return r, nil
}

// sequences are what terminals send for single keys.
func sequences() []string {
	var out []string
	for c := range 128 {
		out = append(out, string(rune(c)), "\x1b"+string(rune(c)))
		if c >= '@' && c < del && c != '[' && c != 'O' {
			out = append(out, "\x1bO"+string(rune(c)))
			for m := range 10 {
				out = append(out, fmt.Sprintf("\x1b[1;%d%c", m, c))
			}
			if c != 'M' {
				out = append(out, fmt.Sprintf("\x1b[%c", c))
			}
		}
	}
	for n := range 40 {
		for _, end := range []string{"~", "^", "$", "@", ";2~", ";3~", ";5~", ";6~", ";7~"} {
			out = append(out, fmt.Sprintf("\x1b[%d%s", n, end))
		}
	}
	for c := 'A'; c <= 'E'; c++ {
		out = append(out, "\x1b[["+string(c))
	}
	return out
}

// Every key that bubbletea's own decoder knows has the same name here.
func TestNamesAreThoseOfBubbletea(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, seq := range sequences() {
		// Where it knows nothing, bubbletea takes a sequence for letters.
		if seq == "\x11" || seq == "\x1b\x1b" || seq == "\x1b" || strings.HasPrefix(seq, "\x1b[3;2~") {
			continue
		}
		model := &recorder{}
		ctx, cancel := context.WithCancel(t.Context())
		p := tea.NewProgram(model, tea.WithInput(io.MultiReader(strings.NewReader(seq), strings.NewReader("\x11"))),
			tea.WithoutRenderer(), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithContext(ctx))
		_, err := p.Run()
		cancel()
		if err != nil {
			t.Fatalf("%q: %v", seq, err)
		}
		if len(model.keys) != 1 || model.keys[0].Type == tea.KeyRunes && utf8.RuneCountInString(seq) > 2 {
			continue
		}
		compared++
		if got, want := typed(seq), names(model.keys); !slices.Equal(got, want) {
			t.Errorf("%q is %q, with bubbletea %q", seq, got, want)
		}
	}
}

// pieces are what input is made of in the property tests.
func pieces() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom(sequences()),
		rapid.SampledFrom([]string{"\x1b[200~", "\x1b[201~", "\x1b[0n", "\x1b[?2026;2$y", "\x1b]11;rgb:1/2/3\x1b\\", "\x1bP>|tmux 3.3a\x1b\\", "\x1b[I", "\x1b[O", "\x1b[M !!", "\x1b[<0;1;1M", "\x1b[<65;200;50M", "\x1b[<0;70000;1M", "\x1b[<0;1", "\x1b[Ma", "\x1b[97;2u", "\x1b[27;5;99~", "\x1b[1089::99;5:2u", "\x1b[1;129A", "\x1b", "\x1b[", "é", "世", "😀", "\xff", "\xe4\xb8"}),
		rapid.String(),
	)
}

// Wherever input is split, the same keys and answers come of it.
func TestSplits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		input := strings.Join(rapid.SliceOfN(pieces(), 0, 8).Draw(t, "pieces"), "")
		sizes := rapid.SliceOfN(rapid.IntRange(1, 5), 1, 20).Draw(t, "sizes")
		checkSplit(t, []byte(input), func(i int) int { return sizes[i%len(sizes)] })
	})
}

// errorer is a test that can fail.
type errorer interface {
	Fatalf(format string, args ...any)
}

func checkSplit(t errorer, input []byte, size func(i int) int) {
	var whole, split Decoder
	wantKeys, wantAnswers := whole.Feed(input)
	var keys []tea.Msg
	var answers []Answer
	for i, rest := 0, input; len(rest) > 0; i++ {
		n := min(size(i), len(rest))
		k, a := split.Feed(rest[:n])
		keys, answers, rest = append(keys, k...), append(answers, a...), rest[n:]
	}
	keys, wantKeys = append(keys, split.Flush()...), append(wantKeys, whole.Flush()...)
	if !cmp.Equal(names(wantKeys), names(keys)) || len(answers) != len(wantAnswers) {
		t.Fatalf("%q: whole %q %v, split %q %v", input, names(wantKeys), wantAnswers, names(keys), answers)
	}
	if numberedKeys.Match(input) {
		return // what they type is not there as characters
	}
	// Nothing is typed that was not there: characters come out in order.
	rest := string(input)
	for _, done := range keys {
		k, isKey := done.(tea.KeyMsg)
		if mouse, isMouse := done.(Mouse); !isKey && (!isMouse || mouse.X < 0 || mouse.Y < 0) {
			t.Fatalf("%q: %v has come", input, done)
		}
		for _, r := range k.Runes {
			_, after, found := strings.Cut(rest, string(r))
			if !found {
				t.Fatalf("%q: %q is typed out of nothing or out of order in %q", input, r, names(keys))
			}
			rest = after
		}
	}
	// Text without an esc loses nothing.
	if !slices.Contains(input, esc) && len(keys) != utf8.RuneCount(validOnly(input)) {
		t.Fatalf("%q: %d keys %q, want %d", input, len(keys), names(keys), utf8.RuneCount(validOnly(input)))
	}
}

var numberedKeys = regexp.MustCompile(`\x1b\[[0-9;:]*[u~]`)

// validOnly leaves out what is no UTF-8.
func validOnly(b []byte) []byte {
	var out []byte
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r != utf8.RuneError || n != 1 {
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
	return out
}

func FuzzDecoder(f *testing.F) {
	for _, seq := range sequences() {
		f.Add([]byte(seq), byte(1))
	}
	f.Add([]byte("\x1b[<0;1;1Mj\x1b[<64;9999999;2M\x1b[Ma!\xff\x1b\x1b[<0;3;4m\x1b[200~\x1b[<0;1;1M\x1b[201~"), byte(2))
	f.Add([]byte("\x1b[200~paste\x1b[201~j\x1b]11;x\x1b\\\x1b[?2026;2$y"), byte(3))
	f.Fuzz(func(t *testing.T, input []byte, size byte) {
		checkSplit(t, input, func(int) int { return int(size%16) + 1 })
	})
}

func BenchmarkDecoder(b *testing.B) {
	var d Decoder
	input := []byte("j\x1b[B\x1b[1;5A")
	b.ReportAllocs()
	for b.Loop() {
		d.Feed(input)
	}
}
