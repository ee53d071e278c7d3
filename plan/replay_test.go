package plan_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
	"iamsync/spec/policy/eval"
)

// TestNoWindowOfAccess replays random orders that Needs allows and checks, after
// every single call, that nobody is allowed what neither the live nor the desired state
// allows (promise 3), or that a finding says so. Documents only allow.
func TestNoWindowOfAccess(t *testing.T) { testNoWindow(t, statetest.Pair) }

// TestNoWindowOfAccessWithDenies does the same with documents that deny or do both.
func TestNoWindowOfAccessWithDenies(t *testing.T) { testNoWindow(t, statetest.PairWithDenies) }

// TestNoWindowOfAccessUnlessFound does the same with all that documents can say.
func TestNoWindowOfAccessUnlessFound(t *testing.T) {
	testNoWindow(t, moving(statetest.Realistic{Users: 3, Groups: 2, Policies: 3, Often: 30}))
}

// moving draws states between which some of the policies are replaced.
func moving(r statetest.Realistic) func(*rapid.T) (live, desired spec.State) {
	return func(t *rapid.T) (live, desired spec.State) {
		live, desired = r.Pair(t)
		if rapid.Bool().Draw(t, "moving") {
			statetest.Replace(t, live, desired)
		}
		return live, desired
	}
}

func testNoWindow(t *testing.T, draw func(*rapid.T) (live, desired spec.State)) {
	users, named := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		live, desired := draw(t)
		renames := statetest.Rename(t, live, desired)
		p := planBetween(t, live, desired)
		ends, excused := [2]holders{held(live).as(renames), held(desired)}, transient(p)
		users, named = users+len(ends[1]), named+len(excused)
		state, now := live.Clone(), ends[0]
		for _, step := range drawOrder(t, p) {
			before := now
			replay(t, state, step)
			now = held(state).as(renames)
			for id, h := range now {
				if reflect.DeepEqual(h, before[id]) {
					continue
				}
				r, more := exceeds(h, ends[0][id], ends[1][id])
				if more && !excused[id] {
					t.Fatalf("after %s %s, %s may %+v, which neither state allows\nlive %s\ndesired %s\nbetween %s\n%s",
						step.ID, step.Action, id, r, holdings(live, id), holdings(desired, id), holdings(state, id), describe(p))
				}
			}
		}
		for id, h := range now {
			if r, more := exceeds(h, ends[1][id]); more {
				t.Fatalf("at the end, %s may %+v, which was not wanted", id, r)
			}
		}
	})
	t.Logf("%d users, %d of them with transient access", users, named)
}

// TestNoWindowOfAccessByReplacement does the same with roles, and where some of what IAM
// cannot move has another path.
func TestNoWindowOfAccessByReplacement(t *testing.T) {
	testNoWindow(t, func(t *rapid.T) (live, desired spec.State) {
		live, desired = statetest.PairWithDenies(t)
		statetest.AddRolesWithDenies(t, live, desired)
		statetest.Replace(t, live, desired)
		return live, desired
	})
}

// TestTransientAccessIsExact looks at every state that Needs allows: where there is a
// window the plan says so, and where the plan says so there is one.
func TestTransientAccessIsExact(t *testing.T) {
	windows, quiet := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		live, desired := moving(statetest.Realistic{Users: 1, Groups: 1, Policies: 2, Often: 36})(t)
		p := planBetween(t, live, desired)
		if len(p.Steps) > 11 {
			return
		}
		id := spec.UserID("al")
		named := transient(p)[id]
		before, after := held(live)[id], held(desired)[id]
		open := false
		for _, state := range allStates(t, p, live) {
			h, exists := held(state)[id]
			r, more := exceeds(h, before, after)
			open = open || exists && more
			if more && !named {
				t.Fatalf("it may %+v, and is not named\nlive %s\ndesired %s\nbetween %s\n%s", r, holdings(live, id), holdings(desired, id), holdings(state, id), describe(p))
			}
		}
		switch {
		case open:
			windows++
		case named && !usesAWS(live, desired): // what AWS's documents say, the planner does not know
			t.Fatalf("it is named, and there is no window\nlive %s\ndesired %s\n%s", holdings(live, id), holdings(desired, id), describe(p))
		default:
			quiet++
		}
	})
	t.Logf("%d windows, %d plans without", windows, quiet)
}

