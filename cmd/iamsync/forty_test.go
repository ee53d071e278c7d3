package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// validate runs the command on a tree of testdata.
func validate(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(append([]string{"iamsync", "validate"}, args...), &terminal{in: strings.NewReader(""), out: &out, err: &err})
	return code, out.String(), err.String()
}

var (
	marked   = regexp.MustCompile(`# ([a-z-]+)$`)
	reported = regexp.MustCompile(`^testdata/forty/([^:]+):(\d+):\d+: (?:.* \[([a-z-]+)\]$)?`)
)

// expected reads what the tree of forty mistakes says of itself: file, line and code.
func expected(t *testing.T) []string {
	t.Helper()
	var want []string
	files, err := filepath.Glob("testdata/forty/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for i, line := range strings.Split(readFile(t, file), "\n") {
			if m := marked.FindStringSubmatch(line); m != nil {
				want = append(want, fmt.Sprintf("%s %d %s", filepath.Base(file), i+1, m[1]))
			}
		}
	}
	for line := range strings.Lines(readFile(t, "testdata/forty.txt")) {
		if !strings.HasPrefix(line, "#") {
			want = append(want, strings.TrimSpace(line))
		}
	}
	slices.Sort(want)
	return want
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestFortyMistakes validates a tree with forty different mistakes in policies, in
// YAML and in JSON: each is reported at its line, and nothing else is.
func TestFortyMistakes(t *testing.T) {
	want := expected(t)
	if len(want) != 40 {
		t.Fatalf("the tree is marked with %d mistakes", len(want))
	}
	code, stdout, stderr := validate(t, "testdata/forty")
	if code != exitRefused {
		t.Errorf("exit code %d", code)
	}
	var got []string
	for line := range strings.Lines(stdout + stderr) {
		if m := reported.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			found := m[3]
			if found == "" {
				found = mistake
			}
			got = append(got, fmt.Sprintf("%s %s %s", m[1], m[2], found))
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("in text (-marked +reported):\n%s", diff)
	}
	golden(t, "testdata/forty.golden", stdout+stderr)
}

// golden compares a text with a file, or writes it there.
func golden(t *testing.T, file, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(readFile(t, file), text); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// TestFortyMistakesInSARIF reads the same from SARIF, which internal/shipped
// holds against the schema.
func TestFortyMistakesInSARIF(t *testing.T) {
	code, stdout, stderr := validate(t, "--format", "sarif", "testdata/forty")
	if code != exitRefused || !strings.Contains(stderr, "mistakes; nothing was changed") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(stdout), &log); err != nil {
		t.Fatal(err)
	}
	var got []string
	rules := log.Runs[0].Tool.Driver.Rules
	for _, r := range log.Runs[0].Results {
		place := r.Locations[0].Physical
		_, file, _ := strings.Cut(place.Artifact.URI, "testdata/forty/")
		got = append(got, fmt.Sprintf("%s %d %s", file, place.Region.Line, r.RuleID))
		if rules[r.RuleIndex].ID != r.RuleID || rules[r.RuleIndex].Configuration.Level != r.Level {
			t.Errorf("%s is not rule %d, or not of its level", r.RuleID, r.RuleIndex)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(expected(t), got); diff != "" {
		t.Errorf("in SARIF (-marked +reported):\n%s", diff)
	}
}

// TestSARIFOfNothing is about a tree without a finding.
func TestSARIFOfNothing(t *testing.T) {
	code, stdout, _ := validate(t, "--format", "sarif", "../../examples/quickstart")
	if code != exitDone || !strings.Contains(stdout, `"results": []`) {
		t.Errorf("exit code %d\n%s", code, stdout)
	}
}

// Addresses in SARIF are relative to the repository wherever the command runs, and
// escaped.
func TestArtifact(t *testing.T) {
	dir := t.TempDir()
	top := filepath.Join(dir, "repo")
	if err := os.MkdirAll(filepath.Join(top, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(top, "sub", "deep"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(top, "sub"))
	for file, want := range map[string]sarifArtifact{
		"iam/a.yaml":                             {"sub/iam/a.yaml", "%SRCROOT%"},
		"../a b#c.yaml":                          {"a%20b%23c.yaml", "%SRCROOT%"},
		filepath.ToSlash(top) + "/sub/deep/x.js": {"sub/deep/x.js", "%SRCROOT%"},
	} {
		if got := artifact(sourceRoot(), file); got != want {
			t.Errorf("%s is %v, want %v", file, got, want)
		}
	}
	if got := artifact(sourceRoot(), "../../other/a.yaml"); !strings.HasPrefix(got.URI, "file:///") || got.Base != "" {
		t.Errorf("what lies outside is %v", got)
	}
}
