package plan_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// TestNoWindowOfAccess replays random orders that Needs allows and checks, after
// every single call, that nobody is allowed an action that neither the live nor
// the desired state allows (promise 3).
func TestNoWindowOfAccess(t *testing.T) { testNoWindow(t, statetest.Pair) }

// TestNoWindowOfAccessWithDenies does the same with statements that deny. What
// no order can keep safe must be a finding, and few plans may have one.
func TestNoWindowOfAccessWithDenies(t *testing.T) { testNoWindow(t, statetest.PairWithDenies) }

func testNoWindow(t *testing.T, draw func(*rapid.T) (live, desired spec.State)) {
	plans, flagged := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		live, desired := draw(t)
		p := plan.Build(plan.Input{Desired: desired, Live: live, Scope: everything, MaxDeletes: spec.Limit{N: 1000}, Allow: []string{"empty-spec"}})
		if len(p.Refused) > 0 {
			t.Fatalf("refused: %v", p.Refused)
		}
		plans++
		excused := map[string]bool{}
		for _, f := range p.Findings {
			if f.Code == "transient-access" {
				flagged++
				excused[strings.Fields(f.Message)[4]] = true // "while this is applied, user/x may …"
			}
		}
		old, now := access(live), access(desired)
		state := live.Clone()
		for _, step := range drawOrder(t, p) {
			replay(t, state, step)
			for user, allowed := range access(state) {
				for action := range allowed {
					if !old[user][action] && !now[user][action] && !excused["user/"+user] {
						t.Fatalf("after %s %s, %s may %s, which neither state allows\nlive %s\ndesired %s\nbetween %s\n%s",
							step.ID, step.Action, user, action, holdings(live, user), holdings(desired, user), holdings(state, user), describe(p))
					}
				}
			}
		}
		if got, want := access(state), now; !equalAccess(got, want) {
			t.Fatalf("access at the end is %v, want %v", got, want)
		}
	})
	t.Logf("%d plans, %d findings of transient access", plans, flagged)
}

var everything = spec.Scope{Prune: true, Paths: []string{"/"}}

