package client

import "strings"

// Port is a port of an application or a container.
type Port struct {
	Inner    int    // the port inside the container
	Outer    *int   // the port on the host; nil on an application and before the container is deployed
	Protocol string // "tcp" or "udp"
	Owner    string // URI of the object the port belongs to
}

// EnvVar is an environment variable.
type EnvVar struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Application is a set of equal containers, as GET /api/v1/application/ and its details give it.
type Application struct {
	UUID         string
	Name         string
	UniqueName   string
	ResourceURI  string
	ImageTag     string // URI of the image tag
	ImageName    string // "tutum/hello-world:latest"; only later servers send it, see Image
	RunCommand   string
	Entrypoint   string
	PublicDNS    string // host name of the endpoint; empty in revision 2014-03 and without port 80
	WebPublicDNS string // the user's own host name for it

	State       State
	Size        Size // empty where their memory has no limit
	Autorestart Policy
	Autoreplace Policy
	Autodestroy Policy

	Current int // containers there are
	Running int // of these, running
	Stopped int // of these, stopped
	Target  int // containers there shall be

	Deployed  Time
	Started   Time
	StoppedAt Time
	Destroyed Time
	Ports     []Port

	// Owner is who made it, such as "the Compose project shop (/srv/shop)", and Project the Compose
	// project it belongs to; "" if that is the platform, or if the server does not say.
	Owner, Project string
	// Privileged is whether its containers can do everything on their machine, as far as the server says.
	Privileged bool
	// Reason is why it is not as it was wanted, such as why a container of it could not be started, "" if
	// the server does not say.
	Reason string
	// Health is the worst of its containers', EngineState "paused" if all that run are, Restarts the
	// most that a container of it was started again; see Container.
	Health, EngineState string
	Restarts            int
	// Nodes are the machines its containers are on, where the server has several, and Refusals say of
	// "start", "stop", "scale", "terminate" and "redeploy" why that is not possible, as far as the server
	// says so.
	Nodes    []string
	Refusals map[string]string

	// What follows is in the details alone, and empty in lists.

	EnvVars       []EnvVar
	Containers    []string // URIs
	LinkVariables map[string]string
	LinkedFrom    []string // URIs of the applications that link to this one
	LinkedTo      []string // URIs of the applications this one links to
	Roles         []string

	// Unread names the fields that the server sent in a form that cannot be read, as it calls them;
	// they have their zero values here.
	Unread []string
}

// Image returns the name and tag of the image, "tutum/hello-world:latest": as the server sent it,
// else derived from the URI of the tag, else "".
func (a Application) Image() string { return imageOf(a.ImageName, a.ImageTag) }

// Container is one container, as GET /api/v1/container/ and its details give it.
type Container struct {
	UUID        string
	Name        string
	UniqueName  string
	ResourceURI string
	Application string // URI of the application it belongs to
	ImageTag    string // URI of the image tag
	ImageName   string // "tutum/hello-world:latest"; only later servers send it, see Image
	RunCommand  string
	Entrypoint  string
	PublicDNS   string // host name under which the outer ports are reached

	State       State
	Size        Size // empty where its memory has no limit
	Autorestart Policy
	Autoreplace Policy
	Autodestroy Policy

	ExitCode    *int   // of the last run that ended; nil before the first end
	ExitMessage string // "Exit code 0 (Success)"

	Deployed  Time
	Started   Time
	StoppedAt Time
	Destroyed Time
	Ports     []Port

	// Health is "starting", "healthy" or "unhealthy", EngineState the word that what runs it has
	// for its state, such as "paused", Owner who made it, and Project its Compose project; each "" if
	// the server does not say. Restarts is how often it was started again by itself, Node the machine it
	// is on, "" where the server has only one.
	Health      string
	EngineState string
	Owner       string
	Project     string
	Restarts    int
	Node        string

	// What follows is in the details alone, and empty in lists.

	EnvVars       []EnvVar
	LinkVariables map[string]string
	LinkedFrom    []string
	LinkedTo      []string
	Roles         []string

	// Unread names the fields that the server sent in a form that cannot be read, as it calls them;
	// they have their zero values here.
	Unread []string
}

// Image returns the name and tag of the image, "tutum/hello-world:latest": as the server sent it,
// else derived from the URI of the tag, else "".
func (c Container) Image() string { return imageOf(c.ImageName, c.ImageTag) }

// Image is an image that applications can be made of, as GET /api/v1/image/ and its details give
// it.
type Image struct {
	Name        string // "r.tutum.co/user/myimage"
	ResourceURI string
	Description string
	Registry    string // URI of the registry
	ImageURL    string
	PublicURL   string

	Private      bool // added by the user
	Base         bool // a Linux distribution
	Starred      bool // a jumpstart
	ClusterAware bool

	// Pulling is how far the pull under way is, Fault why the last one failed, in words, where the server
	// says so.
	Pulling, Fault string

	Tags []ImageTag

	// Unread names the fields that the server sent in a form that cannot be read, as it calls them;
	// they have their zero values here.
	Unread []string
}

// ImageTag is a tag of an image. Lists have its URI, from which Name and FullName are derived; the
// details have all of it.
type ImageTag struct {
	URI      string
	Name     string // "latest"
	FullName string // "tutum/lamp:latest"
	Image    string // URI of the image

	Author     string
	DockerID   string
	Entrypoint string
	RunCommand string
	Created    Time
	EnvVars    []EnvVar
	Ports      []ImagePort
}

// ImagePort is a port that an image exposes.
type ImagePort struct {
	Port     int
	Protocol string
}

// UUIDFromURI returns the last path element of a resource URI: the UUID in
// "/api/v1/application/UUID/".
func UUIDFromURI(uri string) string {
	uri, _, _ = strings.Cut(uri, "?")
	uri = strings.TrimRight(uri, "/")
	return uri[strings.LastIndexByte(uri, '/')+1:]
}

func imageOf(name, tagURI string) string {
	if name != "" {
		return name
	}
	image, tag := splitTagURI(tagURI)
	if image == "" {
		return ""
	}
	return image + ":" + tag
}

// splitTagURI takes "tutum/lamp" and "latest" out of "/api/v1/image/tutum/lamp/tag/latest/". The
// name may itself contain "/tag/".
func splitTagURI(uri string) (image, tag string) {
	_, rest, ok := strings.Cut(uri, "/image/")
	if !ok {
		return "", ""
	}
	rest = strings.TrimRight(rest, "/")
	i := strings.LastIndex(rest, "/tag/")
	if i <= 0 {
		return "", ""
	}
	return rest[:i], rest[i+len("/tag/"):]
}
