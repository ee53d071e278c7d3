package fakeiam

import (
	"strings"
	"time"
)

type group struct {
	principal
	members index[*user]
}

type groupOutput struct {
	Path       string
	GroupName  string
	GroupId    string
	Arn        string
	CreateDate time.Time
}

func (g *group) output(a *account) groupOutput {
	return groupOutput{Path: g.path, GroupName: g.name, GroupId: g.id, Arn: g.arn(a), CreateDate: g.created}
}

func (a *account) group(name string) (*group, error) {
	if g, ok := a.groups.get(name); ok {
		return g, nil
	}
	return nil, noSuch("The group with name %s cannot be found.", name)
}

type groupName struct {
	GroupName string `in:"name,required"`
}

type oneGroup struct{ Group groupOutput }

type createGroupInput struct {
	Path      string `in:"path"`
	GroupName string `in:"name,required"`
}

func (a *account) createGroup(in *createGroupInput) (*oneGroup, error) {
	if a.groups.has(in.GroupName) {
		return nil, exists("Group with name %s already exists.", in.GroupName)
	}
	if n := a.quotas["GroupsQuota"]; a.groups.len() >= n {
		return nil, overQuota("GroupsPerAccount", n)
	}
	g := &group{principal: principal{
		kind: groupKind, name: in.GroupName, path: orRoot(in.Path),
		id: a.newID(groupKind.idPrefix), created: a.date(),
	}}
	a.groups.put(g.name, g)
	return &oneGroup{g.output(a)}, nil
}

type getGroupInput struct {
	groupName
	paging
}

type getGroupOutput struct {
	Group groupOutput
	Users []userOutput
	paged
}

// getGroup returns a group and, page by page, its members.
func (a *account) getGroup(in *getGroupInput) (*getGroupOutput, error) {
	g, err := a.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	users, p, err := page(a, "GetGroup", in.paging, g.members.after, every(func(u *user) userOutput { return u.brief(a) }))
	return &getGroupOutput{g.output(a), users, p}, err
}

type listGroupsInput struct {
	PathPrefix string `in:"pathPrefix"`
	paging
}

type listGroupsOutput struct {
	Groups []groupOutput
	paged
}

func (a *account) listGroups(in *listGroupsInput) (*listGroupsOutput, error) {
	groups, p, err := page(a, "ListGroups", in.paging, a.groups.after, func(g *group) (groupOutput, bool) {
		return g.output(a), strings.HasPrefix(g.path, in.PathPrefix)
	})
	return &listGroupsOutput{groups, p}, err
}

type updateGroupInput struct {
	groupName
	NewPath      string `in:"path"`
	NewGroupName string `in:"name"`
}

// updateGroup moves and renames. Members and policies stay.
func (a *account) updateGroup(in *updateGroupInput) error {
	g, err := a.group(in.GroupName)
	if err != nil {
		return err
	}
	if name := in.NewGroupName; name != "" {
		if other, ok := a.groups.get(name); ok && other != g {
			return exists("Group with name %s already exists.", name)
		}
		a.groups.remove(g.name)
		a.groups.put(name, g)
		g.name = name
	}
	if in.NewPath != "" {
		g.path = in.NewPath
	}
	return nil
}

func (a *account) deleteGroup(in *groupName) error {
	g, err := a.group(in.GroupName)
	if err != nil {
		return err
	}
	if g.members.len() > 0 {
		return conflict("must remove users from group first.")
	}
	if err := g.deletable(); err != nil {
		return err
	}
	a.groups.remove(g.name)
	return nil
}
