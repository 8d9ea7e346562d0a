package client

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// wireCommon has what applications and containers share. Absent and null leave the zero value.
type wireCommon struct {
	UUID          string            `json:"uuid"`
	Name          string            `json:"name"`
	UniqueName    string            `json:"unique_name"`
	ResourceURI   string            `json:"resource_uri"`
	ImageTag      string            `json:"image_tag"`
	ImageName     string            `json:"image_name"`
	RunCommand    string            `json:"run_command"`
	Entrypoint    string            `json:"entrypoint"`
	PublicDNS     string            `json:"public_dns"`
	State         string            `json:"state"`
	Size          string            `json:"container_size"`
	Autorestart   string            `json:"autorestart"`
	Autoreplace   string            `json:"autoreplace"`
	Autodestroy   string            `json:"autodestroy"`
	Deployed      string            `json:"deployed_datetime"`
	Started       string            `json:"started_datetime"`
	StoppedAt     string            `json:"stopped_datetime"`
	Destroyed     string            `json:"destroyed_datetime"`
	Ports         []wirePort        `json:"container_ports"`
	EnvVars       []EnvVar          `json:"container_envvars"`
	LinkVariables map[string]string `json:"link_variables"`
	LinkedFrom    []wireRef         `json:"linked_from_application"`
	LinkedTo      []wireRef         `json:"linked_to_application"`
	Roles         []string          `json:"roles"`
	Owner         extra             `json:"owner"`
	Project       extra             `json:"project"`
	Reason        extra             `json:"reason"`
	Privileged    truth             `json:"privileged"`
	Health        extra             `json:"health"`
	EngineState   extra             `json:"engine_state"`
	Restarts      count             `json:"restart_count"`
	MemoryLimit   absence           `json:"memory_limit"`
}

type wireApplication struct {
	wireCommon
	WebPublicDNS string   `json:"web_public_dns"`
	Current      int      `json:"current_num_containers"`
	Running      int      `json:"running_num_containers"`
	Stopped      int      `json:"stopped_num_containers"`
	Target       int      `json:"target_num_containers"`
	Containers   []string `json:"containers"`
	Nodes        extras   `json:"nodes"`
	Refusals     sayings  `json:"refusals"`
}

type wireContainer struct {
	wireCommon
	Application string `json:"application"`
	ExitCode    *int   `json:"exit_code"`
	ExitMessage string `json:"exit_code_msg"`
	Node        extra  `json:"node"`
}

// wirePort names its owner in three ways: the revisions differ, and so do applications and
// containers.
type wirePort struct {
	Inner            int    `json:"inner_port"`
	Outer            *int   `json:"outer_port"`
	Protocol         string `json:"protocol"`
	Application      string `json:"application"`
	Container        string `json:"container"`
	ContainerCluster string `json:"container_cluster"`
}

// wireNewPort is a port in the description of a new application.
type wireNewPort struct {
	Protocol string `json:"protocol,omitempty"`
	Inner    int    `json:"inner_port"`
}

type wireImage struct {
	Name         string         `json:"name"`
	ResourceURI  string         `json:"resource_uri"`
	Description  string         `json:"description"`
	Registry     wireRef        `json:"docker_registry"`
	ImageURL     string         `json:"image_url"`
	PublicURL    string         `json:"public_url"`
	Private      bool           `json:"is_private_image"`
	Base         bool           `json:"base_image"`
	Starred      bool           `json:"starred"`
	ClusterAware bool           `json:"cluster_aware"`
	Pulling      extra          `json:"pulling"`
	Fault        extra          `json:"error"`
	Tags         []wireImageTag `json:"imagetag_set"`
}

// wireImageTag is a URI in lists and an object in details.
type wireImageTag struct {
	URI      string        `json:"resource_uri"`
	Name     string        `json:"name"`
	FullName string        `json:"full_name"`
	Info     string        `json:"image_info"`
	Image    wireImageInfo `json:"image"`
}

type wireImageInfo struct {
	Author     string          `json:"author"`
	DockerID   string          `json:"docker_id"`
	Entrypoint string          `json:"entrypoint"`
	RunCommand string          `json:"run_command"`
	Created    string          `json:"image_creation"`
	EnvVars    []EnvVar        `json:"imageenvvar_set"`
	Ports      []wireImagePort `json:"imageport_set"`
}

type wireImagePort struct {
	Port     int    `json:"port"`
	Protocol string `json:"protocol"`
}

// wireRef is a URI, or an object with one: later revisions put the object where the URI was.
type wireRef string

// UnmarshalJSON takes the URI out of either.
func (r *wireRef) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte("{")) {
		var object struct {
			ResourceURI string `json:"resource_uri"`
		}
		err := json.Unmarshal(data, &object)
		*r = wireRef(object.ResourceURI)
		return err
	}
	return json.Unmarshal(data, (*string)(r))
}

