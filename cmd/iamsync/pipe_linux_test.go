package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestClosedPipeDoesNotEndApply is iamsync apply … | head -1: the signal that
// ends other programs there would end this one between two calls.
func TestClosedPipeDoesNotEndApply(t *testing.T) {
	t.Parallel()
	endpoint, iam := startFaulty(t, "CreateUser=wait:300ms")
	dir := tree(t, 3)
	apply := func() *exec.Cmd {
		cmd := exec.Command("iamsync", "apply", "--auto-approve", "--parallelism", "1", "--endpoint-url", endpoint, "tree")
		cmd.Dir, cmd.Env = dir, append(strangerEnv(dir), "PATH="+os.Getenv("PATH"))
		return cmd
	}
	cmd, stderr := apply(), &bytes.Buffer{}
	cmd.Stderr = stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	iam.expectCall(t, "CreateUser")
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its exit code says more
	if code := cmd.ProcessState.ExitCode(); code != exitUnfinished || !strings.Contains(stderr.String(), "writing the output: broken pipe") {
		t.Errorf("the exit code is %d, want %d; stderr is %q", code, exitUnfinished, stderr)
	}
	if again, err := apply().CombinedOutput(); err != nil || !strings.Contains(string(again), "No changes.") {
		t.Errorf("it did not go on to its end: %v\n%s", err, again)
	}
}
