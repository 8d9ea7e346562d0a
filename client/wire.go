package client

import (
	"bytes"
	"encoding/json"
	"reflect"
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