// drawOrder draws an order of the steps that Needs allows.
func drawOrder(t *rapid.T, p plan.Plan) []plan.Step {
	done := map[string]bool{}
	ready := func(needs []string) bool {
		return !slices.ContainsFunc(needs, func(n string) bool { return !done[n] })
	}
	left := slices.Clone(p.Steps)
	var order []plan.Step
	for len(left) > 0 {
		for _, b := range p.Barriers {
			done[b.ID] = ready(b.Needs)
		}
		var able []int
		for i, s := range left {
			if ready(s.Needs) {
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
	switch action := string(step.Action); {
	case action == "CreateUser":
		s.Add(spec.User{Name: text("UserName"), Path: text("Path"), Boundary: text("PermissionsBoundary")})
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
	case action == "PutUserPermissionsBoundary" || action == "DeleteUserPermissionsBoundary":
		u := s.Resources[principal].(spec.User)
		u.Boundary = text("PermissionsBoundary")
		s.Add(u)
	case strings.HasPrefix(action, "Attach"):
		s.Add(spec.Attachment{Principal: principal, PolicyARN: text("PolicyArn")})
	case strings.HasPrefix(action, "Detach"):
		delete(s.Resources, spec.AttachmentID(principal, text("PolicyArn")))
	case strings.HasPrefix(action, "Put"):
		s.Add(spec.Inline{Principal: principal, Name: text("PolicyName"), Document: policy.MustParse(text("PolicyDocument"))})
	case action == "DeleteUserPolicy" || action == "DeleteGroupPolicy":
		delete(s.Resources, spec.InlineID(principal, text("PolicyName")))
	case action == "AddUserToGroup":
		s.Add(spec.Membership{User: text("UserName"), Group: text("GroupName")})
	case action == "RemoveUserFromGroup":
		delete(s.Resources, spec.MembershipID(text("UserName"), text("GroupName")))
	case action == "DeleteUser" || action == "DeleteGroup":
		remove(t, s, principal)
	case action == "DeletePolicy":
		arn, _ := spec.ParsePolicyARN(text("PolicyArn"))
		remove(t, s, spec.PolicyID(arn.Name))
	}
	for id, r := range s.Resources {
		for _, ref := range r.Refs() {
			if _, found := s.Resources[ref.ID]; !found {
				t.Fatalf("after %s %v, %s refers to %s, which is not there", step.Action, step.Params, id, ref.ID)
			}
		}
	}
}

// remove deletes an entity, unless it is held: IAM would answer DeleteConflict.
func remove(t *rapid.T, s spec.State, id spec.ID) {
	delete(s.Resources, id)
	if slices.ContainsFunc(slices.Collect(maps.Values(s.Resources)), func(r spec.Resource) bool {
		return slices.ContainsFunc(r.Refs(), func(ref spec.Ref) bool { return ref.ID == id })
	}) {
		t.Fatalf("%s is deleted while it is held", id)
	}
}

// access returns the actions that every user is allowed: what its policies and
// those of its groups allow and none of them denies, within its boundary. It
// shares no code with the planner.
func access(s spec.State) map[string]map[string]bool {
	held := map[spec.ID][]policy.Document{}
	for _, r := range s.Resources {
		switch r := r.(type) {
		case spec.Inline:
			held[r.Principal] = append(held[r.Principal], r.Document)
		case spec.Attachment:
			arn, _ := spec.ParsePolicyARN(r.PolicyARN)
			if !arn.IsAWS() {
				held[r.Principal] = append(held[r.Principal], s.Resources[spec.PolicyID(arn.Name)].(spec.Policy).Document)
			}
		}
	}
	documents := map[spec.ID][]policy.Document{}
	for id, r := range s.Resources {
		switch r := r.(type) {
		case spec.User:
			documents[id] = append(documents[id], held[id]...)
		case spec.Membership:
			documents[spec.UserID(r.User)] = append(documents[spec.UserID(r.User)], held[spec.GroupID(r.Group)]...)
		}
	}
	out := map[string]map[string]bool{}
	for id, r := range s.Resources {
		if u, is := r.(spec.User); is {
			out[u.Name] = allows(documents[id]...)
			if u.Boundary != "" {
				arn, _ := spec.ParsePolicyARN(u.Boundary)
				within := allows(s.Resources[spec.PolicyID(arn.Name)].(spec.Policy).Document)
				denied := named("Deny", s.Resources[spec.PolicyID(arn.Name)].(spec.Policy).Document)
				maps.DeleteFunc(out[u.Name], func(action string, _ bool) bool { return !within[action] || denied[action] })
			}
		}
	}
	return out
}

// allows returns the actions that the documents together allow.
func allows(docs ...policy.Document) map[string]bool {
	denied := named("Deny", docs...)
	allowed := named("Allow", docs...)
	maps.DeleteFunc(allowed, func(action string, _ bool) bool { return denied[action] })
	return allowed
}

// named returns the actions of all statements with this effect.
func named(effect string, docs ...policy.Document) map[string]bool {
	actions := map[string]bool{}
	for _, d := range docs {
		var doc struct {
			Statement []struct {
				Effect string
				Action []string
			}
		}
		if err := json.Unmarshal([]byte(d.JSON()), &doc); err != nil {
			panic(err)
		}
		for _, s := range doc.Statement {
			for _, a := range s.Action {
				actions[a] = actions[a] || s.Effect == effect
			}
		}
	}
	maps.DeleteFunc(actions, func(_ string, with bool) bool { return !with })
	return actions
}

func equalAccess(a, b map[string]map[string]bool) bool {
	return maps.EqualFunc(a, b, maps.Equal)
}

// holdings lists the paths by which a user is allowed something.
func holdings(s spec.State, user string) string {
	var b strings.Builder
	owners := map[spec.ID]bool{spec.UserID(user): true}
	for _, r := range s.Resources {
		if m, is := r.(spec.Membership); is && m.User == user {
			owners[spec.GroupID(m.Group)] = true
		}
	}
	for _, id := range s.IDs() {
		if r := s.Resources[id]; owners[r.Owner()] {
			fmt.Fprintf(&b, "\n  %s", id)
			switch r := r.(type) {
			case spec.Inline:
				fmt.Fprintf(&b, " %v", allows(r.Document))
			case spec.User:
				fmt.Fprintf(&b, " within %s", r.Boundary)
			case spec.Attachment:
				for _, ref := range r.Refs()[1:] {
					fmt.Fprintf(&b, " %v", allows(s.Resources[ref.ID].(spec.Policy).Document))
				}
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
