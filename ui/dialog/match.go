package dialog

import (
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"
)

// match is an offer that fits what was typed, and where: places in bytes.
type match struct {
	offer       Offer
	title, name []int // of the title, of the name
	score       int
}

// search returns the offers that fit a text, the best first; without a text all
// of them, in their order. An offer fits by its title or by its name, and that
// whose name is the text is the best.
func search(offers []Offer, text string) []match {
	text = strings.TrimSpace(text)
	out := make([]match, 0, len(offers))
	if text == "" {
		for _, o := range offers {
			out = append(out, match{offer: o})
		}
		return out
	}
	words := make([]string, 0, 2*len(offers))
	for _, o := range offers {
		words = append(words, o.Title, string(o.Name))
	}
	found := map[int]int{} // by offer, its place in out
	for _, f := range fuzzy.FindNoSort(text, words) {
		at, known := found[f.Index/2]
		if !known {
			at = len(out)
			found[f.Index/2] = at
			out = append(out, match{offer: offers[f.Index/2], score: f.Score})
		}
		m := &out[at]
		m.score = max(m.score, f.Score)
		if f.Index%2 == 0 {
			m.title = slices.Clone(f.MatchedIndexes)
		} else {
			m.name = slices.Clone(f.MatchedIndexes)
		}
	}
	slices.SortStableFunc(out, func(a, b match) int {
		near := nearness(b.offer, text)
		if c := near - nearness(a.offer, text); c != 0 || near >= begins {
			return c // what begins alike stands in the table's order
		}
		return b.score - a.score
	})
	return out
}

// begins is how near a name is that begins with the text.
const begins = 2

// nearness tells a name that is the text from one that begins with it, and both
// from what merely holds its characters.
func nearness(o Offer, text string) int {
	text = strings.ToLower(text)
	title, name := strings.ToLower(o.Title), string(o.Name)
	switch {
	case name == text:
		return 4
	case title == text:
		return 3
	case strings.HasPrefix(name, text), strings.HasPrefix(title, text):
		return begins
	case strings.Contains(name, text), strings.Contains(title, text):
		return 1
	default:
		return 0
	}
}

// nearest is the place of the offer that is nearest to a text, by its name or as other tools call it;
// of those that are alike the first.
func nearest(offers []Offer, text string) int {
	best, most := 0, 0
	for i, o := range offers {
		near := nearness(o, text)
		if o.Name == synonyms()[text] {
			near = max(near, begins)
		}
		if text != "" && near > most {
			best, most = i, near
		}
	}
	return best
}

// split takes a line of the palette apart: the command that its first word
// names and what stands behind it. ok is false where no argument has been begun,
// so that the line is what is looked for.
func split(offers []Offer, line string) (o Offer, arg string, ok bool) {
	word, rest, spaced := strings.Cut(strings.TrimLeft(line, " "), " ")
	if !spaced {
		return Offer{}, "", false
	}
	i := slices.IndexFunc(offers, func(o Offer) bool { return string(o.Name) == strings.ToLower(word) })
	if i < 0 || offers[i].Arg == "" {
		return Offer{}, "", false
	}
	arg = strings.TrimSpace(rest)
	begun := strings.ToLower(word + " " + arg)
	for _, other := range offers { // "scale up" is another command
		if arg != "" && strings.HasPrefix(strings.ToLower(other.Title), begun) {
			return Offer{}, "", false
		}
	}
	return offers[i], arg, true
}
