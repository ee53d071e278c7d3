package fakeiam

import (
	"iter"
	"strings"
	"time"

	"iamsync/internal/fakeiam/catalogue"
)

// policy is a managed policy: the customer's, or one of AWS.
type policy struct {
	name        string
	path        string
	id          string
	arn         string
	description string
	created     time.Time
	updated     time.Time
	tags        []Tag
	aws         bool

	versions  []version // newest first
	current   int       // the number of the default version
	lastGiven int       // the highest number given out; they are never reused

	attached map[*principal]bool // made by use
	bounded  map[*principal]bool // whose boundary it is; made by use
}

// key orders policies: by name, the customer's before that of AWS.
func (p *policy) key() string {
	if p.aws {
		return fold(p.name) + "\x01"
	}
	return fold(p.name)
}

// attachable refuses policies for service-linked roles.
func (p *policy) attachable() error {
	if p.aws && strings.HasPrefix(p.path, "/aws-service-role/") {
		return refuse("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.")
	}
	return nil
}

type policyARN struct {
	PolicyArn string `in:"arn,required"`
}

type onePolicy struct{ Policy policyOutput }

type policyOutput struct {
	PolicyName                    string
	PolicyId                      string
	Arn                           string
	Path                          string
	DefaultVersionId              string
	AttachmentCount               int
	PermissionsBoundaryUsageCount int
	IsAttachable                  bool
	Description                   string `out:"omitempty"`
	CreateDate                    time.Time
	UpdateDate                    time.Time
	Tags                          *[]Tag `out:"omitempty"`
}

// brief is a policy as lists and CreatePolicy show it, without description and tags.
func (p *policy) brief() policyOutput {
	return policyOutput{
		PolicyName: p.name, PolicyId: p.id, Arn: p.arn, Path: p.path,
		DefaultVersionId: versionID(p.current),
		AttachmentCount:  len(p.attached), PermissionsBoundaryUsageCount: len(p.bounded),
		IsAttachable: true, CreateDate: p.created, UpdateDate: p.updated,
	}
}

type createPolicyInput struct {
	policyName
	Path string `in:"policyPath"`
	policyDocument
	Description string `in:"description"`
	Tags        []Tag  `in:"tags"`
}

func (a *account) createPolicy(in *createPolicyInput) (*onePolicy, error) {
	tags, err := mergeTags(nil, in.Tags, exactTags)
	if err != nil {
		return nil, err
	}
	if err := a.checkManaged(in.PolicyDocument); err != nil {
		return nil, err
	}
	if a.policies.has(in.PolicyName) {
		return nil, exists("A policy called %s already exists. Duplicate names are not allowed.", in.PolicyName)
	}
	if n := a.quotas["PoliciesQuota"]; a.policies.len() >= n {
		return nil, overQuota("PoliciesPerAccount", n)
	}
	now := a.date()
	p := a.newPolicy(in.PolicyName, orRoot(in.Path))
	p.id, p.description, p.tags = a.newID("ANPA"), in.Description, tags
	p.created, p.updated = now, now
	p.current, p.lastGiven = 1, 1
	p.versions = []version{{number: 1, document: in.PolicyDocument, created: now}}
	a.policies.put(p.name, p)
	out := p.brief()
	if len(in.Tags) > 0 {
		out.Tags = &in.Tags // as they were sent; reads sort them
	}
	return &onePolicy{out}, nil
}

func (a *account) newPolicy(name, path string) *policy {
	return &policy{name: name, path: path, arn: a.arn("policy" + path + name)}
}

func (a *account) getPolicy(in *policyARN) (*onePolicy, error) {
	p, err := a.findPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	out := p.brief()
	tags := p.tags
	out.Description, out.Tags = p.description, &tags
	return &onePolicy{out}, nil
}

// deletePolicy deletes the default version with the policy; others must go first.
func (a *account) deletePolicy(in *policyARN) error {
	p, err := a.ownPolicy(in.PolicyArn, "delete")
	switch {
	case err != nil:
		return err
	case len(p.attached)+len(p.bounded) > 0:
		return refuse("DeleteConflict", "Cannot delete a policy attached to entities.")
	case len(p.versions) > 1:
		return refuse("DeleteConflict", "This policy has more than one version. Before you delete a policy, "+
			"you must delete the policy's versions. The default version is deleted with the policy.")
	}
	a.policies.remove(p.name)
	return nil
}

type listPoliciesInput struct {
	Scope             string `in:"scope"`
	OnlyAttached      bool
	PathPrefix        string `in:"policyPath"`
	PolicyUsageFilter string `in:"policyUsage"`
	paging
}

type listPoliciesOutput struct {
	Policies []policyOutput
	paged
}

func (a *account) listPolicies(in *listPoliciesInput) (*listPoliciesOutput, error) {
	out, paged, err := page(a, "ListPolicies", in.paging, a.policiesAfter, func(p *policy) (policyOutput, bool) {
		wanted := (in.Scope != "AWS" || p.aws) && (in.Scope != "Local" || !p.aws) &&
			(!in.OnlyAttached || len(p.attached) > 0) &&
			(in.PolicyUsageFilter != "PermissionsPolicy" || len(p.attached) > 0) &&
			(in.PolicyUsageFilter != "PermissionsBoundary" || len(p.bounded) > 0) &&
			strings.HasPrefix(p.path, in.PathPrefix)
		return p.brief(), wanted
	})
	return &listPoliciesOutput{out, paged}, err
}

// policiesAfter walks the customer's policies and those of AWS as one list.
func (a *account) policiesAfter(key string) iter.Seq2[string, *policy] {
	aws := func(yield func(string, *policy) bool) {
		for _, c := range catalogue.From(strings.TrimSuffix(key, "\x01")) {
			if p := a.fromCatalogue(c); p.key() > key && !yield(p.key(), p) {
				return
			}
		}
	}
	return merge(a.policies.after(key), aws)
}

var policyTags = taggable[policyARN, *policy]{
	list: "ListPolicyTags", as: exactTags,
	of:     func(p *policy) *[]Tag { return &p.tags },
	find:   func(a *account, n policyARN) (*policy, error) { return a.findPolicy(n.PolicyArn) },
	change: func(a *account, n policyARN) (*policy, error) { return a.ownPolicy(n.PolicyArn, "update") },
}
