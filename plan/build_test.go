package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// A state is written as words, one resource a line:
//
//	user alice path=/eng/ boundary=limit tag:team=a
//	group dev
//	policy read actions=s3:Get*,s3:List* tag:k=v
//	role deploy path=/eng/ trust=role/eng/deploy,user/alice,session/ops/ci   (a service where nothing is said)
//	profile web role=deploy
//	member alice dev
//	attach alice read            (user:, group: where the name is both)
//	inline alice self actions=s3:* on=role/app   (everything where nothing is said)
//	absent user:mallory
//
// from= is the name that an entity had, until= the last day on which something is
// wanted, ignore= lists fields. replace=true lets it be deleted and created again. A
// policy under a path is attached as eng/read.
func state(t *testing.T, text string) spec.State {
	t.Helper()
	s := spec.NewState(statetest.Account)
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if words[0] == "absent" {
			s.Absent[principal(words[1])] = true
			continue
		}
		r, err := resource(words)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		s.Add(r)
		say(s, r.ID(), words)
		if p, is := r.(spec.Policy); is {
			s.Facts[p.ID()] = spec.Facts{Versions: []spec.Version{{ID: "v1", Default: true, Document: p.Document}}}
		}
	}
	return s
}

// say notes what the words say of a resource as a whole.
func say(s spec.State, id spec.ID, words []string) {
	for _, w := range words {
		key, value, _ := strings.Cut(w, "=")
		switch key {
		case "from":
			s.Renamed[id] = spec.ID{Kind: id.Kind, Name: value}
		case "until":
			s.Expires[id] = spec.Day(value)
		case "replace":
			s.Replaceable[id] = value == "true"
		case "ignore":
			for _, f := range strings.Split(value, ",") {
				s.Ignored[id] = append(s.Ignored[id], spec.Field(f))
			}
		}
	}
}

func resource(words []string) (spec.Resource, error) {
	names, options := []string{}, map[string]string{}
	tags := map[string]string{}
	for _, w := range words[1:] {
		key, value, isOption := strings.Cut(w, "=")
		tag, isTag := strings.CutPrefix(key, "tag:")
		switch {
		case isTag:
			tags[tag] = value
		case isOption:
			options[key] = value
		default:
			names = append(names, w)
		}
	}
	if len(tags) == 0 {
		tags = nil
	}
	path := options["path"]
	if path == "" {
		path = "/"
	}
	switch words[0] {
	case "user":
		return spec.User{Name: names[0], Path: path, Boundary: arn(options["boundary"]), Tags: tags}, nil
	case "group":
		return spec.Group{Name: names[0], Path: path}, nil
	case "policy":
		return spec.Policy{Name: names[0], Path: path, ARN: statetest.Account.PolicyARN(path, names[0]),
			Description: options["description"], Tags: tags, Document: allow(options["actions"])}, nil
	case "role":
		trust := trusts(options["trust"])
		return spec.Role{Name: names[0], Path: path, Boundary: arn(options["boundary"]), Tags: tags, MaxSession: 3600,
			Trust: trust, Trusted: statetest.Account.Principals(trust)}, nil
	case "profile":
		return spec.Profile{Name: names[0], Path: path, Role: options["role"], Tags: tags}, nil
	case "member":
		return spec.Membership{User: names[0], Group: names[1]}, nil
	case "key":
		return spec.Credential{Type: spec.KindAccessKey, User: names[0], Key: names[1]}, nil
	case "login":
		return spec.Credential{Type: spec.KindLogin, User: names[0]}, nil
	case "attach":
		return spec.Attachment{Principal: principal(names[0]), PolicyARN: arn(names[1])}, nil
	case "inline":
		return spec.Inline{Principal: principal(names[0]), Name: names[1], Document: allowOn(options["actions"], options["on"])}, nil
	}
	return nil, fmt.Errorf("%s is no kind", words[0])
}

func principal(name string) spec.ID {
	if kind, rest, found := strings.Cut(name, ":"); found {
		return spec.ID{Kind: spec.Kind(kind), Name: rest}
	}
	return spec.UserID(name)
}

