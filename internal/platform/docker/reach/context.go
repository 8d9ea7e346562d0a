package reach

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// defaultContext is the context that has no files.
const defaultContext = "default"

// dockerContext is what the files of a context say of its daemon.
type dockerContext struct {
	address string
	tls     tlsFiles
}

// directory returns the directory of the files of the docker command, empty if there is none.
func (o Options) directory() string {
	if dir := o.variable("DOCKER_CONFIG"); dir != "" {
		return dir
	}
	if o.Home == "" {
		return ""
	}
	return filepath.Join(o.Home, ".docker")
}

func (o Options) configFile() string { return filepath.Join(o.directory(), "config.json") }

// currentContext returns the context that was chosen with `docker context use`, empty for none. A
// file that cannot be read is an error: it may name another daemon than the default.
func (o Options) currentContext() (string, error) {
	if o.directory() == "" {
		return "", nil
	}
	var file struct{ CurrentContext string }
	if err := readJSON(o.configFile(), &file); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	} else if err != nil {
		return "", fmt.Errorf("%w: or name a daemon with --docker-host or --docker-context", err)
	}
	return file.CurrentContext, nil
}

// metadata is the part of the file meta.json that matters here.
type metadata struct {
	Name      string
	Endpoints struct {
		Docker *struct {
			Host          string
			SkipTLSVerify bool
		} `json:"docker"`
	}
}

// readContext reads the files of a context.
func (o Options) readContext(name string) (dockerContext, error) {
	sum := sha256.Sum256([]byte(name))
	id := hex.EncodeToString(sum[:])
	var meta metadata
	err := fs.ErrNotExist
	if o.directory() != "" {
		err = readJSON(filepath.Join(o.directory(), "contexts", "meta", id, "meta.json"), &meta)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return dockerContext{}, fmt.Errorf("there is no context %s (choose %s)", quote(name), either(Contexts(o)))
	case err != nil:
		return dockerContext{}, err
	case meta.Endpoints.Docker == nil || meta.Endpoints.Docker.Host == "":
		return dockerContext{}, fmt.Errorf("the context %s names no Docker daemon", quote(name))
	}
	files := tlsFiles{dir: filepath.Join(o.directory(), "contexts", "tls", id, "docker"), verify: !meta.Endpoints.Docker.SkipTLSVerify}
	files.wanted = !files.verify || files.exist()
	return dockerContext{address: meta.Endpoints.Docker.Host, tls: files}, nil
}

// Contexts returns the names of the contexts that there are, sorted, "default" first.
func Contexts(o Options) []string {
	var names []string
	if o.directory() != "" {
		found, _ := filepath.Glob(filepath.Join(globLiteral(o.directory()), "contexts", "meta", "*", "meta.json"))
		for _, path := range found {
			var meta metadata
			if readJSON(path, &meta) == nil && meta.Name != "" && meta.Name != defaultContext {
				names = append(names, meta.Name)
			}
		}
	}
	slices.Sort(names)
	return append([]string{defaultContext}, names...)
}

// globLiteral returns a pattern that matches a path and nothing else.
func globLiteral(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

func readJSON(path string, to any) error {
	data, err := os.ReadFile(path) //nolint:gosec // the user's own files
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil {
		err = json.Unmarshal(data, to)
	}
	if err != nil {
		return fmt.Errorf("%s cannot be read: %w", printable(path), unwrapPath(err))
	}
	return nil
}

// unwrapPath returns what is wrong with a file, without its name.
func unwrapPath(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}
