package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"iamsync/internal/fakeiam"
	"iamsync/internal/race"
)

// command is a command of aws and what is expected of it; see testdata/aws.txtar.
type command struct {
	Line string `json:"line"`
	Keep string `json:"keep"`

	want     string   // its output; "*\n" is any
	mistakes []string // what it complains of
	usage    bool     // aws itself refuses it
}

// outcome is what testdata/aws_commands.py prints about a command.
type outcome struct {
	Code, Version int
	Out, Err      string
}

var commandRE = regexp.MustCompile(`^(?:(\w+) )?\$ (.*)$`)

// parseCommands reads the script. What stands before the first command is for people.
func parseCommands(script string) []command {
	var all []command
	for line := range strings.Lines(script) {
		text := strings.TrimSuffix(line, "\n")
		if m := commandRE.FindStringSubmatch(text); m != nil {
			all = append(all, command{Line: m[2], Keep: m[1]})
			continue
		}
		if len(all) == 0 || text == "" || strings.HasPrefix(text, "# ") {
			continue
		}
		c := &all[len(all)-1]
		if rest, ok := strings.CutPrefix(text, "!"); ok {
			c.usage = strings.HasPrefix(rest, "!")
			c.mistakes = append(c.mistakes, strings.TrimLeft(rest, "! "))
			continue
		}
		c.want += line
	}
	return all
}

// code is how aws ends. Its version 1 ends with 255 whatever the service says,
// and with 252, or 255, or 2 where it does not understand; version 2 with 254 and 252.
func (c command) code(o outcome) bool {
	switch {
	case len(c.mistakes) == 0:
		return o.Code == 0
	case c.usage:
		return o.Code == 252 || o.Version == 1 && (o.Code == 255 || o.Code == 2)
	case o.Version == 1:
		return o.Code == 255 || o.Code == 254
	}
	return o.Code == 254
}

func (c command) judge(t *testing.T, o outcome) {
	t.Helper()
	if !c.code(o) {
		t.Errorf("it ended with %d:\n%s%s", o.Code, o.Out, o.Err)
	}
	if got := strings.ReplaceAll(o.Out, "\r", ""); c.want != "*\n" && got != c.want {
		t.Errorf("it printed\n%s\nwant\n%s", got, c.want)
	}
	for _, m := range c.mistakes {
		if !strings.Contains(o.Err, m) {
			t.Errorf("it complained of\n%s\nwant\n%s", o.Err, m)
		}
	}
	if len(c.mistakes) == 0 && o.Err != "" {
		t.Errorf("it complained of\n%s", o.Err)
	}
}

// TestAWSCommandLine lets the aws command line judge the embedded IAM.
func TestAWSCommandLine(t *testing.T) {
	race.Skip(t, "it mostly runs other programs")
	t.Parallel()
	if !knows(t, "awscli.clidriver") {
		t.Skip("the aws command line is not here as a package of Python; it comes with pip install awscli")
	}
	archive, err := txtar.ParseFile("testdata/aws.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir, commands := t.TempDir(), parseCommands(string(archive.Comment))
	for _, f := range archive.Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in, err := json.Marshal(commands)
	if err != nil {
		t.Fatal(err)
	}
	_, endpoint := emulator(t, fakeiam.WithPageLimit(2))
	lines := strings.Split(strings.TrimSpace(string(python(t, "aws_commands.py", endpoint, dir, in))), "\n")
	if len(lines) != len(commands) {
		t.Fatalf("%d of %d commands were run", len(lines), len(commands))
	}
	for i, c := range commands {
		t.Run(c.Line, func(t *testing.T) {
			var o outcome
			if err := json.Unmarshal([]byte(lines[i]), &o); err != nil {
				t.Fatalf("reading %q: %v", lines[i], err)
			}
			c.judge(t, o)
		})
	}
}
