package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"iamsync/internal/race"
)

// The scripts are tried in the shells themselves: somebody types, presses the tabulator and
// has what then stands on the line printed.
func TestShellsComplete(t *testing.T) {
	race.Skip(t, "the shells are other programs, and what they ask runs nothing side by side")
	for _, shell := range []struct {
		name  string
		args  []string
		setUp string
	}{
		{"bash", []string{"--noprofile", "--norc", "-i"}, "source <(iamsync completion bash)"},
		{"zsh", []string{"-f", "-i"}, "autoload -Uz compinit && compinit -D && source <(iamsync completion zsh)"},
		{"fish", []string{"--no-config", "-i"}, "iamsync completion fish | source"},
	} {
		t.Run(shell.name, func(t *testing.T) {
			program, err := exec.LookPath(shell.name)
			if err != nil {
				t.Skipf("%s is not on this machine", shell.name)
			}
			s := startAtTerminal(t, completionDir(t), program, shell.args...)
			s.press(shell.setUp + `; printf '%s-%s\n' is ready` + "\r")
			s.expect("is-ready")
			for _, line := range completedLines {
				s.press(line.typed + "\t")
				s.press(lineStart + "printf '<%s>' " + lineEnd + `; printf '%s-%s\n' is next` + "\r")
				s.expect(inAngles(line.completed))
				s.expect("is-next")
			}
			s.press("iamsync plan --format \t\t")
			s.expect("commands")
			s.press(emptyLine + "exit 0\r")
			s.ends(0)
		})
	}
}

const (
	lineStart = "\x01"
	lineEnd   = "\x05"
	emptyLine = "\x15"
)

var completedLines = []struct{ typed, completed string }{
	{"iamsync pl", "iamsync plan"},
	{"iamsync plan --det", "iamsync plan --detailed-exitcode"},
	{"iamsync plan --format j", "iamsync plan --format json"},
	{"iamsync plan --format=j", "iamsync plan --format=json"},
	{"iamsync plan --allow scope", "iamsync plan --allow scope-escape"},
	{"iamsync plan tr", "iamsync plan tree"},
	{"iamsync plan --base tr", "iamsync plan --base tree"},
	{"iamsync plan --out pl", "iamsync plan --out plan.json"},
	{"iamsync plan --sandbox=acc", "iamsync plan --sandbox=account.json"},
	{"iamsync apply tree/ --auto", "iamsync apply tree/ --auto-approve"},
	{"iamsync adopt us", "iamsync adopt user/"},
	{"iamsync export --layout fo", "iamsync export --layout folders"},
	{"iamsync completion f", "iamsync completion fish"},
}

// inAngles writes the words of a line as printf '<%s>' does. The end is left out: zsh takes
// the slash of a directory back.
func inAngles(line string) string {
	return "<" + strings.Join(strings.Fields(line), "><")
}

// completionDir is a directory with something to complete.
func completionDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "tree"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"plan.json", "account.json", "trace.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