// UnmarshalJSON takes the URI as well as the object.
func (t *wireImageTag) UnmarshalJSON(data []byte) error {
	switch {
	case bytes.HasPrefix(data, []byte("{")):
		type plain wireImageTag // without this method
		return json.Unmarshal(data, (*plain)(t))
	case bytes.HasPrefix(data, []byte(`"`)), string(data) == "null":
		return json.Unmarshal(data, &t.URI)
	default:
		return &json.UnmarshalTypeError{Value: jsonKind(data), Type: reflect.TypeFor[wireImageTag]()}
	}
}

// jsonKind names the kind of a JSON value.
func jsonKind(data []byte) string {
	switch {
	case len(data) == 0:
		return "nothing"
	case data[0] == '{':
		return "object"
	case data[0] == '[':
		return "array"
	case data[0] == '"':
		return "string"
	case data[0] == 't', data[0] == 'f':
		return "bool"
	case data[0] == 'n':
		return "null"
	default:
		return "number"
	}
}

func encodeNewApplication(app NewApplication) any {
	var ports []wireNewPort
	if app.Ports != nil {
		ports = make([]wireNewPort, 0, len(app.Ports))
		for _, p := range app.Ports {
			ports = append(ports, wireNewPort{Protocol: p.Protocol, Inner: p.Inner})
		}
	}
	return struct {
		NewApplication
		WirePorts []wireNewPort `json:"container_ports,omitzero"`
	}{app, ports}
}

// identity returns the UUID, taken out of the URI if it is missing. Where the URI contains it they
// share memory.
func (w *wireCommon) identity() string {
	if w.UUID == "" {
		w.UUID = UUIDFromURI(w.ResourceURI)
	} else if i := strings.Index(w.ResourceURI, w.UUID); i >= 0 {
		w.UUID = w.ResourceURI[i : i+len(w.UUID)]
	}
	return w.UUID
}

// times parses the four dates; the invalid ones are added to faults.
func (w *wireCommon) times(faults []*fieldError) (deployed, started, stopped, destroyed Time, all []*fieldError) {
	parse := func(field, s string) Time {
		t, err := parseTime(s)
		if err != nil {
			faults = append(faults, &fieldError{field, err})
		}
		return t
	}
	deployed = parse("deployed_datetime", w.Deployed)
	started = parse("started_datetime", w.Started)
	stopped = parse("stopped_datetime", w.StoppedAt)
	destroyed = parse("destroyed_datetime", w.Destroyed)
	return deployed, started, stopped, destroyed, faults
}

// ports converts the ports; their owner mostly is the record itself, whose URI then serves for
// both.
func (w *wireCommon) ports(in *interner) []Port {
	if len(w.Ports) == 0 {
		return nil
	}
	ports := make([]Port, 0, len(w.Ports))
	for _, p := range w.Ports {
		owner := p.Application
		if owner == "" {
			owner = p.Container
		}
		if owner == "" {
			owner = p.ContainerCluster
		}
		if owner == w.ResourceURI {
			owner = w.ResourceURI
		} else {
			owner = in.text(owner)
		}
		ports = append(ports, Port{Inner: p.Inner, Outer: p.Outer, Protocol: in.text(p.Protocol), Owner: owner})
	}
	return ports
}

func (w *wireCommon) linkVariables() map[string]string {
	if len(w.LinkVariables) == 0 {
		return nil
	}
	return w.LinkVariables
}

func convertApplication(in *interner, w *wireApplication, faults []*fieldError) (Application, string, []*fieldError) {
	uuid := w.identity()
	if uuid == "" {
		return Application{}, "", faults
	}
	deployed, started, stopped, destroyed, faults := w.times(faults)
	return Application{
		UUID:          uuid,
		Name:          in.text(w.Name),
		UniqueName:    in.text(w.UniqueName),
		ResourceURI:   w.ResourceURI,
		ImageTag:      in.text(w.ImageTag),
		ImageName:     in.text(w.ImageName),
		RunCommand:    in.text(w.RunCommand),
		Entrypoint:    in.text(w.Entrypoint),
		PublicDNS:     w.PublicDNS,
		WebPublicDNS:  w.WebPublicDNS,
		State:         State(in.text(w.State)),
		Size:          w.size(in),
		Autorestart:   Policy(in.text(w.Autorestart)),
		Autoreplace:   Policy(in.text(w.Autoreplace)),
		Autodestroy:   Policy(in.text(w.Autodestroy)),
		Current:       w.Current,
		Running:       w.Running,
		Stopped:       w.Stopped,
		Target:        w.Target,
		Deployed:      deployed,
		Started:       started,
		StoppedAt:     stopped,
		Destroyed:     destroyed,
		Ports:         w.ports(in),
		Owner:         in.text(string(w.Owner)),
		Project:       in.text(string(w.Project)),
		Privileged:    bool(w.Privileged),
		Reason:        in.text(string(w.Reason)),
		Health:        in.text(string(w.Health)),
		EngineState:   in.text(string(w.EngineState)),
		Restarts:      int(w.Restarts),
		Nodes:         in.all(w.Nodes),
		Refusals:      w.Refusals,
		EnvVars:       some(w.EnvVars),
		Containers:    some(w.Containers),
		LinkVariables: w.linkVariables(),
		LinkedFrom:    refs(w.LinkedFrom),
		LinkedTo:      refs(w.LinkedTo),
		Roles:         some(w.Roles),
		Unread:        unread(faults),
	}, uuid, faults
}

