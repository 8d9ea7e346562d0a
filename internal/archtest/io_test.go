package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// All I/O of the screen is in commands that are built in the files ui/io*.go. What I/O needs is
// named there alone: a context, the client, the host. So are functions that return a message,
// which is what a command is. model.go hands on what it is given, and the timer only waits.
func TestWhereTheScreenDoesIO(t *testing.T) {
	t.Parallel()
	inIO := 0
	for _, file := range sources(t) {
		switch {
		case file.pkg == "fleetop/ui" && strings.HasPrefix(path.Base(file.name), "io"):
			inIO += len(ioOf(file.syntax))
		case file.pkg == "fleetop/ui":
			for _, what := range ioOf(file.syntax) {
				if !mayName(path.Base(file.name), what) {
					t.Errorf("%s has %s, which only files ui/io*.go may have", file.name, what)
				}
			}
		case strings.HasPrefix(file.pkg, "fleetop/ui/"):
			for _, what := range ioOf(file.syntax) {
				// Functions that are to do I/O say so in their types; who runs them gives the context.
				if what != "context.Context" {
					t.Errorf("%s has %s, which only files ui/io*.go may have", file.name, what)
				}
			}
		}
	}
	if inIO == 0 {
		t.Error("there are no files ui/io*.go that do I/O")
	}
}

// mayName says whether a file that does no I/O may have something of it all the same.
func mayName(file, what string) bool {
	switch file {
	case "model.go": // gives the parts what they need
		return what != "a command"
	case "timer.go":
		return what == "a command"
	default:
		return false
	}
}

// ioOf returns what a file has that I/O needs: names of package context and of those that reach
// the network, the fields Client, Host, Context and ReadKey of Options, functions that return a
// tea.Msg, and commands of bubbletea that do more than speak to the program.
func ioOf(file *ast.File) []string {
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			if name := strings.Trim(n.Path.Value, `"`); slices.Contains([]string{"net", "net/http", "net/http/httptrace"}, name) {
				found = append(found, name)
			}
		case *ast.FuncType:
			if n.Results != nil && slices.ContainsFunc(n.Results.List, func(f *ast.Field) bool { return selected(f.Type) == "tea.Msg" }) {
				found = append(found, "a command")
			}
		case *ast.SelectorExpr:
			name := selected(n)
			if name == "client.Client" || strings.HasPrefix(name, "context.") ||
				slices.Contains([]string{"tea.Exec", "tea.ExecProcess", "tea.Every", "tea.Tick", "terminal.Host"}, name) {
				found = append(found, name)
			}
			if slices.Contains([]string{"Client", "Host", "Context", "ReadKey"}, n.Sel.Name) && name != "pane.Context" && name != "dialog.Context" && !slices.Contains(found, name) {
				found = append(found, "."+n.Sel.Name)
			}
		}
		return true
	})
	return found
}

// selected returns a name with its package, "" for what is none.
func selected(e ast.Expr) string {
	if s, ok := e.(*ast.SelectorExpr); ok {
		if x, ok := s.X.(*ast.Ident); ok {
			return x.Name + "." + s.Sel.Name
		}
	}
	return ""
}

func TestWhatIsIO(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, code string
		want       []string
	}{
		{"a write", `func (m *Model) stop() { m.opt.Client.Applications.Stop(m.opt.Context, "a") }`, []string{".Client", ".Context"}},
		{"a client that is handed on", `func f(c *client.Client) {}`, []string{"client.Client"}},
		{"a function of the host", `func (m *Model) save() { m.opt.Host.Save("a", nil, false) }`, []string{".Host"}},
		{"the host by another name", `func (m *Model) save() { h := m.opt.Host; h.Save("a", nil, false) }`, []string{".Host"}},
		{"a command", `func f() tea.Cmd { return func() tea.Msg { return nil } }`, []string{"a command"}},
		{"a method that is a command", `func (m *Model) wait() tea.Msg { return nil }`, []string{"a command"}},
		{"something to copy that is fetched", `func f() { g(func(ctx context.Context) {}) }`, []string{"context.Context"}},
		{"a request without a client", `import "net/http"`, []string{"net/http"}},
		{"another program", `func f() tea.Cmd { return tea.ExecProcess(nil, nil) }`, []string{"tea.ExecProcess"}},
		{"a command of another file", `func (m *Model) stop() tea.Cmd { return tea.Batch(m.io.act(1), tea.Quit) }`, nil},
		{"a message", `func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return m, nil }`, nil},
		{"what is drawn with", `func f(look *pane.Context) {}`, nil},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "", "package ui\n"+test.code, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if got := ioOf(file); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
