package fakeiam

import (
	"slices"
	"strings"
)

// attach is what Attach…Policy does. Attaching twice is a success that changes
// nothing.
func (a *account) attach(to *principal, arn string) error {
	if !a.isPolicyARN(arn) {
		return invalid("ARN %s is not valid.", arn)
	}
	p, ok := a.lookup(arn)
	if !ok {
		return noSuch("Policy %s does not exist or is not attachable.", arn)
	}
	if err := p.attachable(); err != nil {
		return err
	}
	if p.attached[to] {
		return nil
	}
	if n := a.quotas[to.kind.attachQuota]; len(to.attached) >= n {
		return overQuota("PoliciesPer"+strings.TrimSuffix(to.kind.plural, "s"), n)
	}
	a.link(to, p)
	return nil
}

// link makes the edge between a principal and a policy, which both ends know.
func (a *account) link(to *principal, p *policy) {
	a.use(p)
	at, _ := slices.BinarySearchFunc(to.attached, p.key(), func(q *policy, key string) int {
		return strings.Compare(q.key(), key)
	})
	to.attached = slices.Insert(to.attached, at, p)
	p.attached[to] = true
}

// detach is what Detach…Policy does.
func (a *account) detach(from *principal, arn string) error {
	if !a.isPolicyARN(arn) {
		return invalid("ARN %s is not valid.", arn)
	}
	p, ok := a.lookup(arn)
	if !ok || !p.attached[from] {
		return noSuch("Policy %s was not found.", arn)
	}
	delete(p.attached, from)
	from.attached = slices.DeleteFunc(from.attached, func(q *policy) bool { return q == p })
	return nil
}

// deletable says what must go before a principal can.
func (p *principal) deletable() error {
	switch {
	case len(p.attached) > 0:
		return conflict("must detach all policies first.")
	case len(p.inline) > 0:
		return conflict("must delete policies first.")
	}
	return nil
}

type attachedPolicy struct {
	PolicyName string
	PolicyArn  string
}

func attachedOutput(p *policy) attachedPolicy { return attachedPolicy{p.name, p.arn} }

type listAttachedOutput struct {
	AttachedPolicies []attachedPolicy
	paged
}

func (a *account) listAttached(list string, of *principal, prefix string, p paging) (*listAttachedOutput, error) {
	out, paged, err := page(a, list, p, sorted(of.attached, (*policy).key), func(p *policy) (attachedPolicy, bool) {
		return attachedOutput(p), strings.HasPrefix(p.path, prefix)
	})
	return &listAttachedOutput{out, paged}, err
}

type userPolicyARN struct {
	UserName string `in:"userName,required"`
	policyARN
}

func (a *account) attachUserPolicy(in *userPolicyARN) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	return a.attach(&u.principal, in.PolicyArn)
}

func (a *account) detachUserPolicy(in *userPolicyARN) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	return a.detach(&u.principal, in.PolicyArn)
}

type listAttachedUserPoliciesInput struct {
	UserName   string `in:"userName,required"`
	PathPrefix string `in:"policyPath"`
	paging
}

func (a *account) listAttachedUserPolicies(in *listAttachedUserPoliciesInput) (*listAttachedOutput, error) {
	u, err := a.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return a.listAttached("ListAttachedUserPolicies", &u.principal, in.PathPrefix, in.paging)
}

type groupPolicyARN struct {
	groupName
	policyARN
}

func (a *account) attachGroupPolicy(in *groupPolicyARN) error {
	g, err := a.group(in.GroupName)
	if err != nil {
		return err
	}
	return a.attach(&g.principal, in.PolicyArn)
}

func (a *account) detachGroupPolicy(in *groupPolicyARN) error {
	g, err := a.group(in.GroupName)
	if err != nil {
		return err
	}
	return a.detach(&g.principal, in.PolicyArn)
}

type listAttachedGroupPoliciesInput struct {
	groupName
	PathPrefix string `in:"policyPath"`
	paging
}

func (a *account) listAttachedGroupPolicies(in *listAttachedGroupPoliciesInput) (*listAttachedOutput, error) {
	g, err := a.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	return a.listAttached("ListAttachedGroupPolicies", &g.principal, in.PathPrefix, in.paging)
}
