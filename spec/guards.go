package spec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

// Guards say what a plan must not do, even if the files say so.
type Guards struct {
	// MaxDeletes limits how many objects go.
	MaxDeletes Limit
	// MaxDetaches limits how many memberships, attachments and inline policies go from
	// objects that stay; nil is no limit.
	MaxDetaches *Limit
	// Protect names objects that are not to be deleted, replaced, renamed or narrowed.
	Protect []Pattern
	// Appliers are the users and roles that run apply: none of them may lose what that
	// needs, or gain anything, by a plan.
	Appliers []ID
	// MinAdmins is how many users and roles shall be left that may do everything; 0 does
	// not ask.
	MinAdmins int
	// UnusedDays is how many days a user or role must not have been used before it may
	// be deleted; 0 does not ask.
	UnusedDays int
	// Allow are the codes of guards that are lifted for good.
	Allow []string
	// Lock makes an apply hold the lock of the account while it makes its calls.
	Lock bool
}

// DefaultGuards are those where the root file says nothing.
var DefaultGuards = Guards{MaxDeletes: DefaultMaxDeletes}

// Liftable are the codes that guards.allow takes. What speaks of one occasion, such as
// an incident, is lifted on the command line alone.
var Liftable = []string{"max_deletes", "max_detaches", "min_admins", "protect", "quotas", "self-escalation", "self-lockout", "used-recently"}

// The bounds of numbers. IAM remembers the use of a role for 400 days (IAM User Guide,
// "Refine permissions using last accessed information").
const (
	mostAdmins     = 1000
	mostUnusedDays = 400
)

var (
	appliersShape = shape{is: "a list of users and roles", node: yaml.SequenceNode, example: "[role/ci-apply]", empty: "[]", value: listValue(applierValue())}
	adminsShape   = countShape("1", "0|[1-9][0-9]{0,2}|1000", mostAdmins)
	unusedShape   = countShape("90", "[0-9]|[1-9][0-9]|[1-3][0-9]{2}|400", mostUnusedDays)
	codesShape    = shape{is: "a list of codes of guards", node: yaml.SequenceNode, example: "[self-escalation]", empty: "[]", value: listValue(oneOf(Liftable...))}
)

var guardFields = []field[Guards]{
	{"max_deletes", limitShape.byDefault(DefaultMaxDeletes.N), "how many objects a plan may delete: a number, or a share of those that are owned or declared", func(r *reader, n *yaml.Node, g *Guards) {
		r.limit(n, "max_deletes", func(l Limit) { g.MaxDeletes = l })
	}},
	{"max_detaches", limitShape, "how many memberships, attachments and inline policies a plan may take from objects that stay: a number, or a share; any number where it is not written", func(r *reader, n *yaml.Node, g *Guards) {
		r.limit(n, "max_detaches", func(l Limit) { g.MaxDetaches = &l })
	}},
	{"protect", idsShape, "what no plan deletes, replaces, renames or narrows: kind/name, with * and ?", func(r *reader, n *yaml.Node, g *Guards) { g.Protect, _ = r.patterns(n) }},
	{"appliers", appliersShape, "the users and roles that run apply: no plan takes from them what that needs, or gives them more", func(r *reader, n *yaml.Node, g *Guards) {
		g.Appliers = r.appliers(n)
	}},
	{"min_admins", adminsShape, "how many users and roles must be left that may do everything", func(r *reader, n *yaml.Node, g *Guards) {
		g.MinAdmins = r.count(n, "min_admins", mostAdmins)
	}},
	{"unused_days", unusedShape, "for how many days a user or role must not have been used before it may be deleted", func(r *reader, n *yaml.Node, g *Guards) {
		g.UnusedDays = r.count(n, "unused_days", mostUnusedDays)
	}},
	{"allow", codesShape, "the codes of guards that are lifted for good", func(r *reader, n *yaml.Node, g *Guards) { g.Allow = r.codes(n) }},
	{"lock", flagShape, "whether one apply keeps others out while it makes its calls, by a lock in the account", func(r *reader, n *yaml.Node, g *Guards) { g.Lock = r.flag(n) }},
}

func (r *reader) limit(n *yaml.Node, of string, set func(Limit)) {
	w := r.word(n)
	if w == nil {
		return
	}
	limit, err := ParseLimit(w.text)
	if err != nil {
		r.fail(n, err.Error(), "%s is a number or a share, not %q", of, w.text)
		return
	}
	set(limit)
}

// applierValue takes users and roles by their names.
func applierValue() schema.Node {
	each := func(k Kind) string { return string(k) + "/" + nameCharacters.upTo(maxName[k]) }
	return offline(textValue("a user or role such as role/ci-apply", each(KindUser)+"|"+each(KindRole)))
}

// appliers reads a list of users and roles.
func (r *reader) appliers(n *yaml.Node) []ID {
	var ids []ID
	for _, w := range r.words(n, "a user or role such as role/ci-apply", r.word) {
		kind, name, found := strings.Cut(w.text, "/")
		id := ID{Kind(kind), name}
		switch {
		case !found || id.Kind != KindUser && id.Kind != KindRole:
			r.bad(w.at, "write role/NAME or user/NAME", fmt.Sprintf("%q is neither a user nor a role", w.text))
		case badName(id.Kind, name) != "":
			r.bad(w.at, "write one name, without a path and without * or ?", badName(id.Kind, name))
		default:
			ids = append(ids, id)
		}
	}
	return ids
}

// codes reads a list of the codes of guards.
func (r *reader) codes(n *yaml.Node) []string {
	var codes []string
	for _, w := range r.words(n, "the code of a guard", r.word) {
		if !slices.Contains(Liftable, w.text) {
			r.bad(w.at, "those that can be lifted for good are "+strings.Join(Liftable, ", "), fmt.Sprintf("%q is no guard that can be lifted for good", w.text))
			continue
		}
		codes = append(codes, w.text)
	}
	return codes
}

// countShape takes whole numbers up to a bound, as a pattern says them; 0 is none.
func countShape(example, pattern string, most int64) shape {
	value := textValue("a whole number", pattern)
	value.Type, value.Minimum, value.Maximum = schema.Types{schema.Integer, schema.String}, new(int64), &most
	return shape{is: "a number", node: yaml.ScalarNode, example: example, empty: "0", standard: 0, value: offline(value)}
}

// count reads a whole number up to a bound.
func (r *reader) count(n *yaml.Node, of string, most int) int {
	w := r.word(n)
	if w == nil {
		return 0
	}
	i, err := strconv.Atoi(w.text)
	if err != nil || i < 0 || i > most || w.text != strconv.Itoa(i) {
		r.fail(n, fmt.Sprintf("write a whole number up to %d; 0 is none", most), "%s is no such number: %q", of, w.text)
		return 0
	}
	return i
}