// allStates returns the states that apply can pass through, with those of no other
// sequence of the same steps.
func allStates(t *rapid.T, p plan.Plan, live spec.State) []spec.State {
	var all []spec.State
	seen := map[string]bool{}
	var visit func(state spec.State, done map[string]bool)
	visit = func(state spec.State, done map[string]bool) {
		key := strings.Join(slices.Sorted(maps.Keys(done)), " ")
		if seen[key] {
			return
		}
		seen[key] = true
		all = append(all, state)
		for _, step := range p.Steps {
			if done[step.ID] || !ready(p, step.Needs, done) {
				continue
			}
			next, more := state.Clone(), maps.Clone(done)
			replay(t, next, step)
			more[step.ID] = true
			visit(next, more)
		}
	}
	visit(live, map[string]bool{})
	return all
}

// ready reports whether all that a step needs is done, barriers looked through.
func ready(p plan.Plan, needs []string, done map[string]bool) bool {
	return !slices.ContainsFunc(needs, func(n string) bool {
		for _, b := range p.Barriers {
			if b.ID == n {
				return !ready(p, b.Needs, done)
			}
		}
		return !done[n]
	})
}

func usesAWS(states ...spec.State) bool {
	return slices.ContainsFunc(states, func(s spec.State) bool {
		return slices.ContainsFunc(slices.Collect(maps.Values(s.Resources)), func(r spec.Resource) bool {
			a, attaches := r.(spec.Attachment)
			u, bounded := r.(spec.User)
			return attaches && strings.Contains(a.PolicyARN, ":aws:policy/") || bounded && strings.Contains(u.Boundary, ":aws:policy/")
		})
	})
}

// planBetween plans for everything, without guards. Quotas may be as tight as the two
// states allow.
func planBetween(t *rapid.T, live, desired spec.State) plan.Plan {
	in := plan.Input{Desired: desired, Live: live, Scope: everything, Guards: spec.Guards{MaxDeletes: spec.Limit{N: 1000}}, Allow: []string{"empty-spec"}}
	if rapid.Bool().Draw(t, "tight") {
		in.Quotas = tightQuotas([]spec.State{live, desired})
	}
	p := plan.Build(in)
	if len(p.Refused) > 0 {
		t.Fatalf("refused: %v", p.Refused)
	}
	return p
}

// transient returns whom a plan names for transient access.
func transient(p plan.Plan) map[spec.ID]bool {
	named := map[spec.ID]bool{}
	for _, f := range p.Findings {
		for _, id := range f.About {
			named[id] = f.Code == "transient-access"
		}
	}
	return named
}

var everything = spec.Scope{Prune: true, Paths: []string{"/"}, Include: []spec.Pattern{"oidc-provider/*", "saml-provider/*"}}

// drawOrder draws an order of the steps that Needs allows.
func drawOrder(t *rapid.T, p plan.Plan) []plan.Step {
	done := map[string]bool{}
	left := slices.Clone(p.Steps)
	var order []plan.Step
	for len(left) > 0 {
		var able []int
		for i, s := range left {
			if ready(p, s.Needs, done) {
				able = append(able, i)
			}
		}
		if len(able) == 0 {
			t.Fatalf("nothing can go on: %v", left)
		}
		i := rapid.SampledFrom(able).Draw(t, "next")
		order = append(order, left[i])
		done[left[i].ID] = true
		left = slices.Delete(left, i, i+1)
	}
	return order
}

