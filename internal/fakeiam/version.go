package fakeiam

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"iamsync/internal/fakeiam/catalogue"
)

// version is one version of a managed policy.
type version struct {
	number     int
	document   string
	created    time.Time
	catalogued bool // its document is in the catalogue of AWS's policies
}

func versionID(n int) string { return "v" + strconv.Itoa(n) }

func (p *policy) text(v version) string {
	if v.catalogued {
		return catalogue.Document(p.path, p.name)
	}
	return v.document
}

type versionOutput struct {
	Document         string `out:"omitempty"`
	VersionId        string
	IsDefaultVersion bool
	CreateDate       time.Time
}

// output is a version without its document, as lists and CreatePolicyVersion show it.
func (p *policy) output(v version) versionOutput {
	return versionOutput{VersionId: versionID(v.number), IsDefaultVersion: v.number == p.current, CreateDate: v.created}
}

// full is a version with its document.
func (p *policy) full(v version) versionOutput {
	out := p.output(v)
	out.Document = urlEncoded(p.text(v))
	return out
}

// find looks a version up by its id. IDs may carry a suffix (v1.x) in the API
// model; no policy has one.
func (p *policy) find(id string) (int, bool) {
	at := slices.IndexFunc(p.versions, func(v version) bool { return versionID(v.number) == id })
	return at, at >= 0
}

// checkManaged checks a document for a managed policy, its size last.
func (a *account) checkManaged(document string) error {
	if err := a.checkDocument(document, true); err != nil {
		return err
	}
	if n := a.quotas["PolicySizeQuota"]; sizeOf(document) > n {
		return overQuota("PolicySize", n)
	}
	return nil
}

type createPolicyVersionInput struct {
	policyARN
	policyDocument
	SetAsDefault bool
}

type oneVersion struct{ PolicyVersion versionOutput }

func (a *account) createPolicyVersion(in *createPolicyVersionInput) (*oneVersion, error) {
	p, err := a.ownPolicy(in.PolicyArn, "update")
	if err != nil {
		return nil, err
	}
	if err := a.checkManaged(in.PolicyDocument); err != nil {
		return nil, err
	}
	if n := a.quotas["VersionsPerPolicyQuota"]; len(p.versions) >= n {
		return nil, refuse("LimitExceeded", "A managed policy can have up to %d versions. Before you create a new "+
			"version, you must delete an existing version.", n)
	}
	p.lastGiven++
	v := version{number: p.lastGiven, document: in.PolicyDocument, created: a.date()}
	p.versions = slices.Insert(slices.Clone(p.versions), 0, v)
	p.updated = v.created
	if in.SetAsDefault {
		p.current = v.number
	}
	return &oneVersion{p.output(v)}, nil
}

type policyVersionInput struct {
	policyARN
	VersionId string `in:"versionId,required"`
}

func noSuchVersion(in *policyVersionInput) error {
	return noSuch("Policy %s version %s does not exist or is not attachable.", in.PolicyArn, in.VersionId)
}

// ownVersion finds a version of a policy that can be written. A policy that is
// not there is reported as a version that is not.
func (a *account) ownVersion(in *policyVersionInput, verb string) (*policy, int, error) {
	p, err := a.ownPolicy(in.PolicyArn, verb)
	if err != nil && asError(err).Code != "NoSuchEntity" {
		return nil, 0, err
	}
	if err == nil {
		if at, ok := p.find(in.VersionId); ok {
			return p, at, nil
		}
	}
	return nil, 0, noSuchVersion(in)
}

// getPolicyVersion knows only the default version of AWS's policies.
func (a *account) getPolicyVersion(in *policyVersionInput) (*oneVersion, error) {
	if !a.isPolicyARN(in.PolicyArn) {
		return nil, refuse("InvalidInput", "ARN %s is not valid.", in.PolicyArn)
	}
	if p, ok := a.lookup(in.PolicyArn); ok {
		if at, ok := p.find(in.VersionId); ok {
			return &oneVersion{p.full(p.versions[at])}, nil
		}
	}
	return nil, noSuchVersion(in)
}

type listPolicyVersionsInput struct {
	policyARN
	paging
}

type listPolicyVersionsOutput struct {
	Versions []versionOutput
	paged
}

func (a *account) listPolicyVersions(in *listPolicyVersionsInput) (*listPolicyVersionsOutput, error) {
	p, err := a.findPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	versions, paged, err := page(a, "ListPolicyVersions", in.paging, sorted(p.versions, newestFirst), every(p.output))
	return &listPolicyVersionsOutput{versions, paged}, err
}

// newestFirst is a key that is smaller the higher a version's number is.
func newestFirst(v version) string {
	n := strconv.Itoa(999_999_999 - v.number)
	return strings.Repeat("0", 9-len(n)) + n
}

func (a *account) setDefaultPolicyVersion(in *policyVersionInput) error {
	p, at, err := a.ownVersion(in, "update")
	if err != nil {
		return err
	}
	p.current = p.versions[at].number
	return nil
}

func (a *account) deletePolicyVersion(in *policyVersionInput) error {
	p, at, err := a.ownVersion(in, "delete")
	switch {
	case err != nil:
		return err
	case p.versions[at].number == p.current:
		return refuse("DeleteConflict", "Cannot delete the default version of a policy.")
	}
	p.versions = slices.Delete(slices.Clone(p.versions), at, at+1)
	return nil
}
