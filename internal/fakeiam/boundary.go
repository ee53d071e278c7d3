package fakeiam

type attachedBoundary struct {
	PermissionsBoundaryType string // always Policy, whatever the API model's enum says
	PermissionsBoundaryArn  string
}

func boundaryOutput(p *policy) *attachedBoundary {
	if p == nil {
		return nil
	}
	return &attachedBoundary{PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: p.arn}
}

// setBoundary makes a policy the boundary of a principal, in place of another.
func (a *account) setBoundary(to *principal, arn string) error {
	if !a.isPolicyARN(arn) {
		return refuse("InvalidInput", "ARN %s is not valid.", arn)
	}
	p, ok := a.lookup(arn)
	if !ok {
		return noSuch("Scope ARN: %s does not exist or is not attachable.", arn)
	}
	if err := p.attachable(); err != nil {
		return err
	}
	a.bound(to, p)
	return nil
}

func (a *account) bound(to *principal, p *policy) {
	to.unbound()
	a.use(p)
	to.boundary = p
	p.bounded[to] = true
}

func (p *principal) unbound() {
	if p.boundary != nil {
		delete(p.boundary.bounded, p)
		p.boundary = nil
	}
}

type putUserBoundaryInput struct {
	UserName            string `in:"userName,required"`
	PermissionsBoundary string `in:"arn,required"`
}

func (a *account) putUserPermissionsBoundary(in *putUserBoundaryInput) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	return a.setBoundary(&u.principal, in.PermissionsBoundary)
}

// deleteUserPermissionsBoundary succeeds where there is none, too.
func (a *account) deleteUserPermissionsBoundary(in *userName) error {
	u, err := a.user(in.UserName)
	if err == nil {
		u.unbound()
	}
	return err
}
