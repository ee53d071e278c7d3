package plan

import (
	"fmt"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy/eval"
)

// The limits of what the evaluator is asked, in requests: for one principal, and for a
// whole plan, which is about a second. A comparison of two sets of statements counts for
// as many as it takes the time of.
const (
	maxProbes    = 20_000
	maxAllProbes = 200_000
	comparison   = 5
)

// verdict says whether a principal passes through a state in which it may do what
// neither end allows.
type verdict struct {
	unsure bool   // too much to look into
	state  int    // which state it is, of those that were looked at
	may    string // what it may do then; "" where there is no such state
}

// trial asks the evaluator about passages.
type trial struct {
	*passages
	left    int // requests
	known   map[string]verdict
	numbers map[*eval.Policy]int
}

func newTrial(ps *passages) *trial {
	return &trial{ps, maxAllProbes, map[string]verdict{}, map[*eval.Policy]int{}}
}

// of returns the verdict about a principal, its passage and the states that were looked
// at. Principals that hold the same on the same way are looked at once.
func (t *trial) of(id spec.ID) (v verdict, p *passage, states [][]bool) {
	if t.left <= 0 {
		return verdict{unsure: true}, nil, nil
	}
	for _, p = range t.passages.of(id) {
		t.left -= comparison * len(p.papers)
		if v, states = t.about(p); v.unsure || v.may != "" {
			break
		}
	}
	return v, p, states
}

func (t *trial) about(p *passage) (verdict, [][]bool) {
	if len(p.events) < 2 {
		return verdict{}, nil // there is nothing in between
	}
	states, all := t.states(p)
	if !all || t.left <= len(states) {
		return verdict{unsure: true}, nil
	}
	moments := p.moments(states)
	t.left -= len(moments)
	key := t.key(p, moments)
	v, known := t.known[key]
	if !known {
		v = t.judge(moments)
		t.known[key] = v
	}
	return v, states
}

// moments returns what is to be compared.
func (p *passage) moments(states [][]bool) []moment {
	old, now := make([]bool, len(p.events)), make([]bool, len(p.events))
	for i := range now {
		now[i] = true
	}
	var all []moment
	for i, done := range states {
		for _, g := range p.guesses(done) {
			m := moment{state: i, between: p.at(done, g)}
			if p.was {
				m.ends = append(m.ends, p.at(old, g))
			}
			if p.is {
				m.ends = append(m.ends, p.at(now, g))
			}
			all = append(all, m)
		}
	}
	return all
}

func (t *trial) judge(moments []moment) verdict {
	budget := min(maxProbes, t.left)
	before := budget
	defer func() { t.left -= before - budget }()
	for _, m := range moments {
		if budget -= comparison; budget < 0 {
			return verdict{unsure: true}
		}
		if m.isSafe() {
			continue
		}
		request, done := m.window(&budget)
		if request != nil {
			return verdict{state: m.state, may: m.describe(*request)}
		}
		if !done {
			return verdict{unsure: true}
		}
	}
	return verdict{}
}

// key is the same for passages of which the verdict is the same.
func (t *trial) key(p *passage, moments []moment) string {
	var b strings.Builder
	if p.asks("${") || p.asks("aws:principal") || p.asks("aws:user") {
		b.WriteString(p.id.String())
	}
	for _, m := range moments {
		for _, h := range append([]eval.Holder{m.between}, m.ends...) {
			fmt.Fprintf(&b, "\n%d:", t.number(h.Boundary))
			for _, one := range h.Identity {
				fmt.Fprintf(&b, " %d", t.number(one))
			}
		}
	}
	return b.String()
}

// number returns a number for a policy, the same every time.
func (t *trial) number(p *eval.Policy) int {
	n, found := t.numbers[p]
	if !found {
		n = len(t.numbers)
		t.numbers[p] = n
	}
	return n
}
