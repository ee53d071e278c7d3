package main

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// screen is a session at a terminal: the command with a pseudo-terminal of its own, so that
// what is typed arrives as a person's would, Ctrl-C as a signal.
type screen struct {
	t      *testing.T
	cmd    *exec.Cmd
	master *os.File

	mu    sync.Mutex
	shown strings.Builder
	seen  int // how much of it expect has passed
	ended chan struct{}
}

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
)

// atTerminal starts a command line of the program at a terminal.
func atTerminal(t *testing.T, dir string, args ...string) *screen {
	t.Helper()
	return startAtTerminal(t, dir, "iamsync", args...)
}

// startAtTerminal starts a program at a terminal.
func startAtTerminal(t *testing.T, dir, program string, args ...string) *screen {
	t.Helper()
	master, tty := openTerminal(t)
	s := &screen{t: t, master: master, ended: make(chan struct{})}
	s.cmd = exec.Command(program, args...)
	s.cmd.Dir = dir
	s.cmd.Env = append(strangerEnv(dir), "PATH="+os.Getenv("PATH"), "TERM=xterm")
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = tty, tty, tty
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := tty.Close(); err != nil {
		t.Fatal(err)
	}
	go s.read()
	t.Cleanup(func() {
		_ = s.cmd.Process.Kill() // for a test that failed before the end
		_ = s.cmd.Wait()
		_ = master.Close()
	})
	return s
}

func openTerminal(t *testing.T) (master, tty *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("there are no pseudo-terminals:", err)
	}
	var unlock, number int32
	if err := errors.Join(ioctl(master, syscall.TIOCSPTLCK, &unlock), ioctl(master, syscall.TIOCGPTN, &number)); err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return master, tty
}

func ioctl(f *os.File, request uintptr, value *int32) error {
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), request, uintptr(unsafe.Pointer(value))); errno != 0 {
		return errno
	}
	return nil
}

// read collects what is shown until the command and all that hold its terminal
// have ended.
func (s *screen) read() {
	defer close(s.ended)
	buffer := make([]byte, 4096)
	for {
		n, err := s.master.Read(buffer)
		s.mu.Lock()
		s.shown.Write(buffer[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.String()
}

// expect waits until a text is shown, behind what was expected before.
func (s *screen) expect(text string) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		shown := s.text()
		if i := strings.Index(shown[s.seen:], text); i >= 0 {
			s.seen += i + len(text)
			return
		}
	}
	s.t.Fatalf("%q was not shown in:\n%s", text, s.text())
}

func (s *screen) press(keys string) {
	s.t.Helper()
	if _, err := s.master.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the end of the command and demands its exit code.
func (s *screen) ends(code int) {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(20 * time.Second):
		s.t.Fatalf("it does not end; it has shown:\n%s", s.text())
	}
	_ = s.cmd.Wait() // its exit code says more
	if got := s.cmd.ProcessState.ExitCode(); got != code {
		s.t.Errorf("the exit code is %d, not %d; it has shown:\n%s", got, code, s.text())
	}
}

// tree writes a spec with a number of users.
func tree(t *testing.T, users int) (dir string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("version: 1\naccount: \"111122223333\"\nusers:\n")
	for i := range users {
		fmt.Fprintf(&b, "  user-%d: {}\n", i)
	}
	dir = t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "tree"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tree", "iamsync.yaml"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func startFaulty(t *testing.T, args ...string) (endpoint string, iam *faulty) {
	t.Helper()
	handler, err := newFaulty(args)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL, handler
}

// expectCall waits until an action is asked for.
func (f *faulty) expectCall(t *testing.T, action string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if _, asked := f.asked.Load(action); asked {
			return
		}
	}
	t.Fatalf("%s is not called", action)
}
