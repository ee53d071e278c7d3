package plan

import (
	"cmp"
	"slices"

	"iamsync/spec"
	"iamsync/spec/policy/eval"
)

// passages makes the passage of whichever principal is asked for.
type passages struct {
	*staging
	order    *order
	changed  map[spec.ID]int        // the index of what changes; of two, the second
	edges    map[spec.ID][]crossing // of each owner, before or after, in order
	compiler *eval.Compiler
	standIns bool // whether something stands in for policies of AWS; see standIn
}

// crossing is an edge on the way from the old state to the new one. One that goes and
// comes back is two.
type crossing struct {
	spec.Resource
	change int // by which it comes or goes; none where it stays
	comes  bool
}

func newPassages(s *staging, o *order) *passages {
	ps := &passages{
		staging: s, order: o, compiler: eval.NewCompiler(),
		changed: make(map[spec.ID]int, len(s.changes)), edges: map[spec.ID][]crossing{},
	}
	for i, c := range s.changes {
		ps.changed[c.ID] = i
		if edge := cmp.Or(c.After, c.Before); c.Owner != c.ID && (c.Before == nil || c.After == nil) {
			ps.edges[c.Owner] = append(ps.edges[c.Owner], crossing{edge, i, c.Before == nil})
		}
	}
	for id, r := range s.ctx.desired.Resources {
		if owner := r.Owner(); owner != id && !ps.crosses(id) {
			ps.edges[owner] = append(ps.edges[owner], crossing{r, none, false})
		}
	}
	for _, list := range ps.edges {
		slices.SortStableFunc(list, func(a, b crossing) int { return compareIDs(a.ID(), b.ID()) })
	}
	return ps
}

// crosses reports whether an edge comes or goes.
func (ps *passages) crosses(id spec.ID) bool {
	i, changes := ps.changed[id]
	return changes && (ps.changes[i].Before == nil || ps.changes[i].After == nil)
}

// of returns the passage of a principal that makes requests. One that is replaced is
// two, of which nobody is ever both: the one that goes, and the one that comes.
func (ps *passages) of(id spec.ID) []*passage {
	if !ps.ctx.replaced[id] {
		return []*passage{ps.between(id, ps.ctx.live.Resources[id], ps.ctx.desired.Resources[id], ps.edges[id])}
	}
	comes := func(x crossing) bool { return x.comes }
	goes := func(x crossing) bool { return !x.comes }
	return []*passage{
		ps.between(id, ps.ctx.live.Resources[id], nil, slices.DeleteFunc(slices.Clone(ps.edges[id]), comes)),
		ps.between(id, nil, ps.ctx.desired.Resources[id], slices.DeleteFunc(slices.Clone(ps.edges[id]), goes)),
	}
}

// between returns the passage of a principal from what it was to what it is, nil where
// it is not there.
func (ps *passages) between(id spec.ID, was, is spec.Resource, edges []crossing) *passage {
	p := &passage{id: id, oldName: ps.oldName(id), account: ps.ctx.live.Account, moves: none, rebounds: none, tags: none, untags: none}
	p.before, p.was = callerOf(was)
	p.after, p.is = callerOf(is)
	for _, edge := range edges {
		ps.addEdge(p, nil, edge)
	}
	for i, arn := range []string{p.before.boundary, p.after.boundary} {
		if arn != "" {
			x := ps.managed(p, arn)
			p.bounds[i] = &x
		}
	}
	if i, changes := ps.changed[id]; changes && p.was && p.is {
		ps.addCaller(p, ps.order.calls[i])
	}
	return p
}

// oldName returns the name of an entity in the account.
func (ps *passages) oldName(id spec.ID) string {
	if old, renamed := ps.ctx.renamed[id]; renamed {
		return old.Name
	}
	return id.Name
}

// addEdge adds the documents to which an edge leads, some edges having led to it.
func (ps *passages) addEdge(p *passage, before []presence, edge crossing) {
	k := kinds[edge.ID().Kind]
	edges := append(slices.Clip(before), ps.presence(p, edge))
	switch {
	case k.joins != nil:
		for _, inner := range ps.edges[k.joins(edge.Resource)] {
			ps.addEdge(p, edges, inner)
		}
	case k.attaches != nil:
		p.papers = append(p.papers, paper{edges, ps.managed(p, k.attaches(edge.Resource))})
	case edge.change != none:
		p.papers = append(p.papers, paper{edges, ps.unchanging(edge.Resource)})
	default:
		p.papers = append(p.papers, paper{edges, ps.source(p, edge.ID())})
	}
}

