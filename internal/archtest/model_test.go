package archtest

import (
	"go/ast"
	"testing"
)

// maxModelFields and maxModelMethods are how large the root model of the screen may be.
const (
	maxModelFields  = 25
	maxModelMethods = 90
)

// The screen has one root model. What decides and what draws are values that do not know it, so
// that each can be read and tested alone. What is embedded in the model counts as part of it, and
// so does a struct that holds a *Model, and a function that is given one; the rows of the table of
// commands, which are literals, do not.
func TestModelStaysSmall(t *testing.T) {
	t.Parallel()
	structs, methods, given := map[string]*ast.StructType{}, map[string]int{}, 0
	for _, file := range sources(t) {
		if file.pkg != "fleetop/ui" {
			continue
		}
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if s, ok := n.Type.(*ast.StructType); ok {
					structs[n.Name.Name] = s
				}
			case *ast.FuncDecl:
				if n.Recv != nil {
					methods[typeName(n.Recv.List[0].Type)]++
				}
				given += countFields(n.Type.Params, "Model")
			}
			return true
		})
	}
	if structs["Model"] == nil {
		t.Fatal("there is no ui.Model")
	}
	fields, total := 0, given
	for name, part := range partsOfModel(structs) {
		fields += part
		total += methods[name]
		if name != "Model" {
			t.Logf("%s counts as part of the model", name)
		}
	}
	t.Logf("the model has %d fields and %d methods, %d of them functions that are given it", fields, total, given)
	if fields > maxModelFields {
		t.Errorf("ui.Model has %d fields, at most %d are allowed", fields, maxModelFields)
	}
	if total > maxModelMethods {
		t.Errorf("ui.Model has %d methods, at most %d are allowed", total, maxModelMethods)
	}
}

// partsOfModel returns the structs that count as part of the model, each with its fields.
func partsOfModel(structs map[string]*ast.StructType) map[string]int {
	parts := map[string]int{}
	var add func(name string)
	add = func(name string) {
		s := structs[name]
		if _, counted := parts[name]; counted || s == nil {
			return
		}
		parts[name] = s.Fields.NumFields()
		for _, f := range s.Fields.List {
			if len(f.Names) == 0 {
				add(typeName(f.Type))
			}
		}
	}
	add("Model")
	for name, s := range structs {
		if countFields(s.Fields, "Model") > 0 {
			add(name)
		}
	}
	return parts
}

// countFields counts the fields or parameters of a type, pointers to it included.
func countFields(list *ast.FieldList, name string) int {
	n := 0
	for _, f := range list.List {
		if typeName(f.Type) == name {
			n += max(len(f.Names), 1)
		}
	}
	return n
}

// typeName returns the name of a type or of what a pointer points to, "" for others.
func typeName(e ast.Expr) string {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if ident, ok := e.(*ast.Ident); ok {
		return ident.Name
	}
	return ""
}
