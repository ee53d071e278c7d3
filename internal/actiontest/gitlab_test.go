package actiontest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// note is what GitLab says of one.
type note struct {
	ID     int    `json:"id"`
	Body   string `json:"body"`
	System bool   `json:"system"`
	Author struct {
		ID int `json:"id"`
	} `json:"author"`
}

// lab is as much of GitLab's API as the scripts use, for merge request 7 of project 1. Its
// user is 42.
type lab struct {
	t     *testing.T
	notes []*note
	calls []string
	fails int
}

func (l *lab) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const notes = "/projects/1/merge_requests/7/notes"
	if r.Header.Get("PRIVATE-TOKEN") != token || l.fails > 0 {
		http.Error(w, "{}", max(l.fails, http.StatusUnauthorized))
		return
	}
	var sent note
	if r.Method != http.MethodGet {
		l.calls = append(l.calls, r.Method+" "+strings.TrimPrefix(r.URL.Path, notes))
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			l.t.Error(err)
		}
	}
	var answer any = sent
	switch {
	case r.URL.Path == "/user":
		answer = map[string]int{"id": 42}
	case r.Method == http.MethodGet && r.URL.Path == notes:
		page, err := strconv.Atoi(r.FormValue("page"))
		if err != nil || r.FormValue("per_page") != "100" {
			l.t.Errorf("asked for %s", r.URL)
		}
		end, next := min(page*100, len(l.notes)), ""
		if end < len(l.notes) {
			next = strconv.Itoa(page + 1)
		}
		w.Header().Set("x-next-page", next)
		answer = append([]*note{}, l.notes[(page-1)*100:end]...)
	case r.Method == http.MethodPost && r.URL.Path == notes:
		l.add(1000+len(l.notes), 42, sent.Body)
	case r.Method == http.MethodPut:
		for _, n := range l.notes {
			if r.URL.Path == fmt.Sprintf("%s/%d", notes, n.ID) && n.Author.ID == 42 {
				n.Body = sent.Body
			}
		}
	default:
		l.t.Errorf("%s %s is not known", r.Method, r.URL)
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		l.t.Error(err)
	}
}

func (l *lab) add(id, author int, body string) {
	n := &note{ID: id, Body: body}
	n.Author.ID = author
	l.notes = append(l.notes, n)
}

// says fails where something else was asked of GitLab, beside reading.
func (l *lab) says(t *testing.T, want string) {
	t.Helper()
	if got := strings.Join(l.calls, "\n"); got != want {
		t.Errorf("asked of GitLab was %q, want %q", got, want)
	}
	l.calls = nil
}

// onGitLab is a merge request that changes a tree; main is where it comes from.
func onGitLab(t *testing.T) (*job, *lab) {
	j, _ := onMain(t, alice)
	l := &lab{t: t}
	server := httptest.NewServer(l)
	t.Cleanup(server.Close)
	j.git("init", "--quiet", "--bare", j.temp+"/origin")
	j.git("remote", "add", "origin", j.temp+"/origin")
	j.git("push", "--quiet", "origin", "main")
	j.env = map[string]string{
		"PATH": j.env["PATH"], "HOME": j.temp, "NO_PROXY": "127.0.0.1", "AWS_ENDPOINT_URL": j.iam, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
		"AWS_EC2_METADATA_DISABLED": "true", "GITLAB_CI": "true", "CI_PROJECT_DIR": j.dir, "CI_API_V4_URL": server.URL, "CI_PROJECT_ID": "1",
		"CI_MERGE_REQUEST_PROJECT_ID": "1", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "7",
		"CI_MERGE_REQUEST_DIFF_BASE_SHA": j.hub.tips["main"], "CI_COMMIT_BRANCH": "main", "TREE": "iam", "NOTE_TOKEN": token,
		"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
	}
	for _, name := range []string{"plan", "apply"} {
		j.file(".gitlab/iamsync/"+name, read(t, "../../examples/gitlab/"+name))
	}
	return j, l
}

