package fakeiam

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Role is a role that is there without anybody's call, for what no call can make:
// roles under /aws-service-role/ and /aws-reserved/, and the date of a last use.
type Role struct {
	Name        string
	Path        string // "/" where empty
	Trust       string // its document; where empty, EC2 is trusted, or the service in a path under /aws-service-role/
	Description string
	MaxSession  time.Duration     // an hour where zero
	Attached    []string          // ARNs of policies, those for service-linked roles too
	Inline      map[string]string // documents by name
	Tags        []Tag
	LastUsed    time.Time // when it was last used; zero for never
	Region      string    // where
}

// WithRoles puts roles into the account. Of a role that is there already, as it is
// where a state file has it, only the last use is changed.
func WithRoles(roles ...Role) Option {
	return func(c *config) { c.roles = append(c.roles, slices.Clone(roles)...) }
}

func (a *account) give(roles []Role) error {
	if len(roles) > 0 {
		a.moment = a.now()
	}
	for _, given := range roles {
		r, ok := a.roles.get(given.Name)
		if !ok {
			made, err := a.makeRole(given)
			if err != nil {
				return fmt.Errorf("making role %s: %w", given.Name, err)
			}
			r = made
		}
		r.used = lastUsed{given.LastUsed.UTC().Truncate(time.Second), given.Region}
	}
	return nil
}

func (a *account) makeRole(given Role) (*role, error) {
	document := given.Trust
	if document == "" {
		service := "ec2.amazonaws.com"
		if below, ok := strings.CutPrefix(given.Path, servicePath); ok {
			service = strings.TrimSuffix(below, "/")
		}
		document = trustOf(service)
	}
	t, err := a.parseTrust(document)
	if err != nil {
		return nil, err
	}
	tags, err := mergeTags(nil, given.Tags, foldedTags)
	if err != nil {
		return nil, err
	}
	r := &role{
		principal: principal{kind: roleKind, name: given.Name, path: orRoot(given.Path), tags: tags},
		trust:     t, description: given.Description,
		maxSession: max(int(given.MaxSession.Seconds()), defaultSession),
	}
	for _, name := range slices.Sorted(maps.Keys(given.Inline)) {
		if err := a.putInline(&r.principal, name, given.Inline[name]); err != nil {
			return nil, err
		}
	}
	for _, arn := range given.Attached {
		p, ok := a.lookup(arn)
		if !ok {
			return nil, noSuch("Policy %s does not exist or is not attachable.", arn)
		}
		a.link(&r.principal, p)
	}
	a.addRole(r)
	return r, nil
}
