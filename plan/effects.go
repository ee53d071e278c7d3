package plan

import (
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// effect says what the statements behind an edge can do, before or after.
type effect struct{ allows, denies bool }

func (e effect) onlyDenies() bool { return e.denies && !e.allows }
func (e effect) mixed() bool      { return e.denies && e.allows }

func (e effect) and(other effect) effect {
	return effect{e.allows || other.allows, e.denies || other.denies}
}

func effectOf(docs ...policy.Document) (e effect) {
	for _, d := range docs {
		e = e.and(effect{d.Allows(), d.Denies()})
	}
	return e
}

// effects knows the effect of every edge.
type effects struct {
	ctx    context
	groups map[spec.ID]effect // of all that a group holds, before or after
}

func newEffects(ctx context) effects {
	e := effects{ctx, map[spec.ID]effect{}}
	for _, state := range []spec.State{ctx.live, ctx.desired} {
		for id, r := range state.Resources {
			if owner := r.Owner(); owner != id && !isCaller(owner) {
				e.groups[owner] = e.groups[owner].and(e.of(r))
			}
		}
	}
	return e
}

// of returns the effect of an edge: that of its document, or of all that the group
// holds which it joins.
func (e effects) of(edge spec.Resource) effect {
	k := kinds[edge.ID().Kind]
	if k.joins != nil {
		return e.groups[k.joins(edge)]
	}
	if k.attaches != nil {
		if denial, isAWS := namedDenial(k.attaches(edge)); isAWS {
			return effect{allows: !denial, denies: denial}
		}
	}
	return effectOf(e.ctx.documentsOf(edge)...)
}

// namedDenial recognises AWS managed policies that deny: their documents are not
// read, but AWS names them for it.
func namedDenial(arn string) (denial, isAWS bool) {
	p, err := spec.ParsePolicyARN(arn)
	if err != nil || !p.IsAWS() {
		return false, false
	}
	return strings.Contains(p.Name, "Deny") || strings.Contains(p.Name, "Quarantine"), true
}
