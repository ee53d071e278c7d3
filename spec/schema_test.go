package spec

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

const checkedIn = "../docs/" + SchemaID

func TestSchemaIsCurrent(t *testing.T) {
	if *update {
		if err := os.WriteFile(checkedIn, Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(checkedIn)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(Schema()), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s is out of date, run make golden (-wanted +there):\n%s", checkedIn, diff)
	}
}

// beyond are the mistakes that no schema can tell, by what the loader says of them.
var beyond = []struct{ reason, messages string }{
	{"it is YAML itself, which the parser judges", `^this is no YAML|^the anchor|^a tab stands|^a second YAML document|^merge keys|^the tag !|stands inside what it stands for|^the aliases of this file`},
	{"a key that is written twice, or is no word, is never seen", `is written twice|^a key is a plain word`},
	{"it takes the tree: what other files hold", `is not declared$|^group ".*" is the same as|^user ".*" is the same as|belongs in the root file|refers to it$|and cannot be a document$|is outside the scope|is declared here and ignored`},
	{"it takes the file system", `^there is no file|is outside the tree|is not named by a relative path|is not a file|neither YAML nor referred to|has a meaning only at the top|^the pattern`},
	{"it takes the account", `neither declared here nor a policy of AWS|can be one of|the account does not have it|^AWS has no managed policy|is of another partition|is the same policy as`},
	{"it compares two values", `is listed twice|is declared twice|differs only by case|^the tag ".*" is there already|^the Sid ".*" is given twice|^the policy is one of account|^the ARN has the name and path`},
	{"it takes the values of variables", `^the variable \$\(|^\$\( is not closed`},
	{"it takes the size of a whole document", `white space left out|characters that IAM takes in sum`},
	{"a declared policy may have this name", `^"(None|false|no|off)" is no policy$`},
	{"a number has lost its zeros, if it had any", `^the account "11112222333" is not`},
	{"it takes IAM's grammar of documents, which has its words for it", `^the Sid ".*" holds|^the action "|^the resource "|is no date \(IAM`},
	{"the name is as good as any to IAM", `has the name of the lock of iamsync`},
	{"it takes a calendar, or a clock", `^"2026-02-30" is no day|^a session of ".*" is too`},
	{"it takes the names of others", `shall be absent, as is said|is renamed (from|to)|has this name already|is in group ".*" (until|without)|both writes and ignores|^the instance profile ".*" is declared|^the trust policy names`},
	{"the file is one of another tool", `^no key of the file is one of a spec`},
}

func isBeyond(message string) bool {
	return slices.ContainsFunc(beyond, func(b struct{ reason, messages string }) bool {
		return regexp.MustCompile(b.messages).MatchString(message)
	})
}

// TestSchemaAgreesOnMistakes demands of every mistake in spec/testdata that the
// schema complains of its line, unless it is beyond any schema; and that files
// without a mistake pass.
func TestSchemaAgreesOnMistakes(t *testing.T) {
	archives, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(archives) < 40 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Chdir(t.TempDir())
			if !bytes.Contains(archive.Comment, []byte("no root")) {
				write(t, "iamsync.yaml", plainRoot)
			}
			for _, file := range archive.Files[:len(archive.Files)-1] {
				write(t, file.Name, string(file.Data))
			}
			agree(t, ".")
		})
	}
}

// agree compares what the loader and the schema say of a tree.
func agree(t *testing.T, dir string) {
	t.Helper()
	s, err := Load(dir)
	if err == nil {
		_, err = s.Resolve(testNames)
	}
	var mistakes Errors
	errors.As(err, &mistakes)
	said := byFile(mistakes)
	if len(said[dir]) > 0 { // of the whole tree: its files were not judged
		return
	}
	var errs Errors
	tree := openTree(dir, &errs)
	for _, rel := range tree.yaml {
		data, problem := tree.read(rel)
		if problem != nil {
			continue
		}
		top, problem := parseYAML(data)
		if top == nil || problem != nil || (&linter{reader: &reader{loader: &loader{}}, aliased: maxAliased, fine: true}).endless(top) {
			continue
		}
		agreeOn(t, tree.shown(rel), said[tree.shown(rel)], append(complaints(t, top), repeated(top)...))
	}
}

// endless reports whether nodes cannot be walked safely.
func (l *linter) endless(top *yaml.Node) bool {
	l.node(top, 0, false)
	return !l.fine
}

func byFile(mistakes Errors) map[string]Errors {
	files := map[string]Errors{}
	for _, e := range mistakes {
		files[e.At.File] = append(files[e.At.File], e)
	}
	return files
}

func agreeOn(t *testing.T, file string, said Errors, lines []int) {
	t.Helper()
	if len(said) == 0 && len(lines) > 0 {
		t.Errorf("%s has no mistake, and the schema complains of the lines %v", file, lines)
	}
	for _, e := range said {
		if !isBeyond(e.Message) && !slices.Contains(lines, e.At.Line) {
			t.Errorf("the schema complains of the lines %v, and not of: %v", lines, e)
		}
	}
}

// Nothing stands in the list for nothing.
func TestBeyondIsMet(t *testing.T) {
	met := map[string]bool{}
	archives, _ := filepath.Glob("testdata/mistakes/*.txtar")
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(archive.Files[len(archive.Files)-1].Data), "\n") {
			_, message, _ := strings.Cut(line, ": ")
			for _, b := range beyond {
				met[b.reason] = met[b.reason] || regexp.MustCompile(b.messages).MatchString(message)
			}
		}
	}
	if n := len(slices.Collect(maps.Keys(met))); n != len(beyond) {
		t.Errorf("%d reasons, %d of them different", len(beyond), n)
	}
	for reason, yes := range met {
		if !yes {
			t.Errorf("no mistake is beyond a schema because %s", reason)
		}
	}
}

