package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// treeWith is a tree that declares these, and prunes nothing.
func treeWith(resources ...spec.Resource) Tree {
	s := spec.NewState(spec.Account{ID: "111122223333", Partition: "aws"})
	s.Add(resources...)
	return Tree{Desired: s}
}

// resourcesOf returns on what a job may do an action, without the ARN's beginning.
func resourcesOf(t *testing.T, tree Tree, job Job, action string) []string {
	t.Helper()
	text, _ := tree.Permissions(job)
	var all []string
	for _, s := range policy.MustParse(text).Model().Statements {
		if slices.ContainsFunc(s.Action.List, func(w policy.Word) bool { return w.Text == "iam:"+action }) {
			for _, w := range s.Resource.List {
				all = append(all, strings.TrimPrefix(w.Text, "arn:aws:iam::111122223333:"))
			}
		}
	}
	return all
}

func TestPermissionsAreOnWhatTheTreeHas(t *testing.T) {
	alice, bob := spec.User{Name: "alice", Path: "/eng/"}, spec.User{Name: "bob", Path: "/"}
	pruning := treeWith(alice)
	pruning.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/"}, Include: []spec.Pattern{"user/app-*", "oidc-provider/*"}}
	dormant := pruning
	dormant.Guards.UnusedDays = 30
	absent := treeWith(alice)
	absent.Desired.Absent[spec.UserID("mallory")] = true
	renamed := treeWith(bob)
	renamed.Desired.Renamed[bob.ID()] = spec.UserID("robert")
	moving := treeWith(spec.User{Name: "alice", Path: "/finance/"}, spec.User{Name: "app-1", Path: "/finance/"})
	moving.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/", "/finance/"}, Include: []spec.Pattern{"user/app-*"}}
	moving.Desired.Renamed[spec.UserID("alice")] = spec.UserID("alicia")
	fixed, left := treeWith(spec.Role{Name: "web", Path: "/eng/"}, spec.Profile{Name: "web", Path: "/", Role: "web"}), spec.Role{Name: "web", Path: "/"}
	leaving := treeWith(left, spec.Profile{Name: "web", Path: "/", Role: "web"})
	leaving.Desired.Ignored[left.ID()] = []spec.Field{spec.FieldPath}
	ending := treeWith(alice)
	ending.Desired.Expires[alice.ID()], ending.Desired.Renamed[alice.ID()] = "2026-12-31", spec.UserID("alicia")
	others := treeWith(spec.Group{Name: "ops", Path: "/eng/"}, spec.ServerCertificate{Name: "www", Path: "/eng/"})
	locked := treeWith(alice)
	locked.Guards.Lock = true
	replaced := treeWith(spec.Role{Name: "web", Path: "/eng/"})
	replaced.Desired.Replaceable[spec.RoleID("web")] = true
	passing := treeWith(spec.Profile{Name: "web", Path: "/", Role: "theirs"}, spec.Profile{Name: "ours", Path: "/", Role: "ours"}, spec.Role{Name: "ours", Path: "/eng/"})
	for _, test := range []struct {
		name   string
		tree   Tree
		job    Job
		action string
		want   []string
	}{
		{"below a path, and in / by the name", treeWith(alice, bob), JobApply, "CreateUser", []string{"user/bob", "user/eng/*"}},
		{"a kind that is not declared", treeWith(alice), JobApply, "CreateGroup", nil},
		{"a move, from wherever", treeWith(alice), JobApply, "UpdateUser", []string{"user/*/alice", "user/alice", "user/eng/*"}},
		{"a move, where the scope refuses others", pruning, JobApply, "UpdateUser", []string{"user/eng/*"}},
		{"a rename", renamed, JobApply, "UpdateUser", []string{"user/*/bob", "user/*/robert", "user/bob", "user/robert"}},
		{"which comes before all else", renamed, JobApply, "TagUser", []string{"user/*/bob", "user/bob"}},
		{"what comes before a move is done where it was", treeWith(alice), JobApply, "PutUserPolicy", []string{"user/*/alice", "user/alice", "user/eng/*"}},
		{"and of a group", others, JobApply, "AddUserToGroup", []string{"group/*/ops", "group/eng/*", "group/ops"}},
		{"and of a certificate", others, JobApply, "TagServerCertificate", []string{"server-certificate/*/www", "server-certificate/eng/*", "server-certificate/www"}},
		{"a creation is not", treeWith(alice), JobApply, "CreateUser", []string{"user/eng/*"}},
		{"between paths that the scope owns", moving, JobApply, "TagUser", []string{"user/*/app-1", "user/app-1", "user/eng/*/alice", "user/eng/alice", "user/finance/*"}},
		{"with a rename", moving, JobApply, "UpdateUser", []string{"user/*/app-1", "user/alicia", "user/app-1", "user/eng/*/alice", "user/eng/*/alicia", "user/eng/alice", "user/eng/alicia", "user/finance/*"}},
		{"a role cannot be moved", fixed, JobApply, "TagRole", []string{"role/eng/*"}},
		{"but left where it lies", leaving, JobApply, "TagRole", []string{"role/*/web", "role/web"}},
		{"and passed there", leaving, JobApply, "PassRole", []string{"role/*/web", "role/web"}},
		{"which is no place to create one", leaving, JobApply, "CreateRole", []string{"role/web"}},
		{"what ends does so wherever it lies, even before it is renamed", ending, JobApply, "DeleteUser", []string{"user/*/alice", "user/*/alicia", "user/alice", "user/alicia", "user/eng/*"}},
		{"a user leaves any group", treeWith(alice), JobApply, "RemoveUserFromGroup", []string{"group/*"}},
		{"nothing is deleted", treeWith(alice), JobApply, "DeleteUser", nil},
		{"what is absent is deleted wherever it lies", absent, JobApply, "DeleteUser", []string{"user/*/mallory", "user/mallory"}},
		{"what it has goes with it", absent, JobApply, "DetachUserPolicy", []string{"user/*/alice", "user/*/mallory", "user/alice", "user/eng/*", "user/mallory"}},
		{"and is read before", absent, JobPlan, "ListAccessKeys", []string{"user/*/mallory", "user/mallory"}},
		{"prune, by path and by name", pruning, JobApply, "DeleteUser", []string{"user/*/app-*", "user/app-*", "user/eng/*"}},
		{"prune, of kinds that nobody declares", pruning, JobApply, "DeleteRole", []string{"role/eng/*"}},
		{"prune, of what has no path", pruning, JobApply, "DeleteOpenIDConnectProvider", []string{"oidc-provider/*"}},
		{"prune, of what has none and is not included", pruning, JobApply, "DeleteSAMLProvider", nil},
		{"devices of those who go", pruning, JobApply, "DeleteVirtualMFADevice", []string{"mfa/*"}},
		{"who was here last is not asked", pruning, JobPlan, "GetAccessKeyLastUsed", nil},
		{"but for a guard", dormant, JobPlan, "GetAccessKeyLastUsed", []string{"user/*/app-*", "user/app-*", "user/eng/*"}},
		{"what is replaced is looked for where it was", replaced, JobApply, "GetRole", []string{"role/*/web", "role/eng/*", "role/web"}},
		{"roles that are passed", passing, JobApply, "PassRole", []string{"role/*/theirs", "role/eng/*", "role/theirs"}},
		{"the lock of the account", locked, JobApply, "CreatePolicy", []string{"policy/iamsync/iamsync-lock"}},
		{"which plan does not take", locked, JobPlan, "CreatePolicy", nil},
		{"an account's own", treeWith(spec.Alias{Alias: "acme"}), JobApply, "CreateAccountAlias", []string{"*"}},
		{"plan changes nothing", treeWith(alice), JobPlan, "CreateUser", nil},
		{"plan does not look for lost answers", treeWith(alice), JobPlan, "GetUser", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, resourcesOf(t, test.tree, test.job, test.action)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.action, diff)
			}
		})
	}
}

