package plan

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
)

// transient finds the principals for whom no order of single calls is safe: in some
// state on the way, they may be allowed what neither the old nor the new state allows.
// Whom the stages may fail is told by motion.go, whether they do by window.go; where
// that is too much to look into, it is found, too. All of one reason are one finding.
func (s *staging) transient(o *order) []Finding {
	var all []*transients
	moves := s.moves(o)
	if suspects := s.suspects(moves); len(suspects) > 0 {
		trial := newTrial(newPassages(s, o))
		for _, one := range suspects {
			all = trial.add(all, one)
		}
	}
	var findings []Finding
	for _, t := range all {
		findings = append(findings, t.finding(s.ctx.desired.At[t.ids[0]]))
	}
	for _, role := range s.admitting(moves) {
		f := transientFinding(fmt.Sprintf("whoever %s lets in, before or after,", role), s.ctx.desired.At[role], "its trust policy, or who meets it, and what it may do both change")
		f.About = []spec.ID{role}
		findings = append(findings, f)
	}
	return findings
}

// transients are the principals of one finding.
type transients struct {
	why     string
	unsure  bool
	ids     []spec.ID
	example string // of the first
}

// add adds a suspect to those of the same reason, unless it is in no danger.
func (t *trial) add(all []*transients, one suspect) []*transients {
	v, p, states := t.of(one.id)
	if !v.unsure && v.may == "" {
		return all
	}
	i := slices.IndexFunc(all, func(x *transients) bool { return x.why == one.why && x.unsure == v.unsure })
	if i < 0 {
		i = len(all)
		all = append(all, &transients{why: one.why, unsure: v.unsure})
		if !v.unsure {
			all[i].example = v.may + t.when(p, states[v.state])
		}
	}
	all[i].ids = append(all[i].ids, one.id)
	return all
}

// when says between which steps a state lies: after the last of them that is done, and
// before the first that is not, whichever of the two the plan has first.
func (t *trial) when(p *passage, done []bool) string {
	last, first := t.edge(p, done)
	if last == none || first == none || t.order.nodes[last].name == "" || t.order.nodes[first].name == "" {
		return ""
	}
	return fmt.Sprintf(", once %s is done and %s is not", t.step(last), t.step(first))
}

func (t *trial) step(node int) string {
	n := t.order.nodes[node]
	return fmt.Sprintf("%s (%s of %s)", n.name, n.call.Action, t.changes[n.change].ID)
}

// finding names the first few of them.
func (t *transients) finding(at spec.Position) Finding {
	const few = 3
	var names []string
	for _, id := range t.ids[:min(few, len(t.ids))] {
		names = append(names, id.String())
	}
	who := strings.Join(names, ", ")
	if n := len(t.ids) - len(names); n > 0 {
		who += fmt.Sprintf(" and %d more", n)
	}
	why := t.why
	switch {
	case t.unsure:
		why += "; there are too many states in between to look into all of them"
	case len(t.ids) > 1:
		why += "; for example " + names[0] + ": " + t.example
	default:
		why += "; for example " + t.example
	}
	f := transientFinding(who, at, why)
	f.About = t.ids
	return f
}

func transientFinding(who string, at spec.Position, why string) Finding {
	return Finding{
		Code: "transient-access", Severity: Warning, At: at,
		Message: fmt.Sprintf("while this is applied, %s may for a moment be allowed what neither the old nor the new state allows: %s", who, why),
		Hint:    "make these changes in two plans where that matters",
	}
}
