package findings_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"iamsync/plan"
)

// sources parses the packages in some directories, without their tests.
func sources(t *testing.T, dirs ...string) []*ast.File {
	t.Helper()
	var files []*ast.File
	for _, dir := range dirs {
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s has no sources: %v", dir, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	return files
}

// codesOf returns the codes of findings and refusals that a package makes: what is
// given to find and refuse, and the field Code of a Finding, written out or by a name.
func codesOf(t *testing.T, dir string) []string {
	t.Helper()
	codes := plan.Codes() // guards are in a table
	files := sources(t, dir)
	named := constants(files)
	text := func(e ast.Expr) string {
		if name, is := e.(*ast.Ident); is {
			return named[name.Name]
		}
		return literal(e)
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if method, is := n.Fun.(*ast.SelectorExpr); is && len(n.Args) > 1 && slices.Contains([]string{"find", "hint", "refuse"}, method.Sel.Name) {
					codes = append(codes, text(n.Args[1]))
				}
			case *ast.KeyValueExpr:
				if key, is := n.Key.(*ast.Ident); is && key.Name == "Code" {
					codes = append(codes, text(n.Value))
				}
			}
			return true
		})
	}
	slices.Sort(codes)
	return slices.DeleteFunc(slices.Compact(codes), func(code string) bool { return code == "" })
}

// constants returns the texts of a package that have a name.
func constants(files []*ast.File) map[string]string {
	named := map[string]string{}
	for _, f := range files {
		for _, d := range f.Decls {
			decl, is := d.(*ast.GenDecl)
			if !is || decl.Tok != token.CONST {
				continue
			}
			for _, s := range decl.Specs {
				spec := s.(*ast.ValueSpec)
				for i, value := range spec.Values {
					named[spec.Names[i].Name] = literal(value)
				}
			}
		}
	}
	return named
}

// literal returns a string that is written out, or "".
func literal(e ast.Expr) string {
	lit, is := e.(*ast.BasicLit)
	if !is || lit.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return text
}

var verb = regexp.MustCompile(`%[sdqvU]|%\[\d\][sdq]`)

// messagesOf returns what the texts of some packages look like when they are printed:
// anything in the place of a verb, and of what is joined to them.
func messagesOf(t *testing.T, dirs ...string) []*regexp.Regexp {
	t.Helper()
	var all []*regexp.Regexp
	for _, f := range sources(t, dirs...) {
		ast.Inspect(f, func(n ast.Node) bool {
			e, is := n.(ast.Expr)
			if !is {
				return true
			}
			pattern, plain := form(e)
			if plain < 12 {
				return true
			}
			all = append(all, regexp.MustCompile("^"+pattern+"$"))
			return false
		})
	}
	return all
}

// form returns the pattern of a text, and how many letters of it are written out.
func form(e ast.Expr) (pattern string, plain int) {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return ".*", 0
		}
		left, n := form(e.X)
		right, m := form(e.Y)
		return left + right, n + m
	case *ast.BasicLit:
		text := literal(e)
		parts := verb.Split(text, -1)
		for i, p := range parts {
			plain += len(p)
			parts[i] = regexp.QuoteMeta(p)
		}
		return strings.Join(parts, ".+"), plain
	default:
		return ".*", 0
	}
}
