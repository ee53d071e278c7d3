package plan

import (
	"container/heap"
	"slices"
	"strconv"
	"strings"

	"iamsync/spec"
)

// The order of a plan, and nothing else, is decided in this file and in
// stages.go. An arrow means: comes before.
//
//	create policies -> create groups -> create users (with their boundary)
//	       |                 |                |
//	       v                 v                v
//	  ┌ grants ahead -> revocations -> updates -> grants ┐   per connected group
//	       |                 |            |          |       of changes, with a
//	       v                 v            v          v       barrier in between
//	delete users  ->  delete groups  ->  delete policies
//
// Five rules put a call behind another:
//
//   - what it needs is created by this plan;
//   - what it deletes is still held, and another call lets it go;
//   - it creates what this plan deletes, under the same name;
//   - it says that it follows the previous call of its own change;
//   - its stage comes later, among changes that can touch the same principal.
//
// Where the rules leave a choice, the total order is by stage, then by the rank
// of the kind, then by name: two runs print the same bytes.

// node is a call on its way to becoming a step, or a barrier.
type node struct {
	call    Call
	change  int // index of its change; of a barrier: -1
	stage   stage
	needs   []int
	pending int    // needs that have no place yet
	place   int    // its place in the total order, from 1
	name    string // as a step or barrier
}

// order turns changes into steps.
type order struct {
	ctx      context
	changes  []Change
	nodes    []node
	calls    [][]int // the nodes of each change
	steps    []Step
	barriers []Barrier
	stages   *staging  // nil where nothing changes
	ways     *passages // made where a guard first asks; see subject.ways
	findings []Finding
	refused  []Finding
}

func newOrder(ctx context, changes []Change) *order {
	o := &order{ctx: ctx, changes: changes, calls: make([][]int, len(changes))}
	if len(changes) == 0 {
		return o
	}
	for i, c := range changes {
		for _, call := range callsOf(c, ctx) {
			o.calls[i] = append(o.calls[i], len(o.nodes))
			o.nodes = append(o.nodes, node{call: call, change: i})
		}
	}
	o.stages = newStaging(o)
	o.dependOnCreation()
	o.dependOnRelease()
	o.dependOnReplacement()
	o.dependInChange()
	o.dependOnRenames()
	o.shrinkFirst()
	o.stages.separate(o)
	o.number(o.sorted())
	o.findings = o.stages.transient(o)
	return o
}

func callsOf(c Change, ctx context) []Call {
	kind := kinds[c.ID.Kind]
	switch {
	case c.Before == nil:
		return kind.create(c.After, ctx)
	case c.After == nil:
		return kind.remove(c.Before, ctx.live.Facts[c.ID])
	default:
		return kind.update(c, ctx)
	}
}

// dependOnCreation puts calls behind the creation of what they need.
func (o *order) dependOnCreation() {
	created := map[spec.ID]int{}
	for i, c := range o.changes {
		if c.Before == nil {
			created[c.ID] = o.calls[i][0]
		}
	}
	for i := range o.nodes {
		for _, id := range o.needed(o.nodes[i]) {
			if creation, found := created[id]; found && o.nodes[creation].change != o.nodes[i].change {
				o.nodes[i].needs = append(o.nodes[i].needs, creation)
			}
		}
	}
}

func (o *order) needed(n node) []spec.ID {
	after := o.changes[n.change].After
	if n.call.Needs != nil || after == nil {
		return n.call.Needs
	}
	return references(after)
}

// dependOnRelease puts the calls that delete something behind those that let it
// go: IAM refuses to delete what is held (DeleteConflict).
func (o *order) dependOnRelease() {
	deletion := map[spec.ID]int{}
	for i, c := range o.changes {
		if c.After == nil {
			deletion[c.ID] = o.calls[i][0]
		}
	}
	for i, n := range o.nodes {
		for _, id := range n.call.Frees {
			if first, found := deletion[id]; found {
				o.nodes[first].needs = append(o.nodes[first].needs, i)
			}
		}
	}
}

// dependInChange puts a call behind the one before it in its change where it
// says so.
func (o *order) dependInChange() {
	for _, calls := range o.calls {
		for i := 1; i < len(calls); i++ {
			if n := &o.nodes[calls[i]]; n.call.After {
				n.needs = append(n.needs, calls[i-1])
			}
		}
	}
}

