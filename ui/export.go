package ui

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"

	"fleetop/internal/text"
)

// The formats of a file, as its name ends.
const (
	asCSV  = "csv"
	asJSON = "json"
	asText = "txt"
)

// table is a list as it is saved.
type table struct {
	titles []string
	rows   [][]string
}

// encode writes a table in a format.
func (t table) encode(format string) ([]byte, error) {
	switch format {
	case asCSV:
		return t.csv()
	case asJSON:
		return t.json()
	default:
		return t.text(), nil
	}
}

// csv writes a table as RFC 4180 has it. A cell that a spreadsheet would take
// for a formula begins with an apostrophe.
func (t table) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	all := append([][]string{t.titles}, t.rows...)
	for _, row := range all {
		safe := make([]string, len(row))
		for i, content := range row {
			safe[i] = harmless(content)
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// harmless keeps a text from being a formula.
func harmless(content string) string {
	if content != "" && strings.ContainsRune("=+-@\t\r", rune(content[0])) {
		return "'" + content
	}
	return content
}

// json writes a table as a list of objects, the columns in their order.
func (t table) json() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("[")
	for i, row := range t.rows {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  {")
		for col, content := range row {
			if col > 0 {
				b.WriteString(",")
			}
			key, err := json.Marshal(strings.ToLower(t.titles[col]))
			if err != nil {
				return nil, err
			}
			value, err := json.Marshal(content)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "\n    %s: %s", key, value)
		}
		b.WriteString("\n  }")
	}
	b.WriteString("\n]\n")
	return b.Bytes(), nil
}

// text writes a table in columns.
func (t table) text() []byte {
	widths := make([]int, len(t.titles))
	all := append([][]string{t.titles}, t.rows...)
	for _, row := range all {
		for i, content := range row {
			widths[i] = max(widths[i], text.Width(content))
		}
	}
	var b []byte
	for _, row := range all {
		start := len(b)
		for i, content := range row {
			b = text.AppendSpaces(append(b, content...), widths[i]-text.Width(content)+2)
		}
		b = append(b[:start], bytes.TrimRight(b[start:], " ")...)
		b = append(b, '\n')
	}
	return b
}