// replay does to the state what IAM would do, from the parameters alone.
func replay(t *rapid.T, s spec.State, step plan.Step) {
	text := func(name string) string { v, _ := step.Params[name].(string); return v }
	principal := spec.UserID(text("UserName"))
	if text("UserName") == "" {
		principal = spec.GroupID(text("GroupName"))
	}
	if text("RoleName") != "" {
		principal = spec.RoleID(text("RoleName"))
	}
	if strings.HasSuffix(string(step.Action), "InstanceProfile") {
		replayProfile(t, s, step.Action, text)
		return
	}
	switch action := string(step.Action); {
	case action == "CreateUser":
		s.Add(spec.User{Name: text("UserName"), Path: text("Path"), Boundary: text("PermissionsBoundary"), Tags: tagged(nil, step)})
	case action == "UpdateUser" || action == "UpdateGroup":
		move(t, s, principal, text("NewUserName")+text("NewGroupName"), text("NewPath"))
	case action == "TagUser" || action == "UntagUser":
		u := s.Resources[principal].(spec.User)
		u.Tags = tagged(u.Tags, step)
		s.Add(u)
	case action == "CreateRole":
		r := spec.Role{Name: text("RoleName"), Path: text("Path"), Boundary: text("PermissionsBoundary"), Tags: tagged(nil, step)}
		s.Add(trusting(s, r, text("AssumeRolePolicyDocument")))
	case action == "UpdateAssumeRolePolicy":
		s.Add(trusting(s, s.Resources[principal].(spec.Role), text("PolicyDocument")))
	case action == "TagRole" || action == "UntagRole":
		r := s.Resources[principal].(spec.Role)
		r.Tags = tagged(r.Tags, step)
		s.Add(r)
	case action == "CreateGroup":
		s.Add(spec.Group{Name: text("GroupName"), Path: text("Path")})
	case action == "CreatePolicy":
		arn := statetest.Account.PolicyARN(text("Path"), text("PolicyName"))
		s.Add(spec.Policy{Name: text("PolicyName"), Path: text("Path"), ARN: arn, Document: policy.MustParse(text("PolicyDocument"))})
	case action == "CreatePolicyVersion":
		arn, _ := spec.ParsePolicyARN(text("PolicyArn"))
		p := s.Resources[spec.PolicyID(arn.Name)].(spec.Policy)
		p.Document = policy.MustParse(text("PolicyDocument"))
		s.Add(p)
	case action == "SetDefaultPolicyVersion":
		arn, _ := spec.ParsePolicyARN(text("PolicyArn"))
		p := s.Resources[spec.PolicyID(arn.Name)].(spec.Policy)
		for _, v := range s.Facts[p.ID()].Versions {
			if v.ID == text("VersionId") {
				p.Document = v.Document
			}
		}
		s.Add(p)
	case action == "DeletePolicyVersion":
	case action == "PutRolePermissionsBoundary" || action == "DeleteRolePermissionsBoundary":
		r := s.Resources[principal].(spec.Role)
		r.Boundary = text("PermissionsBoundary")
		s.Add(r)
	case action == "PutUserPermissionsBoundary" || action == "DeleteUserPermissionsBoundary":
		u := s.Resources[principal].(spec.User)
		u.Boundary = text("PermissionsBoundary")
		s.Add(u)
	case strings.HasPrefix(action, "Attach"):
		s.Add(spec.Attachment{Principal: principal, PolicyARN: text("PolicyArn")})
	case strings.HasPrefix(action, "Detach"):
		delete(s.Resources, spec.AttachmentID(principal, text("PolicyArn")))
	case action == "PutUserPolicy" || action == "PutGroupPolicy" || action == "PutRolePolicy":
		s.Add(spec.Inline{Principal: principal, Name: text("PolicyName"), Document: policy.MustParse(text("PolicyDocument"))})
	case action == "DeleteUserPolicy" || action == "DeleteGroupPolicy" || action == "DeleteRolePolicy":
		delete(s.Resources, spec.InlineID(principal, text("PolicyName")))
	case action == "AddUserToGroup":
		s.Add(spec.Membership{User: text("UserName"), Group: text("GroupName")})
	case action == "RemoveUserFromGroup":
		delete(s.Resources, spec.MembershipID(text("UserName"), text("GroupName")))
	case action == "DeleteUser" || action == "DeleteGroup" || action == "DeleteRole":
		remove(t, s, principal)
	case action == "DeletePolicy":
		arn, _ := spec.ParsePolicyARN(text("PolicyArn"))
		remove(t, s, spec.PolicyID(arn.Name))
	}
	for id, r := range s.Resources {
		for _, ref := range r.Refs() {
			if _, found := s.Resources[ref.ID]; !found && ref.Holds {
				t.Fatalf("after %s %v, %s refers to %s, which is not there", step.Action, step.Params, id, ref.ID)
			}
		}
	}
}

