package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/credentialtest"
	"iamsync/internal/fakeiam"
	"iamsync/internal/race"
	"iamsync/plan"
)

// What permissions apply prints of a tree is what a user needs who applies it, and all of
// it: with any one action taken out, an apply fails that needs it, and says which
// action it was, at which step, and what prints the permissions that are missing. Some
// actions are needed in an empty account, others where somebody has changed it since, or
// made what the tree prunes, or where answers are lost.
func TestEachPermissionIsNeeded(t *testing.T) {
	if race.Enabled {
		t.Skip("hundreds of applies, each one after the other")
	}
	offline(t)
	for _, tree := range trees(t) {
		t.Run(tree.name, func(t *testing.T) {
			actions := printed(t, tree.path)
			neededIn := map[string]scene{}
			for _, s := range tree.prepared(t) {
				for action := range s.play(t, actions, "") {
					if _, found := neededIn[action]; !found {
						neededIn[action] = s
					}
				}
			}
			for _, action := range sorted(actions) {
				s, needed := neededIn[action]
				if !needed {
					t.Errorf("nothing ever needs %s", action)
					continue
				}
				t.Run(s.name+"/"+action, func(t *testing.T) { s.play(t, actions, action) })
			}
		})
	}
}

// The trees of these tests have a use for every action.
func TestTreesNeedEveryAction(t *testing.T) {
	offline(t)
	known := map[plan.Action]bool{}
	for _, tree := range trees(t) {
		for action := range printed(t, tree.path) {
			known[plan.Action(strings.TrimPrefix(action, "iam:"))] = true
		}
	}
	for action := range plan.Actions {
		if !known[action] {
			t.Errorf("no tree here has a use for %s", action)
		}
	}
}

// They reach what lies elsewhere and is left there, and who ends without having been renamed.
func TestPermissionsOfWhatLiesElsewhere(t *testing.T) {
	offline(t)
	dir := t.TempDir()
	put(t, filepath.Join(dir, "iamsync.yaml"), leftTree)
	tree := permitted{name: "left", path: dir, before: beforeLeft, drifts: func(another) {}}
	tree.prepared(t)[0].play(t, printed(t, dir), "")
}

// The permissions of plan are enough for a plan of all that, and no call of it needs others.
func TestPermissionsOfPlan(t *testing.T) {
	offline(t)
	for _, tree := range trees(t) {
		var out bytes.Buffer
		if code := run([]string{"iamsync", "permissions", "plan", tree.path}, &terminal{out: &out, err: io.Discard}); code != exitDone {
			t.Fatal(code)
		}
		for _, s := range tree.prepared(t) {
			server := s.open(t, out.String())
			if code, said := onServer(server, "plan", "--max-deletes", "100", "--allow", "used-recently", tree.path); code != exitDone {
				t.Errorf("%s, %s: exit %d\n%s", tree.name, s.name, code, said)
			}
		}
	}
}

