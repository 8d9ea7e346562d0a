package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"fleetop/internal/config"
	"fleetop/internal/platform/docker/reach"
)

// shells returns the shells that have a completion script.
func shells() []string { return []string{"bash", "fish", "powershell", "zsh"} }

// completionCommand returns the command that prints a completion script.
func completionCommand() *cobra.Command {
	var plain bool
	cmd := &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a completion script for a shell",
		Long: `Print a completion script for bash, fish, powershell or zsh.

    bash        source <(fleetop completion bash)
    fish        fleetop completion fish | source
    powershell  fleetop completion powershell | Out-String | Invoke-Expression
    zsh         source <(fleetop completion zsh)`,
		ValidArgsFunction: first(func(*cobra.Command) []string { return shells() }),
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return fmt.Errorf("completion: no shell named (choose %s)", choices(shells()))
			case len(args) > 1:
				return fmt.Errorf("completion: one shell at a time, e.g. fleetop completion %s", shells()[0])
			case !slices.Contains(shells(), args[0]):
				return fmt.Errorf("completion: unknown shell %q (choose %s)", args[0], choices(shells()))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return script(cmd.Root(), cmd.OutOrStdout(), args[0], !plain)
		},
	}
	cmd.Flags().BoolVar(&plain, "no-descriptions", false, "omit the descriptions of completions")
	return cmd
}

func script(root *cobra.Command, out io.Writer, shell string, descriptions bool) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(out, descriptions)
	case "fish":
		return root.GenFishCompletion(out, descriptions)
	case "powershell":
		if descriptions {
			return root.GenPowerShellCompletionWithDesc(out)
		}
		return root.GenPowerShellCompletion(out)
	}
	if descriptions {
		return root.GenZshCompletion(out)
	}
	return root.GenZshCompletionNoDesc(out)
}

// choices joins words into "a, b or c".
func choices(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// completeFlags has every flag of the commands below root complete what its argument is called in
// the help: PATH completes files, DIR directories, one|two those words, anything else nothing. What
// is a context of the docker command completes the contexts of env's user. No command completes
// files where it takes no argument. Call it once all commands exist.
func completeFlags(root *cobra.Command, env Env) error {
	var failed error
	add := func(cmd *cobra.Command) func(*pflag.Flag) {
		return func(f *pflag.Flag) {
			if _, there := cmd.GetFlagCompletionFunc(f.Name); there {
				return
			}
			complete := completionOf(f)
			if f.Name == config.FlagDockerContext {
				complete = func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
					return words(reach.Contexts(env.lookFor(config.Docker{}))...)(cmd, args, typed)
				}
			}
			if err := cmd.RegisterFlagCompletionFunc(f.Name, complete); err != nil && failed == nil {
				failed = err
			}
		}
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(add(cmd))
		if cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
	return failed
}

// completionOf completes the argument of a flag.
func completionOf(f *pflag.Flag) cobra.CompletionFunc {
	argument, _ := pflag.UnquoteUsage(f)
	switch {
	case f.NoOptDefVal != "":
		return words("true", "false")
	case argument == "PATH" || argument == "FILE":
		return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		}
	case argument == "DIR":
		return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
	case strings.Contains(argument, "|"):
		return words(strings.Split(argument, "|")...)
	case oneWord(f):
		return words(argument)
	}
	return cobra.NoFileCompletions
}

// oneWord reports whether the argument of a flag can be one word only, which the help then writes
// in lower case.
func oneWord(f *pflag.Flag) bool {
	kind := f.Value.Type()
	builtIn := []string{"bool", "string", "int", "int64", "uint", "float64", "duration", "count", "stringSlice", "strings"}
	return kind != "" && kind == strings.ToLower(kind) && !slices.Contains(builtIn, kind)
}

// words completes to the words of a list that begin with the typed text.
func words(list ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var fit []cobra.Completion
		for _, word := range list {
			if strings.HasPrefix(word, typed) {
				fit = append(fit, word)
			}
		}
		return fit, cobra.ShellCompDirectiveNoFileComp
	}
}

// first completes the first word behind a command, and nothing behind that.
func first(list func(*cobra.Command) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return words(list(cmd)...)(cmd, args, typed)
	}
}
