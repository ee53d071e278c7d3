package actiontest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// workflow is what a file of GitHub Actions says, as far as it matters here.
type workflow struct {
	On          any
	Permissions any
	Jobs        map[string]struct {
		Permissions map[string]string
		Steps       []step
	}
}

type step struct {
	ID, Name, Uses, Run string
	With                map[string]any
	Tolerated           bool `yaml:"continue-on-error"`
}

// placeholder is the action itself, in the examples: whoever copies them writes their own.
const placeholder = "OWNER/iamsync@COMMIT"

var pinned = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_./-]+@[0-9a-f]{40}$`)

// allowed are the permissions that a workflow may have, beside reading the repository.
var allowed = map[string][]string{
	"plan.yml": {"id-token: write", "pull-requests: write"}, "apply.yml": {"id-token: write"}, "expire.yml": {"id-token: write"},
	"drift.yml": {"id-token: write", "issues: write"}, "release.yml": {"contents: write", "id-token: write", "attestations: write", "attestations: read"},
}

func workflows(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"../../.github/workflows/*", "../../examples/github/*.y*ml"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) < 2 {
			t.Fatal(found, err)
		}
		files = append(files, found...)
	}
	return files
}

// wrongs says what a workflow does that none of ours may.
func wrongs(name, text string) (list []string) {
	var w workflow
	if err := yaml.Unmarshal([]byte(text), &w); err != nil {
		return []string{err.Error()}
	}
	if strings.Contains(text, "pull_request_target") || strings.Contains(text, "workflow_run") {
		list = append(list, "it runs with secrets for whoever opens a pull request")
	}
	top, is := w.Permissions.(map[string]any)
	if !is || len(top) > 1 || len(top) == 1 && top["contents"] != "read" {
		list = append(list, "at its top, there is no permissions: {} or {contents: read}")
	}
	for job, j := range w.Jobs {
		for of, access := range j.Permissions {
			if of+": "+access != "contents: read" && !slices.Contains(allowed[name], of+": "+access) {
				list = append(list, job+" has "+of+": "+access)
			}
		}
		for _, s := range j.Steps {
			list = append(list, s.wrongs()...)
		}
	}
	return list
}

func (s step) wrongs() (list []string) {
	if s.Uses != "" && s.Uses != placeholder && !strings.HasPrefix(s.Uses, "./") && !pinned.MatchString(s.Uses) {
		list = append(list, s.Uses+" is not pinned by a commit")
	}
	if strings.Contains(s.Run, "${{") {
		list = append(list, "a text of somebody else becomes a part of: "+s.Run)
	}
	if strings.HasPrefix(s.Uses, "actions/checkout@") && s.With["persist-credentials"] != false {
		list = append(list, "the checkout leaves its token behind")
	}
	return list
}

func TestWorkflowsMayLittle(t *testing.T) {
	inputs := readAction(t).Inputs
	for _, file := range workflows(t) {
		text := read(t, file)
		for _, wrong := range wrongs(filepath.Base(file), text) {
			t.Errorf("%s: %s", file, wrong)
		}
		var w workflow
		if err := yaml.Unmarshal([]byte(text), &w); err != nil {
			t.Fatal(err)
		}
		for _, j := range w.Jobs {
			for _, s := range j.Steps {
				for name := range s.With {
					if _, is := inputs[name]; s.Uses == placeholder && !is {
						t.Errorf("%s: the action has no input %s", file, name)
					}
				}
			}
		}
	}
}

// What is looked for is seen.
func TestWrongsAreSeen(t *testing.T) {
	const good = "on: push\npermissions: {}\njobs: {a: {permissions: {contents: read}, steps: [{uses: OWNER/iamsync@COMMIT}]}}\n"
	if list := wrongs("a.yml", good); len(list) > 0 {
		t.Fatal(list)
	}
	for _, edit := range [][2]string{
		{"on: push", "on: pull_request_target"}, {"on: push", "on: {workflow_run: {}}"}, {"permissions: {}\n", ""}, {"permissions: {}", "permissions: write-all"}, {"permissions: {}", "permissions: {contents: write}"},
		{"contents: read", "contents: write"}, {"OWNER/iamsync@COMMIT", "a/b@v1"}, {"uses: OWNER/iamsync@COMMIT", `run: "echo ${{ github.head_ref }}"`},
		{"OWNER/iamsync@COMMIT", "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd"},
	} {
		if text := strings.Replace(good, edit[0], edit[1], 1); len(wrongs("a.yml", text)) != 1 {
			t.Errorf("%v in\n%s", wrongs("a.yml", text), text)
		}
	}
}

// evaluated is a value of with, as GitHub makes it of its expressions; the credentials were there or not.
func (j *job) evaluated(value string) string {
	j.t.Helper()
	base := j.temp + "/base/iam"
	if j.env["AWS_ACCESS_KEY_ID"] == "" {
		base = ""
	}
	value = strings.NewReplacer(
		"${{ steps.credentials.outcome != 'failure' && format('{0}/base/iam', runner.temp) || '' }}", base,
		"${{ inputs.flags }}", j.flags,
	).Replace(value)
	if strings.Contains(value, "${{") {
		j.t.Fatalf("nobody here evaluates %s", value)
	}
	return value
}

// steps runs a workflow's own commands and the action, and leaves out the actions of others: what
// they do is already there.
func (j *job) steps(file string) done {
	j.t.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(read(j.t, "../../examples/github/"+file)), &w); err != nil {
		j.t.Fatal(err)
	}
	var last done
	for _, work := range w.Jobs {
		for _, s := range work.Steps {
			switch {
			case s.Run != "":
				if code, log := j.bash(j.env, "-ec", s.Run); code != 0 {
					j.t.Fatal(log)
				}
			case s.Uses == placeholder:
				var inputs []string
				for name, value := range s.With {
					inputs = append(inputs, name, j.evaluated(value.(string)))
				}
				last = j.run(inputs...)
			}
		}
	}
	return last
}

// pull makes the job that of a pull request.
func (j *job) pull() {
	j.env["GITHUB_REF"] = "refs/pull/7/merge"
	j.event(`{"pull_request": {"number": 7, "head": {"repo": {"full_name": "acme/iam"}}, "base": {"repo": {"full_name": "acme/iam"}}}}`)
	if err := os.RemoveAll(j.temp + "/base"); err != nil {
		j.t.Fatal(err)
	}
	j.git("worktree", "prune")
}

// The examples do what they say, from the first pull request to the night after it.
func TestExamplesOfGitHub(t *testing.T) {
	j, _ := onMain(t, alice)
	j.pull()
	j.git("rm", "-r", "--quiet", "--cached", "iam")
	j.git("commit", "--quiet", "--message=without files")
	j.commit()
	d := j.steps("plan.yml")
	d.ended(t, 0, "create", "1")
	has(t, d.log, "the target branch has no iam yet")
	j.hub.says(t, "POST /7/comments")

	j.env["GITHUB_REF"] = "refs/heads/main"
	j.hub.tips["main"] = j.git("rev-parse", "HEAD")
	j.steps("apply.yml").ended(t, 0, "create", "1")

	j.pull()
	j.file("iam/iamsync.yaml", both)
	j.commit()
	d = j.steps("plan.yml")
	d.ended(t, 0, "create", "1")
	has(t, j.hub.comments[0].Body, ", since the files of the target branch")
	j.hub.says(t, "PATCH /comments/101")

	j.env["GITHUB_REF"] = "refs/heads/main"
	j.steps("expire.yml").ended(t, 4) // somebody has merged since: the tip is another
	j.steps("drift.yml").ended(t, 0, "changes", "true")
	j.hub.says(t, "POST ")
}

// Where the step fails that gets the credentials, only the region is set. The comment of an older plan is
// replaced, the files of the target branch do not stand for the account, and the job fails.
func TestExampleWithoutCredentials(t *testing.T) {
	j, account := onMain(t, alice)
	j.file("iam/iamsync.yaml", both)
	j.commit()
	j.pull()
	j.steps("plan.yml").ended(t, 0, "create", "2")
	j.hub.says(t, "POST /7/comments")
	asked := len(account.Calls())

	j.pull()
	j.env["AWS_REGION"], j.env["AWS_DEFAULT_REGION"] = "us-east-1", "us-east-1"
	delete(j.env, "AWS_ACCESS_KEY_ID")
	delete(j.env, "AWS_SECRET_ACCESS_KEY")
	d := j.steps("plan.yml")
	d.ended(t, 1, "changes", "", "digest", "", "exit-code", "1")
	j.hub.says(t, "PATCH /comments/101")
	says := []string{marker + "## IAM plan for `111122223333` (`iam`): failed\n", "**There is no plan.**", "there are no AWS credentials"}
	has(t, j.hub.comments[0].Body, says...)
	has(t, d.summary, says...)
	if calls := account.Calls(); len(calls) != asked {
		t.Errorf("IAM was called: %v", calls[asked:])
	}
}

// The step that gets the credentials may fail in plan.yml alone, where the next one says so.
func TestOnlyThePlanGoesOnWithoutCredentials(t *testing.T) {
	for _, file := range workflows(t) {
		var w workflow
		if err := yaml.Unmarshal([]byte(read(t, file)), &w); err != nil {
			t.Fatal(err)
		}
		for _, j := range w.Jobs {
			for _, s := range j.Steps {
				if wanted := filepath.Base(file) == "plan.yml" && s.ID == "credentials"; s.Tolerated != wanted {
					t.Errorf("%s: step %s%s: continue-on-error is %t", file, s.ID, s.Uses, s.Tolerated)
				}
			}
		}
	}
}

// Whoever runs apply.yml by hand lifts a guard for that run; the one of a merge has no flags.
func TestExampleOfApplyByHand(t *testing.T) {
	const gone = head + "guards: {max_deletes: 0}\nusers: {alice: {ensure: absent}, bob: {ensure: absent}}\n"
	j, _ := onMain(t, both)
	j.steps("apply.yml").ended(t, 0, "create", "2")
	j.file("iam/iamsync.yaml", gone)
	j.hub.tips["main"] = j.commit()
	d := j.steps("apply.yml")
	d.ended(t, 4, "delete", "2")
	has(t, d.log, "max_deletes")
	j.flags = "--allow max_deletes"
	j.steps("apply.yml").ended(t, 0, "delete", "2")
}