// presence adds the event by which an edge comes or goes.
func (ps *passages) presence(p *passage, edge crossing) presence {
	if edge.change == none {
		return presence{event: none}
	}
	e := ps.touch.effects.of(edge.Resource)
	x := presence{comes: edge.comes}
	way := gives
	switch {
	case e.mixed():
		way = turns
	case e.onlyDenies() == x.comes:
		way = takes
	}
	x.event = p.event(ps.call(edge.change), way)
	return x
}

// managed returns the source of a managed policy.
func (ps *passages) managed(p *passage, arn string) source {
	name, err := spec.ParsePolicyARN(arn)
	switch unread := err != nil || name.IsAWS(); {
	case unread && ps.standIns:
		one := ps.compiler.Compile(standIn(arn))
		return source{event: none, before: one, after: one}
	case unread:
		return source{event: none, unread: arn}
	}
	id := spec.PolicyID(name.Name)
	if !ps.ctx.replaced[id] {
		return ps.source(p, id)
	}
	if old, is := ps.ctx.live.Resources[id].(spec.Policy); is && old.ARN == arn {
		return ps.unchanging(old)
	}
	return ps.unchanging(ps.ctx.desired.Resources[id])
}

// unchanging returns the source of a document that is the same as long as it is there.
func (ps *passages) unchanging(r spec.Resource) source {
	one := ps.compile(r)
	return source{event: none, before: one, after: one}
}

// source returns that of the document that a resource carries.
func (ps *passages) source(p *passage, id spec.ID) source {
	x := source{event: none, before: ps.compile(ps.ctx.live.Resources[id]), after: ps.compile(ps.ctx.desired.Resources[id])}
	if i, changes := ps.changed[id]; changes && x.before != nil && x.after != nil {
		if node := ps.call(i); node != none {
			x.event = p.event(node, sensesOf[ps.order.nodes[node].call.Shift])
		}
	}
	return x
}

func (ps *passages) compile(r spec.Resource) *eval.Policy {
	d := documentOf(r)
	if d.IsZero() {
		return nil
	}
	return ps.compiler.Compile(d)
}

// call returns the call by which a change takes effect; none where nobody's access
// depends on it.
func (ps *passages) call(change int) int {
	for _, node := range ps.order.calls[change] {
		if ps.order.nodes[node].call.Part == wholePart {
			return node
		}
	}
	return none
}

// addCaller adds the events of the principal itself, as far as a document asks.
func (ps *passages) addCaller(p *passage, calls []int) {
	for _, node := range calls {
		call := ps.order.nodes[node].call
		switch {
		case call.Part == boundaryPart:
			p.rebounds = p.event(node, sensesOf[call.Shift])
		case call.Part == pathPart && (p.asks(askARN) || call.Renames && p.asks(askName)):
			p.moves = p.event(node, turns)
		case call.Part == tagPart && p.asks(askTags):
			p.tags = p.event(node, turns)
		case call.Part == untagPart && p.asks(askTags):
			p.untags = p.event(node, turns)
		}
	}
}

// asks reports whether a document that the principal holds on the way asks for a
// condition key.
func (p *passage) asks(key string) bool {
	sources := make([]*source, 0, len(p.papers)+2)
	for i := range p.papers {
		sources = append(sources, &p.papers[i].source)
	}
	for _, x := range append(sources, p.bounds[:]...) {
		if x != nil && (asksFor(x.before, key) || asksFor(x.after, key)) {
			return true
		}
	}
	return false
}

func asksFor(p *eval.Policy, key string) bool { return p != nil && mentions(p.Document, key) }

// event returns the number of the event of a call.
func (p *passage) event(node int, way sense) int {
	i := slices.IndexFunc(p.events, func(e event) bool { return e.node == node })
	if i < 0 {
		i = len(p.events)
		p.events = append(p.events, event{node, way})
	}
	return i
}
