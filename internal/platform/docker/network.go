package docker

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/moby/moby/api/types/network"
)

// networkFor returns the name of the network in which a server's containers find each other.
func networkFor(owner string) string {
	return "fleetop-" + strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '-' || r == '_' || r == '.' || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z') {
			return r
		}
		return '-'
	}, owner)
}

// ensureNetwork sees that there is one network of a name. Docker allows several, and then starts no
// container in any of them. So of several that programs like this one made at the same time the oldest
// stays: all of them agree on that.
func (e *Engine) ensureNetwork(ctx context.Context, name string) error {
	e.hands.network.Lock()
	defer e.hands.network.Unlock()
	list, err := e.daemon.networks(ctx, name)
	if err != nil || len(list) == 1 {
		return err
	}
	if len(list) == 0 {
		if err := e.daemon.createNetwork(ctx, name, map[string]string{labelOwner: e.o.Owner}); err != nil {
			return err
		}
		if list, err = e.daemon.networks(ctx, name); err != nil {
			return err
		}
	}
	slices.SortFunc(list, func(a, b network.Summary) int {
		return cmp.Or(a.Created.Compare(b.Created), strings.Compare(a.ID, b.ID))
	})
	for i := range list {
		if i > 0 && list[i].Labels[labelOwner] == e.o.Owner {
			// Another may have removed it a moment ago.
			if err := e.daemon.removeNetwork(ctx, list[i].ID); err != nil && !isGone(err) {
				return err
			}
		}
	}
	return nil
}
