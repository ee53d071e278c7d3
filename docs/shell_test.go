package docs_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"
)

// The address of a sandbox on a page, and how one is told to take any that is free: the
// pages are run side by side.
const (
	address   = "127.0.0.1:4580"
	listening = "iamsync sandbox --listen 127.0.0.1:0"
)

// session is a script that runs at a terminal, where somebody answers every question
// with yes.
type session struct {
	cmd    *exec.Cmd
	master *os.File
	mu     sync.Mutex
	shown  strings.Builder
	read   chan struct{} // is closed when nothing more will be shown
}

// start begins a script of a shell.
func (w *walk) start(ctx context.Context, shell, script string) (*session, error) {
	master, tty, err := openTerminal()
	if err != nil {
		return nil, err
	}
	if w.served != "" {
		script = strings.ReplaceAll(script, address, w.served)
	}
	s := &session{master: master, read: make(chan struct{})}
	words := command(shell, script)
	s.cmd = exec.CommandContext(ctx, words[0], words[1:]...)
	s.cmd.Dir, s.cmd.Env, s.cmd.SysProcAttr = w.dir, w.env, atTerminal()
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = tty, tty, tty
	s.cmd.Cancel, s.cmd.WaitDelay = master.Close, 5*time.Second // the terminal hangs up
	if err = s.cmd.Start(); err != nil {
		err = errors.Join(err, master.Close())
	} else {
		go s.look()
	}
	return s, errors.Join(err, tty.Close())
}

// look reads what is shown, and types the answers, until nobody has the terminal any more.
func (s *session) look() {
	defer close(s.read)
	buffer := make([]byte, 4096)
	for {
		n, err := s.master.Read(buffer)
		s.mu.Lock()
		s.shown.Write(buffer[:n])
		asked := strings.HasSuffix(s.shown.String(), "for an answer: ")
		s.mu.Unlock()
		if err == nil && asked && n > 0 {
			_, err = s.master.WriteString("yes\n")
		}
		if err != nil {
			return
		}
	}
}

// control is how a terminal is told of colours, and of the end of a line.
var control = regexp.MustCompile(`\x1b\[[0-9;]*m|\r`)

// text returns what was shown so far.
func (s *session) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return control.ReplaceAllString(s.shown.String(), "")
}

// end waits for the end, and returns all that was shown, and the exit code.
func (s *session) end() (shown string, code int) {
	err := s.cmd.Wait()
	<-s.read
	_ = s.master.Close() // it was only read
	if shown = s.text(); err != nil && s.cmd.ProcessState.ExitCode() < 0 {
		shown += err.Error() + "\n"
	}
	return shown, s.cmd.ProcessState.ExitCode()
}

// shell runs a script to its end.
func (w *walk) shell(shell, script string) (shown string, code int) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s, err := w.start(ctx, shell, script)
	if err != nil {
		return err.Error(), -1
	}
	return s.end()
}

// run runs a block as a script.
func (w *walk) run(b *block) []string {
	if b.serves {
		_, problems := w.serve(b, b.text)
		return problems
	}
	if b.exit != 0 && several(b.text) {
		return []string{b.say(0, "%s", alone)}
	}
	if shown, code := w.shell(b.language, b.text); code != b.exit {
		return []string{b.say(0, "it ends with %d, and should with %d; it shows:\n%s", code, b.exit, tail(shown))}
	}
	if b.exit != 0 {
		w.refused(b.text)
	}
	return nil
}

// tail returns the end of what is shown, where the reason stands.
func tail(shown string) string {
	lines := strings.Split(shown, "\n")
	return strings.Join(lines[max(0, len(lines)-30):], "\n")
}

// serve starts what goes on until the page ends, and returns what it shows when it is there.
func (w *walk) serve(b *block, script string) (shown string, problems []string) {
	if !strings.Contains(script, "--listen") {
		script = strings.Replace(script, "iamsync sandbox", listening, 1)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*patience)
	s, err := w.start(ctx, "sh", "trap : INT\n"+script) // Ctrl-C is for what serves, whose end counts
	if err != nil {
		cancel()
		return "", []string{b.say(0, "it does not start: %v", err)}
	}
	for range 1000 {
		_, url, is := strings.Cut(s.text(), "until Ctrl-C.\n")
		if is && strings.HasSuffix(url, "PATH\n") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	shown = s.text()
	_, at, is := strings.Cut(shown, "http://")
	if !is {
		problems = append(problems, b.say(0, "it does not say where it serves; it shows:\n%s", shown))
	}
	w.served, _, _ = strings.Cut(at, ",")
	w.ending = append(w.ending, func() error {
		defer cancel()
		return s.interrupt()
	})
	return strings.ReplaceAll(shown, w.served, address), problems
}

// interrupt presses Ctrl-C.
func (s *session) interrupt() error {
	_, err := s.master.WriteString("\x03")
	if shown, code := s.end(); err == nil && code != 0 && code != 130 {
		err = errors.New("what goes on until the page ends did not end well:\n" + shown)
	}
	return err
}
