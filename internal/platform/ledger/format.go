package ledger

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
)

// wrapped is the content with the version of its format.
type wrapped struct {
	Version int `json:"version"`
	Content
}

// wrappedSecrets is the file of credentials.
type wrappedSecrets struct {
	Version     int                               `json:"version"`
	Credentials map[string]map[string]Credentials `json:"credentials"`
}

// errNewer is the error of a file that is not understood because another version wrote it.
var errNewer = errors.New("is of a newer fleetop")

// decode reads a file of this version.
func decode(data []byte, to any) error {
	var head struct{ Version int }
	switch err := json.Unmarshal(data, &head); {
	case err != nil:
		return err
	case head.Version > version:
		return errNewer
	case head.Version < 1:
		return errors.New("it has no version")
	default:
		return json.Unmarshal(data, to)
	}
}

// encode returns the content as it is written. Where it would be too long, what is terminated goes
// first, then the applications that were not seen for longest.
func (c Content) encode() ([]byte, error) {
	data, err := json.Marshal(wrapped{version, c})
	if err != nil || len(data) <= mostBytes {
		return data, err
	}
	c.Terminated, c.Ended = nil, nil
	days := make(map[string][]string)
	for id, a := range c.Applications {
		days[a.Seen] = append(days[a.Seen], id)
	}
	c.Applications = maps.Clone(c.Applications)
	order := slices.Sorted(maps.Keys(days))
	for {
		data, err = json.Marshal(wrapped{version, c})
		if err != nil || len(data) <= mostBytes || len(order) == 0 {
			return data, err
		}
		ids := days[order[0]]
		slices.Sort(ids)
		for _, id := range ids[:(len(ids)+1)/2] {
			delete(c.Applications, id)
		}
		if days[order[0]] = ids[(len(ids)+1)/2:]; len(days[order[0]]) == 0 {
			order = order[1:]
		}
	}
}
