package fakeiam

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

type policyDetail struct{ PolicyName, PolicyDocument string }

type userDetail struct {
	Path                    string
	UserName                string
	UserId                  string
	Arn                     string
	CreateDate              time.Time
	UserPolicyList          []policyDetail `out:"omitempty"`
	GroupList               []string
	AttachedManagedPolicies []attachedPolicy
	PermissionsBoundary     *attachedBoundary `out:"omitempty"`
	Tags                    []Tag
}

type groupDetail struct {
	groupOutput
	GroupPolicyList         []policyDetail
	AttachedManagedPolicies []attachedPolicy
}

// managedPolicyDetail has neither tags nor description: the model knows the
// description, but IAM does not return it here.
type managedPolicyDetail struct {
	policyOutput
	PolicyVersionList []versionOutput
}

type gaadInput struct {
	Filter []string `in:"entityTypes"`
	paging
}

type gaadOutput struct {
	UserDetailList  []userDetail
	GroupDetailList []groupDetail
	RoleDetailList  []roleDetail
	Policies        []managedPolicyDetail
	paged
}

// section is one kind of thing that GetAccountAuthorizationDetails returns. The
// marker walks all sections, in the order of the table.
type section struct {
	filter string
	after  func(a *account, key string) iter.Seq2[string, func(*gaadOutput)]
}

var sections = []section{
	{"User", func(a *account, key string) iter.Seq2[string, func(*gaadOutput)] {
		return details(a.users.after(key), func(u *user, out *gaadOutput) {
			out.UserDetailList = append(out.UserDetailList, u.detail(a))
		})
	}},
	{"Group", func(a *account, key string) iter.Seq2[string, func(*gaadOutput)] {
		return details(a.groups.after(key), func(g *group, out *gaadOutput) {
			out.GroupDetailList = append(out.GroupDetailList, g.detail(a))
		})
	}},
	{"Role", (*account).rolesAfter},
	{"LocalManagedPolicy", func(a *account, key string) iter.Seq2[string, func(*gaadOutput)] {
		return details(a.policies.after(key), func(p *policy, out *gaadOutput) {
			out.Policies = append(out.Policies, p.detail())
		})
	}},
	{"AWSManagedPolicy", func(a *account, key string) iter.Seq2[string, func(*gaadOutput)] {
		return details(a.foreignInUse(key), func(p *policy, out *gaadOutput) {
			out.Policies = append(out.Policies, p.detail())
		})
	}},
}

// foreignInUse walks the policies of AWS that are used in this account; of the
// others GetAccountAuthorizationDetails does not speak.
func (a *account) foreignInUse(key string) iter.Seq2[string, *policy] {
	return func(yield func(string, *policy) bool) {
		for k, p := range a.foreign.after(key) {
			if len(p.attached)+len(p.bounded) > 0 && !yield(k, p) {
				return
			}
		}
	}
}

func details[T any](things iter.Seq2[string, T], add func(T, *gaadOutput)) iter.Seq2[string, func(*gaadOutput)] {
	return func(yield func(string, func(*gaadOutput)) bool) {
		for k, t := range things {
			if !yield(k, func(out *gaadOutput) { add(t, out) }) {
				return
			}
		}
	}
}

// getAccountAuthorizationDetails returns the next page of everything.
func (a *account) getAccountAuthorizationDetails(in *gaadInput) (*gaadOutput, error) {
	add, paged, err := page(a, "GetAccountAuthorizationDetails", in.paging,
		func(key string) iter.Seq2[string, func(*gaadOutput)] { return a.sectionsAfter(in.Filter, key) },
		every(func(f func(*gaadOutput)) func(*gaadOutput) { return f }))
	if err != nil {
		return nil, err
	}
	out := &gaadOutput{paged: paged}
	for _, f := range add {
		f(out)
	}
	return out, nil
}

// sectionsAfter walks the wanted sections as one list, whose keys are the
// number of a section and a key in it.
func (a *account) sectionsAfter(filter []string, key string) iter.Seq2[string, func(*gaadOutput)] {
	first, rest, _ := strings.Cut(key, "/")
	start, _ := strconv.Atoi(first)
	return func(yield func(string, func(*gaadOutput)) bool) {
		for i := start; i < len(sections); i, rest = i+1, "" {
			if len(filter) > 0 && !slices.Contains(filter, sections[i].filter) {
				continue
			}
			for k, add := range sections[i].after(a, rest) {
				if !yield(strconv.Itoa(i)+"/"+k, add) {
					return
				}
			}
		}
	}
}

func (u *user) detail(a *account) userDetail {
	d := userDetail{
		Path: u.path, UserName: u.name, UserId: u.id, Arn: u.arn(a), CreateDate: u.created,
		UserPolicyList:          u.inlineDetails(),
		AttachedManagedPolicies: u.attachedDetails(),
		PermissionsBoundary:     boundaryOutput(u.boundary),
		Tags:                    u.tags,
	}
	for _, g := range u.sortedGroups() {
		d.GroupList = append(d.GroupList, g.name)
	}
	return d
}

func (g *group) detail(a *account) groupDetail {
	return groupDetail{g.output(a), g.inlineDetails(), g.attachedDetails()}
}

func (p *policy) detail() managedPolicyDetail {
	d := managedPolicyDetail{policyOutput: p.brief()}
	for _, v := range p.versions {
		d.PolicyVersionList = append(d.PolicyVersionList, p.full(v))
	}
	return d
}

func (p *principal) inlineDetails() []policyDetail {
	var out []policyDetail
	for _, i := range p.inline {
		out = append(out, policyDetail{i.name, urlEncoded(i.document)})
	}
	return out
}

func (p *principal) attachedDetails() []attachedPolicy {
	var out []attachedPolicy
	for _, q := range p.attached {
		out = append(out, attachedOutput(q))
	}
	return out
}
