package client

import (
	"context"
	"iter"
	"net/http"
)

const containersPath = "/api/v1/container/"

// Containers are the operations on containers.
type Containers struct{ c *Client }

// List fetches one page of the containers of all applications.
func (s *Containers) List(ctx context.Context, filter ContainerFilter, opts ListOptions) (Page[Container], error) {
	return s.lister().page(ctx, filter.query(), opts)
}

// All iterates over the containers of all pages; a further page is fetched only when it is asked
// for. A record that cannot be read is given as an empty value with a *RecordError, and the
// iteration goes on; any other error is given once and ends it. Rows move between pages while
// things come and go: merge by UUID.
func (s *Containers) All(ctx context.Context, filter ContainerFilter) iter.Seq2[Container, error] {
	return s.lister().all(ctx, filter.query())
}

// Get fetches the details of a container.
func (s *Containers) Get(ctx context.Context, uuid string) (Container, error) {
	reply, err := s.GetIfChanged(ctx, uuid, 0)
	return reply.Value, err
}

// GetIfChanged fetches the details of a container and decodes them unless their digest is the known
// one.
func (s *Containers) GetIfChanged(ctx context.Context, uuid string, known Digest) (Reply[Container], error) {
	return s.one(ctx, call{op: "get container", method: http.MethodGet, path: item(containersPath, uuid)}, known)
}

// Start starts a container that is stopped.
func (s *Containers) Start(ctx context.Context, uuid string) (Container, error) {
	return s.write(ctx, call{
		op: "start container", method: http.MethodPost, path: item(containersPath, uuid, "start"),
	})
}

// Stop stops a container that is running.
func (s *Containers) Stop(ctx context.Context, uuid string) (Container, error) {
	return s.write(ctx, call{op: "stop container", method: http.MethodPost, path: item(containersPath, uuid, "stop")})
}

// Terminate destroys a container and its data, for good. Its application goes down by one and does
// not replace it.
func (s *Containers) Terminate(ctx context.Context, uuid string) (Container, error) {
	return s.write(ctx, call{op: "terminate container", method: http.MethodDelete, path: item(containersPath, uuid)})
}

// Logs fetches the log of a container.
func (s *Containers) Logs(ctx context.Context, uuid string) (Log, error) {
	return s.c.fetchLog(ctx, call{
		op: "get container log", method: http.MethodGet, path: item(containersPath, uuid, "logs"),
	})
}

// LogPart fetches a part of the log of a container, of a server that offers [Tail].
func (s *Containers) LogPart(ctx context.Context, uuid string, part LogPart) (Log, error) {
	return s.c.fetchLog(ctx, call{
		op: "get container log", method: http.MethodGet, path: item(containersPath, uuid, "logs"), query: part.query(),
	})
}

func (s *Containers) lister() lister[wireContainer, Container] {
	return lister[wireContainer, Container]{
		c: s.c, op: "list containers", path: containersPath, resource: "container", convert: convertContainer,
	}
}

func (s *Containers) write(ctx context.Context, op call) (Container, error) {
	reply, err := s.one(ctx, op, 0)
	return reply.Value, err
}

func (s *Containers) one(ctx context.Context, op call, known Digest) (Reply[Container], error) {
	return fetchOne(ctx, s.c, op, known, "container", convertContainer)
}
