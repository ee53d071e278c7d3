package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// load loads a tree that is written as a txtar archive, with a root file added
// where it has none, and resolves it.
func load(t *testing.T, archive string) (*Spec, State) {
	t.Helper()
	t.Chdir(t.TempDir())
	if !strings.Contains(archive, "-- iamsync.yaml --") {
		write(t, "iamsync.yaml", plainRoot)
	}
	for _, file := range txtar.Parse([]byte(archive)).Files {
		write(t, file.Name, string(file.Data))
	}
	s, err := Load(".")
	if err != nil {
		t.Fatal(err)
	}
	names := testNames
	names.Account.ID = s.Account
	state, err := s.Resolve(names)
	if err != nil {
		t.Fatal(err)
	}
	return s, state
}

// get returns a resource of the state.
func get[T Resource](t *testing.T, state State, id ID) T {
	t.Helper()
	r, ok := state.Resources[id].(T)
	if !ok {
		t.Fatalf("%s is not in the state, or of another kind: %v", id, state.IDs())
	}
	return r
}

const everything = `
-- iamsync.yaml --
version: 1
account: "111122223333"
vars: {bucket: acme-teams}
scope:
  prune: true
  paths: [/eng/]
  include: ["user/app-*"]
  ignore: [user/break-glass]
guards:
  max_deletes: 20%
  max_detaches: 0
  protect: ["role/ci-*", group/admins]
  appliers: [role/ci-apply, user/robot]
  min_admins: 2
  unused_days: "30"
  allow: [protect]
-- sub/dir/policies.yml --
policies:
  team:
    path: /eng/
    description: The bucket of $(bucket)
    tags: {owner: "$(account)"}
    document:
      Version: "2012-10-17"
      Statement: {Effect: Allow, Action: "s3:*", Resource: "arn:$(partition):s3:::$(bucket)/${aws:username}"}
  bound:
    path: /eng/
    document: {file: ../bound.json}
-- sub/bound.json --
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::$(account):*"}}
-- groups.yaml --
groups:
  dev:
    path: /eng/
    policies: [Billing, team]
    members: [app-1, {name: alice}]
  ops: {path: /eng/, inline: {x: {file: x.yaml}}}
-- x.yaml --
Version: 2012-10-17
Statement: [{Effect: Deny, Action: ["iam:*"], Resource: "*"}]
-- users.yaml --
users:
  alice:
    path: /eng/
    tags: {team: payments, on-call: yes, cost: 0123}
    boundary: bound
    groups: [dev, ops]
    policies: ["arn:aws:iam::111122223333:policy/by-hand", "arn:$(partition):iam::aws:policy/ReadOnlyAccess"]
  app-1: {boundary: none}
  bob: {path: /eng/}
`

