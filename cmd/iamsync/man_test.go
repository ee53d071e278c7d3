package main

import (
	"os/exec"
	"strings"
	"testing"
)

// manPage runs iamsync man.
func manPage(t *testing.T, args ...string) string {
	t.Helper()
	paper, stdout, stderr := onPaper("")
	if code := run(append([]string{"iamsync", "man"}, args...), paper); code != exitDone {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	return stdout.String()
}

func TestManualNamesEveryCommandAndFlag(t *testing.T) {
	whole := manPage(t)
	for _, command := range testApp().Commands {
		if !strings.Contains(whole, `iamsync-`+command.Name) {
			t.Errorf("iamsync(1) does not name %s", command.Name)
		}
		page := manPage(t, command.Name)
		for _, f := range command.Flags {
			if !strings.Contains(page, `--`+f.Names()[0]+`\fP`) {
				t.Errorf("iamsync-%s(1) does not name --%s", command.Name, f.Names()[0])
			}
		}
	}
}

// The program that formats manual pages has nothing to complain of, and loses nothing.
func TestManualsAreFormatted(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not on this machine")
	}
	for _, command := range testApp().Commands {
		format := exec.Command(groff, "-man", "-Tutf8", "-ww", "-P-cbou")
		format.Stdin = strings.NewReader(manPage(t, command.Name))
		var complaints strings.Builder
		format.Stderr = &complaints
		page, err := format.Output()
		if err != nil || complaints.String() != "" {
			t.Errorf("%s: %v %s", command.Name, err, complaints.String())
		}
		words := strings.Join(strings.Fields(string(page)), " ")
		if name := "iamsync-" + command.Name + " -"; !strings.Contains(words, name) {
			t.Errorf("%s is not in:\n%s", name, page)
		}
	}
}
