package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// Set by the release build with -ldflags -X; see packaging/release.
var (
	version = "0.1.0"
	commit  = "" // the whole hash
	date    = "" // of the commit, RFC 3339
)

// A build is what is known of how the program was built.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Date     string `json:"date,omitempty"` // of the commit, RFC 3339
	Modified bool   `json:"modified,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// thisBuild returns what is known of this program: what the release build says, else what
// the Go command wrote down of the working copy.
func thisBuild() build {
	b := build{
		Version: version, Commit: commit, Date: date,
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || commit != "" {
		return b
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			b.Commit = setting.Value
		case "vcs.time":
			b.Date = setting.Value
		case "vcs.modified":
			b.Modified = setting.Value == "true"
		}
	}
	return b
}

// String returns the line that `fleetop version` prints:
// "fleetop 0.1.0 (commit 7f45d8ce4dd8, 2026-11-28)".
func (b build) String() string {
	line := "fleetop " + b.Version
	if b.Commit == "" {
		return line
	}
	const short = 12
	text := "commit " + b.Commit[:min(short, len(b.Commit))]
	if b.Modified {
		text += " with changes"
	}
	if day, _, _ := strings.Cut(b.Date, "T"); day != "" {
		text += ", " + day
	}
	return line + " (" + text + ")"
}

// versionCommand returns the command that prints the version.
func versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		Long: `Print the version, with the commit and its date if the build knows them.

With --json the output is an object with the fields version, commit, date, modified
(the working copy had changes), go and platform. Unknown fields are absent.`,
		Example: "    fleetop version\n    fleetop version --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				return failed(writeJSON(cmd.OutOrStdout(), thisBuild()))
			}
			return printVersion(cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printVersion(w io.Writer) error {
	_, err := fmt.Fprintln(w, thisBuild())
	return failed(err)
}
