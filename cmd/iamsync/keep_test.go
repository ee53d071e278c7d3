package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSandboxSaysThatItsFileWasChanged: a file that somebody else writes while
// the sandbox runs is neither overwritten nor kept silent about.
func TestSandboxSaysThatItsFileWasChanged(t *testing.T) {
	offline(t)
	dir, spec := t.TempDir(), t.TempDir()
	file := filepath.Join(dir, "account.json")
	const stranger = `{"format_version": 1, "account": "111122223333", "partition": "aws", "ids": 0}`
	writeCompany(t, spec, 1, 0)
	cmd := exec.Command(programFile(t), "sandbox", "--listen", "127.0.0.1:0", "--state", file)
	cmd.Env = append(strangerEnv(dir), "PATH="+os.Getenv("PATH"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	endpoint, err := announcedBy(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(stranger), 0o600); err != nil {
		t.Fatal(err)
	}
	paper, _, said := onPaper("")
	if code := run([]string{"iamsync", "apply", "--auto-approve", "--endpoint-url", endpoint, spec}, paper); code != exitDone {
		t.Errorf("apply: exit %d\n%s", code, said)
	}
	time.Sleep(2 * saveInterval)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // the exit code is looked at
	if code := cmd.ProcessState.ExitCode(); code != exitFailed {
		t.Errorf("the exit code is %d, want %d", code, exitFailed)
	}
	for _, want := range []string{
		"Warning: saving the state: " + file + " was not written: somebody else has changed it since\n  one program at a time",
		"a file that is moved away is written anew\n",
		"Error: the sandbox did not keep its last changes: saving the state: " + file,
	} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, &stderr)
		}
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != stranger {
		t.Errorf("the file is %q, %v", got, err)
	}
}
