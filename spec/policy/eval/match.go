package eval

import (
	"strings"

	"iamsync/spec/policy"
	"iamsync/spec/policy/internal/glob"
)

// matches says whether the statement applies to a request: its action, its resource
// and all of its conditions do. Whom it means is asked by itself.
func (s *statement) matches(f *facts) answer {
	if !s.action.match(f.action) {
		return no
	}
	a := s.resource.match(f)
	for i := range s.conditions {
		if a == no {
			return no
		}
		a = min(a, s.conditions[i].holds(f))
	}
	return a
}

// actions is an Action or NotAction element. Names are compared in lower case: "the
// prefix and the action name are case insensitive" (IAM User Guide, "IAM JSON policy
// elements: Action").
type actions struct {
	not      bool
	names    map[string]bool
	patterns []string
}

func newActions(w policy.Words) actions {
	a := actions{not: w.Not && w.Key != "", names: map[string]bool{}}
	for _, text := range texts(w.List, lower) {
		if glob.IsPattern(text) {
			a.patterns = append(a.patterns, text)
		} else {
			a.names[text] = true
		}
	}
	return a
}

// match takes an action in lower case.
func (a *actions) match(action string) bool {
	if a.names[action] {
		return !a.not
	}
	for _, p := range a.patterns {
		if glob.Match(p, action) {
			return !a.not
		}
	}
	return a.not
}

// services returns the services that the element names; all is true where it names
// others, too, as "*" or any NotAction does.
func (a *actions) services() (names map[string]bool, all bool) {
	names = map[string]bool{}
	add := func(text string) {
		service, _, found := strings.Cut(text, ":")
		if all = all || !found || glob.IsPattern(service); !all {
			names[service] = true
		}
	}
	for name := range a.names {
		add(name)
	}
	for _, p := range a.patterns {
		add(p)
	}
	return names, all || a.not
}

// resources is a Resource or NotResource element. A pattern is compared with the
// whole ARN, colons included: a * "can expand to match beyond the colon boundaries"
// (IAM User Guide, "IAM JSON policy elements: Resource") where it ends a segment, and
// ARNs hardly ever tell the difference elsewhere.
//
// A policy of a resource may leave the element out and means the resource.
type resources struct {
	missing, not bool
	patterns     []template
}

func newResources(w policy.Words, variables bool) resources {
	r := resources{missing: w.Key == "", not: w.Not}
	for _, word := range w.List {
		r.patterns = append(r.patterns, newTemplate(word.Text, variables))
	}
	return r
}

func (r *resources) match(f *facts) answer {
	if r.missing {
		return yes
	}
	found := no
	for i := range r.patterns {
		if found = max(found, r.patterns[i].like(f, f.resource)); found == yes {
			break
		}
	}
	if r.not {
		return found.not()
	}
	return found
}

// principals is a Principal or NotPrincipal element.
type principals struct {
	missing, not bool
	names        []name
}

func newPrincipals(p policy.Principal) principals {
	list := principals{missing: p.Key == "", not: p.Not}
	for _, w := range p.List {
		n := name{kind: w.Type, text: w.Text}
		n.arn, _ = parseARN(w.Text)
		switch {
		case w.Type == "AWS" && isAccount(w.Text):
			n.account = w.Text
		case w.Type == "AWS" && n.arn.kind == "root":
			n.account = n.arn.account
		}
		list.names = append(list.names, n)
	}
	return list
}

func isAccount(text string) bool {
	return len(text) == 12 && strings.Trim(text, "0123456789") == ""
}

// denies says whether a Deny means the principal. One with NotPrincipal always means
// who has a boundary, whatever it lists (IAM User Guide, "Permissions boundaries for
// IAM entities").
func (p *principals) denies(f *facts) answer {
	switch {
	case p.missing:
		return no
	case p.not && f.bounded:
		return yes
	case p.not:
		return f.who.isListed(p.names).not()
	}
	return f.who.bondsTo(p.names).any()
}
