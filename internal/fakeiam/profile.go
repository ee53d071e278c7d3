package fakeiam

import (
	"slices"
	"strings"
	"time"
)

// profile is an instance profile: it hands one role to the machines of EC2.
type profile struct {
	name    string
	path    string
	id      string
	created time.Time
	tags    []Tag
	role    *role
}

// rolesPerProfile is as many roles as an instance profile holds (User Guide, "IAM
// and AWS STS quotas"). It is not in GetAccountSummary.
const rolesPerProfile = 1

func (p *profile) key() string { return fold(p.name) }

type profileOutput struct {
	Path                string
	InstanceProfileName string
	InstanceProfileId   string
	Arn                 string
	CreateDate          time.Time
	Roles               []roleOutput
	Tags                *[]Tag `out:"omitempty"`
}

// brief is a profile as lists show it, without tags.
func (p *profile) brief(a *account) profileOutput {
	out := profileOutput{
		Path: p.path, InstanceProfileName: p.name, InstanceProfileId: p.id,
		Arn: a.arn("instance-profile" + p.path + p.name), CreateDate: p.created,
	}
	if p.role != nil {
		out.Roles = []roleOutput{p.role.brief(a)}
	}
	return out
}

func (a *account) profile(name string) (*profile, error) {
	if p, ok := a.profiles.get(name); ok {
		return p, nil
	}
	return nil, noSuch("Instance Profile %s cannot be found.", name)
}

type profileName struct {
	InstanceProfileName string `in:"name,required"`
}

type oneProfile struct{ InstanceProfile profileOutput }

type createProfileInput struct {
	profileName
	Path string `in:"path"`
	Tags []Tag  `in:"tags"`
}

func (a *account) createInstanceProfile(in *createProfileInput) (*oneProfile, error) {
	tags, err := mergeTags(nil, in.Tags, exactTags)
	if err != nil {
		return nil, err
	}
	if a.profiles.has(in.InstanceProfileName) {
		return nil, exists("Instance Profile %s already exists.", in.InstanceProfileName)
	}
	if n := a.quotas["InstanceProfilesQuota"]; a.profiles.len() >= n {
		return nil, overQuota("InstanceProfilesPerAccount", n)
	}
	p := &profile{
		name: in.InstanceProfileName, path: orRoot(in.Path), id: a.newID("AIPA"), created: a.date(), tags: tags,
	}
	a.profiles.put(p.name, p)
	out := p.brief(a)
	if len(in.Tags) > 0 {
		out.Tags = &in.Tags // as they were sent; reads sort them
	}
	return &oneProfile{out}, nil
}

func (a *account) getInstanceProfile(in *profileName) (*oneProfile, error) {
	p, err := a.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	out, tags := p.brief(a), p.tags
	out.Tags = &tags
	return &oneProfile{out}, nil
}

type listProfilesInput struct {
	PathPrefix string `in:"pathPrefix"`
	paging
}

type listProfilesOutput struct {
	InstanceProfiles []profileOutput
	paged
}

func (a *account) listInstanceProfiles(in *listProfilesInput) (*listProfilesOutput, error) {
	out, p, err := page(a, "ListInstanceProfiles", in.paging, a.profiles.after, func(p *profile) (profileOutput, bool) {
		return p.brief(a), strings.HasPrefix(p.path, in.PathPrefix)
	})
	return &listProfilesOutput{out, p}, err
}

func (a *account) listInstanceProfilesForRole(in *pagedRoleName) (*listProfilesOutput, error) {
	r, err := a.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	out, p, err := page(a, "ListInstanceProfilesForRole", in.paging, sorted(r.profiles, (*profile).key),
		every(func(p *profile) profileOutput { return p.brief(a) }))
	return &listProfilesOutput{out, p}, err
}

func (a *account) deleteInstanceProfile(in *profileName) error {
	p, err := a.profile(in.InstanceProfileName)
	switch {
	case err != nil:
		return err
	case p.role != nil:
		return conflict("must remove roles from instance profile first.")
	}
	a.profiles.remove(p.name)
	return nil
}

type profileRoleInput struct {
	profileName
	roleName
}

// addRoleToInstanceProfile refuses the role that is there already, too.
func (a *account) addRoleToInstanceProfile(in *profileRoleInput) error {
	p, err := a.profile(in.InstanceProfileName)
	if err != nil {
		return err
	}
	r, err := a.ownRole(in.RoleName)
	switch {
	case err != nil:
		return err
	case p.role != nil:
		return overQuota("InstanceSessionsPerInstanceProfile", rolesPerProfile)
	}
	a.seat(r, p)
	return nil
}

// seat puts a role into a profile; both ends know.
func (a *account) seat(r *role, p *profile) {
	at, _ := slices.BinarySearchFunc(r.profiles, p.key(), func(q *profile, key string) int {
		return strings.Compare(q.key(), key)
	})
	r.profiles = slices.Insert(r.profiles, at, p)
	p.role = r
}

func (a *account) removeRoleFromInstanceProfile(in *profileRoleInput) error {
	p, err := a.profile(in.InstanceProfileName)
	if err != nil {
		return err
	}
	r, err := a.role(in.RoleName)
	switch {
	case err != nil:
		return err
	case p.role != r:
		return noSuch("Role %s in Instance Profile %s cannot be found.", in.RoleName, in.InstanceProfileName)
	}
	r.profiles = slices.DeleteFunc(r.profiles, func(q *profile) bool { return q == p })
	p.role = nil
	return nil
}

var profileTags = taggable[profileName, *profile]{
	list: "ListInstanceProfileTags", as: exactTags,
	of:   func(p *profile) *[]Tag { return &p.tags },
	find: func(a *account, n profileName) (*profile, error) { return a.profile(n.InstanceProfileName) },
}
