package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// rules returns a document of statements, each "Allow|Deny actions resources condition".
func rules(lines ...string) policy.Document {
	var statements []string
	for _, line := range lines {
		words := append(strings.SplitN(line, " ", 4), "*", "{}")
		s := fmt.Sprintf(`{"Effect":%q,"Action":["%s"],"Resource":"%s"`, words[0], strings.ReplaceAll(words[1], ",", `","`), words[2])
		if len(words) > 5 {
			s += `,"Condition":` + words[3]
		}
		statements = append(statements, s+"}")
	}
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`)
}

// with replaces the documents of policies and inline policies of a state.
func with(s spec.State, documents map[string]policy.Document) spec.State {
	for id, r := range s.Resources {
		switch r := r.(type) {
		case spec.Policy:
			if d, found := documents[r.Name]; found {
				r.Document = d
				s.Resources[id] = r
			}
		case spec.Inline:
			if d, found := documents[r.Name]; found {
				r.Document = d
				s.Resources[id] = r
			}
		}
	}
	return s
}

// asking lets the role r ask for a tag of who assumes it.
func asking(s spec.State) {
	r := s.Resources[spec.RoleID("r")].(spec.Role)
	r.Trust = policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:PrincipalTag/team":"y"}}}}`)
	s.Add(r)
}

type documents map[string]policy.Document

const neither = "may for a moment be allowed what neither the old nor the new state allows: "

