package engine

import (
	"strings"
	"time"
)

// DefaultRegistry is the registry of image names that name none.
const DefaultRegistry = "index.docker.io"

// Ref names an image and one of its tags.
type Ref struct {
	Name, Tag string
	// Digest, such as "sha256:" and 64 hexadecimal digits, pins the content: if it is not empty,
	// the tag is ignored.
	Digest string
}

// ParseRef splits "registry:5000/space/name:tag". A missing tag is "latest". It does not check the
// parts.
func ParseRef(s string) Ref {
	name, tag := s, ""
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, '/') {
		name, tag = s[:i], s[i+1:]
	}
	if tag == "" {
		tag = "latest"
	}
	return Ref{Name: name, Tag: tag}
}

// String returns the reference as "name:tag", or as "name@digest" if it is pinned.
func (r Ref) String() string {
	if r.Digest != "" {
		return r.Name + "@" + r.Digest
	}
	return r.Name + ":" + r.Tag
}

// Registry returns the host of the registry that the image comes from.
func (r Ref) Registry() string {
	host, _, found := strings.Cut(r.Name, "/")
	if found && (strings.ContainsAny(host, ".:") || host == "localhost" || strings.ToLower(host) != host) {
		return host
	}
	return DefaultRegistry
}

// Base returns the last part of the image's name, without registry and namespace.
func (r Ref) Base() string {
	return r.Name[strings.LastIndexByte(r.Name, '/')+1:]
}

// Class says where an image comes from.
type Class uint8

// The classes of images.
const (
	// Private images are the account's own.
	Private Class = iota
	// Jumpstart images are ready-made applications offered by the platform.
	Jumpstart
	// Linux images are bare distributions to build upon.
	Linux
	// Public images are all others, used by name.
	Public
)

// Image is an image with its tags.
type Image struct {
	Name        string
	Class       Class
	Description string
	// Starred tells that somebody marked it.
	Starred bool
	// Local tells that the machine has it from no registry: somebody built or loaded it there.
	Local bool
	Tags  []Tag
}

// Tag is one tag of an image: what a container made from it will be like.
type Tag struct {
	Name       string
	Author     string
	DockerID   string // 64 hexadecimal digits, or empty
	Created    time.Time
	Entrypoint string
	Command    string
	Env        []Var
	Ports      []Port
}
