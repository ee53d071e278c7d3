package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// onPaper is a terminal whose output is looked at afterwards. Tests that run a whole
// command with it are not parallel: the library writes into its one help flag.
func onPaper(in string) (t *terminal, out, err *bytes.Buffer) {
	out, err = &bytes.Buffer{}, &bytes.Buffer{}
	return &terminal{in: strings.NewReader(in), out: out, err: err, exit: func(int) {}}, out, err
}

func testApp() *cli.App {
	t, _, _ := onPaper("")
	return newApp(t)
}

func exitErrorOf(err error) (*exitError, bool) {
	var known *exitError
	is := errors.As(err, &known)
	return known, is
}

type explosive struct{ io.Writer }

func (explosive) Write([]byte) (int, error) { panic("no\nwriter") }

func TestPanicIsExitOneAndOneLine(t *testing.T) {
	paper, _, stderr := onPaper("")
	paper.out = explosive{}
	if code := run([]string{"iamsync", "version"}, paper); code != exitFailed {
		t.Errorf("the exit code is %d, want %d", code, exitFailed)
	}
	if got, want := stderr.String(), "Error: this is a bug in iamsync: no writer\n"; got != want {
		t.Errorf("stderr is %q, want %q", got, want)
	}
}

// The library keeps what it is told in variables of its own in some places; two
// runs in one process must not know of each other.
func TestRunsDoNotShareFlags(t *testing.T) {
	for _, args := range [][]string{
		{"iamsync", "plan", "--format", "json", "--sandbox", t.TempDir() + "/account.json", "../../examples/quickstart"},
		{"iamsync", "plan", "--sandbox", t.TempDir() + "/account.json", "../../examples/quickstart"},
	} {
		paper, stdout, stderr := onPaper("")
		code := run(args, paper)
		if code != exitDone || strings.HasPrefix(stdout.String(), "{") != (args[2] == "--format") {
			t.Errorf("%q: exit code %d, stderr %q, stdout %q", args, code, stderr, stdout)
		}
	}
}

func TestEveryCommandIsReady(t *testing.T) {
	t.Parallel()
	for _, c := range testApp().Commands {
		if c.Usage == "" || c.OnUsageError == nil || !c.HideHelpCommand {
			t.Errorf("command %s lacks Usage, OnUsageError or HideHelpCommand", c.Name)
		}
	}
}
