package fakeiam

import (
	"slices"
	"strings"
)

type policyUser struct{ UserName, UserId string }
type policyGroup struct{ GroupName, GroupId string }
type policyRole struct{ RoleName, RoleId string }

type listEntitiesInput struct {
	policyARN
	EntityFilter      string `in:"entityType"`
	PathPrefix        string `in:"path"`
	PolicyUsageFilter string `in:"policyUsage"`
	paging
}

type listEntitiesOutput struct {
	PolicyGroups []policyGroup
	PolicyUsers  []policyUser
	PolicyRoles  []policyRole
	paged
}

// listEntitiesForPolicy lists whom a policy is attached to, and whose boundary
// it is, each once.
func (a *account) listEntitiesForPolicy(in *listEntitiesInput) (*listEntitiesOutput, error) {
	if !a.isPolicyARN(in.PolicyArn) {
		return nil, refuse("InvalidInput", "ARN %s is not valid.", in.PolicyArn)
	}
	p, ok := a.lookup(in.PolicyArn)
	if !ok {
		return nil, noSuch("Policy %s does not exist or is not attachable.", in.PolicyArn)
	}
	holders, paged, err := page(a, "ListEntitiesForPolicy", in.paging,
		sorted(p.holders(in.PolicyUsageFilter), (*principal).entityKey),
		func(h *principal) (*principal, bool) {
			return h, (in.EntityFilter == "" || h.kind.label == fold(in.EntityFilter)) &&
				strings.HasPrefix(h.path, in.PathPrefix)
		})
	if err != nil {
		return nil, err
	}
	out := &listEntitiesOutput{paged: paged}
	for _, h := range holders {
		switch h.kind {
		case userKind:
			out.PolicyUsers = append(out.PolicyUsers, policyUser{h.name, h.id})
		case groupKind:
			out.PolicyGroups = append(out.PolicyGroups, policyGroup{h.name, h.id})
		case roleKind:
			out.PolicyRoles = append(out.PolicyRoles, policyRole{h.name, h.id})
		}
	}
	return out, nil
}

// entityKey orders principals: groups, roles, users, then by name.
func (p *principal) entityKey() string { return p.kind.label + "/" + fold(p.name) }

// holders are the principals that use a policy, in order.
func (p *policy) holders(usage string) []*principal {
	var out []*principal
	if usage != "PermissionsBoundary" {
		for h := range p.attached {
			out = append(out, h)
		}
	}
	if usage != "PermissionsPolicy" {
		for h := range p.bounded {
			if usage != "" || !p.attached[h] {
				out = append(out, h)
			}
		}
	}
	slices.SortFunc(out, func(a, b *principal) int { return strings.Compare(a.entityKey(), b.entityKey()) })
	return out
}