func TestTransientAccess(t *testing.T) {
	for _, test := range []struct {
		name          string
		live, desired string
		before, after documents
		change        func(*plan.Input)
		want          string // without "while this is applied, "; "" is nothing
	}{
		{
			name: "a boundary and a document both turn", live: "user alice boundary=one\npolicy one\npolicy two\ninline alice self",
			desired: "user alice boundary=two\npolicy one\npolicy two\ninline alice self",
			before:  documents{"one": rules("Allow s3:*,ec2:Run*"), "two": rules("Allow s3:*,iam:Get*"), "self": rules("Allow iam:Get*,sqs:*")},
			after:   documents{"one": rules("Allow s3:*,ec2:Run*"), "two": rules("Allow s3:*,iam:Get*"), "self": rules("Allow ec2:Run*,sqs:*")},
			want: "user/alice " + neither + "its boundary and a policy of it both change; for example iam:GetAccessKeyLastUsed on *, " +
				"once s1 (PutUserPermissionsBoundary of user/alice) is done and s2 (PutUserPolicy of inline/user:alice:self) is not",
		},
		{
			name: "but what the document gives is not what the boundary takes", live: "user alice boundary=one\npolicy one\npolicy two\ninline alice self",
			desired: "user alice boundary=two\npolicy one\npolicy two\ninline alice self",
			before:  documents{"one": rules("Allow s3:*,ec2:Run*"), "two": rules("Allow s3:*,iam:Get*"), "self": rules("Allow s3:Get*")},
			after:   documents{"one": rules("Allow s3:*,ec2:Run*"), "two": rules("Allow s3:*,iam:Get*"), "self": rules("Allow s3:Put*")},
		},
		{
			name: "a denial comes first of all, and says only later what another one said that goes", live: "user bob\npolicy gone\npolicy new\ninline bob self\nattach bob gone",
			desired: "user bob\npolicy gone\npolicy new\ninline bob self\nattach bob new",
			before:  documents{"self": rules("Allow s3:*"), "gone": rules("Deny s3:GetObject"), "new": rules("Deny s3:PutObject")},
			after:   documents{"self": rules("Allow s3:*"), "gone": rules("Allow iam:PassRole"), "new": rules("Deny s3:PutObject,s3:GetObject")},
			want: "user/bob " + neither + "policies that both allow and deny come or go together with others; for example s3:GetObject on *, " +
				"once s2 (DetachUserPolicy of attachment/user:bob:arn:aws:iam::111122223333:policy/gone) is done and s3 (CreatePolicyVersion of policy/new) is not",
		},
		{
			name: "a role lets others in, and may do other things", live: "role r trust=user/a\nuser a\nuser b\ninline role:r x",
			desired: "role r trust=user/b\nuser a\nuser b\ninline role:r x",
			before:  documents{"x": rules("Allow s3:*")}, after: documents{"x": rules("Allow sqs:*")},
			want: "whoever role/r lets in, before or after, " + neither + "its trust policy, or who meets it, and what it may do both change",
		},
		{
			name: "somebody gets the tag that a role asks for, and the role may do other things", live: "role r trust=root\nuser a tag:team=x\ninline role:r x",
			desired: "role r trust=root\nuser a tag:team=y\ninline role:r x",
			before:  documents{"x": rules("Allow s3:*")}, after: documents{"x": rules("Allow sqs:*")},
			change: func(in *plan.Input) { asking(in.Live); asking(in.Desired) },
			want:   "whoever role/r lets in, before or after, " + neither + "its trust policy, or who meets it, and what it may do both change",
		},
		{
			name: "a role lets others in, and may do less", live: "role r trust=user/a\nuser a\nuser b\ninline role:r x",
			desired: "role r trust=user/b\nuser a\nuser b\ninline role:r x",
			before:  documents{"x": rules("Allow s3:*,sqs:*")}, after: documents{"x": rules("Allow sqs:*")},
		},
		{
			name: "a Deny and the right that it limits trade places", live: "user alice\ninline alice a\ninline alice b",
			desired: "user alice\ninline alice a\ninline alice b",
			before:  documents{"a": rules("Allow s3:*", "Deny s3:Delete* arn:aws:s3:::logs/*"), "b": rules("Allow sqs:*")},
			after:   documents{"a": rules("Allow sqs:*"), "b": rules("Allow s3:*", "Deny s3:Delete* arn:aws:s3:::logs/*")},
		},
		{
			name: "a Deny goes from one document while another begins to give what it denied", live: "user alice\ninline alice a\ninline alice b",
			desired: "user alice\ninline alice a\ninline alice b",
			before:  documents{"a": rules("Allow sqs:*", "Deny s3:Delete* arn:aws:s3:::logs/*"), "b": rules("Allow s3:*")},
			after:   documents{"a": rules("Allow sns:*"), "b": rules("Allow s3:Get*,s3:Put*,ec2:*")},
			want: "user/alice " + neither + "documents with a Deny change together with others; for example s3:DeleteAccessGrant on arn:aws:s3:::logs/, " +
				"once s1 (PutUserPolicy of inline/user:alice:a) is done and s2 (PutUserPolicy of inline/user:alice:b) is not",
		},
		{
			name: "two calls for the tags that a policy asks for", live: "user alice tag:team=b tag:env=x\ninline alice self",
			desired: "user alice tag:team=a\ninline alice self",
			before:  documents{"self": rules(`Allow s3:* * {"StringEquals":{"aws:PrincipalTag/team":"a"}}`, `Deny s3:* * {"Null":{"aws:PrincipalTag/env":"true"}}`)},
			after:   documents{"self": rules(`Allow s3:* * {"StringEquals":{"aws:PrincipalTag/team":"a"}}`, `Deny s3:* * {"Null":{"aws:PrincipalTag/env":"true"}}`)},
			want: "user/alice " + neither + "its tags change, which a policy asks for; for example s3:AbortMultipartUpload on *, " +
				"once s1 (TagUser of user/alice) is done and s2 (UntagUser of user/alice) is not",
		},
		{
			name: "tags that no policy asks for", live: "user alice tag:team=b tag:env=x\ninline alice self",
			desired: "user alice tag:team=a\ninline alice self",
			before:  documents{"self": rules("Allow s3:Get*")}, after: documents{"self": rules("Allow s3:Put*")},
		},
		{
			name: "a path that a policy asks for", live: "user alice path=/a/\ninline alice self",
			desired: "user alice path=/b/\ninline alice self",
			before:  documents{"self": rules(`Allow s3:Get* * {"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/b/*"}}`, "Allow sqs:*")},
			after:   documents{"self": rules(`Allow s3:Get* * {"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/a/*"}}`, "Allow sns:*")},
			want: "user/alice " + neither + "its name or path changes, which a policy asks for; for example s3:GetAccelerateConfiguration on *, " +
				"once s1 (UpdateUser of user/alice) is done and s2 (PutUserPolicy of inline/user:alice:self) is not",
		},
		{
			name: "no room for a Deny beside what it replaces", live: "user alice\npolicy one\npolicy no\ngroup dev\nattach group:dev one\nmember alice dev\nattach alice no",
			desired: "user alice\npolicy one\npolicy two\npolicy none\ngroup dev\nattach group:dev one\nmember alice dev\nattach alice none",
			before:  documents{"one": rules("Allow *"), "no": rules("Deny iam:*")},
			after:   documents{"one": rules("Allow *"), "none": rules("Deny iam:Create*,sts:*")},
			change:  func(in *plan.Input) { in.Quotas = map[string]int{"AttachedPoliciesPerUserQuota": 1} },
			want: "user/alice " + neither + "a quota leaves no room for a policy that denies at the time when it should be there; for example iam:CreateAccessKey on *, " +
				"once s3 (DetachUserPolicy of attachment/user:alice:arn:aws:iam::111122223333:policy/no) is done and s4 (AttachUserPolicy of attachment/user:alice:arn:aws:iam::111122223333:policy/none) is not",
		},
		{
			name: "what a policy of AWS allows, nobody knows", live: "user alice boundary=one\npolicy one\npolicy two\ninline alice self\nattach alice AWSThing",
			desired: "user alice boundary=two\npolicy one\npolicy two\ninline alice self\nattach alice AWSThing",
			before:  documents{"one": rules("Allow s3:*,iam:*", "Deny s3:Put*"), "two": rules("Allow s3:*", "Deny iam:*"), "self": rules("Deny ec2:*", "Allow sqs:*")},
			after:   documents{"one": rules("Allow s3:*,iam:*", "Deny s3:Put*"), "two": rules("Allow s3:*", "Deny iam:*"), "self": rules("Deny s3:Put*", "Allow sns:*")},
			want: "user/alice " + neither + "its boundary and a policy of it both change; for example s3:PutAccelerateConfiguration on *, " +
				"once s1 (PutUserPermissionsBoundary of user/alice) is done and s2 (PutUserPolicy of inline/user:alice:self) is not",
		},
		{
			name: "and what it must allow then, it allows before", live: "user alice boundary=one\npolicy one\npolicy two\ninline alice self\nattach alice AWSThing",
			desired: "user alice boundary=two\npolicy one\npolicy two\ninline alice self\nattach alice AWSThing",
			before:  documents{"one": rules("Allow s3:*,iam:*"), "two": rules("Allow s3:*,ec2:*"), "self": rules("Deny iam:*", "Allow sqs:*")},
			after:   documents{"one": rules("Allow s3:*,iam:*"), "two": rules("Allow s3:*,ec2:*"), "self": rules("Deny ec2:*", "Allow sns:*")},
			want: "user/alice " + neither + "its boundary and a policy of it both change; for example ec2:AcceptAddressTransfer on *, " +
				"once s1 (PutUserPermissionsBoundary of user/alice) is done and s2 (PutUserPolicy of inline/user:alice:self) is not",
		},
		{
			name: "a policy of AWS that stays is no danger by itself", live: "user alice boundary=one\npolicy one\npolicy two\ninline alice self\nattach alice AWSThing",
			desired: "user alice boundary=two\npolicy one\npolicy two\ninline alice self\nattach alice AWSThing",
			before:  documents{"one": rules("Allow s3:*,iam:*"), "two": rules("Allow s3:*,ec2:*"), "self": rules("Allow sqs:Get*")},
			after:   documents{"one": rules("Allow s3:*,iam:*"), "two": rules("Allow s3:*,ec2:*"), "self": rules("Allow sqs:Set*")},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, with(state(t, test.live), test.before), with(state(t, test.desired), test.after), test.change)
			if diff := cmp.Diff(test.want, transientMessages(p)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%s", diff, calls(p))
			}
		})
	}
}

