package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// full is a disk on which there is no room.
type full struct{ io.Writer }

func (full) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
}

// narrow takes a number of writes before its reader goes.
type narrow struct{ left int }

func (n *narrow) Write(text []byte) (int, error) {
	if n.left--; n.left < 0 {
		return 0, syscall.EPIPE
	}
	return len(text), nil
}

const quickstart = "../../examples/quickstart"

func TestResultThatCannotBeWrittenFails(t *testing.T) {
	dir := t.TempDir()
	for _, line := range []string{
		"iamsync --help",
		"iamsync help apply",
		"iamsync plan --help",
		"iamsync version",
		"iamsync sandbox --listen 127.0.0.1:0",
		"iamsync validate " + quickstart,
		"iamsync plan --sandbox " + dir + "/account.json " + quickstart,
		"iamsync plan --detailed-exitcode --sandbox " + dir + "/account.json " + quickstart,
		"iamsync plan --format json --sandbox " + dir + "/account.json " + quickstart,
	} {
		paper, _, stderr := onPaper("")
		paper.out = full{}
		code := run(strings.Fields(line), paper)
		if want := "Error: writing the output: no space left on device\n"; code != exitFailed || stderr.String() != want {
			t.Errorf("%q: the exit code is %d, want %d; stderr is %q", line, code, exitFailed, stderr)
		}
		paper, _, stderr = onPaper("")
		paper.out = &narrow{}
		if code := run(strings.Fields(line), paper); code != exitFailed || stderr.Len() > 0 {
			t.Errorf("%q, unread: the exit code is %d, want %d; stderr is %q", line, code, exitFailed, stderr)
		}
	}
}

func TestApplyThatCannotShowItsPlanChangesNothing(t *testing.T) {
	state := filepath.Join(t.TempDir(), "account.json")
	paper, _, stderr := onPaper("")
	paper.out = &narrow{}
	code := run([]string{"iamsync", "apply", "--auto-approve", "--sandbox", state, quickstart}, paper)
	want := "Error: writing the output: broken pipe\n  nothing was changed: apply makes no call before its plan is shown\n"
	if code != exitFailed || stderr.String() != want || !absent(state) {
		t.Errorf("the exit code is %d; stderr is %q; nothing was saved: %v", code, stderr, absent(state))
	}
}

// What apply says at its end is lost where its output is read by head. It is done
// by then, and saved; the exit code says neither that all is well nor that
// nothing was changed.
func TestApplyGoesOnUnread(t *testing.T) {
	state := filepath.Join(t.TempDir(), "account.json")
	paper, _, stderr := onPaper("")
	paper.out = &narrow{left: 1}
	code := run([]string{"iamsync", "apply", "--auto-approve", "--sandbox", state, quickstart}, paper)
	want := "Error: writing the output: broken pipe\n  every call was made and the account is as the files say: only the report is lost\n"
	if code != exitUnfinished || !strings.HasSuffix(stderr.String(), want) {
		t.Errorf("the exit code is %d, want %d; stderr is %q", code, exitUnfinished, stderr)
	}
	paper, _, stderr = onPaper("")
	if code := run([]string{"iamsync", "plan", "--detailed-exitcode", "--sandbox", state, quickstart}, paper); code != exitDone {
		t.Errorf("something is left: the exit code is %d; stderr is %q", code, stderr)
	}
}

// An apply that failed keeps its own exit code, and says beside it that not all
// is listed.
func TestLostReportOfAFailedApply(t *testing.T) {
	dir := t.TempDir()
	spec := "version: 1\naccount: \"111122223333\"\ngroups: {g0: {}, g1: {}, g2: {}, g3: {}, g4: {}, g5: {}, g6: {}, g7: {}, g8: {}, g9: {}, g10: {}}\n" +
		"users: {alice: {groups: [g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10]}}\n"
	if err := os.WriteFile(filepath.Join(dir, "iamsync.yaml"), []byte(spec), 0o600); err != nil {
		t.Fatal(err)
	}
	paper, _, stderr := onPaper("")
	paper.out = &narrow{left: 1}
	code := run([]string{"iamsync", "apply", "--auto-approve", "--allow", "quotas", "--sandbox", filepath.Join(dir, ".account.json"), dir}, paper)
	want := "Error: the account is changed in part\n  run the same command again: it goes on from here\n" +
		"Error: writing the output: broken pipe\n  what is listed above is not complete\n"
	if code != exitUnfinished || !strings.HasSuffix(stderr.String(), want) {
		t.Errorf("the exit code is %d, want %d; stderr is %q", code, exitUnfinished, stderr)
	}
}

func TestUnread(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"nobody reads":            {&lostError{syscall.EPIPE}, true},
		"no room":                 {&lostError{syscall.ENOSPC}, false},
		"a connection that broke": {errors.Join(syscall.EPIPE), false},
	} {
		if got := unread(test.err); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}
