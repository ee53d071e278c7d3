package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"time"
)

// sandboxes are the commands iamsync sandbox that run, by their endpoint.
var sandboxes sync.Map

var announced = regexp.MustCompile(`at (http://[0-9.:]+), until`)

// startSandbox runs iamsync sandbox in a directory until stopSandbox.
func startSandbox(dir string, args []string) (endpoint string, err error) {
	cmd := exec.Command("iamsync", append([]string{"sandbox", "--listen", "127.0.0.1:0"}, args...)...)
	cmd.Dir, cmd.Env, cmd.Stderr = dir, append(strangerEnv(dir), "PATH="+os.Getenv("PATH")), os.Stderr
	if endpoint, err = announcedBy(cmd); err == nil {
		sandboxes.Store(endpoint, cmd)
	}
	return endpoint, err
}

// announcedBy starts a sandbox and returns the endpoint that it announces.
func announcedBy(cmd *exec.Cmd) (endpoint string, err error) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	r := bufio.NewReader(out)
	line, err := r.ReadString('\n')
	m := announced.FindStringSubmatch(line)
	if err != nil || m == nil {
		return "", errors.Join(fmt.Errorf("the sandbox said %q", line), err, cmd.Process.Kill(), cmd.Wait())
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	return m[1], nil
}

// stopSandbox does what Ctrl-C does, after which the command must end well.
// Stopping twice does nothing more.
func stopSandbox(endpoint string) error {
	cmd, running := sandboxes.LoadAndDelete(endpoint)
	if !running {
		return nil
	}
	if err := cmd.(*exec.Cmd).Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return cmd.(*exec.Cmd).Wait()
}

// killSandbox gives the command no time to end well.
func killSandbox(endpoint string) error {
	cmd, running := sandboxes.LoadAndDelete(endpoint)
	if !running {
		return fmt.Errorf("no sandbox runs at %s", endpoint)
	}
	err := cmd.(*exec.Cmd).Process.Kill()
	_ = cmd.(*exec.Cmd).Wait() // says that it was killed
	return err
}

// startMoto runs moto_server in a directory until stop.
func startMoto(dir string) (endpoint string, stop func(), err error) {
	addr, err := freeAddress()
	if err != nil {
		return "", nil, err
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command("moto_server", "-H", host, "-p", port)
	cmd.Dir, cmd.Env = dir, append(strangerEnv(dir), "PATH="+os.Getenv("PATH"))
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Kill() // it keeps nothing that could be lost
		_ = cmd.Wait()         // says that it was killed
	}
	if err := answers("http://" + addr + "/moto-api/"); err != nil {
		stop()
		return "", nil, err
	}
	return "http://" + addr, stop, nil
}

// freeAddress returns a loopback address that nobody listens on.
func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// answers waits until a server does.
func answers(url string) error {
	var err error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var resp *http.Response
		if resp, err = http.Get(url); err == nil {
			return resp.Body.Close()
		}
	}
	return fmt.Errorf("waiting for %s: %w", url, err)
}
