package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"iamsync/internal/fakeiam"
	"iamsync/internal/race"
)

// TestApplyIsKilledAndGoesOn kills the real program, 30 times in a row, at a
// random one of its changing calls, while the account grows; the next apply that
// is left alone makes it exactly what the files say.
func TestApplyIsKilledAndGoesOn(t *testing.T) {
	offline(t)
	program := programFile(t)
	victim := &victim{}
	server := fakeiam.New(fakeiam.WithRecording(), fakeiam.WithObserver(victim.called))
	listener, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	apply := func(dir string) *exec.Cmd {
		cmd := exec.Command(program, "apply", "--auto-approve", "--endpoint-url", listener.URL, dir)
		cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=10")
		return cmd
	}

	dir, killed := t.TempDir(), 0
	random := rand.New(rand.NewPCG(1, 2))
	rounds := race.Fewer(30, 8)
	for round := range rounds {
		writeCompany(t, dir, 10+5*round, round%2)
		cmd := apply(dir)
		if err := victim.start(cmd, 1+random.IntN(40)); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil && strings.Contains(err.Error(), "killed") {
			killed++
		}
	}
	if killed < rounds*2/3 {
		t.Errorf("only %d of %d runs were killed: this shows little", killed, rounds)
	}
	victim.spare()
	if out, err := apply(dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if code, out := onServer(server, "plan", "--detailed-exitcode", dir); code != exitDone {
		t.Errorf("something is left: exit %d\n%s", code, out)
	}
}

// victim is a program that is killed when it makes one of its changing calls.
type victim struct {
	mu      sync.Mutex
	process *os.Process
	left    int // changing calls until then
}

// start starts the program, to be killed at one of its changing calls.
func (v *victim) start(cmd *exec.Cmd, call int) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := cmd.Start(); err != nil {
		return err
	}
	v.process, v.left = cmd.Process, call
	return nil
}

func (v *victim) spare() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.process = nil
}

func (v *victim) called(c fakeiam.Call) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.process == nil || !c.Mutating {
		return
	}
	if v.left--; v.left == 0 {
		_ = v.process.Kill() // it may have ended by itself
	}
}

// programFile returns a file that runs the real main: this test's own binary,
// under the name by which testscript knows it.
func programFile(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "iamsync")
	if err := os.Symlink(self, name); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	return name
}
