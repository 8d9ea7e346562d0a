package enginetest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// Registry is a registry of images on the machine on which a daemon runs.
type Registry struct {
	// Host is its address as the names of images begin with it.
	Host string

	mu             sync.Mutex
	user, password string // that are wanted, empty for none
	manifests      map[string][]byte
	blobs          map[string][]byte
	fails          int // the status that it answers instead, 0 for none
	words          string
	held           chan struct{} // blobs wait until it is closed, nil: they do not
	asked          []string      // for which manifests, each once for a pull
}

// Registry starts a registry that ends with the test.
func (d *Daemon) Registry(t testing.TB) *Registry {
	t.Helper()
	return startRegistry(t, d.name, "127.0.0.1")
}

// startRegistry starts a registry at an address in a network namespace.
func startRegistry(t testing.TB, namespace, address string) *Registry {
	t.Helper()
	l, err := listenIn(namespace, address)
	if err != nil {
		t.Fatal(err)
	}
	r := &Registry{Host: l.Addr().String(), manifests: make(map[string][]byte), blobs: make(map[string][]byte)}
	server := &http.Server{Handler: r, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() {
		r.Release()
		_ = server.Close()
	})
	return r
}

// Want makes the registry ask for credentials.
func (r *Registry) Want(user, password string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.user, r.password = user, password
}

// Fail makes the registry answer a status and words from now on, 0 for none.
func (r *Registry) Fail(status int, words string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fails, r.words = status, words
}

// Hold makes what is pulled wait for Release.
func (r *Registry) Hold() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = make(chan struct{})
}

// Release ends Hold.
func (r *Registry) Release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held != nil {
		close(r.held)
		r.held = nil
	}
}

// Asked returns for which tags it was asked, each once for each pull.
func (r *Registry) Asked() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.asked...)
}

// Push gives the registry an image whose program is the worker, under a name such as "team/web:1",
// and returns the reference for it. Labels tell one image from another.
func (r *Registry) Push(t testing.TB, d *Daemon, name string, labels map[string]string) string {
	t.Helper()
	plain, err := d.archive(false)
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&zipped, gzip.NoCompression) // the level is valid
	_, _ = zip.Write(plain)                                    // a buffer takes everything
	_ = zip.Close()
	config := encode(map[string]any{
		"architecture": runtime.GOARCH, "os": "linux",
		"config":  map[string]any{"Entrypoint": []string{"/worker"}, "Labels": labels, "ExposedPorts": map[string]any{"80/tcp": struct{}{}}},
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{digest(plain)}},
		"history": []any{map[string]any{"created_by": "test"}},
	})
	blob := func(kind string, b []byte) map[string]any {
		return map[string]any{"mediaType": "application/vnd.docker." + kind, "size": len(b), "digest": digest(b)}
	}
	manifest := encode(map[string]any{
		"schemaVersion": 2, "mediaType": manifestType,
		"config": blob("container.image.v1+json", config), "layers": []any{blob("image.rootfs.diff.tar.gzip", zipped.Bytes())},
	})
	repository, tag, _ := strings.Cut(name, ":")
	r.mu.Lock()
	defer r.mu.Unlock()
	r.blobs[digest(config)], r.blobs[digest(zipped.Bytes())] = config, zipped.Bytes()
	for _, ref := range []string{tag, digest(manifest)} {
		r.manifests[repository+"/manifests/"+ref] = manifest
	}
	return r.Host + "/" + name
}

const manifestType = "application/vnd.docker.distribution.manifest.v2+json"

func encode(value any) []byte {
	b, _ := json.Marshal(value) //nolint:errchkjson // maps of strings and numbers
	return b
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// ServeHTTP answers what a daemon asks to pull an image.
func (r *Registry) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	path := strings.TrimPrefix(q.URL.Path, "/v2/")
	user, password, _ := q.BasicAuth()
	r.mu.Lock()
	status, words, held := r.fails, r.words, r.held
	if status == 0 && (user != r.user || password != r.password) && r.user != "" {
		w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
		status, words = http.StatusUnauthorized, "UNAUTHORIZED"
	}
	manifest, isManifest := r.manifests[path]
	blob, isBlob := r.blobs[path[strings.LastIndexByte(path, '/')+1:]]
	if tag := path[strings.LastIndexByte(path, '/')+1:]; isManifest && status == 0 && !strings.HasPrefix(tag, "sha256:") && q.Method == http.MethodHead {
		r.asked = append(r.asked, strings.Replace(path, "/manifests/", ":", 1))
	}
	r.mu.Unlock()
	switch {
	case status != 0:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		code, message, _ := strings.Cut(words, ": ")
		_, _ = w.Write(encode(map[string]any{"errors": []any{map[string]any{"code": code, "message": message}}}))
	case isManifest:
		w.Header().Set("Content-Type", manifestType)
		w.Header().Set("Docker-Content-Digest", digest(manifest))
		w.Header().Set("Content-Length", fmt.Sprint(len(manifest)))
		_, _ = w.Write(manifest)
	case isBlob:
		if held != nil {
			<-held
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(blob)))
		_, _ = w.Write(blob)
	case path == "":
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}
