package platform

import (
	"fmt"
	"strconv"
	"time"

	"fleetop/internal/platform/engine"
)

// applicationRecord is an application on the wire. Fields that only the detail has are nil in a
// list and then left out.
type applicationRecord struct {
	Autodestroy   policy            `json:"autodestroy"`
	Autoreplace   policy            `json:"autoreplace"`
	Autorestart   policy            `json:"autorestart"`
	Envvars       []envRecord       `json:"container_envvars,omitzero"`
	Ports         []portRecord      `json:"container_ports"`
	Size          string            `json:"container_size"`
	Containers    []string          `json:"containers,omitzero"`
	Current       int               `json:"current_num_containers"`
	Deployed      stamp             `json:"deployed_datetime"`
	Destroyed     stamp             `json:"destroyed_datetime"`
	EngineState   string            `json:"engine_state,omitempty"`
	Entrypoint    string            `json:"entrypoint"`
	Health        string            `json:"health,omitempty"`
	ImageName     string            `json:"image_name"`
	ImageTag      string            `json:"image_tag"`
	LinkVariables map[string]string `json:"link_variables,omitzero"`
	LinkedFrom    []string          `json:"linked_from_application,omitzero"`
	LinkedTo      []string          `json:"linked_to_application,omitzero"`
	MemoryLimit   *noLimit          `json:"memory_limit,omitempty"`
	Name          string            `json:"name"`
	Nodes         []string          `json:"nodes,omitempty"`
	Owner         string            `json:"owner,omitempty"`
	Privileged    bool              `json:"privileged,omitempty"`
	Project       string            `json:"project,omitempty"`
	PublicDNS     *string           `json:"public_dns"`
	Reason        string            `json:"reason,omitempty"`
	Refusals      map[string]string `json:"refusals,omitempty"`
	URI           string            `json:"resource_uri"`
	RestartCount  int               `json:"restart_count,omitempty"`
	Roles         []string          `json:"roles,omitzero"`
	RunCommand    string            `json:"run_command"`
	Running       int               `json:"running_num_containers"`
	Started       stamp             `json:"started_datetime"`
	State         string            `json:"state"`
	Stopped       stamp             `json:"stopped_datetime"`
	StoppedNum    int               `json:"stopped_num_containers"`
	Target        int               `json:"target_num_containers"`
	UniqueName    string            `json:"unique_name"`
	UUID          string            `json:"uuid"`
	WebDNS        *string           `json:"web_public_dns"`
}

// containerRecord is a container on the wire, with the same rule.
type containerRecord struct {
	Application   string            `json:"application"`
	Autodestroy   policy            `json:"autodestroy"`
	Autoreplace   policy            `json:"autoreplace"`
	Autorestart   policy            `json:"autorestart"`
	Envvars       []envRecord       `json:"container_envvars,omitzero"`
	Ports         []portRecord      `json:"container_ports"`
	Size          string            `json:"container_size"`
	Deployed      stamp             `json:"deployed_datetime"`
	Destroyed     stamp             `json:"destroyed_datetime"`
	EngineState   string            `json:"engine_state,omitempty"`
	Entrypoint    string            `json:"entrypoint"`
	ExitCode      *int              `json:"exit_code"`
	ExitCodeMsg   *string           `json:"exit_code_msg"`
	Health        string            `json:"health,omitempty"`
	ImageName     string            `json:"image_name"`
	ImageTag      string            `json:"image_tag"`
	LinkVariables map[string]string `json:"link_variables,omitzero"`
	LinkedFrom    []string          `json:"linked_from_application,omitzero"`
	LinkedTo      []string          `json:"linked_to_application,omitzero"`
	MemoryLimit   *noLimit          `json:"memory_limit,omitempty"`
	Name          string            `json:"name"`
	Node          string            `json:"node,omitempty"`
	Owner         string            `json:"owner,omitempty"`
	Project       string            `json:"project,omitempty"`
	PublicDNS     string            `json:"public_dns"`
	URI           string            `json:"resource_uri"`
	RestartCount  int               `json:"restart_count,omitempty"`
	Roles         []string          `json:"roles,omitzero"`
	RunCommand    string            `json:"run_command"`
	Started       stamp             `json:"started_datetime"`
	State         string            `json:"state"`
	Stopped       stamp             `json:"stopped_datetime"`
	UniqueName    string            `json:"unique_name"`
	UUID          string            `json:"uuid"`
}

// envRecord is an environment variable with a reference back to its owner.
type envRecord struct {
	Application string `json:"application,omitempty"`
	Container   string `json:"container,omitempty"`
	Key         string `json:"key"`
	Value       string `json:"value"`
}

