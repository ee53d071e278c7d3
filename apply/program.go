package apply

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"iamsync/plan"
	"iamsync/spec"
)

// program is a plan made ready to run. Its nodes are numbered: first the steps in
// the order of the plan, then the barriers, which are nodes without a call.
type program struct {
	steps      []plan.Step
	calls      []call          // by step
	wanted     []spec.Resource // by step: what it leads to; nil where that is nothing
	about      []spec.Resource // by step: the same, or what was there where that is nothing
	final      []spec.Resource // by step: what the whole change leads to; nil where that is nothing
	unique     []string        // by step: IAM's own ID of what was there
	victims    [][]identity    // by step: what it takes part in replacing
	vacated    []bool          // by step: it gives a name that this plan takes from another
	look       Look
	identify   Identify
	entity     []int   // by step: the number of its entity
	entities   int     // how many there are
	needs      [][]int // by node: what must be done first
	dependents [][]int // by node: who needs it
}

// isStep tells steps from barriers.
func (p *program) isStep(node int) bool { return node < len(p.steps) }

// compile checks the plan as a whole, so that none of it runs if any of it cannot.
func compile(p plan.Plan, o Options) (*program, error) {
	prog := &program{steps: p.Steps, look: o.Look, identify: o.Identify}
	if err := prog.link(p); err != nil {
		return nil, err
	}
	if cycle := prog.cycle(p); cycle != nil {
		return nil, fmt.Errorf("ordering the steps: %s", strings.Join(cycle, " needs "))
	}
	entities := map[spec.ID]int{}
	changes := map[string]plan.Change{}                     // by step
	goes, comes := map[spec.ID]string{}, map[spec.ID]bool{} // what goes, with IAM's own ID
	for _, c := range p.Changes {
		if c.After == nil {
			goes[c.ID] = c.UniqueID
		}
		comes[c.ID] = comes[c.ID] || c.Before == nil && c.After != nil
		for _, step := range c.Steps {
			changes[step] = c
		}
	}
	for _, s := range p.Steps {
		c, err := prepare(s)
		if err != nil {
			return nil, fmt.Errorf("preparing step %s, %s: %w", s.ID, s.Action, err)
		}
		if _, known := entities[s.Entity]; !known {
			entities[s.Entity] = len(entities)
		}
		prog.calls = append(prog.calls, c)
		change := changes[s.ID]
		prog.wanted = append(prog.wanted, wantedOf(s, change.After))
		prog.about = append(prog.about, cmp.Or(change.After, change.Before))
		prog.final = append(prog.final, change.After)
		prog.unique = append(prog.unique, change.UniqueID)
		_, freed := goes[change.ID]
		prog.vacated = append(prog.vacated, change.Before == nil && freed)
		prog.victims = append(prog.victims, victimsOf(change, goes, comes))
		prog.entity = append(prog.entity, entities[s.Entity])
	}
	prog.entities = len(entities)
	return prog, nil
}

// wantedOf returns what a step leads to, nil where that is nothing.
func wantedOf(s plan.Step, after spec.Resource) spec.Resource {
	if after == nil {
		return nil
	}
	return plan.Made(after, s)
}

// identity is an entity by its name and by IAM's own ID.
type identity struct {
	id     spec.ID
	unique string
}

// victimsOf returns the entities that are replaced and which a removal takes away, or from
// which it takes something: whoever has their names later is another.
func victimsOf(c plan.Change, goes map[spec.ID]string, comes map[spec.ID]bool) (victims []identity) {
	replaced := func(id spec.ID) bool { return goes[id] != "" && comes[id] }
	switch {
	case c.After != nil || c.Before == nil:
		return nil
	case replaced(c.ID):
		return []identity{{c.ID, goes[c.ID]}}
	}
	for _, ref := range c.Before.Refs() {
		if ref.Holds && replaced(ref.ID) {
			victims = append(victims, identity{ref.ID, goes[ref.ID]})
		}
	}
	return victims
}

func prepare(s plan.Step) (call, error) {
	run, known := actions[s.Action]
	if !known {
		return nil, errors.New("there is no such action")
	}
	return run(s.Params)
}

// link replaces the IDs in Needs by numbers of nodes.
func (p *program) link(from plan.Plan) error {
	ids, needs := nodes(from)
	number := make(map[string]int, len(ids))
	for i, id := range ids {
		if _, twice := number[id]; twice {
			return fmt.Errorf("ordering the steps: there are two called %s", id)
		}
		number[id] = i
	}
	p.needs, p.dependents = make([][]int, len(ids)), make([][]int, len(ids))
	for i := range ids {
		for _, id := range needs[i] {
			n, known := number[id]
			if !known {
				return fmt.Errorf("ordering the steps: %s needs %s, which is not in the plan", ids[i], id)
			}
			p.needs[i] = append(p.needs[i], n)
			p.dependents[n] = append(p.dependents[n], i)
		}
	}
	return nil
}

// nodes lists the ID and the needs of every node.
func nodes(p plan.Plan) (ids []string, needs [][]string) {
	for _, s := range p.Steps {
		ids, needs = append(ids, s.ID), append(needs, s.Needs)
	}
	for _, b := range p.Barriers {
		ids, needs = append(ids, b.ID), append(needs, b.Needs)
	}
	return ids, needs
}

// below visits what depends on a node, at first hand or further on, as long as
// visit says that it is worth going on from there.
func (p *program) below(node int, visit func(node int) bool) {
	todo := []int{node}
	for len(todo) > 0 {
		last := len(todo) - 1
		n := todo[last]
		todo = todo[:last]
		for _, d := range p.dependents[n] {
			if visit(d) {
				todo = append(todo, d)
			}
		}
	}
}

// cycle returns the IDs along a circle of needs, or nil where there is none.
func (p *program) cycle(from plan.Plan) []string {
	unmet := make([]int, len(p.needs))
	var free []int
	for n, needs := range p.needs {
		if unmet[n] = len(needs); unmet[n] == 0 {
			free = append(free, n)
		}
	}
	left := len(p.needs)
	for ; len(free) > 0; left-- {
		n := free[len(free)-1]
		free = free[:len(free)-1]
		for _, d := range p.dependents[n] {
			if unmet[d]--; unmet[d] == 0 {
				free = append(free, d)
			}
		}
	}
	if left == 0 {
		return nil
	}
	ids, _ := nodes(from)
	return p.circle(unmet, ids)
}

// circle walks from one node that is never free to another that it needs, until
// it comes to a node again.
func (p *program) circle(unmet []int, ids []string) []string {
	node := 0
	for unmet[node] == 0 {
		node++
	}
	var path []string
	at := map[int]int{}
	for {
		if first, been := at[node]; been {
			return append(path[first:], ids[node])
		}
		at[node] = len(path)
		path = append(path, ids[node])
		for _, n := range p.needs[node] {
			if unmet[n] > 0 {
				node = n
				break
			}
		}
	}
}
