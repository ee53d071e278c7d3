package plan

import (
	"cmp"
	"maps"
	"slices"

	"iamsync/spec"
)

// maxStates is how many states of one principal are looked at.
const maxStates = 4096

// states returns what is done in the states that apply can pass through, as far as they
// matter to the principal, and whether these are all. States that allow less than one
// of them are left out; a few may be among them that cannot be passed, since only needs
// between its own calls are looked at.
func (ps *passages) states(p *passage) (states [][]bool, all bool) {
	byGroup := map[spec.ID][]int{}
	for i, e := range p.events {
		group := ps.groups.of(ps.changes[ps.order.nodes[e.node].change].Owner)
		byGroup[group] = append(byGroup[group], i)
	}
	states = [][]bool{make([]bool, len(p.events))}
	for _, group := range slices.SortedFunc(maps.Keys(byGroup), compareIDs) {
		own, few := ps.statesOf(p, byGroup[group])
		if !few || len(own)*len(states) > maxStates {
			return nil, false
		}
		states = pairs(states, own)
	}
	slices.SortStableFunc(states, func(a, b []bool) int { return cmp.Compare(ps.strays(p, a), ps.strays(p, b)) })
	return states, true
}

// strays returns 0 for a state that the plan's own order passes through, and 1 for one
// that other orders do. The former make the better examples.
func (ps *passages) strays(p *passage, done []bool) int {
	last, first := ps.edge(p, done)
	if last != none && first != none && ps.order.nodes[last].place > ps.order.nodes[first].place {
		return 1
	}
	return 0
}

// edge returns the last call that is done in a state, and the first that is not.
func (ps *passages) edge(p *passage, done []bool) (last, first int) {
	last, first = none, none
	for i, e := range p.events {
		place := ps.order.nodes[e.node].place
		switch {
		case done[i] && (last == none || place > ps.order.nodes[last].place):
			last = e.node
		case !done[i] && (first == none || place < ps.order.nodes[first].place):
			first = e.node
		}
	}
	return last, first
}

// pairs returns what is done where something of each is.
func pairs(some, others [][]bool) [][]bool {
	var all [][]bool
	for _, a := range some {
		for _, b := range others {
			done := slices.Clone(a)
			for i := range b {
				done[i] = done[i] || b[i]
			}
			all = append(all, done)
		}
	}
	return all
}

// statesOf returns the states of events that stand in one order of stages: those of the
// stages before are done, those of the stages after are not.
func (ps *passages) statesOf(p *passage, events []int) (states [][]bool, few bool) {
	byStage := map[stage][]int{}
	for _, i := range events {
		st := ps.order.nodes[p.events[i].node].stage
		byStage[st] = append(byStage[st], i)
	}
	done := make([]bool, len(p.events))
	for _, st := range slices.Sorted(maps.Keys(byStage)) {
		within, few := ps.statesWithin(p, byStage[st], done)
		if states = append(states, within...); !few || len(states) > maxStates {
			return nil, false
		}
		for _, i := range byStage[st] {
			done[i] = true
		}
	}
	return states, true
}

// statesWithin returns the states in which some events of a stage are done: each choice
// of those that may go either way, with all that give and that can be done then.
func (ps *passages) statesWithin(p *passage, events []int, before []bool) (states [][]bool, few bool) {
	needs := ps.needsAmong(p, events)
	needed := map[int]bool{}
	for _, list := range needs {
		for _, i := range list {
			needed[i] = true
		}
	}
	var free []int
	for _, i := range events {
		if way := p.events[i].sense; way == turns || way == takes && needed[i] {
			free = append(free, i)
		}
	}
	if len(free) > 12 { // the exponent of maxStates
		return nil, false
	}
	for choice := range 1 << len(free) {
		done := slices.Clone(before)
		for bit, i := range free {
			done[i] = choice>>bit&1 == 1
		}
		if p.give(events, needs, done) {
			states = append(states, done)
		}
	}
	return states, true
}

// needsAmong returns which of some events wait for which others of them.
func (ps *passages) needsAmong(p *passage, events []int) map[int][]int {
	needs := map[int][]int{}
	for _, i := range events {
		for _, j := range events {
			if slices.Contains(ps.order.nodes[p.events[i].node].needs, p.events[j].node) {
				needs[i] = append(needs[i], j)
			}
		}
	}
	return needs
}

// give does the events that only give, as far as they can be done, and reports whether
// what was done before had all that it needs.
func (p *passage) give(events []int, needs map[int][]int, done []bool) bool {
	missing := func(i int) bool {
		return slices.ContainsFunc(needs[i], func(j int) bool { return !done[j] })
	}
	for again := true; again; {
		again = false
		for _, i := range events {
			if p.events[i].sense == gives && !done[i] && !missing(i) {
				done[i], again = true, true
			}
		}
	}
	return !slices.ContainsFunc(events, func(i int) bool { return done[i] && missing(i) })
}