// portRecord is a port with a reference back to its owner.
type portRecord struct {
	Application string `json:"application,omitempty"`
	Container   string `json:"container,omitempty"`
	Inner       int    `json:"inner_port"`
	Outer       *int   `json:"outer_port"`
	Protocol    string `json:"protocol"`
}

// stamp is a time on the wire; the zero time is null.
type stamp time.Time

// MarshalJSON writes the time as "Sun, 6 Apr 2014 17:59:42 +0000".
func (s stamp) MarshalJSON() ([]byte, error) {
	t := time.Time(s)
	if t.IsZero() {
		return []byte("null"), nil
	}
	b := append(make([]byte, 0, 36), '"')
	b = t.UTC().AppendFormat(b, "Mon, 2 Jan 2006 15:04:05 -0700")
	return append(b, '"'), nil
}

// nullable returns nil for the empty string.
func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// record returns the application as lists have it. p.mu is held.
func (a *application) record() *applicationRecord {
	r := &applicationRecord{
		Autodestroy: a.destroy, Autoreplace: a.replace, Autorestart: a.restart,
		Ports: make([]portRecord, len(a.ports)), Size: a.size.String(), MemoryLimit: a.unlimited,
		Current: a.live(), Running: a.counts[stRunning], Target: a.target,
		StoppedNum: a.counts[stStopped] + a.counts[stErrors] + a.counts[stStartFailed],
		Deployed:   stamp(a.deployed), Started: stamp(a.started),
		Stopped: stamp(a.stopped), Destroyed: stamp(a.destroyed),
		Entrypoint: a.entry, RunCommand: a.command,
		ImageName: a.image.String(), ImageTag: imageTagURI(a.image.Name, a.image.Tag),
		Name: a.name, UniqueName: a.unique, UUID: a.uuid, URI: a.uri,
		PublicDNS: nullable(a.dns), WebDNS: nullable(a.webDNS),
		State: a.state().String(), Owner: a.maker(), Project: a.project, Privileged: a.mighty,
	}
	r.Health, r.EngineState, r.RestartCount = a.condition()
	r.Reason, r.Nodes, r.Refusals = a.failure(), a.nodes(), a.refusals
	for i, p := range a.ports {
		r.Ports[i] = portRecord{Application: a.uri, Inner: p.Number, Protocol: p.Protocol}
	}
	return r
}

// detail returns the application with everything there is to know of it. p.mu is held; base is the
// scheme and host of the API.
func (a *application) detail(base string) *applicationRecord {
	r := a.record()
	r.Envvars = make([]envRecord, len(a.env))
	for i, v := range a.env {
		r.Envvars[i] = envRecord{Application: a.uri, Key: v.Key, Value: v.Value}
	}
	r.Containers = make([]string, len(a.conts))
	for i, c := range a.conts {
		r.Containers[i] = c.uri
	}
	r.LinkVariables = varMap(append(a.appendRunning(nil, nil, ""), a.apiVar(base, "")))
	r.LinkedFrom, r.LinkedTo = uris(a.linksFrom), uris(a.linksTo)
	r.Roles = append([]string{}, a.roles...)
	return r
}

// record returns the container as lists have it. p.mu is held.
func (c *container) record() *containerRecord {
	a := c.app
	r := &containerRecord{
		Application: a.uri,
		Autodestroy: a.destroy, Autoreplace: a.replace, Autorestart: a.restart,
		Ports: make([]portRecord, len(c.ports)), Size: c.size.String(), MemoryLimit: c.unlimited,
		Deployed: stamp(c.deployed), Started: stamp(c.started),
		Stopped: stamp(c.stopped), Destroyed: stamp(c.destroyed),
		Entrypoint: c.entry, RunCommand: c.command,
		ImageName: c.image.String(), ImageTag: imageTagURI(c.image.Name, c.image.Tag),
		Name: a.name, UniqueName: c.unique, UUID: c.uuid, URI: c.uri,
		PublicDNS: c.dns, State: c.state.String(),
		Owner: a.maker(), Project: a.project, EngineState: c.word(), RestartCount: c.restartCount, Node: c.node,
	}
	if c.state == stRunning {
		r.Health = c.health
	}
	for i, p := range c.ports {
		r.Ports[i] = portRecord{Container: c.uri, Inner: p.Number, Protocol: p.Protocol}
		if i < len(c.outer) && c.outer[i] != 0 {
			outer := c.outer[i]
			r.Ports[i].Outer = &outer
		}
	}
	if c.exited {
		code, msg := c.exit, c.exitMessage()
		r.ExitCode, r.ExitCodeMsg = &code, &msg
	}
	if c.reason != "" {
		reason := c.reason // it may change while the record is sent
		r.ExitCodeMsg = &reason
	}
	return r
}

