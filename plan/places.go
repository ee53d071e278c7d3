package plan

import (
	"slices"
	"strings"

	"iamsync/spec"
)

// What a call acts on is named by where it is. An object can be in one place before an
// apply and in another after it:
//
//	                       where it shall be   where it lies now   where it had its old name
//	a creation             x
//	a move or a rename     x                   x                   x
//	all else               x                   x
//	a deletion                                 x
//
// A rename comes before all else that is done with an object. A move has its turn among the
// rest (see stages.go), so that each call can find the object in either place.

// places are the objects that a call can act on, by when it is needed.
var places = map[when][]func(Tree, spec.Kind) []string{
	ifMade:     {Tree.staying},
	ifDeclared: {Tree.staying, Tree.straying},
	ifMoves:    {Tree.staying, Tree.straying, Tree.former},
	ifEither:   {Tree.staying, Tree.straying, Tree.leaving},
	ifLost:     {Tree.staying, Tree.straying, Tree.leaving},
	ifLeaving:  {Tree.leaving},
	ifUsedLast: {Tree.leaving},
}

// on returns the resources of a call.
func (t Tree) on(n need) []string {
	switch {
	case n.on == "":
		return []string{"*"}
	case n.on == spec.KindMFA: // a device is called as its user is, or not
		return []string{t.arn(n.on, "/", "*")}
	case n.when == ifUsers, n.when == ifDescribed: // who may read the account reads more than that
		return []string{t.arn(n.on, "/", "*")}
	case n.when == ifLocked:
		return []string{t.Desired.Account.LockARN()}
	case n.when == ifPasses:
		return least(t.passed())
	}
	var all []string
	for _, where := range places[n.when] {
		all = append(all, where(t, n.on)...)
	}
	return least(all)
}

// staying are where the declared objects of a kind shall be: below their paths, so that
// another one may come there, and in / by their names.
func (t Tree) staying(kind spec.Kind) []string {
	var all []string
	for id, r := range t.Desired.Resources {
		if id.Kind == kind {
			all = append(all, t.place(kind, entityPath(r), id.Name))
		}
	}
	return all
}

// straying are the declared objects of a kind where they can lie now.
func (t Tree) straying(kind spec.Kind) []string {
	var all []string
	for id := range t.Desired.Resources {
		if id.Kind == kind && t.strays(id) {
			all = append(all, t.lying(id)...)
		}
	}
	return all
}

// former are the old names of declared objects, where these can have them. A rename whose
// answer was lost is made again, and one who is not there is asked about as if in /.
func (t Tree) former(kind spec.Kind) []string {
	var all []string
	for id, old := range t.Desired.Renamed {
		if _, declared := t.Desired.Resources[id]; declared && id.Kind == kind {
			all = append(all, t.arn(kind, "/", old.Name))
			all = append(all, t.lying(old)...)
		}
	}
	return all
}

// passed are the roles that declared instance profiles hold.
func (t Tree) passed() []string {
	var all []string
	for _, r := range t.Desired.Resources {
		p, is := r.(spec.Profile)
		if !is || p.Role == "" {
			continue
		}
		id := spec.RoleID(p.Role)
		if role, declared := t.Desired.Resources[id]; declared {
			all = append(all, t.place(spec.KindRole, entityPath(role), p.Role))
			if t.strays(id) {
				all = append(all, t.lying(id)...)
			}
			continue
		}
		all = append(all, t.wherever(id)...)
	}
	return all
}

// leaving are where objects of a kind are that can be deleted.
func (t Tree) leaving(kind spec.Kind) []string {
	var all []string
	for id := range t.Desired.Absent {
		if id.Kind == kind {
			all = append(all, t.wherever(id)...)
		}
	}
	for id := range t.Desired.Replaceable {
		if id.Kind == kind {
			all = append(all, t.wherever(id)...)
		}
	}
	for id := range t.Desired.Expires {
		r := t.Desired.Resources[id]
		if id.Kind != kind || r == nil {
			continue
		}
		all = append(all, t.place(kind, entityPath(r), id.Name))
		all = append(all, t.wherever(id)...)
		if old, renamed := t.Desired.Renamed[id]; renamed { // it can end before it is renamed
			all = append(all, t.wherever(old)...)
		}
	}
	if !t.Scope.Prune {
		return all
	}
	for _, path := range t.Scope.Paths {
		if isPathed(kind) {
			all = append(all, t.arn(kind, path, "*"))
		}
	}
	for _, p := range t.Scope.Include {
		if id, _ := p.One(); id.Kind == kind {
			all = append(all, t.wherever(id)...)
		}
	}
	return all
}

// isPathed reports whether objects of the kind lie below paths, and can be pruned there.
func isPathed(kind spec.Kind) bool {
	return isEntity(spec.ID{Kind: kind}) && !spec.Single(kind) && kind != spec.KindOIDC && kind != spec.KindSAML
}

func (t Tree) place(kind spec.Kind, path, name string) string {
	if path == "" || path == "/" {
		return t.arn(kind, "/", name)
	}
	return t.arn(kind, path, "*")
}

// lying is where a declared object lies, or lay before it is moved. With prune, it is
// below a path that the scope owns, or it is included by its name: what lies elsewhere is
// refused (scope-escape).
func (t Tree) lying(id spec.ID) []string {
	if !t.Scope.Prune || slices.ContainsFunc(t.Scope.Include, func(p spec.Pattern) bool { return p.Matches(id) }) {
		return t.wherever(id)
	}
	var all []string
	for _, path := range t.Scope.Paths {
		all = append(all, t.arn(id.Kind, path, id.Name), t.arn(id.Kind, path+"*/", id.Name))
	}
	return all
}

// strays reports whether a declared object can lie elsewhere than where it is declared:
// IAM can move it there, or its declaration leaves its path alone.
func (t Tree) strays(id spec.ID) bool {
	return isPathed(id.Kind) && kinds[id.Kind].immovable == immovable{} || t.Desired.Ignores(id, spec.FieldPath)
}

// wherever is an object of which the path is not known.
func (t Tree) wherever(id spec.ID) []string {
	if !isPathed(id.Kind) {
		return []string{t.arn(id.Kind, "/", id.Name)}
	}
	return []string{t.arn(id.Kind, "/", id.Name), t.arn(id.Kind, "/*/", id.Name)}
}

func (t Tree) arn(kind spec.Kind, path, name string) string {
	word := string(kind)
	if kind == spec.KindMFA {
		word = "mfa"
	}
	return "arn:" + t.Desired.Account.Partition + ":iam::" + t.Desired.Account.ID + ":" + word + path + name
}

// least leaves out what others cover, and sorts.
func least(arns []string) []string {
	slices.Sort(arns)
	arns = slices.Compact(arns)
	var prefixes []string
	for _, arn := range arns {
		if prefix, all := strings.CutSuffix(arn, "*"); all {
			prefixes = append(prefixes, prefix)
		}
	}
	return slices.DeleteFunc(arns, func(arn string) bool {
		return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(arn, prefix) && arn != prefix+"*" })
	})
}

// belowPaths is a statement on all that lies below the paths that the scope owns: shorter
// than many names, and less than all objects of the kind.
func (t Tree) belowPaths(s statement) statement {
	if t.Scope.Prune && isPathed(s.kind) {
		s.Resource = slices.Clone(s.Resource)
		for _, path := range t.Scope.Paths {
			s.Resource = append(s.Resource, t.arn(s.kind, path, "*"))
		}
		s.Resource = least(s.Resource)
	}
	return s
}
