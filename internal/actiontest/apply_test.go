package actiontest

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"iamsync/internal/fakeiam"
)

// onMain is a job for a push: what is in the workspace is the tip of main.
func onMain(t *testing.T, tree string, options ...fakeiam.Option) (j *job, account *fakeiam.Server) {
	j = newJob(t)
	account = fakeiam.New(append(options, fakeiam.WithRecording())...)
	j.iam = serve(t, account)
	j.env["GITHUB_REF"] = "refs/heads/main"
	j.event(`{}`)
	j.file("iam/iamsync.yaml", tree)
	j.git("init", "--quiet", "--initial-branch=main")
	j.hub.tips["main"] = j.commit()
	return j, account
}

func (j *job) git(args ...string) string {
	j.t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@b.example"}, args...)...)
	cmd.Dir, cmd.Env = j.dir, []string{"PATH=" + j.env["PATH"], "HOME=" + j.temp, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null"}
	out, err := cmd.CombinedOutput()
	if err != nil {
		j.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (j *job) commit() string {
	j.git("add", ".")
	j.git("commit", "--quiet", "--allow-empty", "--message=a")
	return j.git("rev-parse", "HEAD")
}

func TestApply(t *testing.T) {
	j, _ := onMain(t, alice)
	d := j.run("command", "apply", "path", "iam")
	d.ended(t, 0, "changes", "true", "create", "1", "delete", "0", "exit-code", "0")
	has(t, d.summary, "## IAM apply of `iam`: done\n\n```text\nAccount 111122223333", "Applied 1 call in ")
	has(t, read(t, d.outputs["report-dir"]+"/audit.jsonl"), `"action":"CreateUser"`)
	has(t, read(t, d.outputs["report-dir"]+"/summary.json"), d.outputs["digest"])
	j.run("command", "apply", "path", "iam").ended(t, 0, "changes", "false", "create", "0")

	j.file("iam/iamsync.yaml", both)
	j.hub.tips["main"] = j.commit()
	d = j.run("command", "apply", "path", "iam", "flags", "--expect-digest sha256:"+strings.Repeat("0", 64)+"\n")
	d.ended(t, 4, "create", "1", "exit-code", "4")
	has(t, d.summary, "## IAM apply of `iam`: refused\n")
	planned := j.run("command", "plan", "path", "iam")
	j.run("command", "apply", "path", "iam", "flags", "\n  --expect-digest="+planned.outputs["digest"]+"  \r\n--wait 10s").ended(t, 0, "create", "1")
	j.hub.says(t, "")
}

// A job that does not have the newest commit makes no call to IAM.
func TestApplyOfAnOldCommitIsRefused(t *testing.T) {
	const undo = "HEAD is not the tip of main: a re-run of an old job cannot undo a newer merge. Nothing was applied"
	for _, test := range []struct {
		name, ref, tip string
		faults         []fault
		code           int
		says           string
	}{
		{"main went on", "refs/heads/main", strings.Repeat("a", 40), nil, 4, undo},
		{"a pull request", "refs/pull/7/merge", "", nil, 4, "apply is for a branch, and this job runs for refs/pull/7/merge"},
		{"a tag", "refs/tags/v1", "", nil, 4, "apply is for a branch"},
		{"another branch", "refs/heads/fix/a#b", "", nil, 1, "the tip of the branch is not known, so nothing was applied (GET repos/acme/iam/git/ref/heads/fix/a%2523b: 404 Not Found)"},
		{"GitHub fails", "refs/heads/main", "", []fault{{"GET", 500, false, ""}, {"GET", 500, false, ""}, {"GET", 500, false, ""}}, 1, "the tip of the branch is not known"},
	} {
		t.Run(test.name, func(t *testing.T) {
			j, account := onMain(t, alice)
			j.env["GITHUB_REF"], j.hub.faults = test.ref, test.faults
			if test.tip != "" {
				j.hub.tips["main"] = test.tip
			}
			d := j.run("command", "apply", "path", "iam")
			d.ended(t, test.code, "changes", "")
			has(t, d.log, "::error title=iamsync::", test.says)
			if calls := account.Calls(); len(calls) > 0 {
				t.Errorf("IAM was called: %v", calls)
			}
		})
	}
}

func TestApplyOnABranchWithAnyName(t *testing.T) {
	j, _ := onMain(t, alice)
	j.env["GITHUB_REF"] = "refs/heads/fix/a#b%20c&d"
	j.hub.tips["fix/a#b%20c&d"] = j.hub.tips["main"]
	j.run("command", "apply", "path", "iam").ended(t, 0, "create", "1")
}

// The runner interrupts the script alone. What is under way is finished, and the page says
// what was done and what was not.
func TestApplyIsInterrupted(t *testing.T) {
	j, account := onMain(t, head+"users: {a: {}, b: {}, c: {}, d: {}, e: {}, f: {}}\n", fakeiam.WithLatency(300*time.Millisecond))
	j.stopped = func(cmd *exec.Cmd) {
		for range 600 {
			for _, call := range account.Calls() {
				if call.Action == "CreateUser" {
					if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
						t.Error(err)
					}
					return
				}
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Error("no user is created")
	}
	d := j.run("command", "apply", "path", "iam", "flags", "--parallelism 1")
	d.ended(t, 130, "exit-code", "130")
	has(t, d.summary, "## IAM apply of `iam`: interrupted\n", "calls in flight were finished", "not started")
}

func TestValidate(t *testing.T) {
	j := newJob(t)
	j.file("iam/iamsync.yaml", alice)
	d := j.run("command", "validate", "path", "iam")
	d.ended(t, 0, "exit-code", "0", "changes", "")
	has(t, d.summary, "## IAM files of `iam`: done\n\n```text\niam is valid: 1 object")
	j.file("iam/iamsync.yaml", head+"users: {\"```\\n# a\": {colour: red}}\n")
	d = j.run("command", "validate", "path", "iam")
	d.ended(t, 4)
	has(t, d.log, "::error file=iam/iamsync.yaml,")
	has(t, d.summary, "## IAM files of `iam`: refused\n\n````text\niam/iamsync.yaml:3:")
	if strings.Contains(d.summary, "::error") {
		t.Errorf("annotations are on the page:\n%s", d.summary)
	}
	has(t, read(t, d.outputs["report-dir"]+"/findings.sarif"), `"2.1.0"`)
	j.hub.says(t, "")
}