// printed are the actions that permissions apply prints, and on what.
func printed(t *testing.T, tree string) map[string][]string {
	t.Helper()
	var out bytes.Buffer
	if code := run([]string{"iamsync", "permissions", "apply", tree}, &terminal{out: &out, err: &out}); code != exitDone {
		t.Fatal(code, out.String())
	}
	var document struct {
		Statement []struct{ Action, Resource []string }
	}
	if err := json.Unmarshal(out.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	actions := map[string][]string{}
	for _, s := range document.Statement {
		for _, action := range s.Action {
			actions[action] = s.Resource
		}
	}
	return actions
}

func sorted(actions map[string][]string) []string {
	var names []string
	for name := range actions {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// without is the policy with one action taken out.
func without(actions map[string][]string, taken string) string {
	byResource := map[string][]string{}
	for _, action := range sorted(actions) {
		if action != taken {
			key := strings.Join(actions[action], `","`)
			byResource[key] = append(byResource[key], action)
		}
	}
	var statements []string
	for on, actions := range byResource {
		statements = append(statements, fmt.Sprintf(`{"Effect":"Allow","Action":["%s"],"Resource":["%s"]}`, strings.Join(actions, `","`), on))
	}
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

// scene is an account in which a tree is applied by a user ci.
type scene struct {
	tree  string
	name  string
	state string   // the account, as a file
	lost  []string // actions whose first answer does not arrive
}

// open makes the account, with ci allowed what the policy says, and nothing else.
func (s scene) open(t *testing.T, policy string, opts ...fakeiam.Option) *fakeiam.Server {
	t.Helper()
	server, err := fakeiam.Open(s.state, append(opts, fakeiam.WithEnforcement())...)
	if err != nil {
		t.Fatal(err)
	}
	root, ctx := rootOf(server), t.Context()
	p, err := root.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: aws.String("ci"), PolicyDocument: &policy})
	if err == nil {
		_, err = root.AttachUserPolicy(ctx, &iam.AttachUserPolicyInput{UserName: aws.String("ci"), PolicyArn: p.Policy.Arn})
	}
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// play applies the tree with one action taken out, which must fail, or with none,
// which must not. It returns what was asked for.
func (s scene) play(t *testing.T, actions map[string][]string, taken string) map[string]bool {
	t.Helper()
	var mu sync.Mutex
	made := map[string]bool{}
	server := s.open(t, without(actions, taken), fakeiam.WithObserver(func(c fakeiam.Call) {
		mu.Lock()
		defer mu.Unlock()
		for _, n := range c.Needs {
			made[n.Action] = true
		}
	}))
	clear(made)
	code, out := onServer(&losing{server, slices.Clone(s.lost)}, "apply", "--auto-approve", "--wait", "0s", "--max-deletes", "100", "--allow", "used-recently", s.tree)
	if taken == "" {
		if code != exitDone {
			t.Errorf("%s: exit %d\n%s", s.name, code, out)
		}
		return made
	}
	released := !strings.Contains(out, "the lock of the account was not released") // which is said, but no failure of what was applied
	if code != exitFailed && code != exitUnfinished && released {
		t.Errorf("exit %d\n%s", code, out)
	}
	denied := fmt.Sprintf("AccessDenied: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: %s on resource: ", taken)
	step := strings.TrimPrefix(taken, "iam:") + " "
	if isRead := strings.HasPrefix(step, "Get") || strings.HasPrefix(step, "List"); isRead {
		step = ""
	}
	for _, want := range []string{denied, step, "`iamsync permissions apply " + s.tree + "` prints what this job must be allowed"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	return made
}

// losing loses the first answer to some actions.
type losing struct {
	next *fakeiam.Server
	lost []string
}

var losingMu sync.Mutex

func (l *losing) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	resp, err := l.next.RoundTrip(r)
	losingMu.Lock()
	defer losingMu.Unlock()
	if at := slices.Index(l.lost, form.Get("Action")); at >= 0 && err == nil && resp.StatusCode == http.StatusOK {
		l.lost = slices.Delete(l.lost, at, at+1)
		return nil, io.ErrUnexpectedEOF
	}
	return resp, err
}

// rootOf speaks to a server as the account's root user.
func rootOf(server http.RoundTripper, options ...func(*iam.Options)) *iam.Client {
	return iam.New(iam.Options{
		Region: "us-east-1", BaseEndpoint: aws.String("http://iam.test"), HTTPClient: &http.Client{Transport: server},
		Credentials: credentials.NewStaticCredentialsProvider(fakeiam.RootKeyID, fakeiam.RootSecret, ""),
	}, options...)
}

// prepared are the scenes: an account where little is but ci, whose key is put into the
// environment, and those that become of it.
func (tree permitted) prepared(t *testing.T) []scene {
	t.Helper()
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name+".json") }
	server, err := fakeiam.Open(file("now"))
	if err != nil {
		t.Fatal(err)
	}
	save := func(name string) {
		t.Helper()
		if err := server.Save(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file("now"))
		if err != nil {
			t.Fatal(err)
		}
		put(t, file(name), string(text))
	}
	a := another{t, server}
	a.do("CreateUser", "UserName", "ci")
	key, err := rootOf(server).CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: aws.String("ci")})
	if err != nil {
		t.Fatal(err)
	}
	tree.before(a)
	save("empty")
	if code, out := onServer(server, "apply", "--auto-approve", tree.path); code != exitDone {
		t.Fatalf("exit %d\n%s", code, out)
	}
	tree.drifts(a)
	save("drifted")
	a.populates()
	save("populated")
	t.Setenv("AWS_ACCESS_KEY_ID", *key.AccessKey.AccessKeyId)
	t.Setenv("AWS_SECRET_ACCESS_KEY", *key.AccessKey.SecretAccessKey)
	return []scene{
		{tree: tree.path, name: "first", state: file("empty")},
		{tree: tree.path, name: "drifted", state: file("drifted")},
		{tree: tree.path, name: "populated", state: file("populated")},
		{tree: tree.path, name: "lost", state: file("empty"), lost: tree.lost},
	}
}

// another is somebody who changes the account by hand.
type another struct {
	*testing.T
	server *fakeiam.Server
}