// shrinkFirst lets inline policies of a principal that grow wait for those that
// shrink, as far as the stages agree: IAM counts their sum. Where the sum would
// not be too large in between there is nothing to wait for, but no harm either.
func (o *order) shrinkFirst() {
	shrinking, growing := map[spec.ID][]int{}, map[spec.ID][]int{}
	for i, n := range o.nodes {
		c := o.changes[n.change]
		before, was := c.Before.(spec.Inline)
		after, is := c.After.(spec.Inline)
		switch {
		case !was || !is:
		case after.Document.Size() < before.Document.Size():
			shrinking[c.Owner] = append(shrinking[c.Owner], i)
		default:
			growing[c.Owner] = append(growing[c.Owner], i)
		}
	}
	for owner, list := range growing {
		for _, g := range list {
			for _, s := range shrinking[owner] {
				if o.nodes[s].stage <= o.nodes[g].stage {
					o.nodes[g].needs = append(o.nodes[g].needs, s)
				}
			}
		}
	}
}

// sorted returns the nodes in the total order. Nodes on a cycle are left out and
// make the plan a refused one.
func (o *order) sorted() []int {
	dependents := make([][]int, len(o.nodes))
	ready := &queue{order: o}
	for i := range o.nodes {
		slices.Sort(o.nodes[i].needs)
		o.nodes[i].needs = slices.Compact(o.nodes[i].needs)
		o.nodes[i].pending = len(o.nodes[i].needs)
		for _, need := range o.nodes[i].needs {
			dependents[need] = append(dependents[need], i)
		}
		if o.nodes[i].pending == 0 {
			heap.Push(ready, i)
		}
	}
	var sorted []int
	for ready.Len() > 0 {
		i := heap.Pop(ready).(int)
		sorted = append(sorted, i)
		for _, d := range dependents[i] {
			if o.nodes[d].pending--; o.nodes[d].pending == 0 {
				heap.Push(ready, d)
			}
		}
	}
	if len(sorted) < len(o.nodes) {
		o.refuseCycle()
	}
	return sorted
}

func (o *order) refuseCycle() {
	var names []string
	for _, n := range o.nodes {
		if n.pending > 0 && n.change >= 0 {
			names = append(names, o.changes[n.change].ID.String())
		}
	}
	o.refused = append(o.refused, Finding{
		Code: "cycle", Severity: Err,
		Message: "these changes wait for each other, so that none can be first: " + strings.Join(slices.Compact(names), ", "),
		Hint:    "apply them in two runs",
	})
}

// number names steps and barriers in the total order.
func (o *order) number(sorted []int) {
	for place, i := range sorted {
		o.nodes[i].place = place + 1
	}
	for _, i := range sorted {
		n := &o.nodes[i]
		needs := o.names(n.needs)
		if n.change < 0 {
			n.name = "b" + strconv.Itoa(len(o.barriers)+1)
			o.barriers = append(o.barriers, Barrier{ID: n.name, Needs: needs})
			continue
		}
		c := &o.changes[n.change]
		n.name = "s" + strconv.Itoa(len(o.steps)+1)
		o.steps = append(o.steps, Step{
			ID: n.name, Action: n.call.Action, Params: n.call.Params, Needs: needs, Entity: c.Owner, Change: c.ID,
		})
		c.Steps = append(c.Steps, n.name)
	}
}

// names returns the names of nodes in their order in the plan.
func (o *order) names(nodes []int) []string {
	slices.SortFunc(nodes, func(a, b int) int { return o.nodes[a].place - o.nodes[b].place })
	out := make([]string, 0, len(nodes))
	for _, n := range nodes {
		out = append(out, o.nodes[n].name)
	}
	return out
}

// queue is a heap of the nodes that could come next.
type queue struct {
	order *order
	nodes []int
}

func (q *queue) Len() int           { return len(q.nodes) }
func (q *queue) Less(i, j int) bool { return q.order.less(q.nodes[i], q.nodes[j]) }
func (q *queue) Swap(i, j int)      { q.nodes[i], q.nodes[j] = q.nodes[j], q.nodes[i] }
func (q *queue) Push(x any)         { q.nodes = append(q.nodes, x.(int)) }
func (q *queue) Pop() any {
	n := q.nodes[len(q.nodes)-1]
	q.nodes = q.nodes[:len(q.nodes)-1]
	return n
}

// less is the order among nodes that are all ready: by stage, then by change,
// which are in the order of kinds and names already. Deletions go the other way
// through the kinds.
func (o *order) less(i, j int) bool {
	a, b := o.nodes[i], o.nodes[j]
	if a.stage != b.stage {
		return a.stage < b.stage
	}
	if a.stage == deletions && o.rank(a) != o.rank(b) {
		return o.rank(a) > o.rank(b)
	}
	return a.change < b.change || a.change == b.change && i < j
}

func (o *order) rank(n node) int { return kinds[o.changes[n.change].ID.Kind].rank }
