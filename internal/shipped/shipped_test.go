package shipped

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

const (
	root      = "../.."
	ofIamsync = root + "/docs/iamsync.schema.json"
)

// judges say by what a file is judged: the first row that it matches. Either a schema of
// this repository does it, or a command of .ci/run, or else nobody can, for the reason.
var judges = []struct {
	files                   *regexp.Regexp
	schema, command, reason string
}{
	{files: regexp.MustCompile(`^(\.github/workflows|examples/github)/`), schema: "testdata/github-workflow.json"},
	{files: regexp.MustCompile(`^action\.yml$`), schema: "testdata/github-action.json"},
	{files: regexp.MustCompile(`^examples/gitlab/\.gitlab-ci\.yml$`), schema: "testdata/gitlab-ci.json"},
	{files: regexp.MustCompile(`^\.pre-commit-hooks\.yaml$`), schema: "testdata/pre-commit-hooks.json"},
	{files: regexp.MustCompile(`^\.golangci\.yml$`), command: `"$program" config verify`},
	{files: regexp.MustCompile(`^\.goreleaser\.yaml$`), command: `"$bin/goreleaser" check`},
	{files: regexp.MustCompile(`^examples/[^/]+/`), schema: ofIamsync},
	{files: regexp.MustCompile(`^spec/testdata/export/`), schema: ofIamsync},
	{files: regexp.MustCompile(`^cmd/iamsync/testdata/forty/`), reason: "they are mistakes, which TestFortyMistakes counts"},
}

// unjudged are directories that are not a part of the repository.
var unjudged = []string{".git", ".extras", "dist"}

// yamlFiles returns every YAML file below the root.
func yamlFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch rel, _ := filepath.Rel(root, path); {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(unjudged, rel):
			return fs.SkipDir
		case !entry.IsDir() && slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(path)):
			files = append(files, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil || len(files) < 25 {
		t.Fatal(files, err)
	}
	return files
}

// judged returns what is wrong with a file, nil where nothing is.
func judged(t *testing.T, file string, text []byte) error {
	t.Helper()
	for _, j := range judges {
		if !j.files.MatchString(file) {
			continue
		}
		if j.schema == "" {
			return nil
		}
		var top yaml.Node
		if err := yaml.Unmarshal(text, &top); err != nil {
			return err
		}
		return compiled(t, j.schema).Validate(instance(&top))
	}
	return errors.New("no schema is known for it: add one to internal/shipped")
}

// schemas are those that were read, by their files.
var schemas = map[string]*jsonschema.Schema{}

func compiled(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	if s := schemas[file]; s != nil {
		return s
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	schemas[file] = s
	return s
}

// instance is the value of a node in JSON, which has no times.
func instance(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return instance(n.Content[0])
	case yaml.AliasNode:
		return instance(n.Alias)
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			object[n.Content[i].Value] = instance(n.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := []any{}
		for _, e := range n.Content {
			list = append(list, instance(e))
		}
		return list
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		return json.Number(n.Value)
	}
	return n.Value
}

func TestYAMLFitsItsSchema(t *testing.T) {
	seen := map[int]bool{}
	for _, file := range yamlFiles(t) {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := judged(t, file, text); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		for i, j := range judges {
			if j.files.MatchString(file) {
				seen[i] = true
				break
			}
		}
	}
	for i, j := range judges {
		if !seen[i] {
			t.Errorf("no file is %s", j.files)
		}
	}
}

// What another program judges, .ci/run asks it.
func TestCommandsAreRun(t *testing.T) {
	script, err := os.ReadFile(root + "/.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range judges {
		if j.command != "" && !strings.Contains(string(script), j.command) {
			t.Errorf(".ci/run does not run %s, which %s needs", j.command, j.files)
		}
		if said := fmt.Sprint(j.schema != "", j.command != "", j.reason != ""); strings.Count(said, "true") != 1 {
			t.Errorf("%s: a schema, a command or a reason: %s", j.files, said)
		}
	}
}

// A mistake in any of the files is seen.
func TestMistakesAreSeen(t *testing.T) {
	for _, c := range []struct{ name, file, from, to string }{
		{"a key of a job that is misspelled", ".github/workflows/ci.yml", "runs-on:", "run-on:"},
		{"a job without a machine", "examples/github/plan.yml", "    runs-on: ubuntu-24.04\n", ""},
		{"a permission that there is not", "examples/github/plan.yml", "pull-requests: write", "pull-request: write"},
		{"access that there is not", "examples/github/drift.yml", "issues: write", "issues: all"},
		{"a step with both", "examples/github/plan.yml", "      - run: git", "      - uses: a/b@c\n        run: git"},
		{"a schedule of four fields", "examples/github/drift.yml", `"23 3 * * *"`, `"23 3 * *"`},
		{"a workflow without a trigger", "examples/github/apply.yml", "\non:", "\nwhen:"},
		{"an input without a description", "action.yml", "    description: The digest of the plan.\n", ""},
		{"a step without a shell", "action.yml", "      shell: bash\n", ""},
		{"a list for a text", "action.yml", `default: "."`, "default: [.]"},
		{"a colour that there is not", "action.yml", "color: green", "color: pink"},
		{"a key of a job that GitLab does not know", "examples/gitlab/.gitlab-ci.yml", "resource_group: iam-apply", "resource-group: iam-apply"},
		{"a report that GitLab does not know", "examples/gitlab/.gitlab-ci.yml", "codequality:", "code_quality:"},
		{"an audience that is missing", "examples/gitlab/.gitlab-ci.yml", "{ aud: $CI_SERVER_URL }", "{}"},
		{"a moment that there is not", "examples/gitlab/.gitlab-ci.yml", "when: manual\n", "when: sometimes\n"},
		{"a time without a unit", "examples/gitlab/.gitlab-ci.yml", "expire_in: 30 days", "expire_in: soon"},
		{"a language that pre-commit does not know", ".pre-commit-hooks.yaml", "language: golang", "language: go"},
		{"a hook without a name", ".pre-commit-hooks.yaml", "  name: iamsync fmt\n", ""},
		{"a flag that is a text", ".pre-commit-hooks.yaml", "pass_filenames: false", `pass_filenames: "no"`},
		{"a pattern that is none", ".pre-commit-hooks.yaml", `files: \.ya?ml$`, `files: (\.ya?ml$`},
		{"a key of a user that is misspelled", "examples/complete/users.yaml", "groups:", "groops:"},
		{"a day that is none", "examples/complete/users.yaml", `expires: "2099-12-31"`, "expires: someday"},
		{"a document with a wrong effect", "examples/complete/trust/pair.yaml", "Effect: Allow", "Effect: Permit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(root, c.file))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), c.from) {
				t.Fatalf("%s has no %q", c.file, c.from)
			}
			if err := judged(t, c.file, []byte(strings.ReplaceAll(string(text), c.from, c.to))); err == nil {
				t.Error("nothing is said")
			}
		})
	}
}

// A new file waits for its schema.
func TestUnknownFilesAreRefused(t *testing.T) {
	for _, file := range []string{"deploy/values.yaml", "docker-compose.yml", "internal/action.yml"} {
		if err := judged(t, file, []byte("{}\n")); err == nil || !strings.Contains(err.Error(), "no schema is known") {
			t.Errorf("%s: %v", file, err)
		}
	}
}