func TestLoadKnowsTheSpec(t *testing.T) {
	s, _ := load(t, everything)
	got := Spec{Root: s.Root, Account: s.Account, Scope: s.Scope, Guards: s.Guards, Files: s.Files}
	want := Spec{
		Root: "iamsync.yaml", Account: "111122223333",
		Guards: Guards{
			MaxDeletes: Limit{N: 20, Percent: true}, MaxDetaches: &Limit{}, Protect: []Pattern{"role/ci-*", "group/admins"},
			Appliers: []ID{RoleID("ci-apply"), UserID("robot")}, MinAdmins: 2, UnusedDays: 30, Allow: []string{"protect"},
		},
		Scope: Scope{Prune: true, Paths: []string{"/eng/"}, Include: []Pattern{"user/app-*"}, Ignore: []Pattern{"user/break-glass"}},
		Files: []string{"groups.yaml", "iamsync.yaml", "sub/bound.json", "sub/dir/policies.yml", "users.yaml", "x.yaml"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Position{}), cmp.FilterPath(func(p cmp.Path) bool {
		name := p.Last().String()
		return name == ".objects" || name == ".vars" || name == ".catalogue" || name == ".accountAt" || name == ".settings"
	}, cmp.Ignore())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !s.NeedsCatalogue() || s.Len() != 7 {
		t.Errorf("NeedsCatalogue is %v, Len %d", s.NeedsCatalogue(), s.Len())
	}
	if diff := cmp.Diff([]ID{PolicyID("team")}, s.Tagged()); diff != "" {
		t.Error(diff)
	}
}

func TestResolveFlattens(t *testing.T) {
	_, state := load(t, everything)
	var ids []string
	for _, id := range state.IDs() {
		ids = append(ids, id.String())
	}
	want := []string{
		"attachment/group:dev:arn:aws:iam::111122223333:policy/eng/team",
		"attachment/group:dev:arn:aws:iam::aws:policy/job-function/Billing",
		"attachment/user:alice:arn:aws:iam::111122223333:policy/by-hand",
		"attachment/user:alice:arn:aws:iam::aws:policy/ReadOnlyAccess",
		"group/dev", "group/ops",
		"inline/group:ops:x",
		"membership/alice:dev", "membership/alice:ops", "membership/app-1:dev",
		"policy/bound", "policy/team",
		"user/alice", "user/app-1", "user/bob",
	}
	if diff := cmp.Diff(want, ids); diff != "" {
		t.Errorf("IDs (-want +got):\n%s", diff)
	}
	if state.Account != testNames.Account {
		t.Errorf("the account is %v", state.Account)
	}
}

func TestResolveFillsFields(t *testing.T) {
	_, state := load(t, everything)
	user := User{Name: "alice", Path: "/eng/", Boundary: "arn:aws:iam::111122223333:policy/eng/bound",
		Tags: map[string]string{"team": "payments", "on-call": "yes", "cost": "0123"}}
	if diff := cmp.Diff(user, get[User](t, state, UserID("alice"))); diff != "" {
		t.Errorf("alice (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(User{Name: "app-1", Path: "/"}, get[User](t, state, UserID("app-1"))); diff != "" {
		t.Errorf("app-1 (-want +got):\n%s", diff)
	}
	p := get[Policy](t, state, PolicyID("team"))
	want := Policy{Name: "team", Path: "/eng/", ARN: "arn:aws:iam::111122223333:policy/eng/team", Description: "The bucket of acme-teams",
		Tags: map[string]string{"owner": "111122223333"}, Document: p.Document}
	if diff := cmp.Diff(want, p, cmp.Comparer(func(a, b Policy) bool { return a.Document == b.Document })); diff != "" {
		t.Errorf("team (-want +got):\n%s", diff)
	}
	if got := p.Document.JSON(); !strings.Contains(got, `"arn:aws:s3:::acme-teams/${aws:username}"`) {
		t.Errorf("the document is %s", got)
	}
	if got := get[Policy](t, state, PolicyID("bound")).Document.JSON(); !strings.Contains(got, `"arn:aws:iam::111122223333:*"`) {
		t.Errorf("the document of the file is %s", got)
	}
	if got := get[Inline](t, state, InlineID(GroupID("ops"), "x")); !got.Document.Denies() {
		t.Errorf("the inline policy is %s", got.Document)
	}
}

func TestResolveSaysWhereAndWhatIsUnsaid(t *testing.T) {
	_, state := load(t, everything)
	places := map[ID]string{
		UserID("alice"):              "users.yaml:2:3",
		GroupID("dev"):               "groups.yaml:2:3",
		PolicyID("team"):             "sub/dir/policies.yml:2:3",
		MembershipID("alice", "ops"): "users.yaml:6:19",
		MembershipID("app-1", "dev"): "groups.yaml:5:15",
		AttachmentID(GroupID("dev"), "arn:aws:iam::aws:policy/job-function/Billing"): "groups.yaml:4:16",
		InlineID(GroupID("ops"), "x"): "groups.yaml:6:31",
	}
	for id, want := range places {
		if got := state.At[id].String(); got != want {
			t.Errorf("%s is at %s, want %s", id, got, want)
		}
	}
	if len(state.At) != len(state.Resources) {
		t.Errorf("%d places for %d resources", len(state.At), len(state.Resources))
	}
	want := map[ID][]Field{
		PolicyID("bound"): {FieldTags, FieldDescription},
		GroupID("ops"):    {FieldMembers},
		UserID("bob"):     {FieldBoundary},
	}
	if diff := cmp.Diff(want, state.Unsaid); diff != "" {
		t.Errorf("unsaid (-want +got):\n%s", diff)
	}
}

func TestWrittenEmptyIsNotUnsaid(t *testing.T) {
	s, state := load(t, `
-- a.yaml --
groups:
  dev: {members: []}
policies:
  p: {tags: {}, description: "", document: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "*", Resource: "*"}}}
`)
	if len(state.Unsaid) != 0 || len(s.Tagged()) != 1 {
		t.Errorf("unsaid: %v, tagged: %v", state.Unsaid, s.Tagged())
	}
	if tags := get[Policy](t, state, PolicyID("p")).Tags; tags != nil {
		t.Errorf("no tags are %#v", tags)
	}
}

func TestNeedsCatalogue(t *testing.T) {
	tests := []struct {
		name, user string
		want       bool
	}{
		{"nothing", `{}`, false},
		{"an ARN of the account", `{policies: ["arn:aws:iam::111122223333:policy/by-hand"], boundary: none}`, false},
		{"a bare name", `{policies: [ReadOnlyAccess]}`, true},
		{"a boundary", `{boundary: ReadOnlyAccess}`, true},
		{"an ARN of AWS", `{policies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}`, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if s, _ := load(t, "-- a.yaml --\nusers:\n  a: "+test.user+"\n"); s.NeedsCatalogue() != test.want {
				t.Errorf("it is %v", s.NeedsCatalogue())
			}
		})
	}
}

func TestScalarsAreTakenAsWritten(t *testing.T) {
	_, state := load(t, `
-- iamsync.yaml --
version: 1
account: 012345670123
-- a.yaml --
users:
  123: {tags: {a: 0o17, b: 1e3, c: true, d: 2026-12-31, e: "null", 7: 007}}
  yes: {groups: [null_group, 0x1F]}
groups: {null_group: {}, 0x1F: {}}
`[1:])
	want := map[string]string{"a": "0o17", "b": "1e3", "c": "true", "d": "2026-12-31", "e": "null", "7": "007"}
	if diff := cmp.Diff(want, get[User](t, state, UserID("123")).Tags); diff != "" {
		t.Error(diff)
	}
	get[Membership](t, state, MembershipID("yes", "0x1F"))
	if state.Account.ID != "012345670123" {
		t.Errorf("the account is %s", state.Account.ID)
	}
}

func TestMembershipOnBothEndsIsOne(t *testing.T) {
	_, state := load(t, `
-- a.yaml --
groups: {dev: {members: [alice]}}
users: {alice: {groups: [dev]}}
`)
	if len(state.Resources) != 3 {
		t.Errorf("the state holds %v", state.IDs())
	}
}

func TestAnchorsMayBeUsed(t *testing.T) {
	_, state := load(t, `
-- a.yaml --
users:
  alice: &engineer {path: /eng/, policies: &p [ReadOnlyAccess]}
  bob: *engineer
  carol: {policies: *p}
`)
	if len(state.Resources) != 6 || get[User](t, state, UserID("bob")).Path != "/eng/" {
		t.Errorf("the state holds %v", state.Resources)
	}
}

// A byte order mark, foreign line ends, a leading ---, an empty file: editors
// write them, and nobody sees them.
func TestWhatEditorsLeave(t *testing.T) {
	_, state := load(t, "-- bom.yaml --\n\ufeffusers:\n  alice: {}\n-- crlf.yaml --\nusers:\r\n  bob:\r\n    path: /eng/\r\n"+
		"-- dashes.yaml --\n---\nusers: {carol: {}}\n...\n-- empty.yaml --\n-- comment.yaml --\n# nothing yet\n-- p.json --\n\ufeff{\"Statement\": []}\n-- .iamsyncignore --\np.json\r\n")
	if len(state.Resources) != 3 || get[User](t, state, UserID("bob")).Path != "/eng/" || state.At[UserID("alice")].String() != "bom.yaml:2:3" {
		t.Errorf("the state holds %v at %v", state.Resources, state.At)
	}
}
