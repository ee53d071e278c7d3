package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// checkGrants checks references to policies and the size of inline policies.
func (l *loader) checkGrants(id ID, g *grants) {
	for _, w := range g.policies {
		l.checkPolicy(w.word)
	}
	size := 0
	for _, inline := range g.inline {
		if inline.document == nil {
			continue
		}
		before := size
		size += inline.document.doc.Size()
		if limit := maxInlineSize[id.Kind]; size > limit && before <= limit {
			l.failAt(inline.at, "make a managed policy of it, under policies",
				"the inline policies of %s %q have more than the %d characters that IAM takes in sum, white space left out", id.Kind, id.Name, limit)
		}
	}
}

// checkHead checks what objects of every kind have.
func (l *loader) checkHead(h *head) {
	l.checkScope(h)
	l.checkRename(h)
}

// checkDeclared demands that the names are those of declared objects.
func (l *loader) checkDeclared(kind Kind, names []entry) {
	for _, w := range names {
		id := ID{kind, w.text}
		switch o, now := l.declared[id], l.claims[id.Fold()]; {
		case o != nil && o.base().absent:
			l.failAt(w.at, "take it out here too", "%s %q shall be absent, as is said at %s", kind, w.text, o.base().at)
		case o != nil || l.broken:
		case now != nil:
			l.failAt(w.at, fmt.Sprintf("write %s", plain(now.id.Name)), "%s %q is renamed to %q at %s", kind, w.text, now.id.Name, now.former.at)
		default:
			instead := hint(l.guesser(kind).guess(w.text), fmt.Sprintf("declare it under %ss", kind))
			l.failAt(w.at, instead, "%s %q is not declared", kind, w.text)
		}
	}
}

// guesser returns what suggests names of declared objects.
func (l *loader) guesser(kind Kind) *guesser {
	if l.guessers[kind] == nil {
		l.guessers[kind] = newGuesser(func() []string { return l.names(kind) })
	}
	return l.guessers[kind]
}

// names lists the declared objects of a kind, in order.
func (l *loader) names(kind Kind) []string {
	var names []string
	for _, id := range slices.SortedFunc(maps.Keys(l.declared), Compare) {
		if id.Kind == kind {
			names = append(names, id.Name)
		}
	}
	return names
}

// partitions are AWS's own, each with its own set of AWS managed policies.
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"}

// checkPolicy checks what can be said offline about a reference to a policy. A
// bare name may be that of an AWS managed policy, which only Resolve knows.
func (l *loader) checkPolicy(w word) {
	if !strings.HasPrefix(w.text, "arn:") {
		l.spec.catalogue = true
		if problem := badName(KindPolicy, w.text); problem != "" {
			l.bad(w.at, "write the name of a policy, or its ARN", fmt.Sprintf("policy %q: %s", w.text, problem))
		}
		return
	}
	arn, err := ParsePolicyARN(w.text)
	switch {
	case err != nil:
		l.failAt(w.at, "write arn:$(partition):iam::aws:policy/ReadOnlyAccess, or the name alone", "%s", err)
	case !slices.Contains(partitions, arn.Partition):
		l.failAt(w.at, "write $(partition)", "%q is no partition of AWS", arn.Partition)
	case badName(KindPolicy, arn.Name) != "":
		l.bad(w.at, "", fmt.Sprintf("policy %q: %s", w.text, badName(KindPolicy, arn.Name)))
	case badPath(KindPolicy, arn.Path) != "" && !NeverTouched(arn.Path):
		l.bad(w.at, "", badPath(KindPolicy, arn.Path))
	case arn.IsAWS():
		l.spec.catalogue = true
	default:
		l.checkOwnPolicy(w, arn)
	}
}

// checkOwnPolicy checks an ARN of a customer managed policy. One that no file
// declares must exist in the account, which is seen to by Resolve.
func (l *loader) checkOwnPolicy(w word, arn PolicyARN) {
	if l.spec.Account != "" && arn.Account != l.spec.Account {
		l.failAt(w.at, "write $(account), or the name alone", "the policy is one of account %s, and this spec is for %s", arn.Account, l.spec.Account)
		return
	}
	id := PolicyID(arn.Name)
	o := l.folded[id.Fold()]
	if o != nil && o.base().absent {
		l.failAt(w.at, "take it out here too", "the policy %q shall be absent, as is said at %s", arn.Name, o.base().at)
		return
	}
	if o == nil || o.base().path == "" || o.base().id == id && (o.base().path == arn.Path || o.base().ignoresPath()) {
		return
	}
	l.failAt(w.at, fmt.Sprintf("write %s", o.base().id.Name), "the ARN has the name and path %s%s, and the policy that is declared at %s has %s%s",
		arn.Path, arn.Name, o.base().at, o.base().path, o.base().id.Name)
}

// checkScope demands that what is declared is owned, where what is owned and not
// declared gets deleted, and that it is not ignored.
func (l *loader) checkScope(h *head) {
	if p := l.ignoring(h.id); p != nil {
		l.failAt(h.at, "take one of the two out", "%s %q is declared here and ignored by scope.ignore at %s", h.id.Kind, h.id.Name, p.at)
		return
	}
	s := l.spec.Scope
	if !s.Prune || l.scopeBroken || h.path == "" || h.absent || Single(h.id.Kind) || h.ignoresPath() || s.Owns(h.id, h.path) {
		return
	}
	hint := fmt.Sprintf("add %s to scope.include", h.id)
	if h.path != "/" && othersOwn(h.id, h.path) == "" {
		hint += fmt.Sprintf(", or %s to scope.paths", h.path)
	}
	l.failAt(h.at, hint, "%s %q is outside the scope, and scope.prune is on", h.id.Kind, h.id.Name)
}

// ignoring returns the pattern of scope.ignore that names the object, in whatever
// case, or nil.
func (l *loader) ignoring(id ID) *word {
	for i, p := range l.ignored {
		if (Scope{Ignore: []Pattern{Pattern(p.text)}}).Ignores(id) {
			return &l.ignored[i]
		}
	}
	return nil
}
