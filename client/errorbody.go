package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxMessage is the length of an error message in runes.
const maxMessage = 200

// maxRetryAfter bounds what a server can make us wait.
const maxRetryAfter = 24 * time.Hour

// parseErrorBody finds the message, and the fields of a validation, in the body of an error:
// "error", "error_message" or "detail" of an object, the validation shape {"application": {"field":
// ["message"]}}, a JSON string, or the text itself. A page of HTML is not a message.
func parseErrorBody(contentType string, body []byte, secrets []string) (message string, fields map[string][]string) {
	body = bytes.TrimSpace(body)
	tidy := func(s string) string { return tidy(s, secrets, maxMessage) }
	var text string
	if json.Unmarshal(body, &text) == nil {
		return tidy(text), nil
	}
	var object map[string]any
	if json.Unmarshal(body, &object) == nil && object != nil {
		for _, key := range []string{"error", "error_message", "detail", "message"} {
			if s, ok := object[key].(string); ok && tidy(s) != "" {
				return tidy(s), nil
			}
		}
		if fields = collectFields(object, tidy); len(fields) > 0 {
			return fieldsMessage(fields), fields
		}
	}
	if isHTML(contentType, body) {
		return "", nil
	}
	return tidy(string(body)), nil
}

// parseSince finds since when a server cannot answer, which those with a cluster or a daemon behind them say.
func parseSince(body []byte) time.Time {
	var object struct {
		Since extra `json:"since"`
	}
	if json.Unmarshal(body, &object) != nil {
		return time.Time{}
	}
	at, _ := time.Parse(time.RFC3339, string(object.Since)) // what is no time is none
	return at
}

// collectFields flattens the validation shape. The object's kind at the top is left out of the
// field names.
func collectFields(object map[string]any, tidy func(string) string) map[string][]string {
	fields := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		switch value := object[key].(type) {
		case map[string]any:
			for _, field := range slices.Sorted(maps.Keys(value)) {
				addMessages(fields, tidy(field), value[field], tidy)
			}
		case []any:
			addMessages(fields, tidy(key), value, tidy)
		}
	}
	return fields
}

func addMessages(fields map[string][]string, name string, value any, tidy func(string) string) {
	switch v := value.(type) {
	case string:
		if s := tidy(v); s != "" {
			fields[name] = append(fields[name], s)
		}
	case []any:
		for _, element := range v {
			addMessages(fields, name, element, tidy)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			addMessages(fields, name+"."+tidy(key), v[key], tidy)
		}
	}
}

func fieldsMessage(fields map[string][]string) string {
	parts := make([]string, 0, len(fields))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, name+": "+strings.Join(fields[name], ", "))
	}
	return clean(strings.Join(parts, "; "), maxMessage)
}

func isHTML(contentType string, body []byte) bool {
	if strings.Contains(strings.ToLower(contentType), "html") {
		return bytes.HasPrefix(body, []byte("<"))
	}
	start := strings.ToLower(string(body[:min(len(body), 15)]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// parseRetryAfter reads seconds or a date, which it compares with the server's own clock if that is
// known.
func parseRetryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil || errors.Is(err, strconv.ErrRange) {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	if at, err := http.ParseTime(header); err == nil {
		return min(max(at.Sub(now), 0), maxRetryAfter)
	}
	return 0
}
