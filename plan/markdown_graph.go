package plan

import (
	"cmp"
	"fmt"
	"strings"

	"iamsync/spec"
)

// A graph is drawn of plans that are small enough to be taken in at a glance.
const (
	maxNodes = 30
	maxEdges = 40
)

// drawing is a graph of what joins, leaves, holds and lets go in a plan. Names are in
// labels alone; nodes have numbers.
type drawing struct {
	nodes map[string]int // by what they stand for
	verbs map[spec.ID]Verb
	lines []string
	edges int
}

// classes are the styles of nodes and edges, readable on white and on black.
const classes = `  classDef come fill:#dafbe1,stroke:#1a7f37,color:#1f2328
  classDef go fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4
  classDef change fill:#fff8c5,stroke:#9a6700,color:#1f2328
  classDef same fill:#f6f8fa,stroke:#59636e,color:#1f2328`

// classOf says how a node is drawn whose own change it is.
var classOf = map[Verb]string{Create: "come", Delete: "go", Update: "change", replace: "change"}

// graph is empty where nothing joins anything, and where it would be too large. What those
// had who go is no news.
func (m *markdown) graph() section {
	s := section{title: "Who gets and loses what", share: 2}
	d := drawing{nodes: map[string]int{}, verbs: map[spec.ID]Verb{}}
	for _, group := range m.groups {
		for _, c := range renewals(group) {
			d.verbs[c.ID] = c.Verb
		}
	}
	for _, group := range m.groups {
		owner := group[0].Owner
		if drawn[owner.Kind] {
			d.node(string(owner.Kind), owner.Name, d.verbs[owner])
		}
		for _, c := range renewals(group) {
			if c.Verb != replace && (c.After != nil || d.verbs[owner] != Delete) {
				d.edge(c)
			}
		}
	}
	if d.edges == 0 || d.edges > maxEdges || len(d.nodes) > maxNodes {
		return s
	}
	lines := append(append([]string{"graph LR"}, d.lines...), strings.Split(classes, "\n")...)
	s.entries = []entry{{noun: "graph", text: fence("mermaid", lines, "")}}
	return s
}

// drawn are the kinds that have nodes.
var drawn = map[spec.Kind]bool{spec.KindUser: true, spec.KindGroup: true, spec.KindRole: true, spec.KindPolicy: true}

// node returns the name of a node, which is drawn where it was not yet.
func (d *drawing) node(kind, name string, verb Verb) string {
	key := kind + "/" + name
	n, found := d.nodes[key]
	if !found {
		n = len(d.nodes) + 1
		d.nodes[key] = n
		d.lines = append(d.lines, fmt.Sprintf(`  n%d["%s %s"]:::%s`, n, kind, mermaidText(name), cmp.Or(classOf[verb], "same")))
	}
	return fmt.Sprintf("n%d", n)
}

// edge draws who joins or leaves a group, gets or loses a policy or a boundary.
func (d *drawing) edge(c Change) {
	k := kinds[c.ID.Kind]
	switch {
	case k.joins != nil:
		group := k.joins(cmp.Or(c.After, c.Before))
		d.arrow(c, c.After != nil, d.node(string(group.Kind), group.Name, d.verbs[group]), joining)
	case k.attaches != nil:
		d.arrow(c, c.After != nil, d.policy(k.attaches(cmp.Or(c.After, c.Before))), getting)
	case k.caller != nil:
		before, _ := callerOf(c.Before)
		after, _ := callerOf(c.After)
		if before.boundary != after.boundary && before.boundary != "" {
			d.arrow(c, false, d.policy(before.boundary), bounding)
		}
		if before.boundary != after.boundary && after.boundary != "" {
			d.arrow(c, true, d.policy(after.boundary), bounding)
		}
	}
}

// What an arrow says where something comes, and where it goes.
var (
	joining  = map[bool]string{true: "joins", false: "leaves"}
	getting  = map[bool]string{true: "gets", false: "loses"}
	bounding = map[bool]string{true: "is limited by", false: "was limited by"}
)

// policy returns the name of the node of a policy.
func (d *drawing) policy(arn string) string {
	name := policyName(arn)
	return d.node(string(spec.KindPolicy), name, d.verbs[spec.PolicyID(name)])
}

func (d *drawing) arrow(c Change, comes bool, to string, says map[bool]string) {
	form := map[bool]string{true: "  %s == %s ==> %s", false: "  %s -. %s .-> %s"}[comes]
	from := d.node(string(c.Owner.Kind), c.Owner.Name, d.verbs[c.Owner])
	d.lines = append(d.lines, fmt.Sprintf(form, from, says[comes], to))
	d.edges++
}
