package textlog

import (
	"bytes"
	"strings"
)

// otherZones are the abbreviations of zones that mean several, or that change with the season:
// their offset is not known. Each is between spaces.
const otherZones = " ACDT ACST ADT AEDT AEST AKDT AKST ALMT AMT ART AST AWST AZT BRST BRT BST CAT CDT CEST CET CLST CLT COT CST " +
	"EAT EDT EEST EET EST GST HADT HAST HDT HKT HST ICT IDT IRDT IRST IST JST KST MDT MEST MET MSD MSK MST MYT NDT NPT NST " +
	"NZDT NZST PDT PET PHT PKT PST PYT SAST SGT SST TRT UYT UZT VET VLAT WAT WEST WET WIB WIT WITA YEKT "

// regions begin the names of zones, such as Europe/Berlin.
const regions = " Africa America Antarctica Arctic Asia Atlantic Australia Etc Europe Indian Pacific US "

// longestZone is the most that a zone is east or west of UTC, in hours.
const longestZone = 14

// zone reads Z, UTC, GMT, an offset such as +02:00, +0200 or +02, both, or nothing, with or without
// a space before. It takes note of a zone that is none of them.
func (p *stampParser) zone() {
	if p.i+1 < len(p.s) && p.s[p.i] == 'Z' && p.s[p.i+1] == ' ' { // nearly always
		p.i++
		return
	}
	if p.i+5 <= len(p.s) && levelOf(p.s[p.i+1:p.i+5]) != NoLevel { // INFO is none
		return
	}
	p.named()
}

// named is zone for what is not the most frequent.
func (p *stampParser) named() {
	start := p.i
	spaced := p.one(" ")
	p.one("[(")
	word := p.word()
	switch {
	case word == "Z" || word == "z" || word == "UTC" || word == "GMT" || word == "UT":
		p.i += len(word)
		if word != "Z" && word != "z" {
			p.signed(false)
		}
		return
	case word != "" && p.isOther(word):
		p.odd = true
		return
	case word == "" && p.signed(spaced):
		return
	}
	p.i = start
}

// word returns the letters that come.
func (p *stampParser) word() string {
	n := p.i
	for n < len(p.s) && n-p.i < 16 && (p.s[n]|0x20 >= 'a' && p.s[n]|0x20 <= 'z') {
		n++
	}
	return string(p.s[p.i:n])
}

// isOther reports whether a word is the name of a zone, or begins one.
func (p *stampParser) isOther(word string) bool {
	rest := p.s[p.i+len(word):]
	if len(rest) > 0 && rest[0] == '/' {
		return strings.Contains(regions, " "+word+" ")
	}
	if len(rest) > 0 && (isDigit(rest[0]) || rest[0] == '_' || rest[0] == '-') {
		return false
	}
	return strings.Contains(otherZones, " "+word+" ")
}

// signed reads an offset: +02:00, +0200, +02, +2. Behind a space a number that is none may be part
// of the message; elsewhere it is a zone that is not understood.
func (p *stampParser) signed(spaced bool) bool {
	start := p.i
	sign := 1
	if p.one("-") {
		sign = -1
	} else if !p.one("+") {
		return false
	}
	digits := p.i
	for digits < len(p.s) && isDigit(p.s[digits]) {
		digits++
	}
	n := digits - p.i
	if (n == 2 || n == 4 || n == 1 && !spaced) && p.offsetOf(sign, n) {
		return true
	}
	p.odd = n > 0 && !spaced
	p.i = start
	return false
}

// offsetOf reads an offset that begins with n digits.
func (p *stampParser) offsetOf(sign, n int) bool {
	hours, _ := p.number(min(n, 2))
	minutes := 0
	switch {
	case n == 4:
		minutes, _ = p.number(2)
	case p.i+2 < len(p.s) && p.s[p.i] == ':' && isDigit(p.s[p.i+1]) && isDigit(p.s[p.i+2]):
		p.i++
		minutes, _ = p.number(2)
	}
	p.offset = sign * (hours*3600 + minutes*60)
	if hours <= longestZone && minutes < 60 && p.atEdge() {
		return true
	}
	p.offset = 0
	return false
}

// atEdge reports whether what was read is not part of something longer.
func (p *stampParser) atEdge() bool {
	return p.i == len(p.s) || bytes.IndexByte([]byte(" \t]),;:|\"'}[("), p.s[p.i]) >= 0
}
