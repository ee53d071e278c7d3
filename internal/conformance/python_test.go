package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"iamsync/internal/race"
)

// python runs a script of testdata to its end, in a directory of its own, and
// returns what it prints. It finds our endpoint and nobody's credentials.
func python(t *testing.T, script, endpoint, dir string, in []byte) []byte {
	t.Helper()
	file, err := filepath.Abs(filepath.Join("testdata", script))
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "python3", file)
	c.Dir, c.Stdin = dir, bytes.NewReader(in)
	c.Env = append(withoutAWS(os.Environ()), "AWS_ENDPOINT_URL="+endpoint, "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=none",
		"AWS_DEFAULT_REGION=us-east-1", "AWS_PAGER=", "AWS_EC2_METADATA_DISABLED=true", "NO_PROXY=127.0.0.1",
		"AWS_CONFIG_FILE="+filepath.Join(dir, "none"), "AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(dir, "none"),
		"PYTHONUTF8=1", "PYTHONDONTWRITEBYTECODE=1")
	var complaints bytes.Buffer
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil {
		t.Errorf("python3 %s: %v\n%s", script, err, complaints.String())
	}
	return out
}

// withoutAWS leaves out what the machine that runs the tests has configured.
func withoutAWS(environ []string) []string {
	var out []string
	for _, pair := range environ {
		if !strings.HasPrefix(pair, "AWS_") {
			out = append(out, pair)
		}
	}
	return out
}

// knows says whether Python has a package.
func knows(t *testing.T, module string) bool {
	return exec.CommandContext(t.Context(), "python3", "-c", "import "+module).Run() == nil
}

// TestBoto3 lets boto3 judge the embedded IAM by the checks of testdata/boto3_checks.py.
func TestBoto3(t *testing.T) {
	race.Skip(t, "it mostly runs other programs")
	t.Parallel()
	if !knows(t, "boto3") {
		t.Skip("python3 with boto3 is not here; it comes with pip install boto3")
	}
	_, endpoint := emulator(t)
	script, err := os.ReadFile("testdata/boto3_checks.py")
	if err != nil {
		t.Fatal(err)
	}
	checks := 0
	for lines := bufio.NewScanner(bytes.NewReader(python(t, "boto3_checks.py", endpoint, t.TempDir(), nil))); lines.Scan(); {
		var result struct{ Name, Problem string }
		if err := json.Unmarshal(lines.Bytes(), &result); err != nil {
			t.Fatalf("reading %q: %v", lines.Text(), err)
		}
		checks++
		t.Run(result.Name, func(t *testing.T) {
			if result.Problem != "" {
				t.Error(result.Problem)
			}
		})
	}
	if want := bytes.Count(script, []byte("\n@check\n")); checks != want {
		t.Errorf("%d of %d checks were made", checks, want)
	}
}
