package lint

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec/policy"
	"iamsync/spec/policy/internal/glob"
)

// arn is an ARN in its six parts, which IAM compares one by one: a star in the
// account does not reach into the name (IAM User Guide, "IAM JSON policy elements:
// Resource").
type arn []string

func split(text string) arn { return strings.SplitN(text, ":", 6) }

// meets reports whether there may be something that both the target and a resource
// of a statement stand for.
func (t target) meets(resource arn) bool {
	if len(resource) != 6 || len(t.arn) != 6 {
		return true // nothing is known of it
	}
	if !glob.Meet(t.arn[2], resource[2]) { // the service, which settles most
		return false
	}
	if t.flat && strings.Contains(resource[5], "/") {
		return false
	}
	for i, part := range t.arn {
		if !glob.Meet(part, resource[i]) {
			return false
		}
	}
	return true
}

// wide returns the ARN with a star for every variable: what it resolves to is known
// only when somebody asks.
func wide(resource string) arn {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(resource, "${")
		b.WriteString(before)
		if !found {
			return split(b.String())
		}
		name, after, _ := strings.Cut(rest, "}")
		switch name { // these three stand for themselves
		case "*", "?", "$":
			b.WriteString("?")
		default:
			b.WriteString("*")
		}
		resource = after
	}
}

// matching is which actions of a statement act on which of its resources.
type matching struct {
	actions   []policy.Word
	looked    []*action
	resources []policy.Word
	acted     []bool // by action: on some resource
	reached   []bool // by resource: by some action
}

// matched compares the actions of all statements with their resources, once a
// document. It leaves out those of which nothing can be said: everything is meant,
// or something is not known.
func (r *review) matched() []*matching {
	if !r.compared {
		r.compared = true
		for _, s := range r.Statements {
			if m, ok := r.match(s); ok {
				r.matchings = append(r.matchings, m)
			}
		}
	}
	return r.matchings
}

func (r *review) match(s policy.Statement) (*matching, bool) {
	if s.Action.Not || s.Resource.Not || len(s.Resource.List) == 0 || len(s.Action.List) == 0 {
		return nil, false
	}
	m := &matching{actions: s.Action.List, resources: s.Resource.List,
		acted: make([]bool, len(s.Action.List)), reached: make([]bool, len(s.Resource.List))}
	for _, w := range m.actions {
		a := r.action(w.Text)
		if !a.said() {
			return nil, false
		}
		m.looked = append(m.looked, a)
	}
	for i, w := range m.resources {
		if w.Text == "*" {
			return nil, false
		}
		m.compare(i, wide(w.Text))
	}
	return m, true
}

// compare notes which actions act on a resource.
func (m *matching) compare(i int, resource arn) {
	for j, a := range m.looked {
		if slices.ContainsFunc(a.arns, func(t target) bool { return t.meets(resource) }) {
			m.acted[j], m.reached[i] = true, true
		}
	}
}

// lostActions reports actions that give nothing on the resources of their statement.
// Where no resource is good for any action, the resources are reported instead.
func (r *review) lostActions() {
	for _, m := range r.matched() {
		for j, a := range m.looked {
			switch w := m.actions[j]; {
			case m.acted[j]:
			case len(a.arns) == 0:
				r.report(w.Place, `give it a statement of its own with the resource "*"`,
					`%s acts on no resource in particular, and counts only where the resource is "*"`, w.Text)
			case slices.Contains(m.reached, true):
				r.report(w.Place, "it acts on "+forms(a.arns), "%s acts on none of the resources of the statement", w.Text)
			}
		}
	}
}

// lostResources reports resources that no action of their statement acts on.
func (r *review) lostResources() {
	for _, m := range r.matched() {
		if !slices.ContainsFunc(m.looked, func(a *action) bool { return len(a.arns) > 0 }) {
			continue
		}
		for i, w := range m.resources {
			if !m.reached[i] {
				message, hint := m.lost(w.Text)
				r.report(w.Place, hint, "%s", message)
			}
		}
	}
}

// lost says why no action acts on a resource.
func (m *matching) lost(resource string) (message, hint string) {
	var all []target
	for _, a := range m.looked {
		all = append(all, a.arns...)
	}
	hint = "the actions act on " + forms(all)
	parts := wide(resource)
	same := slices.ContainsFunc(all, func(t target) bool { return len(parts) == 6 && glob.Meet(t.arn[2], parts[2]) })
	if len(parts) == 6 && !same {
		return fmt.Sprintf("%s is a resource of %s, and no action of the statement acts on one of these", quote(resource), parts[2]), hint
	}
	return "no action of the statement acts on " + quote(resource), hint
}

// maxForms bounds how many forms of ARNs a hint shows.
const maxForms = 3

// forms lists forms of ARNs, each once.
func forms(all []target) string {
	var shown []string
	for _, t := range all {
		if !slices.Contains(shown, t.format) {
			shown = append(shown, t.format)
		}
	}
	slices.Sort(shown)
	if more := len(shown) - maxForms; more > 0 {
		return strings.Join(shown[:maxForms], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(shown, ", ")
}
