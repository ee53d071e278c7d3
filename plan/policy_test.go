package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
)

// versions gives the policy "read" these versions, each with the actions that it
// allows; the one with a star is the default.
func versions(list ...string) func(spec.State) {
	return func(s spec.State) {
		f := spec.Facts{}
		for _, v := range list {
			id, actions, _ := strings.Cut(v, " ")
			id, isDefault := strings.CutSuffix(id, "*")
			if isDefault {
				p := s.Resources[spec.PolicyID("read")].(spec.Policy)
				p.Document = allow(actions)
				s.Add(p)
			}
			f.Versions = append(f.Versions, spec.Version{ID: id, Default: isDefault, Document: allow(actions)})
		}
		s.Facts[spec.PolicyID("read")] = f
	}
}

func TestPolicyChangesByVersion(t *testing.T) {
	for _, test := range []struct {
		name     string
		versions []string
		desired  string // actions; "" is no policy
		want     string
	}{
		{"there is room for a version", []string{"v1* s3:Get*"}, "s3:Put*", "s1 CreatePolicyVersion policy/read"},
		{"a version that once held it is the default again", []string{"v1 s3:Put*", "v2* s3:Get*"}, "s3:Put*", "s1 SetDefaultPolicyVersion policy/read v1"},
		{"of two such versions the newer", []string{"v1 s3:Put*", "v9 s3:Put*", "v10* s3:Get*"}, "s3:Put*", "s1 SetDefaultPolicyVersion policy/read v9"},
		{
			"at five versions the oldest by number goes, v2 before v10",
			[]string{"v10 a:a", "v11 a:b", "v2 a:c", "v12* a:d", "v9 a:e"}, "s3:Put*",
			"s1 DeletePolicyVersion policy/read v2\ns2 CreatePolicyVersion policy/read after s1",
		},
		{
			"but never the default",
			[]string{"v2* a:a", "v3 a:b", "v4 a:c", "v5 a:d", "v6 a:e"}, "s3:Put*",
			"s1 DeletePolicyVersion policy/read v3\ns2 CreatePolicyVersion policy/read after s1",
		},
		{"the same in another order is no difference", []string{"v1* s3:Get*,s3:Put*"}, "s3:Put*,s3:Get*", ""},
		{
			"a policy that goes takes its versions with it",
			[]string{"v1 a:a", "v2* a:b", "v3 a:c"}, "",
			"s1 DeletePolicyVersion policy/read v1\ns2 DeletePolicyVersion policy/read v3 after s1\ns3 DeletePolicy policy/read after s2",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			live := state(t, "policy read")
			versions(test.versions...)(live)
			desired := state(t, "")
			if test.desired != "" {
				desired = state(t, "policy read actions="+test.desired)
			}
			p := build(t, live, desired, nil)
			if diff := cmp.Diff(unindent(test.want), calls(p)); diff != "" || len(p.Refused) > 0 {
				t.Errorf("refused %v, steps (-want +got):\n%s", p.Refused, diff)
			}
		})
	}
}

func TestPolicyFieldsThatStay(t *testing.T) {
	id := spec.PolicyID("read")
	for _, test := range []struct {
		name          string
		live, desired string
		unsaid        []spec.Field
		steps         string
		findings      string
	}{
		{"tags that are not written are left alone", "policy read tag:a=1", "policy read", []spec.Field{spec.FieldTags, spec.FieldDescription}, "", ""},
		{"tags that are written are the only ones", "policy read tag:a=1 tag:b=2", "policy read tag:a=2", nil, "s1 TagPolicy policy/read\ns2 UntagPolicy policy/read after s1", ""},
		{"tags of AWS and of the console are never ours", "policy read tag:aws:x=1 tag:AKIA1234567890ABCDEF=laptop tag:old=1", "policy read", nil, "s1 UntagPolicy policy/read", ""},
		{"a description that differs is a finding, for it cannot change", "policy read description=old", "policy read description=new", []spec.Field{spec.FieldTags}, "", "policy-description"},
		{"a description that nobody asked for is not known to be empty", "policy read", "policy read description=new", []spec.Field{spec.FieldTags}, "", ""},
		{"a description that is not written does not matter", "policy read description=old", "policy read", []spec.Field{spec.FieldTags, spec.FieldDescription}, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			desired := state(t, test.desired)
			desired.Unsaid[id] = test.unsaid
			p := build(t, state(t, test.live), desired, nil)
			if diff := cmp.Diff(unindent(test.steps), calls(p)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if got := codes(p.Findings); got != test.findings {
				t.Errorf("findings %q, want %q", got, test.findings)
			}
		})
	}
}

func TestMovedPolicyIsRefusedAndStaysAttached(t *testing.T) {
	live := state(t, "user alice boundary=read\npolicy read\nattach alice read")
	desired := state(t, "user alice\npolicy read path=/new/\nattach alice arn:aws:iam::111122223333:policy/new/read")
	alice := desired.Resources[spec.UserID("alice")].(spec.User)
	alice.Boundary = "arn:aws:iam::111122223333:policy/new/read"
	desired.Add(alice)
	p := build(t, live, desired, nil)
	if got := codes(p.Refused); got != "policy-path" {
		t.Errorf("refused %q, want policy-path", got)
	}
	if !p.Empty() {
		t.Errorf("nothing else differs, but: %s", calls(p))
	}
}

func TestEveryKindIsComplete(t *testing.T) {
	for _, kind := range spec.Kinds {
		if err := plan.CheckKind(kind); err != nil {
			t.Error(err)
		}
	}
}

// A policy that lies elsewhere than its declaration says can be named by either ARN.
func TestMovedPolicyNamedTwiceIsAttachedOnce(t *testing.T) {
	live := state(t, "user alice\npolicy read")
	desired := state(t, "user alice\npolicy read path=/new/\nattach alice read\nattach alice arn:aws:iam::111122223333:policy/new/read")
	p := build(t, live, desired, nil)
	if diff := cmp.Diff("s1 AttachUserPolicy attachment/user:alice:arn:aws:iam::111122223333:policy/read\n", calls(p)); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}