// replayProfile does what IAM would do to instance profiles.
func replayProfile(t *rapid.T, s spec.State, action plan.Action, text func(string) string) {
	id := spec.ProfileID(text("InstanceProfileName"))
	p, there := s.Resources[id].(spec.Profile)
	if there == (action == plan.CreateInstanceProfile) {
		t.Fatalf("%s of %s", action, id)
	}
	switch action {
	case plan.CreateInstanceProfile:
		p = spec.Profile{Name: id.Name, Path: text("Path")}
	case plan.AddRoleToInstanceProfile:
		p.Role = text("RoleName")
	case plan.RemoveRoleFromInstanceProfile:
		p.Role = ""
	case plan.DeleteInstanceProfile:
		remove(t, s, id)
		return
	}
	s.Add(p)
}

// trusting returns the role with a trust policy, whose principals must be there.
func trusting(s spec.State, r spec.Role, document string) spec.Role {
	r.Trust = policy.MustParse(document)
	r.Trusted = s.Account.Principals(r.Trust)
	return r
}

// move gives a user or group another name or path, or both; "" leaves it as it is.
func move(t *rapid.T, s spec.State, id spec.ID, name, path string) {
	if u, is := s.Resources[id].(spec.User); is && path != "" {
		u.Path = path
		s.Add(u)
	}
	to := spec.ID{Kind: id.Kind, Name: name}
	switch {
	case name == "":
		return
	case s.Resources[id] == nil || s.Resources[to] != nil:
		t.Fatalf("%s cannot become %s", id, to)
	}
	renamed := s.Rename(spec.Renames{id: to})
	clear(s.Resources)
	maps.Copy(s.Resources, renamed.Resources)
}

// tagged returns the tags of a user after a step. Keys do not differ by their case.
func tagged(tags map[string]string, step plan.Step) map[string]string {
	now := map[string]string{}
	maps.Copy(now, tags)
	list, _ := step.Params["Tags"].([]plan.Tag)
	keys, _ := step.Params["TagKeys"].([]string)
	for _, tag := range list {
		keys = append(keys, tag.Key)
	}
	maps.DeleteFunc(now, func(key, _ string) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, key) })
	})
	for _, tag := range list {
		now[tag.Key] = tag.Value
	}
	return now
}

// remove deletes an entity, unless it is held: IAM would answer DeleteConflict.
func remove(t *rapid.T, s spec.State, id spec.ID) {
	delete(s.Resources, id)
	if slices.ContainsFunc(slices.Collect(maps.Values(s.Resources)), func(r spec.Resource) bool {
		return slices.ContainsFunc(r.Refs(), func(ref spec.Ref) bool { return ref.ID == id && ref.Holds })
	}) {
		t.Fatalf("%s is deleted while it is held", id)
	}
}

// holders are what the users of a state hold. They are found by another way than the
// planner's.
type holders map[spec.ID]eval.Holder

