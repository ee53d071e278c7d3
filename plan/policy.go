package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"iamsync/spec"
	"iamsync/spec/policy"
)

var policyKind = behaviour{
	rank: 0, appears: Create, vanishes: Delete,
	zero: spec.Policy{},
	path: func(r spec.Resource) string { return r.(spec.Policy).Path },
	immovable: immovable{
		Code: "policy-path", noun: "a policy",
		lost: "whoever holds it is without it in between, and its former versions are gone",
	},
	document: func(r spec.Resource) policy.Document { return r.(spec.Policy).Document },
	fields: map[spec.Field]copies{
		spec.FieldPath:        copying(func(want *spec.Policy, live spec.Policy) { want.Path, want.ARN = live.Path, live.ARN }),
		spec.FieldTags:        copying(func(want *spec.Policy, live spec.Policy) { want.Tags = live.Tags }),
		spec.FieldDescription: copying(func(want *spec.Policy, live spec.Policy) { want.Description = live.Description }),
	},
	keep:    keepPolicyFields,
	compare: comparePolicies,
	revive:  reviving(func(p *spec.Policy, id spec.ID, from origin) { p.Name, p.Tags = id.Name, from.tags(p.Tags) }),
	anew:    "its former versions are gone",
	create:  createPolicy,
	update:  updatePolicy,
	remove:  removePolicy,
}

func policyARN(r spec.Resource) Params { return Params{"PolicyArn": r.(spec.Policy).ARN} }

func createPolicy(r spec.Resource, _ context) []Call {
	p := r.(spec.Policy)
	params := Params{"PolicyName": p.Name, "PolicyDocument": p.Document.JSON()}.with("Path", p.Path).withTags(p.Tags)
	if p.Description != "" {
		params = params.with("Description", p.Description)
	}
	return []Call{{Action: CreatePolicy, Params: params}}
}

func comparePolicies(before, after spec.Resource) []Field {
	b, a := before.(spec.Policy), after.(spec.Policy)
	fields := append(flat(b, a), tags(b.Tags, a.Tags)...)
	return append(fields, changedDocument("document", b.Document, a.Document)...)
}

func updatePolicy(c Change, ctx context) []Call {
	before, after := c.Before.(spec.Policy), c.After.(spec.Policy)
	var calls []Call
	if !before.Document.Equal(after.Document) {
		calls = versionCalls(before, after, ctx.live.Facts[c.ID].Versions, ctx.quota("VersionsPerPolicyQuota"))
	}
	return append(calls, tagCalls(before.Tags, after.Tags, policyARN(after), UntagPolicy, TagPolicy, nil)...)
}

// versionCalls changes the document of a policy. A version that once held the
// document is made the default again; else a new version is made, after the
// oldest that is not the default went where there is no room for another.
func versionCalls(before, after spec.Policy, versions []spec.Version, quota int) []Call {
	shift := documentShift(before.Document, after.Document)
	versions = slices.SortedFunc(slices.Values(versions), byNumber)
	for _, v := range slices.Backward(versions) {
		if v.Document.Equal(after.Document) {
			return []Call{{Action: SetDefaultPolicyVersion, Params: policyARN(after).with("VersionId", v.ID), Shift: shift}}
		}
	}
	var calls []Call
	i := slices.IndexFunc(versions, func(v spec.Version) bool { return !v.Default })
	if len(versions) >= max(quota, 2) && i >= 0 {
		calls = append(calls, Call{Action: DeletePolicyVersion, Params: policyARN(after).with("VersionId", versions[i].ID), Shift: shift, Part: noPart})
	}
	return append(calls, Call{
		Action: CreatePolicyVersion,
		Params: policyARN(after).with("PolicyDocument", after.Document.JSON()).with("SetAsDefault", true),
		After:  calls != nil,
		Shift:  shift,
	})
}

// byNumber orders versions by their numbers: v2 is older than v10.
func byNumber(a, b spec.Version) int { return cmp.Compare(versionNumber(a.ID), versionNumber(b.ID)) }

func versionNumber(id string) int {
	n, err := strconv.Atoi(id[min(1, len(id)):])
	if err != nil {
		return 0
	}
	return n
}

// removePolicy deletes the versions first: IAM refuses to delete a policy that
// has others than the default (API reference, DeletePolicy).
func removePolicy(r spec.Resource, facts spec.Facts) []Call {
	var calls []Call
	for _, v := range facts.Versions {
		if !v.Default {
			calls = append(calls, Call{Action: DeletePolicyVersion, Params: policyARN(r).with("VersionId", v.ID), After: calls != nil})
		}
	}
	return append(calls, Call{Action: DeletePolicy, Params: policyARN(r), After: calls != nil})
}

// keepPolicyFields keeps what the declaration does not mention, and says so
// where a description differs, which IAM cannot change.
func keepPolicyFields(s *settled, w, l spec.Resource) spec.Resource {
	want, live := w.(spec.Policy), l.(spec.Policy)
	unsaid := func(f spec.Field) bool { return s.declared.LeavesUnsaid(want.ID(), f) }
	want.Tags = s.keepTags(want.ID(), want.Tags, live.Tags)
	if s.replaced[want.ID()] && !unsaid(spec.FieldDescription) {
		return want
	}
	// Where tags are not asked for, no call was made that would have told the
	// description: an empty one is then not known to be empty.
	known := live.Description != "" || !unsaid(spec.FieldTags)
	if known && want.Description != live.Description && !unsaid(spec.FieldDescription) {
		s.find(want.ID(), "policy-description",
			fmt.Sprintf("the description of %s stays %q: IAM cannot change it", want.ID(), live.Description))
	}
	want.Description = live.Description
	return want
}

// keepPolicyPaths refuses to move a policy that is not to be replaced: IAM can only
// delete it and create another, which takes it from everybody in between. The rest is
// planned with the path that the policy has.
func (s *settled) keepPolicyPaths() {
	moved := map[string]string{}
	for _, id := range s.open {
		want, isPolicy := s.declared.Resources[id].(spec.Policy)
		if !isPolicy {
			continue
		}
		have, exists := s.in.Live.Resources[id].(spec.Policy)
		if !exists || want.Path == have.Path {
			continue
		}
		if !s.declared.Ignores(id, spec.FieldPath) && s.repath(id, have.Path, want.Path) {
			continue
		}
		moved[want.ARN] = have.ARN
		want.Path, want.ARN = have.Path, have.ARN
		s.desired.Add(want)
	}
	if len(moved) > 0 {
		s.repoint(moved)
	}
}
