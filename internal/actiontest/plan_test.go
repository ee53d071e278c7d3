package actiontest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const (
	head   = "version: 1\naccount: \"111122223333\"\n"
	alice  = head + "users: {alice: {}}\n"
	both   = head + "users: {alice: {}, bob: {}}\n"
	wrong  = head + "users: {alice: {colour: red}}\n"
	marker = "<!-- iamsync:111122223333:iam -->\n"
)

// One comment goes with a pull request from its first plan to its last, through all that
// goes wrong.
func TestOneCommentIsKeptUpToDate(t *testing.T) {
	j := newJob(t)
	j.hub.comments = []*post{planted(1, "mallory", marker+"planted"), planted(2, bot, "<!-- iamsync:111122223333:other -->\nof another tree"), planted(3, bot, "")}
	comment := func() string { return j.hub.comments[len(j.hub.comments)-1].Body }

	j.file("iam/iamsync.yaml", alice)
	d := j.run("command", "plan", "path", "iam")
	d.ended(t, 0, "changes", "true", "create", "1", "update", "0", "attach", "0", "detach", "0", "delete", "0", "exit-code", "0")
	j.hub.says(t, "POST /7/comments")
	has(t, comment(), marker+"## IAM plan for `111122223333` (`iam`): 1 change\n")
	has(t, d.log, "Plan: 1 to create; 1 call.")
	has(t, d.summary, marker, "digest `"+d.outputs["digest"]+"`")
	has(t, read(t, d.outputs["report-dir"]+"/plan.json"), d.outputs["digest"])

	j.run("command", "plan", "path", "iam").ended(t, 0)
	j.hub.says(t, "")
	j.hub.comments[3].Body = strings.ReplaceAll(comment(), "\n", "\r\n") // as after an edit in a browser
	j.run("command", "plan", "path", "./iam/").ended(t, 0)
	j.hub.says(t, "PATCH /comments/101") // it says from where
	j.file("iam/iamsync.yaml", both)
	j.run("command", "plan", "path", "iam").ended(t, 0, "create", "2")
	j.hub.says(t, "PATCH /comments/101")
	has(t, comment(), ": 2 changes\n")

	j.file("iam/iamsync.yaml", wrong)
	d = j.run("command", "plan", "path", "iam")
	d.ended(t, 4, "changes", "", "create", "", "digest", "", "exit-code", "4")
	j.hub.says(t, "PATCH /comments/101")
	has(t, comment(), "<!-- iamsync::iam -->\n## IAM plan (`iam`): failed\n", "There is no plan", "user `\"alice\"` has no key `\"colour\"`")
	has(t, d.log, "::error file=iam/iamsync.yaml,line=3,")
	has(t, d.summary, "There is no plan")

	j.file("iam/iamsync.yaml", both)
	j.run("command", "plan", "path", "iam").ended(t, 0)
	j.hub.says(t, "PATCH /comments/101")
	has(t, comment(), marker)
	if len(j.hub.comments) != 4 || j.hub.comments[0].Body != marker+"planted" || !strings.HasSuffix(j.hub.comments[1].Body, "of another tree") {
		t.Errorf("other comments were touched: %+v", j.hub.comments)
	}
}

