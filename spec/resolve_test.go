package spec

import (
	"errors"
	"strings"
	"testing"
)

const partitioned = `
-- a.yaml --
policies:
  p:
    path: /eng/
    description: For $(partition)
    tags: {where: "$(partition)"}
    document: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "*", Resource: "arn:$(partition):s3:::$$(partition)"}}
users:
  alice:
    policies: ["arn:$(partition):iam::aws:policy/ReadOnlyAccess", p]
    inline: {i: {file: i.json}}
-- i.json --
{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:$(partition):s3:::b"}}
`

func TestPartitionIsThatOfTheAccount(t *testing.T) {
	s, _ := load(t, partitioned)
	for _, partition := range []string{"aws", "aws-cn", "aws-us-gov"} {
		t.Run(partition, func(t *testing.T) {
			state, err := s.Resolve(Names{
				Account:    Account{ID: s.Account, Partition: partition},
				AWSManaged: []string{"arn:" + partition + ":iam::aws:policy/ReadOnlyAccess"},
			})
			if err != nil {
				t.Fatal(err)
			}
			p := get[Policy](t, state, PolicyID("p"))
			if p.Description != "For "+partition || p.Tags["where"] != partition || p.ARN != "arn:"+partition+":iam::111122223333:policy/eng/p" {
				t.Errorf("the policy is %+v", p)
			}
			if got := p.Document.JSON(); !strings.Contains(got, `"arn:`+partition+`:s3:::$(partition)"`) {
				t.Errorf("its document is %s", got)
			}
			if got := get[Inline](t, state, InlineID(UserID("alice"), "i")).Document.JSON(); !strings.Contains(got, `"arn:`+partition+`:s3:::b"`) {
				t.Errorf("the inline document is %s", got)
			}
			get[Attachment](t, state, AttachmentID(UserID("alice"), "arn:"+partition+":iam::aws:policy/ReadOnlyAccess"))
			get[Attachment](t, state, AttachmentID(UserID("alice"), "arn:"+partition+":iam::111122223333:policy/eng/p"))
		})
	}
}

func TestPartitionIsOrdinaryWhereNothingIsKnown(t *testing.T) {
	s, _ := load(t, "-- a.yaml --\nusers: {alice: {}}\n")
	state, err := s.Resolve(Names{})
	if want := (Account{ID: "111122223333", Partition: "aws"}); err != nil || state.Account != want {
		t.Errorf("the account is %v, %v", state.Account, err)
	}
}

func TestResolveRefusesAnotherAccount(t *testing.T) {
	s, _ := load(t, "-- a.yaml --\nusers: {alice: {}}\n")
	_, err := s.Resolve(Names{Account: Account{ID: "444455556666", Partition: "aws"}})
	if want := "iamsync.yaml:2:10: the spec is for account 111122223333, and this is account 444455556666"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// What was not asked for is not known to be wrong, unless it is needed.
func TestResolveWithoutTheCatalogue(t *testing.T) {
	s, _ := load(t, `
-- a.yaml --
users:
  alice: {policies: [p, "arn:aws:iam::aws:policy/ReadOnlyAccess"]}
policies:
  p: {document: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "*", Resource: "*"}}}
`)
	if _, err := s.Resolve(Names{}); err != nil {
		t.Error(err)
	}
	s, _ = load(t, "-- a.yaml --\nusers: {alice: {policies: [ReadOnlyAccess]}}\n")
	_, err := s.Resolve(Names{})
	if err == nil || !strings.Contains(err.Error(), `a.yaml:1:28: the policy "ReadOnlyAccess" is not declared here, and nothing is known of the names of AWS`) {
		t.Errorf("the error is %v", err)
	}
	var list Errors
	if !errors.As(err, &list) || len(list) != 1 {
		t.Errorf("the error is a %T", err)
	}
}

func TestResolveTwiceIsTheSame(t *testing.T) {
	s, first := load(t, everything)
	second, err := s.Resolve(testNames)
	if err != nil {
		t.Fatal(err)
	}
	for id := range first.Resources {
		if first.At[id] != second.At[id] {
			t.Errorf("%s is at %s and at %s", id, first.At[id], second.At[id])
		}
	}
	if len(first.Resources) != len(second.Resources) {
		t.Errorf("%d and %d resources", len(first.Resources), len(second.Resources))
	}
}

// A policy that lost its document on the way would look like one to be deleted.
func TestResolveMissesDocuments(t *testing.T) {
	at := Position{File: "a.yaml", Line: 2, Col: 3}
	for _, lost := range []*documentDecl{nil, {}} {
		s := &Spec{Account: "111122223333", vars: newVariables(Account{}), objects: []object{
			&policyDecl{head: head{id: PolicyID("p"), at: at, path: "/"}, document: lost},
			&userDecl{head: head{id: UserID("a"), path: "/"}, grants: grants{inline: []inlineDecl{{"x", at, lost}}}},
		}}
		if _, err := s.Resolve(testNames); err == nil || !strings.Contains(err.Error(), "a.yaml:2:3: the policy has no document") {
			t.Errorf("of %v: %v", lost, err)
		}
	}
}