func (a another) do(action string, params ...string) {
	a.Helper()
	form := url.Values{"Action": {action}, "Version": {"2010-05-08"}}
	for i := 0; i < len(params); i += 2 {
		form.Set(params[i], params[i+1])
	}
	r, err := http.NewRequestWithContext(a.Context(), http.MethodPost, "http://iam.test", strings.NewReader(form.Encode()))
	if err != nil {
		a.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=by/hand")
	resp, err := a.server.RoundTrip(r)
	if err != nil {
		a.Fatal(err)
	}
	defer resp.Body.Close()
	if said, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		a.Fatalf("%s: %s %v", action, said, err)
	}
}

func asJSON(action string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"` + action + `","Resource":"*"}]}`
}

// driftQuickstart changes what the quickstart declares, in every way that a file could.
func driftQuickstart(a another) {
	a.Helper()
	const own = "arn:aws:iam::111122223333:policy/acme/"
	other := asJSON("s3:Other")
	a.do("UpdateUser", "UserName", "erik", "NewPath", "/acme/x/")
	a.do("UpdateGroup", "GroupName", "finance", "NewPath", "/acme/x/")
	a.do("TagUser", "UserName", "alice", "Tags.member.1.Key", "team", "Tags.member.1.Value", "other", "Tags.member.2.Key", "more", "Tags.member.2.Value", "x")
	a.do("DeleteUserPermissionsBoundary", "UserName", "alice")
	a.do("PutUserPermissionsBoundary", "UserName", "dora", "PermissionsBoundary", own+"engineer-boundary")
	a.do("AttachUserPolicy", "UserName", "erik", "PolicyArn", own+"team-bucket")
	a.do("PutUserPolicy", "UserName", "erik", "PolicyName", "more", "PolicyDocument", other)
	a.do("AttachGroupPolicy", "GroupName", "finance", "PolicyArn", own+"team-bucket")
	a.do("PutGroupPolicy", "GroupName", "finance", "PolicyName", "more", "PolicyDocument", other)
	a.do("CreateGroup", "GroupName", "elsewhere", "Path", "/other/")
	a.do("AddUserToGroup", "GroupName", "elsewhere", "UserName", "erik")
	a.do("TagPolicy", "PolicyArn", own+"team-bucket", "Tags.member.1.Key", "owner", "Tags.member.1.Value", "other", "Tags.member.2.Key", "more", "Tags.member.2.Value", "x")
	a.do("CreatePolicyVersion", "PolicyArn", own+"engineer-boundary", "PolicyDocument", other, "SetAsDefault", "true")
	for n := range 4 {
		a.do("CreatePolicyVersion", "PolicyArn", own+"team-bucket", "PolicyDocument", asJSON(fmt.Sprintf("s3:Other%d", n)), "SetAsDefault", "true")
	}
	a.do("DeletePolicyVersion", "PolicyArn", own+"team-bucket", "VersionId", "v1")
	a.do("CreatePolicyVersion", "PolicyArn", own+"team-bucket", "PolicyDocument", asJSON("s3:Other9"), "SetAsDefault", "true")
}

// populates makes one of everything that the trees prune.
func (a another) populates() {
	a.Helper()
	other, path := asJSON("s3:Other"), "/acme/old/"
	a.do("CreatePolicy", "PolicyName", "old", "Path", path, "PolicyDocument", other)
	a.do("CreatePolicyVersion", "PolicyArn", "arn:aws:iam::111122223333:policy/acme/old/old", "PolicyDocument", asJSON("s3:More"))
	a.do("CreateGroup", "GroupName", "old", "Path", path)
	a.do("CreateUser", "UserName", "zoe", "Path", path)
	a.do("CreateRole", "RoleName", "old", "Path", path, "AssumeRolePolicyDocument",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)
	a.do("PutRolePolicy", "RoleName", "old", "PolicyName", "own", "PolicyDocument", other)
	a.do("AttachRolePolicy", "RoleName", "old", "PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess")
	a.do("CreateInstanceProfile", "InstanceProfileName", "old", "Path", path)
	a.do("AddRoleToInstanceProfile", "InstanceProfileName", "old", "RoleName", "old")
	body, key := credentialtest.Certificate()
	a.do("UploadServerCertificate", "ServerCertificateName", "old", "Path", path, "CertificateBody", body, "PrivateKey", key)
	a.do("CreateOpenIDConnectProvider", "Url", "https://old.example.com", "ThumbprintList.member.1", strings.Repeat("a", 40))
	a.do("CreateSAMLProvider", "Name", "old", "SAMLMetadataDocument", metadata(a.T))
	a.do("AddUserToGroup", "GroupName", "old", "UserName", "zoe")
	for kind, name := range map[string]string{"User": "zoe", "Group": "old"} {
		a.do("Put"+kind+"Policy", kind+"Name", name, "PolicyName", "own", "PolicyDocument", other)
		a.do("Attach"+kind+"Policy", kind+"Name", name, "PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess")
	}
	giveEverything(a.T, a.server, "zoe", true)
}