func convertContainer(in *interner, w *wireContainer, faults []*fieldError) (Container, string, []*fieldError) {
	uuid := w.identity()
	if uuid == "" {
		return Container{}, "", faults
	}
	deployed, started, stopped, destroyed, faults := w.times(faults)
	return Container{
		UUID:          uuid,
		Name:          in.text(w.Name),
		UniqueName:    w.UniqueName,
		ResourceURI:   w.ResourceURI,
		Application:   in.text(w.Application),
		ImageTag:      in.text(w.ImageTag),
		ImageName:     in.text(w.ImageName),
		RunCommand:    in.text(w.RunCommand),
		Entrypoint:    in.text(w.Entrypoint),
		PublicDNS:     w.PublicDNS,
		State:         State(in.text(w.State)),
		Size:          w.size(in),
		Autorestart:   Policy(in.text(w.Autorestart)),
		Autoreplace:   Policy(in.text(w.Autoreplace)),
		Autodestroy:   Policy(in.text(w.Autodestroy)),
		ExitCode:      w.ExitCode,
		ExitMessage:   in.text(w.ExitMessage),
		Health:        in.text(string(w.Health)),
		EngineState:   in.text(string(w.EngineState)),
		Restarts:      int(w.Restarts),
		Node:          in.text(string(w.Node)),
		Deployed:      deployed,
		Started:       started,
		StoppedAt:     stopped,
		Destroyed:     destroyed,
		Ports:         w.ports(in),
		Owner:         in.text(string(w.Owner)),
		Project:       in.text(string(w.Project)),
		EnvVars:       some(w.EnvVars),
		LinkVariables: w.linkVariables(),
		LinkedFrom:    refs(w.LinkedFrom),
		LinkedTo:      refs(w.LinkedTo),
		Roles:         some(w.Roles),
		Unread:        unread(faults),
	}, uuid, faults
}

func convertImage(in *interner, w *wireImage, faults []*fieldError) (Image, string, []*fieldError) {
	image := Image{
		Name: w.Name, ResourceURI: w.ResourceURI, Description: w.Description, Registry: in.text(string(w.Registry)),
		ImageURL: w.ImageURL, PublicURL: w.PublicURL,
		Private: w.Private, Base: w.Base, Starred: w.Starred, ClusterAware: w.ClusterAware,
		Pulling: string(w.Pulling), Fault: string(w.Fault),
	}
	if image.Name == "" {
		_, rest, _ := strings.Cut(w.ResourceURI, "/image/")
		image.Name = strings.TrimRight(rest, "/")
	}
	if image.Name == "" {
		return Image{}, "", faults
	}
	for i := range w.Tags {
		tag, err := convertImageTag(in, &w.Tags[i])
		if err != nil {
			faults = append(faults, &fieldError{"imagetag_set.image.image_creation", err})
		}
		image.Tags = append(image.Tags, tag)
	}
	image.Unread = unread(faults)
	return image, image.Name, faults
}

// convertImageTag fails on an invalid date; the tag it returns has everything else.
func convertImageTag(in *interner, w *wireImageTag) (ImageTag, error) {
	created, err := parseTime(w.Image.Created)
	tag := ImageTag{
		URI: w.URI, Name: in.text(w.Name), FullName: w.FullName, Image: w.Info,
		Author: w.Image.Author, DockerID: w.Image.DockerID,
		Entrypoint: w.Image.Entrypoint, RunCommand: w.Image.RunCommand,
		Created: created, EnvVars: some(w.Image.EnvVars),
	}
	if name, label := splitTagURI(w.URI); name != "" {
		if tag.Name == "" {
			tag.Name = in.text(label)
		}
		if tag.FullName == "" {
			tag.FullName = name + ":" + label
		}
	}
	for _, p := range w.Image.Ports {
		tag.Ports = append(tag.Ports, ImagePort{Port: p.Port, Protocol: in.text(p.Protocol)})
	}
	return tag, err
}

// some returns nil for a list without elements, whether it was absent, null or empty.
func some[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// refs converts URIs; none is nil.
func refs(list []wireRef) []string {
	if len(list) == 0 {
		return nil
	}
	uris := make([]string, 0, len(list))
	for _, uri := range list {
		uris = append(uris, string(uri))
	}
	return uris
}