func transientMessages(p plan.Plan) string {
	var list []string
	for _, f := range p.Findings {
		if f.Code == "transient-access" {
			list = append(list, strings.TrimPrefix(f.Message, "while this is applied, "))
		}
	}
	return strings.Join(list, "\n")
}

// many returns states of n users whose boundary and policy both change; with a policy
// of their own, each is another case.
func many(n int, own bool) (live, desired spec.State) {
	live, desired = spec.NewState(statetest.Account), spec.NewState(statetest.Account)
	for i, s := range []spec.State{live, desired} {
		bounds := documents{"one": rules("Allow s3:*,ec2:Run*"), "two": rules("Allow s3:*,iam:Get*")}
		for name, d := range bounds {
			s.Add(spec.Policy{Name: name, Path: "/", ARN: statetest.Account.PolicyARN("/", name), Document: d})
		}
		for u := range n {
			name := fmt.Sprintf("u%05d", u)
			s.Add(spec.User{Name: name, Path: "/", Boundary: statetest.Account.PolicyARN("/", []string{"one", "two"}[i])})
			lines := []string{[]string{"Allow iam:Get*,sqs:*", "Allow ec2:Run*,sqs:*"}[i]}
			if own {
				lines = append(lines, fmt.Sprintf("Allow s3:Get* arn:aws:s3:::%s-%d/*", name, i),
					`Deny s3:* arn:aws:s3:::${aws:RequestTag/a}/* {"StringLike":{"aws:RequestTag/a":["a*","b*","c*"],"aws:RequestTag/b":["a*","b*","c*"],"s3:prefix":["a","b"]}}`)
			}
			s.Add(spec.Inline{Principal: spec.UserID(name), Name: "self", Document: rules(lines...)})
		}
	}
	return live, desired
}

