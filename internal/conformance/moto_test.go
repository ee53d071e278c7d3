package conformance

import (
	"bufio"
	"os"
	"os/exec"
	"regexp"
	"testing"
	"time"

	"iamsync/internal/race"
)

// TestMoto asks moto, which is wrong where testdata/moto.txt says so and nowhere else.
func TestMoto(t *testing.T) {
	race.Skip(t, "it mostly runs other programs")
	t.Parallel()
	program, err := exec.LookPath("moto_server")
	if err != nil {
		t.Skip("moto_server is not here; it comes with pip install 'moto[server]'")
	}
	k, err := readKnown("testdata/moto.txt")
	if err != nil {
		t.Fatal(err)
	}
	connect(t, startMoto(t, program)).check(t, k)
}

// servingRE is what moto says when it serves; it chose the port itself, so that
// nobody else can have it.
var servingRE = regexp.MustCompile(`Running on (http://127\.0\.0\.1:\d+)`)

// motoPatience is how long moto may take to start, on a machine that is busy.
const motoPatience = time.Minute

// startMoto runs a moto_server until the test ends and returns its URL.
func startMoto(t *testing.T, program string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), program, "-H", "127.0.0.1", "-p", "0")
	// It knows the policies of AWS only if it is told to.
	c.Env = append(os.Environ(), "MOTO_IAM_LOAD_MANAGED_POLICIES=true", "PYTHONUNBUFFERED=1")
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 5 * time.Second // then it is killed
	log, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Skipf("starting moto_server: %v", err)
	}
	urls := make(chan string, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for lines := bufio.NewScanner(log); lines.Scan(); {
			if m := servingRE.FindStringSubmatch(lines.Text()); m != nil {
				urls <- m[1]
			}
		}
		close(urls)
	}()
	t.Cleanup(func() { <-done; _ = c.Wait() }) // its context has ended by now
	select {
	case u, ok := <-urls:
		if !ok {
			t.Skip("moto_server ended at once; moto_server -p 0 says why")
		}
		return u
	case <-time.After(motoPatience):
		t.Fatalf("moto_server said nothing for %v", motoPatience)
	}
	return ""
}
