package plan

import (
	"fmt"
	"maps"
	"strings"

	"iamsync/spec"
)

// keepUndeclared decides about a live resource that no file declares: it is
// copied into the desired state unless it is to go. An entity goes where the
// scope prunes and owns it; edges go by the rule of their kind.
func (s *settled) keepUndeclared(live spec.Resource) {
	if !isEntity(live.ID()) {
		if !s.goes(live) {
			s.desired.Add(live)
		}
		return
	}
	id := live.ID()
	if s.declared.Absent[id] {
		s.refuseEscape(live)
	}
	if s.declared.Absent[id] || s.in.Scope.Owns(id, entityPath(live)) {
		s.owned++
	}
	if !s.doomed(id) {
		s.desired.Add(live)
		s.unmanaged = append(s.unmanaged, id)
		if why := s.in.Scope.Keeps(id, entityPath(live)); why != "" && s.in.Scope.Prune {
			s.kept[id] = why
		}
	}
}

// doomed reports whether a live entity goes: it is declared as absent, or it is not
// declared, owned, and pruned.
func (s *settled) doomed(id spec.ID) bool {
	live, found := s.in.Live.Resources[id]
	switch {
	case !found || s.isDeclared(id):
		return false
	case s.declared.Absent[id]:
		return true
	}
	return s.in.Scope.Prune && s.in.Scope.Owns(id, entityPath(live)) && !s.serves(live)
}

// serves reports whether an instance profile holds a role that nobody declares and that
// stays: taking it away would take the role from machines.
func (s *settled) serves(live spec.Resource) bool {
	p, is := live.(spec.Profile)
	role := spec.RoleID(p.Role)
	return is && p.Role != "" && !s.isDeclared(role) && !s.doomed(role)
}

func (s *settled) isDeclared(id spec.ID) bool {
	_, declared := s.declared.Resources[id]
	return declared
}

// contains reports whether an edge is containment: what AWS puts on a user whose
// key leaked, or the console on a principal whose sessions were revoked. Only
// somebody who knows of the incident may take it away.
func (s *settled) contains(edge spec.Resource) bool {
	name := ""
	switch r := edge.(type) {
	case spec.Attachment:
		if p, err := spec.ParsePolicyARN(r.PolicyARN); err == nil && p.IsAWS() && strings.HasPrefix(p.Name, "AWSCompromisedKeyQuarantine") {
			name = p.Name
		}
	case spec.Inline:
		if r.Name == "AWSRevokeOlderSessions" {
			name = r.Name
		}
	}
	if name == "" || allowed(s.in, releaseContainment) {
		return false
	}
	if owner := edge.Owner(); s.doomed(owner) {
		s.refuse(owner, releaseContainment, fmt.Sprintf("%s is to be deleted, but %s holds it, which an incident put there", owner, name),
			"see to its keys first, then go on with --allow release-containment")
	} else {
		s.find(owner, "containment",
			fmt.Sprintf("%s is held by %s, which an incident put there; it stays until --allow release-containment", owner, name))
	}
	return true
}

// keepTags returns the tags that an object shall have: those that are written, or its
// own where none are, and those that are never ours. What is created again gets no tags
// that only AWS can write.
func (s *settled) keepTags(id spec.ID, want, live map[string]string) map[string]string {
	if s.declared.LeavesUnsaid(id, spec.FieldTags) {
		want = live
	}
	if !s.replaced[id] {
		return withForeignTags(want, live)
	}
	want = maps.Clone(want)
	maps.DeleteFunc(want, func(key, _ string) bool { return !spec.ManagesTag(key) })
	return want
}

// withForeignTags adds the live tags that are never ours to the wanted ones:
// those that AWS writes, and the console's descriptions of access keys, whose
// names are key IDs.
func withForeignTags(want, live map[string]string) map[string]string {
	copied := false
	for key, value := range live {
		if _, written := want[key]; written || spec.ManagesTag(key) {
			continue
		}
		if !copied {
			want, copied = maps.Clone(want), true
			if want == nil {
				want = map[string]string{}
			}
		}
		want[key] = value
	}
	return want
}
