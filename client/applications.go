package client

import (
	"context"
	"iter"
	"net/http"
	"slices"
)

const applicationsPath = "/api/v1/application/"

// Applications are the operations on applications.
type Applications struct{ c *Client }

// NewApplication describes an application to create. Only what is set is sent; a list that is empty
// but not nil is sent as an empty list, which a server may take for "none" or, as some do, for "as
// the image has it".
type NewApplication struct {
	Image        string   `json:"image,omitempty"`     // required: "tutum/hello-world"
	ImageTag     string   `json:"image_tag,omitempty"` // what revision 2014-03 calls Image; either is enough
	Name         string   `json:"name,omitempty"`
	Size         Size     `json:"container_size,omitempty"`
	Target       int      `json:"target_num_containers,omitempty"`
	RunCommand   string   `json:"run_command,omitempty"`
	Entrypoint   string   `json:"entrypoint,omitempty"`
	Ports        []Port   `json:"-"` // Inner and Protocol are sent
	EnvVars      []EnvVar `json:"container_envvars,omitzero"`
	LinkedTo     []string `json:"linked_to_application,omitzero"` // URIs
	Autorestart  Policy   `json:"autorestart,omitempty"`
	Autoreplace  Policy   `json:"autoreplace,omitempty"`
	Autodestroy  Policy   `json:"autodestroy,omitempty"`
	Roles        []string `json:"roles,omitzero"` // "global" is the only one
	WebPublicDNS string   `json:"web_public_dns,omitempty"`
}

// ApplicationUpdate says what to change of an application; what is nil stays as it is.
type ApplicationUpdate struct {
	Target       *int    `json:"target_num_containers,omitempty"`
	WebPublicDNS *string `json:"web_public_dns,omitempty"`
	Autorestart  *Policy `json:"autorestart,omitempty"` // the three policies came a month after revision 2014-04
	Autoreplace  *Policy `json:"autoreplace,omitempty"`
	Autodestroy  *Policy `json:"autodestroy,omitempty"`
}

// List fetches one page of the applications, those terminated less than five minutes ago included.
func (s *Applications) List(ctx context.Context, filter ApplicationFilter, opts ListOptions) (Page[Application], error) {
	return s.lister().page(ctx, filter.query(), opts)
}

// All iterates over the applications of all pages; a further page is fetched only when it is asked
// for. A record that cannot be read is given as an empty value with a *RecordError, and the
// iteration goes on; any other error is given once and ends it. Rows move between pages while
// things come and go: merge by UUID.
func (s *Applications) All(ctx context.Context, filter ApplicationFilter) iter.Seq2[Application, error] {
	return s.lister().all(ctx, filter.query())
}

// Get fetches the details of an application.
func (s *Applications) Get(ctx context.Context, uuid string) (Application, error) {
	reply, err := s.GetIfChanged(ctx, uuid, 0)
	return reply.Value, err
}

// GetIfChanged fetches the details of an application and decodes them unless their digest is the
// known one.
func (s *Applications) GetIfChanged(ctx context.Context, uuid string, known Digest) (Reply[Application], error) {
	return s.one(ctx, call{op: "get application", method: http.MethodGet, path: item(applicationsPath, uuid)}, known)
}

// minSecret is the length in bytes from which values of environment variables are taken out of
// errors: shorter ones ("1", "yes") are in any text by chance.
const minSecret = 4

// Create creates an application and starts it. Errors do not repeat the values of its environment
// variables, if they have four bytes or more.
func (s *Applications) Create(ctx context.Context, app NewApplication) (Application, error) {
	return s.write(ctx, call{
		op: "create application", method: http.MethodPost, path: applicationsPath, body: encodeNewApplication(app),
		secrets: envSecrets(app.EnvVars),
	})
}

// envSecrets returns the values that must not be in an error, the longest first: one may be part of
// another.
func envSecrets(vars []EnvVar) []string {
	var secrets []string
	for _, v := range vars {
		if len(v.Value) >= minSecret {
			secrets = append(secrets, v.Value)
		}
	}
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	return secrets
}

// Update changes an application, and scales it if Target is set.
func (s *Applications) Update(ctx context.Context, uuid string, update ApplicationUpdate) (Application, error) {
	return s.write(ctx, call{
		op: "update application", method: http.MethodPatch, path: item(applicationsPath, uuid), body: update,
	})
}

// Scale changes the number of containers the application shall have.
func (s *Applications) Scale(ctx context.Context, uuid string, n int) (Application, error) {
	return s.write(ctx, call{
		op: "scale application", method: http.MethodPatch, path: item(applicationsPath, uuid),
		body: ApplicationUpdate{Target: &n},
	})
}

// Start starts all containers of an application that are stopped.
func (s *Applications) Start(ctx context.Context, uuid string) (Application, error) {
	return s.write(ctx, call{
		op: "start application", method: http.MethodPost, path: item(applicationsPath, uuid, "start"),
	})
}

// Stop stops all containers of an application.
func (s *Applications) Stop(ctx context.Context, uuid string) (Application, error) {
	return s.write(ctx, call{
		op: "stop application", method: http.MethodPost, path: item(applicationsPath, uuid, "stop"),
	})
}

// Terminate destroys all containers of an application and their data, for good.
func (s *Applications) Terminate(ctx context.Context, uuid string) (Application, error) {
	return s.write(ctx, call{
		op: "terminate application", method: http.MethodDelete, path: item(applicationsPath, uuid),
	})
}

// Redeploy replaces the containers of an application by new ones of the image's tag, or of the tag
// it has if tag is empty. It is in neither document: servers know it from a month after revision
// 2014-04.
func (s *Applications) Redeploy(ctx context.Context, uuid, tag string) (Application, error) {
	op := call{op: "redeploy application", method: http.MethodPost, path: item(applicationsPath, uuid, "redeploy")}
	if tag != "" {
		op.body = map[string]string{"tag": tag}
	}
	return s.write(ctx, op)
}

// Logs fetches the logs of all containers of an application, one after the other, each under a line
// with its name. It is in neither document, though servers have it.
func (s *Applications) Logs(ctx context.Context, uuid string) (Log, error) {
	return s.c.fetchLog(ctx, call{
		op: "get application log", method: http.MethodGet, path: item(applicationsPath, uuid, "logs"),
	})
}

func (s *Applications) lister() lister[wireApplication, Application] {
	return lister[wireApplication, Application]{
		c: s.c, op: "list applications", path: applicationsPath, resource: "application", convert: convertApplication,
	}
}

func (s *Applications) write(ctx context.Context, op call) (Application, error) {
	reply, err := s.one(ctx, op, 0)
	return reply.Value, err
}

func (s *Applications) one(ctx context.Context, op call, known Digest) (Reply[Application], error) {
	return fetchOne(ctx, s.c, op, known, "application", convertApplication)
}
