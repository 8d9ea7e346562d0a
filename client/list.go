package client

import (
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// maxPage is the longest page a server gives.
const maxPage = 100

// Digest identifies the body of a reply, so that the same body need not be decoded twice. It is
// valid only for the Client it came from. The zero value matches nothing.
type Digest uint64

// ListOptions choose a page of a list.
type ListOptions struct {
	Limit  int    // records asked for, at most 100; 0 leaves it to the server, which gives 25
	Offset int    // records to skip
	Known  Digest // digest of the page already held: if it comes again, it is not decoded and Page.Same is set

	// The rest is for a server that offers [Waits]; another ignores it or may not.

	ETag    string        // of the page already held: if it is what it was, no body comes and Page.Same is set
	Wait    time.Duration // how long the server is to hold that answer back, in whole seconds, at most 60
	Version string        // that is known: any change of anything ends the wait
}

// Meta is what a server says of the page it gives. Missing parts are derived from the request and
// the page, so that Total is never less than what is known to exist unless the server says so.
type Meta struct {
	Limit, Offset, Total int
	Next, Previous       string // relative URLs of the pages around it; never followed by this package
}

// Page is one page of a list.
type Page[T any] struct {
	Objects []T
	Meta    Meta
	Bad     []*RecordError // the records that could not be read, in order; they are not among Objects
	Faults  []*RecordError // the fields that could not be read of those that are among Objects
	Date    time.Time      // the server's clock, zero if it did not tell
	Digest  Digest
	Bytes   int    // of the body, unpacked; 0 if none came
	Same    bool   // the body is the one of ListOptions.Known or ETag; Objects, Meta, Bad and Faults are empty
	ETag    string // identifies the page to the server, "" if it did not say
	Version string // of everything on the server when it answered, "" if it did not say
}

// Reply is one object with what is known of its body.
type Reply[T any] struct {
	Value  T
	Date   time.Time // the server's clock, zero if it did not tell
	Digest Digest
	Same   bool           // the body is the known one; Value is empty
	Faults []*RecordError // the fields that could not be read
	// Version is that of everything on the server when it answered, "" if it did not say.
	Version string
}

// RecordError says why one record of a list, or one field of it, could not be read. All others are
// unharmed.
type RecordError struct {
	Resource string // "application", "container" or "image"
	UUID     string // of the record (of an image: its name), if that much could be read
	Index    int    // in its page
	Field    string // the field at fault, "container_ports.inner_port", if it is one
	Err      error
}

// Error names the record and the field.
func (e *RecordError) Error() string {
	id := e.UUID
	if id == "" {
		id = "#" + strconv.Itoa(e.Index)
	}
	if e.Field == "" {
		return fmt.Sprintf("%s %s: %v", e.Resource, clean(id, 80), e.Err)
	}
	return fmt.Sprintf("%s %s: %s: %v", e.Resource, clean(id, 80), clean(e.Field, 80), e.Err)
}

// Unwrap returns the cause.
func (e *RecordError) Unwrap() error { return e.Err }

// ApplicationFilter narrows a list of applications; empty fields do not. Matches are exact.
type ApplicationFilter struct {
	Name       string
	UniqueName string // not in the documents; a server that does not know it ignores it
	UUID       string
	UUIDPrefix string
	State      State
}

func (f ApplicationFilter) query() url.Values {
	q := url.Values{}
	set(q, "name", f.Name)
	set(q, "unique_name", f.UniqueName)
	set(q, "uuid", f.UUID)
	set(q, "uuid__startswith", f.UUIDPrefix)
	set(q, "state", string(f.State))
	return q
}

// ContainerFilter narrows a list of containers; empty fields do not. Matches are exact.
type ContainerFilter struct {
	UniqueName string
	UUID       string
	UUIDPrefix string
	State      State

	ApplicationName       string
	ApplicationUUID       string
	ApplicationState      State
	ApplicationUniqueName string // not in the documents; a server that does not know it ignores it
	ApplicationUUIDPrefix string // not in the documents; a server that does not know it ignores it
}

func (f ContainerFilter) query() url.Values {
	q := url.Values{}
	set(q, "unique_name", f.UniqueName)
	set(q, "uuid", f.UUID)
	set(q, "uuid__startswith", f.UUIDPrefix)
	set(q, "state", string(f.State))
	set(q, "application__name", f.ApplicationName)
	set(q, "application__uuid", f.ApplicationUUID)
	set(q, "application__state", string(f.ApplicationState))
	set(q, "application__unique_name", f.ApplicationUniqueName)
	set(q, "application__uuid__startswith", f.ApplicationUUIDPrefix)
	return q
}

// ImageFilter narrows a list of images; empty and nil fields do not. Matches are exact.
type ImageFilter struct {
	Name         string
	UniqueName   string
	RegistryHost string // "r.tutum.co"
	Private      *bool
	Base         *bool // Linux distributions
	Starred      *bool // jumpstarts
}

func (f ImageFilter) query() url.Values {
	q := url.Values{}
	set(q, "name", f.Name)
	set(q, "unique_name", f.UniqueName)
	set(q, "docker_registry__host", f.RegistryHost)
	setBool(q, "is_private_image", f.Private)
	setBool(q, "base_image", f.Base)
	setBool(q, "starred", f.Starred)
	return q
}

func (o ListOptions) addTo(q url.Values) {
	if o.Limit > 0 {
		q.Set("limit", strconv.Itoa(min(o.Limit, maxPage)))
	}
	if o.Offset > 0 {
		q.Set("offset", strconv.Itoa(o.Offset))
	}
	if o.Wait >= time.Second {
		q.Set("wait", strconv.Itoa(int(o.Wait/time.Second)))
	}
}

func set(q url.Values, key, value string) {
	if value != "" {
		q.Set(key, value)
	}
}

// setBool writes booleans as the document's example does, "True".
func setBool(q url.Values, key string, value *bool) {
	switch {
	case value == nil:
	case *value:
		q.Set(key, "True")
	default:
		q.Set(key, "False")
	}
}
