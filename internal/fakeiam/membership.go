package fakeiam

import "slices"

type membershipInput struct {
	groupName
	userName
}

// membership finds the two ends, the user first: that is the one that IAM
// reports where both are missing.
func (a *account) membership(in *membershipInput) (*user, *group, error) {
	u, err := a.user(in.UserName)
	if err != nil {
		return nil, nil, err
	}
	g, err := a.group(in.GroupName)
	return u, g, err
}

// addUserToGroup succeeds for a member too.
func (a *account) addUserToGroup(in *membershipInput) error {
	u, g, err := a.membership(in)
	if err != nil || g.members.has(u.name) {
		return err
	}
	if n := a.quotas["GroupsPerUserQuota"]; len(u.groups) >= n {
		return overQuota("GroupsPerUser", n)
	}
	join(u, g)
	return nil
}

func join(u *user, g *group) {
	g.members.put(u.name, u)
	u.groups = append(u.groups, g)
}

// removeUserFromGroup succeeds for somebody who is not a member too.
func (a *account) removeUserFromGroup(in *membershipInput) error {
	u, g, err := a.membership(in)
	if err != nil {
		return err
	}
	g.members.remove(u.name)
	u.groups = slices.DeleteFunc(u.groups, func(of *group) bool { return of == g })
	return nil
}

type listGroupsForUserInput struct {
	userName
	paging
}

func (a *account) listGroupsForUser(in *listGroupsForUserInput) (*listGroupsOutput, error) {
	u, err := a.user(in.UserName)
	if err != nil {
		return nil, err
	}
	groups, p, err := page(a, "ListGroupsForUser", in.paging,
		sorted(u.sortedGroups(), func(g *group) string { return fold(g.name) }),
		every(func(g *group) groupOutput { return g.output(a) }))
	return &listGroupsOutput{groups, p}, err
}

// sortedGroups are a user's groups by name, as lists show them.
func (u *user) sortedGroups() []*group {
	return slices.SortedFunc(slices.Values(u.groups), func(a, b *group) int {
		return compareFolded(a.name, b.name)
	})
}
