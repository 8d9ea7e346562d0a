package platform

import (
	"cmp"
	"net/http"
	"slices"

	"fleetop/internal/platform/engine"
)

// ownRegistry is the registry of the platform itself, as the documents name it.
const ownRegistry = "r.tutum.co"

// localRegistry stands for none: images that are on their machine alone.
const localRegistry = "local"

// registryRecord is a registry on the wire. The documents only give its URI; these are the fields
// that the platform's later documents list.
type registryRecord struct {
	Host     string `json:"host"`
	ImageURL string `json:"image_url"`
	SSL      bool   `json:"is_ssl"`
	Own      bool   `json:"is_tutum_registry"`
	Name     string `json:"name"`
	URI      string `json:"resource_uri"`
}

// newRegistry returns the record of a registry.
func newRegistry(host string) registryRecord {
	name := host
	switch host {
	case engine.DefaultRegistry:
		name = "Docker Hub"
	case ownRegistry:
		name = "Tutum"
	}
	return registryRecord{Host: host, Name: name, SSL: host != localRegistry, Own: host == ownRegistry, URI: registryURI + host + "/"}
}

// registries returns the hosts of the images that the account has or that its applications are made
// from, in the order of their names. p.mu is held.
func (p *Platform) registries() []string {
	seen := make(map[string]bool)
	for _, m := range p.images.list {
		seen[m.registry()] = true
	}
	for _, a := range p.apps.list {
		if p.images.by[a.image.Name] == nil {
			seen[a.image.Registry()] = true
		}
	}
	hosts := make([]string, 0, len(seen))
	for host := range seen {
		hosts = append(hosts, host)
	}
	slices.SortFunc(hosts, cmp.Compare[string])
	return hosts
}

// listRegistries answers GET registry/.
func (p *Platform) listRegistries(c *call) reply {
	f := filters[string]{q: c.r.URL.Query()}
	f.is("host", func(host string) string { return host })
	p.mu.RLock()
	hosts := p.registries()
	p.mu.RUnlock()
	return list(c, f.q, hosts, f.match(), func(host string) any { return newRegistry(host) })
}

// getRegistry answers GET registry/(host)/.
func (p *Platform) getRegistry(c *call) reply {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if !slices.Contains(p.registries(), c.id) {
		return notFound()
	}
	return reply{http.StatusOK, newRegistry(c.id)}
}
