package client

import (
	"strings"
)

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
