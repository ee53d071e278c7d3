// Package statetest draws random accounts for property tests.
//
// Names hold every character that IAM allows and are prefixes of each other;
// paths, tags, boundaries, documents and edges differ in every way. It is
// imported by tests only.
package statetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	_ "iamsync/internal/race" // draws fewer under it
	"iamsync/spec"
	"iamsync/spec/policy"
)

var (
	userNames   = []string{"al", "al+ci", "al.ice", "al@x,y", "al=b-c_d", "bob", "bob2"}
	groupNames  = []string{"dev", "dev-ops", "dev.+", "a,b", "=@"}
	policyNames = []string{"p", "p+", "p.q", "p,q", "p@=", "web", "web-admin"}
	inlineNames = []string{"in", "in+line", "in.,"}
	actionNames = []string{"s3:GetObject", "s3:PutObject", "ec2:RunInstances", "iam:PassRole", "sqs:SendMessage"}
)

// Account is the account that all states are of.
var Account = spec.Account{ID: "111122223333", Partition: "aws"}

// AWSPolicies may be attached without being there.
var AWSPolicies = []string{"arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/job-function/Billing"}

// Pair draws a live and a desired state. Documents only allow, and what is
// a boundary on either side has the same document on both.
func Pair(t *rapid.T) (live, desired spec.State) { return pair(t, allowing) }

// PairWithDenies draws a pair of which every second document denies, or does
// both.
func PairWithDenies(t *rapid.T) (live, desired spec.State) { return pair(t, denying) }

func pair(t *rapid.T, drawDocument documents) (live, desired spec.State) {
	bounds := rapid.SliceOfNDistinct(rapid.SampledFrom(policyNames), 0, 2, rapid.ID[string]).Draw(t, "bounds")
	fixed := map[string]policy.Document{}
	for _, name := range bounds {
		fixed[name] = drawDocument(t)
	}
	return drawDocument.state(t, "live", fixed), drawDocument.state(t, "desired", fixed)
}

// Rename lets some of the users and groups that are desired and not live be those
// that are live and not desired, under new names. It returns the new IDs by the old.
func Rename(t *rapid.T, live, desired spec.State) spec.Renames {
	renames := spec.Renames{}
	for _, kind := range []spec.Kind{spec.KindUser, spec.KindGroup} {
		leave, come := only(live, desired, kind), only(desired, live, kind)
		for i := range rapid.IntRange(0, min(len(leave), len(come))).Draw(t, "renames") {
			renames[leave[i]] = come[i]
			desired.Renamed[come[i]] = leave[i]
		}
	}
	return renames
}

// only returns the IDs of a kind that are in one state and not in another.
func only(in, not spec.State, kind spec.Kind) []spec.ID {
	return slices.DeleteFunc(in.IDs(), func(id spec.ID) bool { return id.Kind != kind || not.Resources[id] != nil })
}

// documents draws documents of a sort.
type documents func(*rapid.T) policy.Document

// state draws a state that holds the policies of fixed, which alone are
// boundaries.
func (drawDocument documents) state(t *rapid.T, label string, fixed map[string]policy.Document) spec.State {
	s := spec.NewState(Account)
	chance := func() bool { return rapid.IntRange(0, 2).Draw(t, label) > 0 }
	for _, name := range policyNames {
		doc, isBound := fixed[name]
		if !isBound {
			doc = drawDocument(t)
		}
		if isBound || chance() {
			s.Add(drawPolicy(t, name, doc))
		}
	}
	for _, name := range groupNames {
		if chance() {
			s.Add(spec.Group{Name: name, Path: rapid.SampledFrom([]string{"/", "/a/"}).Draw(t, label)})
			drawDocument.edges(t, s, spec.GroupID(name))
		}
	}
	for _, name := range userNames {
		if chance() {
			drawDocument.user(t, s, name, fixed)
		}
	}
	drawProviders(t, s)
	drawSingles(t, s)
	return s
}

// drawPolicy gives a policy the path and description that its name always has,
// since IAM can change neither.
func drawPolicy(t *rapid.T, name string, doc policy.Document) spec.Policy {
	path := "/"
	if len(name)%2 == 0 {
		path = "/p/q/"
	}
	p := spec.Policy{Name: name, Path: path, ARN: Account.PolicyARN(path, name), Description: "about " + name, Document: doc}
	if rapid.IntRange(0, 2).Draw(t, "tagged") == 0 {
		p.Tags = map[string]string{rapid.SampledFrom([]string{"k", "K", "k:/=+-@"}).Draw(t, "key"): rapid.SampledFrom([]string{"", "v", "w"}).Draw(t, "value")}
	}
	return p
}

func (drawDocument documents) user(t *rapid.T, s spec.State, name string, fixed map[string]policy.Document) {
	u := spec.User{Name: name, Path: rapid.SampledFrom([]string{"/", "/b/"}).Draw(t, "path")}
	if rapid.IntRange(0, 3).Draw(t, "tagged") == 0 {
		u.Tags = map[string]string{rapid.SampledFrom([]string{"team", "Team", "t+x"}).Draw(t, "key"): rapid.SampledFrom([]string{"", "a", "b c"}).Draw(t, "value")}
	}
	if len(fixed) > 0 && rapid.Bool().Draw(t, "bounded") {
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(fixed))).Draw(t, "boundary")
		u.Boundary = s.Resources[spec.PolicyID(name)].(spec.Policy).ARN
	}
	s.Add(u)
	drawDocument.edges(t, s, u.ID())
	for _, id := range s.IDs() {
		if id.Kind == spec.KindGroup && rapid.IntRange(0, 2).Draw(t, "member") == 0 {
			s.Add(spec.Membership{User: name, Group: id.Name})
		}
	}
}

func (drawDocument documents) edges(t *rapid.T, s spec.State, principal spec.ID) {
	for _, id := range s.IDs() {
		if id.Kind == spec.KindPolicy && rapid.IntRange(0, 4).Draw(t, "attach") == 0 {
			s.Add(spec.Attachment{Principal: principal, PolicyARN: s.Resources[id].(spec.Policy).ARN})
		}
	}
	for _, arn := range AWSPolicies {
		if rapid.IntRange(0, 9).Draw(t, "aws") == 0 {
			s.Add(spec.Attachment{Principal: principal, PolicyARN: arn})
		}
	}
	for _, name := range inlineNames {
		if rapid.IntRange(0, 4).Draw(t, "inline") == 0 {
			s.Add(spec.Inline{Principal: principal, Name: name, Document: drawDocument(t)})
		}
	}
}

func allowing(t *rapid.T) policy.Document { return document(t, "Allow") }

func denying(t *rapid.T) policy.Document {
	return document(t, rapid.SampledFrom([]string{"Allow", "Allow", "Deny", ""}).Draw(t, "effect"))
}

// document draws a document of one or two statements with an effect; "" draws
// one for each.
func document(t *rapid.T, effect string) policy.Document {
	var statements []string
	for range rapid.IntRange(1, 2).Draw(t, "statements") {
		e := effect
		if e == "" {
			e = rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect")
		}
		actions := rapid.SliceOfNDistinct(rapid.SampledFrom(actionNames), 1, 3, rapid.ID[string]).Draw(t, "actions")
		statements = append(statements, fmt.Sprintf(`{"Effect":%q,"Action":["%s"],"Resource":"*"}`, e, strings.Join(actions, `","`)))
	}
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`)
}