// as returns the holders under the names that they have at last; what they hold, and as
// whom, stays as it is.
func (h holders) as(renames spec.Renames) holders {
	all := make(holders, len(h))
	for id, one := range h {
		if to, renamed := renames[id]; renamed {
			id = to
		}
		all[id] = one
	}
	return all
}

func held(s spec.State) holders {
	policies := map[spec.ID][]*eval.Policy{}
	groups := map[spec.ID][]spec.ID{}
	for _, id := range s.IDs() {
		switch r := s.Resources[id].(type) {
		case spec.Inline:
			policies[r.Principal] = append(policies[r.Principal], compiler.Compile(r.Document))
		case spec.Attachment:
			policies[r.Principal] = append(policies[r.Principal], managed(s, r.PolicyARN))
		case spec.Membership:
			groups[spec.UserID(r.User)] = append(groups[spec.UserID(r.User)], spec.GroupID(r.Group))
		}
	}
	all := holders{}
	for id, r := range s.Resources {
		h, boundary, is := caller(s, r)
		if !is {
			continue
		}
		for _, owner := range append([]spec.ID{id}, groups[id]...) {
			h.Identity = append(h.Identity, policies[owner]...)
		}
		if boundary != "" {
			h.Boundary = managed(s, boundary)
		}
		all[id] = h
	}
	return all
}

// caller returns a user or role without what it holds.
func caller(s spec.State, r spec.Resource) (h eval.Holder, boundary string, is bool) {
	var tags map[string]string
	switch r := r.(type) {
	case spec.User:
		tags, boundary = r.Tags, r.Boundary
	case spec.Role:
		tags, boundary = r.Tags, r.Boundary
	default:
		return eval.Holder{}, "", false
	}
	if tags == nil {
		tags = map[string]string{}
	}
	return eval.Holder{Principal: eval.Principal{Name: s.ARN(r.ID()), Tags: tags}}, boundary, true
}

// compiler knows the documents of all states.
var compiler = eval.NewCompiler()

func managed(s spec.State, arn string) *eval.Policy {
	if d, isAWS := statetest.AWSDocuments[arn]; isAWS {
		return compiler.Compile(d)
	}
	name, err := spec.ParsePolicyARN(arn)
	if err != nil {
		panic(err)
	}
	return compiler.Compile(s.Resources[spec.PolicyID(name.Name)].(spec.Policy).Document)
}

var requests = statetest.Requests()

// exceeds returns what a holder may do and none of the others.
func exceeds(h eval.Holder, others ...eval.Holder) (eval.Request, bool) {
	for _, o := range others {
		if reflect.DeepEqual(h, o) {
			return eval.Request{}, false
		}
	}
	return h.Exceeds(requests, others...)
}

// holdings lists the paths by which a user is allowed something.
func holdings(s spec.State, user spec.ID) string {
	var b strings.Builder
	owners := map[spec.ID]bool{user: true}
	for _, r := range s.Resources {
		if m, is := r.(spec.Membership); is && m.Owner() == user {
			owners[spec.GroupID(m.Group)] = true
		}
	}
	for _, id := range s.IDs() {
		if r := s.Resources[id]; owners[r.Owner()] {
			fmt.Fprintf(&b, "\n  %s", id)
			switch r := r.(type) {
			case spec.Inline:
				fmt.Fprintf(&b, " %s", r.Document)
			case spec.User:
				fmt.Fprintf(&b, " under %s with %v", r.Path, r.Tags)
				if r.Boundary != "" {
					fmt.Fprintf(&b, " within %s", managed(s, r.Boundary).Document)
				}
			case spec.Attachment:
				fmt.Fprintf(&b, " %s", managed(s, r.PolicyARN).Document)
			}
		}
	}
	return b.String()
}

func describe(p plan.Plan) string {
	var b strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%s %s %v needs %v\n", s.ID, s.Action, s.Params, s.Needs)
	}
	fmt.Fprintf(&b, "%v\n%v", p.Barriers, p.Findings)
	return b.String()
}
