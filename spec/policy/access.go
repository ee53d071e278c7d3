package policy

import "slices"

// Access says what a change does to who may do what, whatever else a principal holds.
type Access string

// The ways in which access changes. What is not certain counts as a change: what
// Narrows gives nothing for certain, what Widens takes nothing, and what Moves does
// neither. Both may be one of the three that is too hard to tell.
const (
	Widens  Access = "widens"
	Narrows Access = "narrows"
	Both    Access = "both"
	Moves   Access = "moves"
)

func accessOf(gives, takes bool) Access {
	switch {
	case gives && takes:
		return Both
	case gives:
		return Widens
	case takes:
		return Narrows
	default:
		return Moves
	}
}

// Gives reports whether somebody may be able to do more.
func (a Access) Gives() bool { return a == Widens || a == Both }

// Takes reports whether somebody may be able to do less.
func (a Access) Takes() bool { return a == Narrows || a == Both }

// rule is a statement in the version of its document, ready to be compared.
type rule struct {
	said
	variables bool // whether it has ${…} that mean something
	dollars   bool // whether it has ${…}
	actions   coverage
	resources coverage
}

// rules are the statements of one of two documents.
type rules struct {
	all    []rule
	bodies map[string][]int // the places of statements that say the same, whatever their Sid
	work   int              // how much may still be compared
}

// maxWork bounds how many characters are compared to say whether a document gives
// what another does not. Two of IAM's full size need less than half; what is left
// over counts as given.
const maxWork = 200_000_000

func newRules(document value) *rules {
	version, _ := document.get("Version")
	list := sayings(document)
	r := &rules{all: make([]rule, 0, len(list)), bodies: map[string][]int{}, work: maxWork}
	for i, s := range list {
		one := rule{said: s, dollars: s.hasVariables()}
		one.variables = one.dollars && version.text == current
		one.actions, one.resources = newCoverage(s.Action.List, lower), newCoverage(s.Resource.List, asWritten)
		r.all = append(r.all, one)
		r.bodies[s.body] = append(r.bodies[s.body], i)
	}
	return r
}

// isPlain tells statements whose effect is known from others, which may do anything.
func (r *rule) isPlain() bool {
	return !r.whole && (r.Effect.Text == Allow || r.Effect.Text == Deny)
}

// gains reports whether a statement that comes may give access: an Allow of
// something that the old statements do not allow, and the new ones do not deny.
func gains(r *rule, old, now *rules) bool {
	return !old.knows(r) && (!r.isPlain() || r.Effect.Text == Allow && !r.covered(old, now))
}

// loses reports whether a statement that goes may give access: a Deny of something
// that the new statements do not deny.
func loses(r *rule, now *rules) bool {
	return !now.knows(r) && (!r.isPlain() || r.Effect.Text == Deny && !r.covered(now, nil))
}

// gives reports whether putting the new statements in the place of the old ones may
// give access.
func gives(old, now *rules) bool {
	for i := range now.all {
		if gains(&now.all[i], old, now) {
			return true
		}
	}
	for i := range old.all {
		if loses(&old.all[i], now) {
			return true
		}
	}
	return false
}

// knows reports whether one of the statements says the same.
func (rs *rules) knows(r *rule) bool {
	return slices.ContainsFunc(rs.bodies[r.body], func(i int) bool { return rs.all[i].variables == r.variables })
}

// covered reports whether everything that a statement matches is matched by one with
// the same effect of some rules, or surely denied by the others.
func (r *rule) covered(by, denies *rules) bool {
	if by.work -= len(by.all) * (len(r.Conditions) + 1); by.work < 0 {
		return false
	}
	var large []*rule
	for i := range by.all {
		if l := &by.all[i]; l.Effect.Text == r.Effect.Text && l.mayCover(r) {
			large = append(large, l)
		}
	}
	if denies != nil {
		for i := range denies.all {
			if l := &denies.all[i]; l.deniesSurely() && l.mayCover(r) {
				large = append(large, l)
			}
		}
	}
	return by.coveredTogether(r, large)
}

// mayCover reports whether nothing but words stands against covering another.
func (r *rule) mayCover(small *rule) bool {
	return r.isPlain() && (r.variables == small.variables || !r.dollars || !small.dollars) && r.conditionsCover(small.Statement)
}

// deniesSurely reports whether the statement denies whatever it names, to everybody.
func (r *rule) deniesSurely() bool {
	return r.Effect.Text == Deny && len(r.Conditions) == 0 && !r.dollars &&
		(r.Principal.Key == "" || !r.Principal.Not && r.Principal.names("AWS", "*"))
}

// coveredTogether reports whether each action of a statement, on each of its
// resources, by each of its principals, is covered by one of the larger statements.
func (rs *rules) coveredTogether(r *rule, large []*rule) bool {
	if rs.work -= r.effort(large); rs.work < 0 || len(large) == 0 {
		return false
	}
	actions := sets(r.Action.single(), large, func(l *rule, w Words) bool { return l.Action.coversBy(&l.actions, w) })
	resources := sets(r.Resource.single(), large, func(l *rule, w Words) bool { return l.Resource.coversBy(&l.resources, w) })
	principals := sets(r.Principal.single(), large, func(l *rule, p Principal) bool { return l.Principal.covers(p) })
	for _, a := range actions {
		for _, b := range resources {
			for _, c := range principals {
				if rs.work--; rs.work < 0 || !meet(a, b, c) {
					return false
				}
			}
		}
	}
	return true
}

// effort is how many characters must be compared at most; to compare two statements,
// or two principals, is as much as some hundred.
func (r *rule) effort(large []*rule) int {
	n := 0
	for _, l := range large {
		n += 500 + r.actions.size*l.actions.size + r.resources.size*l.resources.size + 100*len(r.Principal.List)*len(l.Principal.List)
	}
	return n
}

// sets returns, for each of some words, which statements cover it, as a text of one
// byte a statement; equal ones once.
func sets[W any](words []W, large []*rule, covers func(*rule, W) bool) []string {
	var all []string
	for _, w := range words {
		set := make([]byte, len(large))
		for i, l := range large {
			if covers(l, w) {
				set[i] = 1
			}
		}
		all = append(all, string(set))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// meet reports whether a statement is in all three sets.
func meet(a, b, c string) bool {
	for i := range len(a) {
		if a[i]&b[i]&c[i] == 1 {
			return true
		}
	}
	return false
}

// single returns an element for each word, which together mean what all of them do. A
// Not- element cannot be taken apart.
func (w Words) single() []Words {
	if w.Not || w.Key == "" {
		return []Words{w}
	}
	all := make([]Words, len(w.List))
	for i := range w.List {
		all[i] = Words{Key: w.Key, List: w.List[i : i+1]}
	}
	return all
}

// single returns an element for each principal.
func (p Principal) single() []Principal {
	if p.Not || p.Key == "" {
		return []Principal{p}
	}
	all := make([]Principal, len(p.List))
	for i := range p.List {
		all[i] = Principal{Key: p.Key, List: p.List[i : i+1]}
	}
	return all
}
