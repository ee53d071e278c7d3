package fakeiam

import (
	"fmt"
	"maps"
	"slices"
)

// restore makes an account of a state, and refuses one in which something is
// twice, or refers to what is not there.
func (st *state) restore(cfg *config) (*account, error) {
	a := &account{config: cfg, id: st.Account, partition: st.Partition, ids: st.IDs, caller: cfg.caller}
	if a.caller == "" {
		a.caller = a.arn("root")
	}
	for _, s := range st.Policies {
		if err := a.restorePolicy(s); err != nil {
			return nil, err
		}
	}
	for _, s := range st.Groups {
		if a.groups.has(s.Name) {
			return nil, fmt.Errorf("group %s is there twice", s.Name)
		}
		g := &group{}
		a.groups.put(s.Name, g)
		if err := a.restorePrincipal(&g.principal, groupKind, s.principalState); err != nil {
			return nil, err
		}
	}
	for _, s := range st.Users {
		if err := a.restoreUser(s); err != nil {
			return nil, err
		}
	}
	if err := a.restoreRoles(st.rolesState); err != nil {
		return nil, err
	}
	return a, a.restoreAccount(st.accountState)
}

func (a *account) restoreUser(s userState) error {
	if a.users.has(s.Name) {
		return fmt.Errorf("user %s is there twice", s.Name)
	}
	u := &user{}
	a.users.put(s.Name, u)
	if err := a.restorePrincipal(&u.principal, userKind, s.principalState); err != nil {
		return err
	}
	for _, name := range s.Groups {
		g, ok := a.groups.get(name)
		if !ok || g.members.has(u.name) {
			return fmt.Errorf("user %s cannot be in group %s: it is not there, or the user is in it already", s.Name, name)
		}
		join(u, g)
	}
	if err := u.credentials.restore(s.credentialState); err != nil {
		return fmt.Errorf("user %s: %w", s.Name, err)
	}
	return nil
}

func (a *account) restorePrincipal(p *principal, kind *principalKind, s principalState) error {
	p.kind, p.name, p.path, p.id, p.created, p.tags = kind, s.Name, s.Path, s.ID, s.Created, s.Tags
	for _, arn := range s.Attached {
		q, ok := a.lookup(arn)
		if !ok || q.attached[p] {
			return fmt.Errorf("%s %s cannot hold policy %s: it is not there, or attached already", kind.label, s.Name, arn)
		}
		a.link(p, q)
	}
	if s.Boundary != "" {
		q, ok := a.lookup(s.Boundary)
		if !ok {
			return fmt.Errorf("%s %s has boundary %s, which is not there", kind.label, s.Name, s.Boundary)
		}
		a.bound(p, q)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Inline)) {
		p.inline = append(p.inline, inlinePolicy{name, s.Inline[name]})
	}
	return nil
}

func (a *account) restorePolicy(s policyState) error {
	if a.policies.has(s.Name) {
		return fmt.Errorf("policy %s is there twice", s.Name)
	}
	p := a.newPolicy(s.Name, s.Path)
	p.id, p.description, p.created, p.updated, p.tags = s.ID, s.Description, s.Created, s.Updated, s.Tags
	p.current, p.lastGiven = s.Default, s.LastGiven
	for i, v := range s.Versions {
		if v.Number > s.LastGiven || i > 0 && v.Number >= s.Versions[i-1].Number {
			return fmt.Errorf("policy %s has version %d out of order", s.Name, v.Number)
		}
		p.versions = append(p.versions, version{number: v.Number, document: v.Document, created: v.Created})
	}
	if _, ok := p.find(versionID(s.Default)); !ok {
		return fmt.Errorf("policy %s has no version %d, which is its default", s.Name, s.Default)
	}
	a.policies.put(p.name, p)
	return nil
}
