package fakeiam

// snapshot is the account as its file will have it.
func (a *account) snapshot() *state {
	st := &state{
		FormatVersion: formatVersion, Account: a.id, Partition: a.partition, IDs: a.ids,
		Users: []userState{}, Groups: []groupState{}, Policies: []policyState{},
		accountState: a.accountState(),
	}
	st.rolesState = a.rolesState()
	for _, u := range a.users.all() {
		us := userState{principalState: u.principal.snapshot(), credentialState: u.credentials.snapshot()}
		for _, g := range u.sortedGroups() {
			us.Groups = append(us.Groups, g.name)
		}
		st.Users = append(st.Users, us)
	}
	for _, g := range a.groups.all() {
		st.Groups = append(st.Groups, groupState{g.snapshot()})
	}
	for _, p := range a.policies.all() {
		st.Policies = append(st.Policies, p.snapshot())
	}
	return st
}

func (p *principal) snapshot() principalState {
	s := principalState{Name: p.name, Path: p.path, ID: p.id, Created: p.created, Tags: p.tags}
	if p.boundary != nil {
		s.Boundary = p.boundary.arn
	}
	for _, q := range p.attached {
		s.Attached = append(s.Attached, q.arn)
	}
	for _, i := range p.inline {
		if s.Inline == nil {
			s.Inline = map[string]string{}
		}
		s.Inline[i.name] = i.document
	}
	return s
}

func (p *policy) snapshot() policyState {
	s := policyState{
		Name: p.name, Path: p.path, ID: p.id, Description: p.description, Created: p.created, Updated: p.updated,
		Tags: p.tags, Default: p.current, LastGiven: p.lastGiven,
	}
	for _, v := range p.versions {
		s.Versions = append(s.Versions, versionState{v.number, v.created, v.document})
	}
	return s
}