func arn(name string) string {
	switch {
	case name == "", strings.HasPrefix(name, "arn:"):
		return name
	case strings.HasPrefix(name, "AWS"):
		return "arn:aws:iam::aws:policy/" + name
	default:
		return statetest.Account.PolicyARN("/", name)
	}
}

// trusts returns a trust policy with a statement for each of the principals.
func trusts(principals string) policy.Document {
	statements := []string{`{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}`}
	if principals != "" {
		statements = nil
		for _, p := range strings.Split(principals, ",") {
			service := "iam"
			if session, is := strings.CutPrefix(p, "session/"); is {
				service, p = "sts", "assumed-role/"+session
			}
			statements = append(statements, fmt.Sprintf(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:%s::%s:%s"},"Action":"sts:AssumeRole"}`, service, statetest.Account.ID, p))
		}
	}
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`)
}

// allow returns a document that allows the actions; those behind a "!" it
// denies.
func allow(actions string) policy.Document {
	if actions == "" {
		actions = "s3:*"
	}
	allowed, denied, _ := strings.Cut(actions, "!")
	var statements []string
	for effect, list := range map[string]string{"Allow": allowed, "Deny": denied} {
		if list != "" {
			statements = append(statements, fmt.Sprintf(`{"Effect":%q,"Action":["%s"],"Resource":"*"}`, effect, strings.ReplaceAll(list, ",", `","`)))
		}
	}
	slices.Sort(statements)
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`)
}

// allowOn is allow for one object of the account; all where none is named.
func allowOn(actions, object string) policy.Document {
	d := allow(actions)
	if object == "" {
		return d
	}
	return policy.MustParse(strings.ReplaceAll(d.JSON(), `"Resource":"*"`, fmt.Sprintf(`"Resource":"arn:aws:iam::%s:%s"`, statetest.Account.ID, object)))
}

// calls writes the steps of a plan, one a line, with what they need.
func calls(p plan.Plan) string {
	var b strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%s %s %s", s.ID, s.Action, s.Change)
		if v, found := s.Params["VersionId"]; found {
			fmt.Fprintf(&b, " %s", v)
		}
		if len(s.Needs) > 0 {
			fmt.Fprintf(&b, " after %s", strings.Join(s.Needs, " "))
		}
		b.WriteByte('\n')
	}
	for _, barrier := range p.Barriers {
		fmt.Fprintf(&b, "%s after %s\n", barrier.ID, strings.Join(barrier.Needs, " "))
	}
	return b.String()
}

// codes returns the codes of findings, in order.
func codes(list []plan.Finding) string {
	var out []string
	for _, f := range list {
		out = append(out, f.Code)
	}
	return strings.Join(out, " ")
}

// unindent takes the margin from a text that is written in line with code.
func unindent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

