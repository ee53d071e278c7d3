package shipped

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"iamsync/internal/programtest"
	"iamsync/internal/race"
)

func TestMain(m *testing.M) { programtest.Main(m) }

// sarifSchema is the one that OASIS publishes.
const sarifSchema = "testdata/sarif/sarif-schema-2.1.0.json"

// What the program writes for code scanning is SARIF; formats of strings, such as absolute
// addresses, are looked at too.
func TestReportsAreSARIF(t *testing.T) {
	race.Skip(t, "the reports are another program's")
	const mistakes = root + "/cmd/iamsync/testdata/forty"
	dir := t.TempDir()
	account := filepath.Join(dir, "account.json")
	for _, c := range []struct {
		name string
		exit int
		args []string
	}{
		{"mistakes", 4, []string{"validate", "--format", "sarif", mistakes}},
		{"nothing", 0, []string{"validate", "--format", "sarif", root + "/examples/quickstart"}},
		{"a plan", 0, []string{"plan", "--sandbox", account, "--report-dir", dir + "/plan", root + "/examples/complete"}},
		{"no plan", 4, []string{"plan", "--sandbox", account, "--report-dir", dir + "/none", mistakes}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.Command(programtest.Program(t), c.args...)
			out, err := cmd.Output()
			if code := cmd.ProcessState.ExitCode(); code != c.exit {
				t.Fatalf("exit code %d, %v", code, err)
			}
			if i := slices.Index(c.args, "--report-dir"); i >= 0 {
				if out, err = os.ReadFile(filepath.Join(c.args[i+1], "findings.sarif")); err != nil {
					t.Fatal(err)
				}
			}
			if err := validSARIF(t, string(out)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestMistakesInSARIFAreSeen(t *testing.T) {
	for name, report := range map[string]string{
		"no runs":         `{"version": "2.1.0"}`,
		"another version": `{"version": "2.0.0", "runs": []}`,
		"unknown level":   `{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {"text": "x"}, "level": "info"}]}]}`,
	} {
		if validSARIF(t, report) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func validSARIF(t *testing.T, report string) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(report))
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, sarifSchema).Validate(value)
}