func TestTransientAccessOfManyIsOneFinding(t *testing.T) {
	live, desired := many(1000, false)
	p := compare(live, desired)
	if len(p.Findings) != 1 || len(p.Findings[0].About) != 1000 {
		t.Fatalf("%d findings", len(p.Findings))
	}
	want := "while this is applied, user/u00000, user/u00001, user/u00002 and 997 more " + neither + "its boundary and a policy of it both change; for example user/u00000: "
	if got := p.Findings[0].Message; !strings.HasPrefix(got, want) {
		t.Errorf("it says %q", got)
	}
}

// However many principals are suspected, planning ends soon. Those that there was no
// time to look into are named. Here, nobody is in danger, but statements alone do not
// show it, since a boundary says the same in other words.
func TestTransientAccessIsBounded(t *testing.T) {
	live, desired := many(400, true)
	for _, s := range []spec.State{live, desired} {
		with(s, documents{"one": rules("Allow s3:*,kms:Get*"), "two": rules("Allow s3:?*,kms:Sign*")})
	}
	p := compare(live, desired)
	if len(p.Findings) != 1 || !strings.Contains(p.Findings[0].Message, "too many states in between") {
		t.Fatalf("found %v", p.Findings)
	}
	if named := len(p.Findings[0].About); named == 0 || named == 400 {
		t.Errorf("%d users are named", named)
	}
}

// 20,000 changes of 10,000 users: nothing is suspected, everything is, and is the same,
// and everything is and differs.
func BenchmarkTransientAccess(b *testing.B) {
	quietLive, quiet := spec.NewState(statetest.Account), spec.NewState(statetest.Account)
	for i, s := range []spec.State{quietLive, quiet} {
		for u := range 10000 {
			name := fmt.Sprintf("u%05d", u)
			s.Add(spec.User{Name: name, Path: "/"}, spec.Inline{Principal: spec.UserID(name), Name: "a", Document: rules([]string{"Allow s3:*", "Allow ec2:*"}[i])},
				spec.Inline{Principal: spec.UserID(name), Name: "b", Document: rules([]string{"Allow ec2:*", "Allow s3:*"}[i])})
		}
	}
	sameLive, same := many(10000, false)
	ownLive, own := many(10000, true)
	for _, bench := range []struct {
		name          string
		live, desired spec.State
	}{{"nobody is suspected", quietLive, quiet}, {"all are, and are alike", sameLive, same}, {"all are, and differ", ownLive, own}} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				compare(bench.live, bench.desired)
			}
		})
	}
}