// Where names do not fit, it is what the scope owns, before it is all of a kind.
func TestPermissionsStayInTheScope(t *testing.T) {
	var many []spec.Resource
	for i := range 200 {
		many = append(many, spec.User{Name: fmt.Sprintf("user-%d", i), Path: fmt.Sprintf("/eng/team-%d/", i%9)})
	}
	tree := treeWith(many...)
	tree.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/", "/finance/"}}
	if _, widened := tree.Permissions(JobApply); widened != nil {
		t.Errorf("%s: allowed on all of the account", widened)
	}
	if diff := cmp.Diff([]string{"user/eng/*", "user/finance/*"}, resourcesOf(t, tree, JobApply, "AttachUserPolicy")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := len(resourcesOf(t, tree, JobApply, "CreateUser")); got != 9 {
		t.Errorf("what fits was widened: creations below %d paths", got)
	}
}

// A managed policy has so many characters and no more, however much is declared.
func TestPermissionsAlwaysFit(t *testing.T) {
	var many []spec.Resource
	for i := range 200 {
		name := fmt.Sprintf("%060d", i)
		many = append(many, spec.User{Name: name, Path: "/"}, spec.Group{Name: name, Path: "/" + name + "/"}, spec.Role{Name: name, Path: "/"},
			spec.Policy{Name: name, Path: "/"}, spec.Profile{Name: name, Path: "/", Role: name}, spec.OIDCProvider{URL: name + ".example.com"},
			spec.SAMLProvider{Name: name}, spec.ServerCertificate{Name: name, Path: "/"})
	}
	tree := treeWith(append(many, spec.Alias{Alias: "acme"}, spec.PasswordPolicy{})...)
	tree.Scope = spec.Scope{Prune: true, Paths: []string{"/a/", "/b/"}}
	for _, r := range many {
		tree.Desired.Absent[spec.ID{Kind: r.ID().Kind, Name: "x" + r.ID().Name}] = true
		tree.Tagged = append(tree.Tagged, r.ID())
	}
	for _, kind := range []spec.Kind{spec.KindAlias, spec.KindPasswordPolicy} {
		tree.Desired.Absent[spec.ID{Kind: kind}] = true
	}
	tree.Named, tree.Guards.UnusedDays = true, 30
	for _, job := range []Job{JobPlan, JobApply} {
		text, widened := tree.Permissions(job)
		if size := policy.MustParse(text).Size(); size > policy.Managed.Quota() {
			t.Errorf("%s: %d characters", job, size)
		}
		if len(widened) == 0 {
			t.Errorf("%s: nothing is said to be widened", job)
		}
		again, _ := tree.Permissions(job)
		if text != again {
			t.Errorf("%s: two runs differ", job)
		}
	}
	text, _ := tree.Permissions(JobApply)
	for action := range Actions {
		if !strings.Contains(text, `"iam:`+string(action)+`"`) {
			t.Errorf("a tree of everything does not allow %s", action)
		}
	}
}