func TestSchemaTakesExamples(t *testing.T) {
	roots, err := filepath.Glob("../examples/*/iamsync.yaml")
	if err != nil || len(roots) == 0 {
		t.Fatalf("no examples, %v", err)
	}
	for _, root := range roots {
		agree(t, filepath.Dir(root))
	}
	load(t, everything)
	agree(t, ".")
}

// The values that messages suggest are such as the schema takes.
func TestSuggestedValuesFitTheSchema(t *testing.T) {
	fit(t, settingsFields)
	fit(t, scopeFields)
	fit(t, guardFields)
	fit(t, entryFields)
	fit(t, policyEntryFields)
	fit(t, userFields)
	fit(t, groupFields)
	fit(t, policyFields)
}

func fit[T any](t *testing.T, table []field[T]) {
	t.Helper()
	n := tableValue(table)
	n.Schema, n.Required, n.Definitions = schema.Draft, nil, schemaOfFiles().Definitions
	s := compiled(n.Text())
	for _, f := range table {
		for _, text := range []string{f.shape.example, f.shape.empty} {
			top, problem := parseYAML([]byte("{" + f.key + ": " + text + "}"))
			if problem != nil {
				t.Fatal(problem)
			}
			if err := s.Validate(instance(top)); err != nil {
				t.Errorf("%T: %s: %s: %v", table, f.key, text, err)
			}
		}
	}
}

// What editors are given as an example or as the default is what the schema takes.
func TestValuesInTheSchemaFitIt(t *testing.T) {
	all, seen := schemaOfFiles(), 0
	fits := func(place string, n schema.Node, value any) {
		seen++
		n.Schema, n.Definitions = schema.Draft, all.Definitions
		instance, err := jsonschema.UnmarshalJSON(strings.NewReader(string((&schema.Node{Default: value}).Text())))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled(n.Text()).Validate(instance.(map[string]any)["default"]); err != nil {
			t.Errorf("%s: %v: %v", place, value, err)
		}
	}
	var walk func(place string, ps schema.Properties)
	walk = func(place string, ps schema.Properties) {
		for _, p := range ps {
			for _, value := range p.Node.Examples {
				fits(place+p.Key, p.Node, value)
			}
			if p.Node.Default != nil {
				fits(place+p.Key, p.Node, p.Node.Default)
			}
			walk(place+p.Key+".", p.Node.Properties)
			if p.Node.Others != nil && p.Node.Others.Node != nil {
				walk(place+p.Key+".*.", p.Node.Others.Node.Properties)
			}
			if p.Node.Items != nil {
				walk(place+p.Key+"[].", p.Node.Items.Properties)
			}
		}
	}
	walk("", all.Else.Properties)
	if seen < 60 {
		t.Errorf("only %d values were looked at", seen)
	}
}

// A file that writes every default says what one says that writes none.
func TestDefaultsAreTrue(t *testing.T) {
	metadata, err := os.ReadFile("../examples/complete/okta.xml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	write(t, "okta.xml", string(metadata))
	resolved := func(text string) (*Spec, State) {
		t.Helper()
		write(t, "iamsync.yaml", text)
		s, err := Load(".")
		if err != nil {
			t.Fatal(err)
		}
		state, err := s.Resolve(testNames)
		if err != nil {
			t.Fatal(err)
		}
		return s, state
	}
	silent, silentState := resolved(withDefaults(func(schema.Properties) string { return "" }))
	written, seen := 0, 0
	loud, loudState := resolved(withDefaults(func(ps schema.Properties) string {
		text := ""
		for _, p := range ps {
			if p.Node.Default != nil {
				text += fmt.Sprintf(", %s: %v", p.Key, p.Node.Default)
				written++
			}
		}
		seen++
		return text
	}))
	if written < 20 || seen != len(sections)+1 { // the alias has no mapping; scope and guards have one
		t.Errorf("%d defaults of %d mappings were written", written, seen)
	}
	if diff := cmp.Diff([]any{silent.Guards, silent.Scope, silentState}, []any{loud.Guards, loud.Scope, loudState}, cmp.AllowUnexported(Limit{})); diff != "" {
		t.Errorf("(-silent +loud):\n%s", diff)
	}
}

// withDefaults is a tree with an object of each kind, and what more of each mapping.
func withDefaults(more func(schema.Properties) string) string {
	const statement = `Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]`
	const trust = `Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]`
	bodies := map[Kind]string{
		KindPolicy: `document: {Version: "2012-10-17", ` + statement + "}", KindRole: `trust: {Version: "2012-10-17", ` + trust + "}",
		KindOIDC: "client_ids: [a]", KindSAML: "metadata: {file: okta.xml}",
		KindPasswordPolicy: "max_age: 90",
	}
	text := "version: 1\naccount: \"111122223333\"\n"
	text += "scope: {ignore: [user/other]" + more(tableValue(scopeFields).Properties) + "}\n"
	text += "guards: {max_detaches: 7" + more(tableValue(guardFields).Properties) + "}\n"
	for _, s := range sections {
		switch {
		case s.kind == KindPasswordPolicy:
			text += s.key + ": {" + bodies[s.kind] + more(tableValue(passwordFields).Properties) + "}\n"
		case s.one == nil:
			body := bodies[s.kind]
			if body == "" {
				body = "ignore: []"
			}
			text += s.key + ":\n  x.example.com: {" + body + more(s.body.Properties) + "}\n"
		}
	}
	return text
}