// gitlab runs a job of the example.
func (j *job) gitlab(name string) (int, string) {
	j.t.Helper()
	jobs := map[string]struct{ Script []string }{}
	decoder := yaml.NewDecoder(strings.NewReader(read(j.t, "../../examples/gitlab/.gitlab-ci.yml")))
	var all map[string]yaml.Node
	if err := decoder.Decode(&all); err != nil {
		j.t.Fatal(err)
	}
	for key, node := range all {
		var job struct{ Script []string }
		if node.Decode(&job) == nil {
			jobs[key] = job
		}
	}
	if len(jobs[name].Script) == 0 {
		j.t.Fatalf("there is no job %s", name)
	}
	return j.bash(j.env, "-eo", "pipefail", "-c", "chmod +x .gitlab/iamsync/*; "+strings.Join(jobs[name].Script, "\n"))
}

// exits fails where a job of the example ends otherwise.
func (j *job) exits(name string, want int, says ...string) {
	j.t.Helper()
	code, log := j.gitlab(name)
	if code != want {
		j.t.Fatalf("%s ends with %d, want %d:\n%s", name, code, want, log)
	}
	has(j.t, log, says...)
	if strings.Contains(log, token) {
		j.t.Error("the token is in the log")
	}
}

func TestOneNoteIsKeptUpToDate(t *testing.T) {
	j, l := onGitLab(t)
	for i := range 150 {
		l.add(i+1, 8, "<!-- iamsync:111122223333:plan -->\nplanted")
	}
	j.exits("validate", 0)
	j.exits("plan", 0, "(drift)")
	l.says(t, "POST ")
	has(t, l.notes[150].Body, "<!-- iamsync:111122223333:plan -->\n", ": 1 change\n")
	j.exits("plan", 0)
	l.says(t, "")
	j.file("iam/iamsync.yaml", wrong)
	j.exits("plan", 4)
	l.says(t, "PUT /1150")
	has(t, l.notes[150].Body, "<!-- iamsync::plan -->\n", "There is no plan")
	has(t, read(t, j.dir+"/.iamsync/gl-code-quality.json"), `"check_name": "mistake"`)
	j.file("iam/iamsync.yaml", both)
	j.exits("plan", 0)
	l.says(t, "PUT /1150")
	if l.notes[0].Body != "<!-- iamsync:111122223333:plan -->\nplanted" {
		t.Errorf("the note of somebody else is %+v", l.notes[0])
	}
	l.fails = http.StatusForbidden
	j.exits("plan", 1, "the note could not be written (GET user: 403)")
	delete(j.env, "NOTE_TOKEN")
	j.exits("plan", 0, "no NOTE_TOKEN")
}

// Whose variable for the role is missing is not told that nothing changes; a fork has none.
func TestPlanWithoutARoleOnGitLab(t *testing.T) {
	j, l := onGitLab(t)
	delete(j.env, "AWS_ACCESS_KEY_ID")
	delete(j.env, "AWS_SECRET_ACCESS_KEY")
	j.exits("plan", 1, "there are no AWS credentials")
	has(t, l.notes[0].Body, "There is no plan")
	j.env["CI_MERGE_REQUEST_SOURCE_PROJECT_ID"] = "2"
	delete(j.env, "NOTE_TOKEN")
	j.exits("plan", 0, "no account was asked")
}

func TestApplyOnGitLab(t *testing.T) {
	j, _ := onGitLab(t)
	j.exits("drift", 2)
	j.exits("apply", 0, "Applied 1 call")
	has(t, read(t, j.dir+"/.iamsync/audit.jsonl"), "CreateUser")
	j.exits("drift", 0)
	j.git("commit", "--quiet", "--allow-empty", "--message=newer")
	j.git("push", "--quiet", "origin", "main")
	j.git("checkout", "--quiet", "HEAD^")
	j.exits("apply", 4, "this is not the tip of the branch")
	j.env["CI_COMMIT_BRANCH"] = "gone"
	j.exits("apply", 1, "the tip of the branch is not known")
}
