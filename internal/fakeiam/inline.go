package fakeiam

import (
	"slices"
	"strings"
)

type inlinePolicy struct{ name, document string }

// putInline writes an inline policy, over one of the same name. The quota is on
// all inline policies of the principal together, without white space (User
// Guide, "IAM and AWS STS quotas", character limits).
func (a *account) putInline(p *principal, name, document string) error {
	if err := a.checkDocument(document, false); err != nil {
		return err
	}
	size := sizeOf(document)
	for _, i := range p.inline {
		if i.name != name {
			size += sizeOf(i.document)
		}
	}
	if n := a.quotas[p.kind.inlineQuota]; size > n {
		return refuse("LimitExceeded", "Maximum policy size of %d bytes exceeded for %s %s", n, p.kind.label, p.name)
	}
	p.setInline(name, document)
	return nil
}

func (p *principal) setInline(name, document string) {
	at, found := p.findInline(name)
	if found {
		p.inline = slices.Clone(p.inline)
		p.inline[at].document = document
		return
	}
	p.inline = slices.Insert(slices.Clone(p.inline), at, inlinePolicy{name, document})
}

func (p *principal) findInline(name string) (int, bool) {
	return slices.BinarySearchFunc(p.inline, name, func(i inlinePolicy, name string) int {
		return strings.Compare(i.name, name)
	})
}

func (p *principal) getInline(name string) (string, error) {
	at, found := p.findInline(name)
	if !found {
		return "", noSuch("The %s policy with name %s cannot be found.", p.kind.label, name)
	}
	return urlEncoded(p.inline[at].document), nil
}

func (p *principal) deleteInline(name string) error {
	at, found := p.findInline(name)
	if !found {
		return noSuch("The %s policy with name %s cannot be found.", p.kind.label, name)
	}
	p.inline = slices.Delete(slices.Clone(p.inline), at, at+1)
	return nil
}

type listInlineOutput struct {
	PolicyNames []string
	paged
}

func (a *account) listInline(list string, of *principal, p paging) (*listInlineOutput, error) {
	names, paged, err := page(a, list, p,
		sorted(of.inline, func(i inlinePolicy) string { return i.name }),
		every(func(i inlinePolicy) string { return i.name }))
	return &listInlineOutput{names, paged}, err
}

type policyName struct {
	PolicyName string `in:"name,required"`
}

type policyDocument struct {
	PolicyDocument string `in:"document,required"`
}

type userPolicyInput struct {
	userName
	policyName
}

type putUserPolicyInput struct {
	userPolicyInput
	policyDocument
}

func (a *account) putUserPolicy(in *putUserPolicyInput) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	return a.putInline(&u.principal, in.PolicyName, in.PolicyDocument)
}

type getUserPolicyOutput struct{ UserName, PolicyName, PolicyDocument string }

func (a *account) getUserPolicy(in *userPolicyInput) (*getUserPolicyOutput, error) {
	u, err := a.user(in.UserName)
	if err != nil {
		return nil, err
	}
	document, err := u.getInline(in.PolicyName)
	return &getUserPolicyOutput{u.name, in.PolicyName, document}, err
}

func (a *account) deleteUserPolicy(in *userPolicyInput) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	return u.deleteInline(in.PolicyName)
}

type listUserPoliciesInput struct {
	userName
	paging
}

func (a *account) listUserPolicies(in *listUserPoliciesInput) (*listInlineOutput, error) {
	u, err := a.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return a.listInline("ListUserPolicies", &u.principal, in.paging)
}

type groupPolicyInput struct {
	groupName
	policyName
}

type putGroupPolicyInput struct {
	groupPolicyInput
	policyDocument
}

func (a *account) putGroupPolicy(in *putGroupPolicyInput) error {
	g, err := a.group(in.GroupName)
	if err != nil {
		return err
	}
	return a.putInline(&g.principal, in.PolicyName, in.PolicyDocument)
}

type getGroupPolicyOutput struct{ GroupName, PolicyName, PolicyDocument string }

func (a *account) getGroupPolicy(in *groupPolicyInput) (*getGroupPolicyOutput, error) {
	g, err := a.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	document, err := g.getInline(in.PolicyName)
	return &getGroupPolicyOutput{g.name, in.PolicyName, document}, err
}

func (a *account) deleteGroupPolicy(in *groupPolicyInput) error {
	g, err := a.group(in.GroupName)
	if err != nil {
		return err
	}
	return g.deleteInline(in.PolicyName)
}

type listGroupPoliciesInput struct {
	groupName
	paging
}

func (a *account) listGroupPolicies(in *listGroupPoliciesInput) (*listInlineOutput, error) {
	g, err := a.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	return a.listInline("ListGroupPolicies", &g.principal, in.paging)
}