// detail returns the container with everything there is to know of it. p.mu is held; base is the
// scheme and host of the API as containers reach it, empty if they do not.
func (c *container) detail(base string) *containerRecord {
	a, r := c.app, c.record()
	env := a.environment(c.config, c, base)
	r.Envvars = make([]envRecord, len(env))
	for i, v := range env {
		r.Envvars[i] = envRecord{Container: c.uri, Key: v.Key, Value: v.Value}
	}
	r.LinkVariables = map[string]string{}
	if c.state != stTerminated {
		r.LinkVariables = varMap(c.appendVars(nil, c.prefix))
	}
	r.LinkedFrom, r.LinkedTo = uris(a.linksFrom), uris(a.linksTo)
	r.Roles = append([]string{}, a.roles...)
	return r
}

// exitMessage says what the exit code of the program that ended last means.
func (c *container) exitMessage() string {
	switch {
	case c.oom:
		return "Exit code " + strconv.Itoa(c.exit) + " (out of memory)"
	case c.exit == 0:
		return "Exit code 0 (Success)"
	default:
		return "Exit code " + strconv.Itoa(c.exit)
	}
}

// uris returns the URIs of applications.
func uris(list []*application) []string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a.uri
	}
	return out
}

// imageRecord is an image on the wire. Tags are URIs in a list, objects in the detail.
type imageRecord struct {
	BaseImage    bool   `json:"base_image"`
	ClusterAware bool   `json:"cluster_aware"`
	Description  string `json:"description"`
	Registry     string `json:"docker_registry"`
	Fault        string `json:"error,omitempty"`
	ImageURL     string `json:"image_url"`
	Tags         []any  `json:"imagetag_set"`
	Private      bool   `json:"is_private_image"`
	Name         string `json:"name"`
	PublicURL    string `json:"public_url"`
	Pulling      string `json:"pulling,omitempty"`
	URI          string `json:"resource_uri"`
	Starred      bool   `json:"starred"`
}

// tagRecord is one tag of an image on the wire.
type tagRecord struct {
	FullName string       `json:"full_name"`
	Image    layoutRecord `json:"image"`
	Info     string       `json:"image_info"`
	Name     string       `json:"name"`
	URI      string       `json:"resource_uri"`
}

// layoutRecord is what a tag points to.
type layoutRecord struct {
	Author     string            `json:"author"`
	DockerID   string            `json:"docker_id"`
	Entrypoint string            `json:"entrypoint"`
	Created    stamp             `json:"image_creation"`
	Env        []imageVarRecord  `json:"imageenvvar_set"`
	Ports      []imagePortRecord `json:"imageport_set"`
	RunCommand string            `json:"run_command"`
}

type imageVarRecord struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type imagePortRecord struct {
	Port     int    `json:"port"`
	Protocol string `json:"protocol"`
}

// record returns the image as lists have it. p.mu is held.
func (m *image) record() *imageRecord {
	ref := engine.Ref{Name: m.Name}
	r := &imageRecord{
		BaseImage: m.isLinux(), Starred: m.isStarred(), Private: m.isPrivate(), Fault: m.fault,
		Description: m.Description, Name: m.Name, URI: imageURI + m.Name + "/",
		Registry: registryURI + m.registry() + "/", PublicURL: publicURL(ref),
		Tags: make([]any, len(m.Tags)),
	}
	if m.isLocal() {
		r.PublicURL = "" // nobody has put it there
	}
	if m.pulling != nil {
		r.Pulling = m.pulling.line
	}
	for i, t := range m.Tags {
		r.Tags[i] = imageTagURI(m.Name, t.Name)
	}
	return r
}

// detail returns the image with its tags. p.mu is held.
func (m *image) detail() *imageRecord {
	r := m.record()
	for i := range m.Tags {
		r.Tags[i] = m.tag(&m.Tags[i])
	}
	return r
}

// tag returns one tag of the image.
func (m *image) tag(t *engine.Tag) *tagRecord {
	layout := layoutRecord{
		Author: t.Author, DockerID: t.DockerID, Entrypoint: t.Entrypoint, RunCommand: t.Command,
		Created: stamp(t.Created),
		Env:     make([]imageVarRecord, len(t.Env)), Ports: make([]imagePortRecord, len(t.Ports)),
	}
	for i, v := range t.Env {
		layout.Env[i] = imageVarRecord(v)
	}
	for i, p := range t.Ports {
		layout.Ports[i] = imagePortRecord{Port: p.Number, Protocol: p.Protocol}
	}
	return &tagRecord{
		FullName: fmt.Sprintf("%s:%s", m.Name, t.Name), Image: layout, Name: t.Name,
		Info: imageURI + m.Name + "/", URI: imageTagURI(m.Name, t.Name),
	}
}