func TestPlansThatFail(t *testing.T) {
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token &lt;b&gt;@octocat&lt;/b&gt; is invalid.</Message></Error><RequestId>1</RequestId></ErrorResponse>`))
	}))
	t.Cleanup(stranger.Close)
	for _, test := range []struct {
		name, tree, flags, iam string
		code                   int
		says                   []string
	}{
		{"the credentials are refused", alice, "", stranger.URL, 1, []string{marker + "## IAM plan for `111122223333` (`iam`): failed", "- **error** ", "`<b>@octocat</b>`"}},
		{"the plan is refused", head + "roles: {open: {trust: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Principal: {AWS: \"*\"}, Action: sts:AssumeRole}]}}}\n",
			"", "", 4, []string{marker + "## IAM plan for `111122223333` (`iam`): refused", "`trust-everybody`"}},
		{"a flag does not exist", alice, "--colour", "", 4, []string{"<!-- iamsync::iam -->\n## IAM plan (`iam`): failed\n", "There is no plan.** The log of the job says why (exit code 4)."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := newJob(t)
			if test.iam != "" {
				j.iam = test.iam
			}
			j.file("iam/iamsync.yaml", test.tree)
			d := j.run("command", "plan", "path", "iam", "flags", test.flags)
			d.ended(t, test.code)
			j.hub.says(t, "POST /7/comments")
			if len(j.hub.comments) != 1 {
				t.Fatal(d.log)
			}
			has(t, j.hub.comments[0].Body, test.says...)
			has(t, d.summary, test.says...)
		})
	}
}

// Nor does an older plan stay where iamsync was not even run.
func TestPlanWithoutAProgram(t *testing.T) {
	j := newJob(t)
	j.file("iam/iamsync.yaml", alice)
	j.run("command", "plan", "path", "iam").ended(t, 0)
	j.run("command", "plan", "path", "iam", "binary", "/nonexistent").ended(t, 4)
	if len(j.hub.comments) != 1 {
		t.Fatalf("%+v", j.hub.comments)
	}
	has(t, j.hub.comments[0].Body, "<!-- iamsync::iam -->\n## IAM plan (`iam`): failed\n", "There is no plan")
}

// The comment is found behind all others, of which GitHub shows a hundred at a time.
func TestCommentOnTheLastPage(t *testing.T) {
	j := newJob(t)
	for i := range 250 {
		j.hub.comments = append(j.hub.comments, planted(i+1, "somebody", "I approve"))
	}
	j.hub.comments[230] = planted(231, bot, marker+"old")
	j.file("iam/iamsync.yaml", alice)
	j.run("command", "plan", "path", "iam").ended(t, 0)
	j.hub.says(t, "PATCH /comments/231")
}

// What GitHub does not take at once is tried again, and nothing is written twice; what it
// does not take at all is a failure, since an older plan may stand there.
func TestGitHubFails(t *testing.T) {
	limited := `{"message": "You have exceeded a secondary rate limit"}`
	for _, test := range []struct {
		name     string
		faults   []fault
		code     int
		comments int
		log      string
	}{
		{"the answer to the first POST is lost", []fault{{"POST", 502, true, "<html>"}}, 0, 1, "asking GitHub again"},
		{"a page fails", []fault{{"GET", 500, false, ""}, {"GET", 503, false, ""}}, 0, 1, "asking GitHub again"},
		{"too many requests", []fault{{"POST", 403, false, limited}}, 0, 1, "secondary rate limit"},
		{"the token may not", []fault{{"POST", 403, false, `{"message": "Resource not accessible by integration\n::stop-commands::x"}`}}, 1, 0,
			"::error title=iamsync::the comment on the pull request could not be written (POST repos/acme/iam/issues/7/comments: 403 Resource not accessible by integration::stop-commands::x)"},
		{"it is down", []fault{{"GET", 500, false, ""}, {"GET", 500, false, ""}, {"GET", 500, false, ""}}, 1, 0, "could not be written"},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := newJob(t)
			j.hub.faults = test.faults
			j.file("iam/iamsync.yaml", alice)
			d := j.run("command", "plan", "path", "iam")
			d.ended(t, test.code, "exit-code", "0")
			has(t, d.log, test.log)
			has(t, d.summary, marker)
			if len(j.hub.comments) != test.comments || len(j.hub.faults) > 0 {
				t.Errorf("%d comments, want %d; faults that are left: %v", len(j.hub.comments), test.comments, j.hub.faults)
			}
		})
	}
}

func TestPlanWithoutAComment(t *testing.T) {
	for _, test := range []struct{ name, event, comment, log string }{
		{"nobody wants one", "", "false", "Plan: 1 to create"},
		{"there is no pull request", `{}`, "true", "there is no pull request"},
		{"the pull request comes from a fork", `{"pull_request": {"number": 7, "head": {"repo": {"full_name": "mallory/iam"}}, "base": {"repo": {"full_name": "acme/iam"}}}}`, "true", "comes from a fork"},
		{"the fork is gone", `{"pull_request": {"number": 7, "head": {"repo": null}, "base": {"repo": {"full_name": "acme/iam"}}}}`, "true", "comes from a fork"},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := newJob(t)
			if test.event != "" {
				j.event(test.event)
			}
			j.file("iamsync.yaml", alice)
			d := j.run("command", "plan", "comment", test.comment)
			d.ended(t, 0)
			has(t, d.log, test.log)
			has(t, d.summary, "<!-- iamsync:111122223333:plan -->")
			j.hub.says(t, "")
		})
	}
}

// Who mends the target branch is not kept out by it.
func TestPlanWithABaseThatIsBroken(t *testing.T) {
	j := newJob(t)
	j.file("iam/iamsync.yaml", alice)
	j.file("base/iam/iamsync.yaml", wrong)
	d := j.run("command", "plan", "path", "iam", "base", "base/iam")
	d.ended(t, 0, "create", "1")
	has(t, d.log, "::warning title=iamsync::the files of the target branch have mistakes themselves: ")
}

// The files of the target branch tell edits from drift, and stand for the account where
// there are no credentials.
func TestPlanWithBase(t *testing.T) {
	j := newJob(t)
	j.file("iam/iamsync.yaml", both)
	d := j.run("command", "plan", "path", "iam", "base", "base/iam")
	d.ended(t, 0, "create", "2")
	has(t, d.log, "::notice title=iamsync::the target branch has no iam yet (there is no base/iam): ")
	if strings.Contains(d.log, "::warning") {
		t.Errorf("what is normal is a warning:\n%s", d.log)
	}
	j.file("base/iam/iamsync.yaml", alice)
	d = j.run("command", "plan", "path", "iam", "base", "base/iam")
	d.ended(t, 0, "create", "2")
	has(t, d.log, "alice", "(drift)")
	delete(j.env, "AWS_ACCESS_KEY_ID")
	d = j.run("command", "plan", "path", "iam", "base", "base/iam")
	d.ended(t, 0, "create", "1")
	has(t, j.hub.comments[0].Body, "There are no credentials: no account was asked")
}
