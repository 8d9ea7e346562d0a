package cli

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"
)

// manCommand returns the command that writes the man pages.
func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the man pages into a directory",
		Long: `Write the man pages, fleetop(1) and one for each command, into a directory. A missing
directory is created; pages of the same name are replaced.`,
		Example: "    fleetop man /usr/local/share/man/man1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || args[0] == "" {
				return errors.New("man: name one directory, e.g. fleetop man /usr/local/share/man/man1")
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(cmd *cobra.Command, args []string) error { return failed(writeMan(cmd.Root(), args[0])) },
	}
}

// writeMan writes the pages of the commands below root. Their date is that of the build's commit;
// what it does not know, cobra takes from SOURCE_DATE_EPOCH or today.
func writeMan(root *cobra.Command, dir string) error {
	const dirMode = 0o755
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return fmt.Errorf("man: %w", err)
	}
	b := thisBuild()
	header := &doc.GenManHeader{Section: "1", Source: "fleetop " + b.Version, Manual: "fleetop"}
	if at, err := time.Parse(time.RFC3339, b.Date); err == nil {
		header.Date = &at
	}
	root.DisableAutoGenTag = true
	nameArguments(root)
	if err := doc.GenManTree(root, header, dir); err != nil {
		return fmt.Errorf("man: %w", err)
	}
	return nil
}

// nameArguments has the man pages name the arguments of flags as the help does: cobra writes
// --user=DEFAULT, and not --user=NAME.
func nameArguments(cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag()
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		argument, usage := pflag.UnquoteUsage(f)
		if f.NoOptDefVal != "" {
			argument = "true|false"
		} else if f.DefValue != "" {
			usage += " (default " + f.DefValue + ")"
		}
		f.DefValue, f.Usage, f.Value = argument, usage, unquoted{f.Value}
	})
	for _, sub := range cmd.Commands() {
		nameArguments(sub)
	}
}

// unquoted is a flag whose argument cobra does not put in quotes.
type unquoted struct{ pflag.Value }

// Type returns the word for the argument.
func (unquoted) Type() string { return "value" }
