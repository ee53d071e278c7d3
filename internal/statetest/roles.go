package statetest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"iamsync/spec"
	"iamsync/spec/policy"
)

var (
	roleNames    = []string{"ro", "ro+le", "ro.le", "r,o", "r=@_-"}
	profileNames = []string{"web", "we.b", "w+b"}
)

// AddRoles adds roles and instance profiles to a live and a desired state. Roles trust
// services, the account, users and roles of their state, each other and themselves.
func AddRoles(t *rapid.T, live, desired spec.State) { addRoles(t, live, desired, allowing) }

// AddRolesWithDenies does the same, and every second inline policy of them denies, or
// does both.
func AddRolesWithDenies(t *rapid.T, live, desired spec.State) { addRoles(t, live, desired, denying) }

func addRoles(t *rapid.T, live, desired spec.State, drawDocument documents) {
	drawDocument.roles(t, "live", live)
	drawDocument.roles(t, "desired", desired)
}

func (drawDocument documents) roles(t *rapid.T, label string, s spec.State) {
	some := rapid.SliceOfNDistinct(rapid.SampledFrom(roleNames), 0, len(roleNames), rapid.ID[string])
	names := some.Draw(t, label+" roles")
	var bounds []string
	for _, id := range s.IDs() {
		if p, is := s.Resources[id].(spec.Policy); is {
			bounds = append(bounds, p.ARN)
		}
	}
	for _, name := range names { // first of all with nothing, so that they can name each other
		s.Add(spec.Role{Name: name, Path: pathOf(name)})
	}
	principals := principalsOf(s)
	for _, name := range names {
		s.Add(drawRole(t, s.Account, name, principals, bounds))
		drawDocument.edges(t, s, spec.RoleID(name))
	}
	for _, name := range profileNames {
		if rapid.Bool().Draw(t, label+" profile") {
			p := spec.Profile{Name: name, Path: pathOf(name)}
			if len(names) > 0 && rapid.Bool().Draw(t, "held") {
				p.Role = rapid.SampledFrom(names).Draw(t, "role")
			}
			s.Add(p)
		}
	}
}

// pathOf is the path that a role or profile of this name always has, since IAM cannot
// change it.
func pathOf(name string) string {
	if len(name)%2 == 0 {
		return "/r/o/"
	}
	return "/"
}

// principalsOf lists whom a role of the state may trust, as JSON.
func principalsOf(s spec.State) []string {
	all := []string{`{"Service":"ec2.amazonaws.com"}`, fmt.Sprintf(`{"AWS":%q}`, s.Account.ID)}
	for _, id := range s.IDs() {
		if arn := s.ARN(id); arn != "" {
			all = append(all, fmt.Sprintf(`{"AWS":%q}`, arn))
		}
	}
	return all
}

func drawRole(t *rapid.T, account spec.Account, name string, principals, bounds []string) spec.Role {
	var statements []string
	for _, p := range rapid.SliceOfNDistinct(rapid.SampledFrom(principals), 1, 3, rapid.ID[string]).Draw(t, "trusted") {
		statements = append(statements, fmt.Sprintf(`{"Effect":"Allow","Principal":%s,"Action":"sts:AssumeRole"}`, p))
	}
	r := spec.Role{
		Name: name, Path: pathOf(name), MaxSession: rapid.SampledFrom([]int{3600, 7200, 43200}).Draw(t, "session"),
		Description: rapid.SampledFrom([]string{"", "a role", "ré"}).Draw(t, "description"),
		Trust:       policy.MustParse(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`),
	}
	if rapid.IntRange(0, 2).Draw(t, "tagged") == 0 {
		r.Tags = map[string]string{rapid.SampledFrom([]string{"team", "Team"}).Draw(t, "key"): "a"}
	}
	if len(bounds) > 0 && rapid.IntRange(0, 2).Draw(t, "bounded") == 0 {
		r.Boundary = rapid.SampledFrom(bounds).Draw(t, "boundary")
	}
	r.Trusted = account.Principals(r.Trust)
	return r
}
