package actiontest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"iamsync/internal/fakeiam"
	"iamsync/internal/programtest"
	"iamsync/internal/race"
)

// action is what action.yml says.
type action struct {
	Inputs map[string]struct {
		Description, Default string
		Required             bool
	}
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []struct {
			ID, Shell, Run string
			Env            map[string]string
		}
	}
}

func readAction(t *testing.T) action {
	t.Helper()
	var a action
	text, err := os.ReadFile("../../action.yml")
	if err == nil {
		err = yaml.Unmarshal(text, &a)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Runs.Steps) != 1 || a.Runs.Using != "composite" || a.Runs.Steps[0].Shell != "bash" {
		t.Fatalf("these tests run one step in bash, and not %+v", a.Runs)
	}
	return a
}

// Every input reaches the script through the environment, and every output comes from it.
func TestActionPassesWhatItDeclares(t *testing.T) {
	a := readAction(t)
	step := a.Runs.Steps[0]
	if strings.Contains(step.Run, "${{") {
		t.Errorf("the script is made from a text of somebody else: %s", step.Run)
	}
	passed := slices.Sorted(maps.Values(step.Env))
	var want []string
	for name, input := range a.Inputs {
		want = append(want, "${{ inputs."+name+" }}")
		if input.Description == "" {
			t.Errorf("input %s is not described", name)
		}
	}
	slices.Sort(want)
	if !slices.Equal(passed, want) {
		t.Errorf("the environment passes %q, and the inputs are %q", passed, want)
	}
	for name, output := range a.Outputs {
		if want := "${{ steps." + step.ID + ".outputs." + name + " }}"; output.Value != want || output.Description == "" {
			t.Errorf("output %s is %q, %q; want %s", name, output.Value, output.Description, want)
		}
	}
}

// job is a job of a workflow that uses the action, in a workspace of its own.
type job struct {
	t       *testing.T
	hub     *hub
	iam     string // the URL of IAM
	env     map[string]string
	dir     string // the workspace
	temp    string
	flags   string          // of a run by hand
	stopped func(*exec.Cmd) // is called when the script has started; nil is nothing
}

// done is a job that has ended.
type done struct {
	code         int
	log, summary string
	outputs      map[string]string
}

const token = "ghs_sEcReT0123456789" //nolint:gosec // it opens nothing

// newJob is for a pull request of the repository, and an account that is empty.
func newJob(t *testing.T) *job {
	needs(t, "bash", "curl", "jq", "git")
	t.Parallel()
	j := &job{t: t, hub: newHub(t), dir: t.TempDir(), temp: t.TempDir()}
	j.iam = serve(t, fakeiam.New())
	j.env = map[string]string{
		"PATH": filepath.Dir(programtest.Program(t)) + ":" + os.Getenv("PATH"), "HOME": j.temp, "NO_PROXY": "127.0.0.1",
		"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
		"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
		"GITHUB_ACTIONS": "true", "GITHUB_API_URL": j.hub.url, "GITHUB_REPOSITORY": "acme/iam", "GITHUB_REF": "refs/pull/7/merge",
		"GITHUB_ACTION_PATH": root(t), "GITHUB_WORKSPACE": j.dir, "RUNNER_TEMP": j.temp,
		"GITHUB_EVENT_PATH": j.temp + "/event.json", "GITHUB_OUTPUT": j.temp + "/output", "GITHUB_STEP_SUMMARY": j.temp + "/summary",
	}
	j.event(`{"pull_request": {"number": 7, "head": {"repo": {"full_name": "acme/iam"}}, "base": {"repo": {"full_name": "acme/iam"}}}}`)
	return j
}

func (j *job) event(text string) { write(j.t, j.temp+"/event.json", text) }

// file writes a file of the workspace.
func (j *job) file(name, text string) { write(j.t, filepath.Join(j.dir, name), text) }

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

var inputOf = regexp.MustCompile(`^\$\{\{ inputs\.([a-z-]+) \}\}$`)

// run runs the action as the runner does: name, value, name, value.
func (j *job) run(inputs ...string) done {
	j.t.Helper()
	a := readAction(j.t)
	given := map[string]string{"token": token}
	for i := 0; i < len(inputs); i += 2 {
		if _, is := a.Inputs[inputs[i]]; !is {
			j.t.Fatalf("the action has no input %s", inputs[i])
		}
		given[inputs[i]] = inputs[i+1]
	}
	step := a.Runs.Steps[0]
	env := maps.Clone(j.env)
	env["AWS_ENDPOINT_URL"] = j.iam
	for name, value := range step.Env {
		input := inputOf.FindStringSubmatch(value)[1]
		if text, is := given[input]; is {
			env[name] = text
		} else {
			env[name] = a.Inputs[input].Default
		}
	}
	write(j.t, j.temp+"/output", "")
	write(j.t, j.temp+"/summary", "")
	write(j.t, j.temp+"/step.sh", step.Run)
	code, log := j.bash(env, "--noprofile", "--norc", "-eo", "pipefail", j.temp+"/step.sh")
	d := done{code: code, log: log, summary: read(j.t, j.temp+"/summary"), outputs: map[string]string{}}
	for _, line := range strings.Split(strings.TrimSuffix(read(j.t, j.temp+"/output"), "\n"), "\n") {
		name, value, is := strings.Cut(line, "=")
		if _, declared := a.Outputs[name]; !is || !declared {
			j.t.Errorf("the output %q is not declared", line)
		}
		d.outputs[name] = value
	}
	if strings.Contains(log, token) {
		j.t.Error("the token is in the log")
	}
	return d
}

// bash runs a script and returns its exit code and all that it says.
func (j *job) bash(env map[string]string, args ...string) (int, string) {
	j.t.Helper()
	ctx, cancel := context.WithCancel(j.t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", args...)
	var log bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = j.dir, &log, &log
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	err := cmd.Start()
	if err == nil && j.stopped != nil {
		j.stopped(cmd)
	}
	if err == nil {
		err = cmd.Wait()
	}
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		j.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), log.String()
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// ended fails where the job did not end so.
func (d done) ended(t *testing.T, code int, outputs ...string) {
	t.Helper()
	if d.code != code {
		t.Fatalf("exit code %d, want %d; the log:\n%s", d.code, code, d.log)
	}
	for i := 0; i < len(outputs); i += 2 {
		if d.outputs[outputs[i]] != outputs[i+1] {
			t.Errorf("output %s is %q, want %q; the log:\n%s", outputs[i], d.outputs[outputs[i]], outputs[i+1], d.log)
		}
	}
}

// has fails where a text lacks any of some parts.
func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("there is no %q in\n%s", part, text)
		}
	}
}

// serve serves an account over HTTP.
func serve(t *testing.T, account *fakeiam.Server) string {
	t.Helper()
	listener, err := account.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
	})
	return listener.URL
}

func needs(t *testing.T, programs ...string) {
	t.Helper()
	race.Skip(t, "everything happens in processes of their own")
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("there is no %s on this machine", name)
		}
	}
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMain(m *testing.M) { programtest.Main(m) }
