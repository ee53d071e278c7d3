package actiontest

import (
	"strings"
	"testing"
)

// Drift has one issue: it is opened, kept up to date, and closed when there is none.
func TestDriftHasOneIssue(t *testing.T) {
	j, _ := onMain(t, alice)
	ofPull := planted(2, bot, marker)
	ofPull.PullRequest = &struct{}{}
	closed := planted(3, bot, marker)
	closed.State = "closed"
	j.hub.issues = []*post{planted(1, "mallory", marker), ofPull, closed}
	issue := func() *post { return j.hub.issues[len(j.hub.issues)-1] }

	j.run("command", "drift", "path", "iam").ended(t, 0, "changes", "true", "exit-code", "2")
	j.hub.says(t, "POST ")
	if issue().Title != "IAM drift in 111122223333 (iam)" {
		t.Errorf("the title is %q", issue().Title)
	}
	has(t, issue().Body, marker+"## IAM plan for `111122223333` (`iam`): 1 change\n")
	j.run("command", "drift", "path", "iam").ended(t, 0)
	j.hub.says(t, "")

	j.file("iam/iamsync.yaml", both)
	j.run("command", "drift", "path", "iam").ended(t, 0, "create", "2")
	j.hub.says(t, "PATCH /101")
	has(t, issue().Body, ": 2 changes\n")

	j.file("iam/iamsync.yaml", wrong)
	d := j.run("command", "drift", "path", "iam")
	d.ended(t, 4)
	j.hub.says(t, "")
	has(t, d.log, "stays as it is")

	j.file("iam/iamsync.yaml", head)
	j.run("command", "drift", "path", "iam").ended(t, 0, "changes", "false")
	j.hub.says(t, "PATCH /101")
	if issue().State != "closed" || !strings.Contains(issue().Body, ": 2 changes\n") {
		t.Errorf("the issue is %+v", issue())
	}
	j.run("command", "drift", "path", "iam").ended(t, 0)
	j.hub.says(t, "")
}

// A plan that is refused is drift, too, and the job fails.
func TestDriftThatIsRefused(t *testing.T) {
	j, _ := onMain(t, head+"roles: {open: {trust: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Principal: {AWS: \"*\"}, Action: sts:AssumeRole}]}}}\n")
	j.run("command", "drift", "path", "iam").ended(t, 4, "changes", "true")
	j.hub.says(t, "POST ")
	has(t, j.hub.issues[0].Body, ": refused\n")
}
