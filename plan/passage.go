package plan

import (
	"maps"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy/eval"
)

// passage is the way of one principal from the old state to the new one: the calls that
// matter to it, and what it holds when some of them are done.
type passage struct {
	id            spec.ID
	oldName       string // what it is called before
	account       spec.Account
	before, after caller
	was, is       bool // whether it exists before, and after
	events        []event
	papers        []paper
	bounds        [2]*source // the boundary before and after; nil is none

	// The events of the caller itself; none where there is none.
	moves, rebounds, tags, untags int
}

// event is a call that changes what the principal may do.
type event struct {
	node  int
	sense sense
}

// none stands for an event that there is not.
const none = -1

// sense says which way an event moves access. An event that only gives need be looked
// at only where it is done as soon as it can be, and one that only takes where it is
// not done before it must be: every other state allows less.
type sense int

const (
	turns sense = iota // it may do both
	gives
	takes
)

// sensesOf are the senses of updates.
var sensesOf = map[Shift]sense{Shifting: turns, Narrowing: takes, Widening: gives}

// paper is a document that the principal holds while all of some edges are there: one
// of its own, or a membership and one of a group.
type paper struct {
	edges  []presence
	source source
}

// presence is that of an edge: from its event on, or until then.
type presence struct {
	event int
	comes bool
}

func (x presence) in(done []bool) bool { return x.event == none || done[x.event] == x.comes }

func (p paper) in(done []bool) bool {
	for _, x := range p.edges {
		if !x.in(done) {
			return false
		}
	}
	return true
}

// source is where a document comes from, and the event that changes it.
type source struct {
	event         int
	before, after *eval.Policy // nil where the document is not there
	unread        string       // the ARN of a policy of AWS, whose document is not known
}

func (x source) at(done []bool) *eval.Policy {
	if x.before == nil || x.event != none && done[x.event] {
		return x.after
	}
	return x.before
}

// at returns what the principal holds when some events are done. What is not known of
// policies of AWS is taken from the guess.
func (p *passage) at(done []bool, g guess) eval.Holder {
	h := eval.Holder{Principal: p.principal(done)}
	for _, paper := range p.papers {
		if !paper.in(done) {
			continue
		}
		if one := g.identity(paper.source, done); one != nil {
			h.Identity = append(h.Identity, one)
		}
	}
	if b := p.boundary(done); b != nil {
		h.Boundary = g.boundary(*b, done)
	}
	return h
}

func (p *passage) boundary(done []bool) *source {
	if p.was && (p.rebounds == none || !done[p.rebounds]) {
		return p.bounds[0]
	}
	return p.bounds[1]
}

// principal returns who makes the requests. An update of the name or path changes the
// ARN.
func (p *passage) principal(done []bool) eval.Principal {
	c, name := p.before, p.oldName
	if !p.was {
		c, name = p.after, p.id.Name
	}
	if p.moves != none && done[p.moves] {
		c.path, name = p.after.path, p.id.Name
	}
	return eval.Principal{
		Name: "arn:" + p.account.Partition + ":iam::" + p.account.ID + ":" + string(p.id.Kind) + c.path + name,
		Tags: p.tagsAt(c.tags, done),
	}
}

// tagsAt minds that the keys of a principal's tags do not differ by case.
func (p *passage) tagsAt(tags map[string]string, done []bool) map[string]string {
	now := map[string]string{}
	maps.Copy(now, tags)
	has := func(tags map[string]string, key string) bool {
		for other := range tags {
			if strings.EqualFold(key, other) {
				return true
			}
		}
		return false
	}
	if p.tags != none && done[p.tags] {
		maps.DeleteFunc(now, func(key, _ string) bool { return has(p.after.tags, key) })
		maps.Copy(now, p.after.tags)
	}
	if p.untags != none && done[p.untags] {
		maps.DeleteFunc(now, func(key, _ string) bool { return !has(p.after.tags, key) })
	}
	return now
}
