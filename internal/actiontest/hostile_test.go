package actiontest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"iamsync/internal/programtest"
)

// Whatever stands in an input is data: none of these makes the file that it would as code.
func TestInputsAreData(t *testing.T) {
	const code = "$(touch \"$GITHUB_WORKSPACE/owned\")`touch $GITHUB_WORKSPACE/owned`;touch owned #"
	for _, test := range []struct {
		name   string
		inputs []string
		code   int
		says   string
	}{
		{"command", []string{"command", "plan" + code}, 4, "command is plan, apply, validate or drift, not "},
		{"label", []string{"command", "plan", "label", code}, 4, " is no label: "},
		{"a label of two lines", []string{"command", "plan", "label", "a\n::add-mask::b -->"}, 4, `$'a\n::add-mask::b -->' is no label`},
		{"path", []string{"command", "plan", "path", "a b " + code}, 0, "Plan: 1 to create"},
		{"a path like a flag", []string{"command", "plan", "path", "--help"}, 4, "./--help"},
		{"base", []string{"command", "plan", "path", "iam", "base", code}, 0, "the target branch has no iam yet"},
		{"flags", []string{"command", "plan", "path", "iam", "flags", code + "\n" + `"; touch owned`}, 4, "one PATH is expected"},
		{"the value of a flag", []string{"command", "plan", "path", "iam", "flags", "--max-deletes " + code}, 4, "--max-deletes $(touch"},
		{"comment", []string{"command", "plan", "path", "iam", "comment", code}, 4, "comment is true or false, not "},
		{"author", []string{"command", "plan", "path", "iam", "comment-author", code + `") | halt_error, ("`}, 0, "Plan: 1 to create"},
		{"a token like an option of curl", []string{"command", "plan", "path", "iam", "token", "a\"\noutput = \"owned"}, 4, "the token is none"},
		{"binary", []string{"command", "plan", "path", "iam", "binary", "/bin/sh -c " + code}, 4, "binary is no program"},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := newJob(t)
			j.file("iam/iamsync.yaml", alice)
			j.file("a b "+code+"/iamsync.yaml", alice)
			d := j.run(test.inputs...)
			d.ended(t, test.code)
			has(t, d.log, test.says)
			for _, line := range strings.Split(d.log, "\n") {
				if strings.HasPrefix(strings.TrimSpace(line), "::add-mask::") {
					t.Errorf("the runner acts on %q", line)
				}
			}
			for _, name := range []string{"owned", "iam/owned"} {
				if _, err := os.Stat(filepath.Join(j.dir, name)); err == nil {
					t.Errorf("%s is there: the input was run", name)
				}
			}
		})
	}
}

// Nobody who can list processes or read their environment learns the token.
func TestTheTokenIsNotToBeSeen(t *testing.T) {
	j := newJob(t)
	spies := t.TempDir()
	for _, name := range []string{"curl", "jq", "iamsync"} {
		real, err := exec.LookPath(name)
		if name == "iamsync" {
			real, err = programtest.Program(t), nil
		}
		if err != nil {
			t.Fatal(err)
		}
		write(t, spies+"/"+name, "#!/bin/bash\n{ printf '%s ' \"$0\" \"$@\"; env; } >>"+spies+"/seen\nexec "+real+" \"$@\"\n")
		if err := os.Chmod(spies+"/"+name, 0o755); err != nil { //nolint:gosec // it is a program
			t.Fatal(err)
		}
	}
	j.env["PATH"] = spies + ":" + j.env["PATH"]
	j.file("iam/iamsync.yaml", alice)
	j.run("command", "plan", "path", "iam").ended(t, 0)
	j.hub.says(t, "POST /7/comments")
	seen := read(t, spies+"/seen")
	has(t, seen, spies+"/iamsync plan", "/issues/7/comments", "GITHUB_REPOSITORY=acme/iam")
	if strings.Contains(seen, token) {
		t.Errorf("the token can be seen:\n%s", seen)
	}
}

func TestMissingTools(t *testing.T) {
	j := newJob(t)
	bin := t.TempDir()
	for _, name := range []string{"bash", "dirname", "curl", "mkdir", "rm"} {
		real, err := exec.LookPath(name)
		if err == nil {
			err = os.Symlink(real, bin+"/"+name)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	j.env["PATH"] = bin
	d := j.run("command", "validate")
	d.ended(t, 4)
	has(t, d.log, "::error title=iamsync::jq is needed and not there: install it in a step before this one")
}

// Without a program, Go builds one from the source that the action came with.
func TestTheProgramIsBuilt(t *testing.T) {
	j := newJob(t)
	var path []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if _, err := os.Stat(dir + "/iamsync"); err != nil {
			path = append(path, dir)
		}
	}
	j.env["PATH"] = strings.Join(path, ":")
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS"} {
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		j.env[name] = strings.TrimSpace(string(value))
	}
	j.file("iam/iamsync.yaml", alice)
	j.run("command", "validate", "path", "iam").ended(t, 0)
	if _, err := os.Stat(j.temp + "/iamsync-action/bin/iamsync"); err != nil {
		t.Error(err)
	}
}

// The label that a path gets is one that iamsync takes.
func TestLabelsOfPaths(t *testing.T) {
	j := newJob(t)
	for path, want := range map[string]string{
		".": "plan", "./": "plan", "iam": "iam", "./iam/": "iam", "iam/production": "iam-production", "../iam": "iam", "a b--c": "a-b-c", "-": "plan", "é": "plan",
		strings.Repeat("a", 63) + "/b": strings.Repeat("a", 63), strings.Repeat("a", 100): strings.Repeat("a", 64), "$(x)": "x",
	} {
		code, got := j.bash(map[string]string{"PATH": j.env["PATH"], "LC_ALL": "C"}, "-euo", "pipefail", "-c", `. "$0"; label_of "$1"; is_label "$(label_of "$1")"`, root(t)+"/.github/action/inputs.bash", path)
		if code != 0 || got != want {
			t.Errorf("%q becomes %q, %d; want %q", path, got, code, want)
		}
	}
}
