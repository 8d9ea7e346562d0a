package client

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ExtensionUsage is that a server measures what containers use.
const ExtensionUsage Extension = "usage"

// Usage is what a container, or all containers of an application, used when they were measured last.
// What is not known is nil.
type Usage struct {
	UUID string
	At   time.Time // by the server's clock
	// CPU is in percent of a core: two busy cores are 200. It is not known before the second time.
	CPU *float64
	// Memory is in bytes, Limit the most it may be, nil for no limit.
	Memory, Limit *int64
	// Received and Sent are bytes over networks since the start.
	Received, Sent *int64
	Processes      *int64
}

// Usage measures containers, at most 100. Those that do not run, or that the server does not know,
// are left out. Only servers that offer [ExtensionUsage] have it.
func (s *Containers) Usage(ctx context.Context, uuids []string) ([]Usage, error) {
	return s.c.usage(ctx, "measure containers", "container", uuids)
}

// Usage measures applications, at most 100, as sums of their containers. See [Containers.Usage].
func (s *Applications) Usage(ctx context.Context, uuids []string) ([]Usage, error) {
	return s.c.usage(ctx, "measure applications", "application", uuids)
}

// wireUsage is a Usage on the wire.
type wireUsage struct {
	UUID      string   `json:"uuid"`
	At        extra    `json:"at"` // as RFC 3339 has it
	CPU       *float64 `json:"cpu_percent"`
	Memory    *int64   `json:"memory_bytes"`
	Limit     *int64   `json:"memory_limit_bytes"`
	Received  *int64   `json:"received_bytes"`
	Sent      *int64   `json:"sent_bytes"`
	Processes *int64   `json:"processes"`
}

func (c *Client) usage(ctx context.Context, op, key string, uuids []string) ([]Usage, error) {
	var list []Usage
	query := url.Values{key: {strings.Join(uuids, ",")}}
	err := c.do(ctx, call{op: op, method: http.MethodGet, path: apiPath + "/usage/", query: query}, func(a answer) error {
		buf, err := c.readAll(a)
		if err != nil {
			return err
		}
		defer c.release(buf)
		var raw []json.RawMessage
		if json.Unmarshal(buf.Bytes(), &raw) != nil || raw == nil {
			return a.garbage(errors.New("no list"), buf.Bytes())
		}
		for _, one := range raw {
			var w wireUsage
			// What cannot be read of it is not known.
			if _, err := decodeTolerantly(one, &w); err == nil && w.UUID != "" {
				at, _ := time.Parse(time.RFC3339, string(w.At))
				list = append(list, Usage{
					UUID: w.UUID, At: at, CPU: known(w.CPU), Memory: known(w.Memory), Limit: known(w.Limit),
					Received: known(w.Received), Sent: known(w.Sent), Processes: known(w.Processes),
				})
			}
		}
		return nil
	})
	return list, err
}

// known returns a count. One below 0 is none.
func known[T int64 | float64](n *T) *T {
	if n != nil && *n < 0 {
		return nil
	}
	return n
}
