package fakeiam

type rolePolicyInput struct {
	roleName
	policyName
}

type putRolePolicyInput struct {
	rolePolicyInput
	policyDocument
}

func (a *account) putRolePolicy(in *putRolePolicyInput) error {
	r, err := a.ownRole(in.RoleName)
	if err != nil {
		return err
	}
	return a.putInline(&r.principal, in.PolicyName, in.PolicyDocument)
}

type getRolePolicyOutput struct{ RoleName, PolicyName, PolicyDocument string }

func (a *account) getRolePolicy(in *rolePolicyInput) (*getRolePolicyOutput, error) {
	r, err := a.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	document, err := r.getInline(in.PolicyName)
	return &getRolePolicyOutput{r.name, in.PolicyName, document}, err
}

func (a *account) deleteRolePolicy(in *rolePolicyInput) error {
	r, err := a.ownRole(in.RoleName)
	if err != nil {
		return err
	}
	return r.deleteInline(in.PolicyName)
}

func (a *account) listRolePolicies(in *pagedRoleName) (*listInlineOutput, error) {
	r, err := a.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	return a.listInline("ListRolePolicies", &r.principal, in.paging)
}

type rolePolicyARN struct {
	roleName
	policyARN
}

func (a *account) attachRolePolicy(in *rolePolicyARN) error {
	r, err := a.ownRole(in.RoleName)
	if err != nil {
		return err
	}
	return a.attach(&r.principal, in.PolicyArn)
}

func (a *account) detachRolePolicy(in *rolePolicyARN) error {
	r, err := a.ownRole(in.RoleName)
	if err != nil {
		return err
	}
	return a.detach(&r.principal, in.PolicyArn)
}

type listAttachedRolePoliciesInput struct {
	roleName
	PathPrefix string `in:"policyPath"`
	paging
}

func (a *account) listAttachedRolePolicies(in *listAttachedRolePoliciesInput) (*listAttachedOutput, error) {
	r, err := a.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	return a.listAttached("ListAttachedRolePolicies", &r.principal, in.PathPrefix, in.paging)
}