func TestSteps(t *testing.T) {
	for _, test := range []struct {
		name          string
		live, desired string
		change        func(*plan.Input)
		want          string
	}{
		{
			name:    "nothing differs",
			live:    "user alice\npolicy read actions=s3:Get*\nattach alice read",
			desired: "user alice\npolicy read actions=s3:Get*\nattach alice read",
			want:    "",
		},
		{
			name: "what is referred to is created first, and a user with its boundary",
			desired: `user alice boundary=limit tag:team=a
				group dev
				policy limit
				attach group:dev limit
				member alice dev`,
			want: `s1 CreatePolicy policy/limit
				s2 CreateGroup group/dev
				s3 CreateUser user/alice after s1
				s4 AttachGroupPolicy attachment/group:dev:arn:aws:iam::111122223333:policy/limit after s1 s2
				s5 AddUserToGroup membership/alice:dev after s2 s3`,
		},
		{
			name: "what holds is removed first",
			live: `user alice boundary=limit
				group dev
				policy limit
				attach group:dev limit
				member alice dev
				inline alice self`,
			want: `s1 DetachGroupPolicy attachment/group:dev:arn:aws:iam::111122223333:policy/limit
				s2 DeleteUserPolicy inline/user:alice:self
				s3 RemoveUserFromGroup membership/alice:dev
				s4 DeleteUser user/alice after s2 s3
				s5 DeleteGroup group/dev after s1 s3
				s6 DeletePolicy policy/limit after s1 s4`,
		},
		{
			name:    "somebody who changes groups is in the new one before leaving the old",
			live:    "user alice\ngroup dev\ngroup ops\nmember alice dev",
			desired: "user alice\ngroup dev\ngroup ops\nmember alice ops",
			want: `s1 AddUserToGroup membership/alice:ops
				s2 RemoveUserFromGroup membership/alice:dev after s1`,
		},
		{
			name:    "but not where the new group loses a policy that nobody meant for them",
			live:    "user alice\ngroup dev\ngroup ops\nmember alice dev\npolicy admin\nattach group:ops admin",
			desired: "user alice\ngroup dev\ngroup ops\nmember alice ops\npolicy admin",
			want: `s1 DetachGroupPolicy attachment/group:ops:arn:aws:iam::111122223333:policy/admin
				s2 RemoveUserFromGroup membership/alice:dev
				s3 AddUserToGroup membership/alice:ops after s1 s2`,
		},
		{
			name:    "nor where a quota leaves no room for both",
			live:    "user alice\ngroup dev\ngroup ops\nmember alice dev",
			desired: "user alice\ngroup dev\ngroup ops\nmember alice ops",
			change:  func(in *plan.Input) { in.Quotas = map[string]int{"GroupsPerUserQuota": 1} },
			want: `s1 RemoveUserFromGroup membership/alice:dev
				s2 AddUserToGroup membership/alice:ops after s1`,
		},
		{
			name:    "a grant waits for the Deny that limits it, where a quota makes that wait",
			live:    "user alice\ngroup dev\ngroup ops\nmember alice dev\ninline group:ops no actions=!iam:*",
			desired: "user alice\ngroup dev\ngroup ops\nmember alice ops\ninline group:ops no actions=!iam:*\ninline alice all actions=*",
			change:  func(in *plan.Input) { in.Quotas = map[string]int{"GroupsPerUserQuota": 1} },
			want: `s1 RemoveUserFromGroup membership/alice:dev
				s2 AddUserToGroup membership/alice:ops after s1
				s3 PutUserPolicy inline/user:alice:all after s2`,
		},
		{
			name:    "a role comes after the one of which it trusts a session",
			desired: "role b\nrole a trust=session/b/ci",
			want: `s1 CreateRole role/b
				s2 CreateRole role/a after s1`,
		},
		{
			name:    "nobody gets into a role before it loses what is not for them",
			live:    "user alice\nrole r trust=root\ninline role:r all actions=*",
			desired: "user alice\nrole r trust=root\ninline role:r some actions=s3:Get*\ninline alice in actions=sts:AssumeRole",
			want: `s1 DeleteRolePolicy inline/role:r:all
				s2 PutRolePolicy inline/role:r:some after s1
				s3 PutUserPolicy inline/user:alice:in after s1`,
		},
		{
			name:    "nor does a role get anything before those have left it for whom it is not",
			live:    "user alice\nrole r trust=root\ninline alice in actions=sts:*",
			desired: "user alice\nrole r trust=root\ninline role:r all actions=*",
			want: `s1 DeleteUserPolicy inline/user:alice:in
				s2 PutRolePolicy inline/role:r:all after s1`,
		},
		{
			name:    "a role trusts fewer before it holds more",
			live:    "user alice\nuser bob\nrole r trust=user/alice,user/bob",
			desired: "user alice\nuser bob\nrole r trust=user/bob\nattach role:r AWSAdministratorAccess",
			want: `s1 UpdateAssumeRolePolicy role/r
				s2 AttachRolePolicy attachment/role:r:arn:aws:iam::aws:policy/AWSAdministratorAccess after s1`,
		},
		{
			name:    "nobody gets a tag, which a role may ask for, before the role loses what it loses",
			live:    "user alice tag:team=a\nrole r trust=root\nattach role:r AWSAdministratorAccess",
			desired: "user alice tag:team=b\nrole r trust=root",
			want: `s1 DetachRolePolicy attachment/role:r:arn:aws:iam::aws:policy/AWSAdministratorAccess
				s2 TagUser user/alice after s1`,
		},
		{
			name:    "what has nothing to do with roles does not wait for them",
			live:    "user alice\nrole r trust=root\ninline role:r all actions=*\nattach alice AWSReadOnlyAccess",
			desired: "user alice\nrole r trust=root\nattach alice AWSViewOnlyAccess",
			want: `s1 AttachUserPolicy attachment/user:alice:arn:aws:iam::aws:policy/AWSViewOnlyAccess
				s2 DetachUserPolicy attachment/user:alice:arn:aws:iam::aws:policy/AWSReadOnlyAccess after s1
				s3 DeleteRolePolicy inline/role:r:all`,
		},
		{
			name: "a policy that is to deny is there before what it limits, and goes after it",
			live: "user alice\nuser bob\npolicy all\npolicy no actions=!iam:*\nattach bob all\nattach bob no",
			desired: `user alice
				user bob
				policy all
				policy no actions=!iam:*
				attach alice all
				attach alice no`,
			want: `s1 AttachUserPolicy attachment/user:alice:arn:aws:iam::111122223333:policy/no
				s2 AttachUserPolicy attachment/user:alice:arn:aws:iam::111122223333:policy/all after s1
				s3 DetachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/all
				s4 DetachUserPolicy attachment/user:bob:arn:aws:iam::111122223333:policy/no after s3`,
		},
		{
			name:    "barriers meet between many and many",
			live:    "user a\nuser b\ngroup g\ngroup h\npolicy p\nattach group:h p\nmember a g\nmember b g",
			desired: "user a\nuser b\ngroup g\ngroup h\npolicy p\nmember a h\nmember b h",
			want: `s1 DetachGroupPolicy attachment/group:h:arn:aws:iam::111122223333:policy/p
				s2 RemoveUserFromGroup membership/a:g
				s3 RemoveUserFromGroup membership/b:g
				s4 AddUserToGroup membership/a:h after b1
				s5 AddUserToGroup membership/b:h after b1
				b1 after s1 s2 s3`,
		},
		{
			name:    "a boundary that narrows goes ahead of a document that does not",
			live:    "user alice boundary=wide\npolicy wide actions=s3:*,ec2:*\npolicy small actions=s3:*\ninline alice self actions=a:b",
			desired: "user alice boundary=small\npolicy wide actions=s3:*,ec2:*\npolicy small actions=s3:*\ninline alice self actions=c:d",
			want: `s1 PutUserPermissionsBoundary user/alice
				s2 PutUserPolicy inline/user:alice:self after s1`,
		},
		{
			name:    "tags of users do not tell Team from team",
			live:    "user alice tag:Team=a tag:old=1",
			desired: "user alice tag:team=b",
			want: `s1 TagUser user/alice
				s2 UntagUser user/alice after s1`,
		},
		{
			name:    "paths of users and groups move in place",
			live:    "user alice\ngroup dev",
			desired: "user alice path=/a/\ngroup dev path=/b/",
			want:    "s1 UpdateGroup group/dev\ns2 UpdateUser user/alice",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.desired), test.change)
			if len(p.Refused)+len(p.Findings) > 0 {
				t.Errorf("refused %v, found %v", p.Refused, p.Findings)
			}
			if diff := cmp.Diff(unindent(test.want), calls(p)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

// build plans with a scope that owns everything, unless change says otherwise.
func build(t *testing.T, live, desired spec.State, change func(*plan.Input)) plan.Plan {
	t.Helper()
	in := plan.Input{
		Live: live, Desired: desired, Scope: everything, Guards: spec.Guards{MaxDeletes: spec.Limit{N: 100}},
		Allow: []string{"empty-spec"}, Caller: "arn:aws:iam::111122223333:user/ci",
	}
	if change != nil {
		change(&in)
	}
	return plan.Build(in)
}
