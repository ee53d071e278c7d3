package plan

import (
	"slices"
	"time"

	"iamsync/spec"
)

// Input is everything that a plan depends on.
type Input struct {
	Desired, Live spec.State
	Scope         spec.Scope
	Guards        spec.Guards
	Allow         []string // codes of guards that are lifted once
	Caller        string   // ARN of who plans
	// Unread are kinds of credentials that the account's server knows nothing of.
	Unread []spec.Kind
	Quotas map[string]int // GetAccountSummary's figures; defaults where absent
	Locked bool           // the lock of the account is among the policies that Quotas counts
	Now    time.Time      // what has ended before it is not wanted any more
	// Base is what the files said before, where that is to be told apart; nil else.
	Base     *Base
	Settings []Setting // what is edited of settings since
	// Watch are objects that the plan notes beside those that it touches.
	Watch []spec.ID
	// Known says how much of the account a snapshot holds that stands for it; nil where the
	// account itself was asked.
	Known *Known
	undo  *undoing // what is undone; nil where the files are followed
}

// Build plans how to make the live state the desired one.
func Build(in Input) Plan {
	d := doubt(in)
	in = d.in
	s := settle(in)
	in.Live = s.in.Live // with the new names
	changes := changesBetween(s.desired, in.Live, s.compared(), s.renamed, s.replaced)
	s.explain(changes)
	s.attribute(changes)
	o := newOrder(context{live: in.Live, desired: s.desired, renamed: s.renamed, replaced: s.replaced, quotas: in.Quotas}, changes)
	for i, c := range o.changes {
		o.changes[i].Access = o.accessBy(c)
	}
	findBrought(o.changes, s.desired)
	p := Plan{
		Account:   in.Live.Account,
		Settings:  in.Settings,
		Caller:    in.Caller,
		Changes:   o.changes,
		Steps:     o.steps,
		Barriers:  o.barriers,
		Findings:  append(s.findings, o.findings...),
		Refused:   append(s.refused, o.refused...),
		Unmanaged: s.unmanaged,
		Kept:      s.kept,
	}
	refused, lifted := guardedBy(in, p, &s, o)
	p.Refused, p.Findings = append(p.Refused, refused...), append(p.Findings, lifted...)
	p.Findings = append(p.Findings, appliersDenied(&subject{in: in, plan: p, settled: &s, order: o})...)
	if in.Known != nil {
		p.Source = in.Known.Source
	}
	d.findBlind(p)
	p.Findings = append(p.Findings, d.findings...)
	for _, list := range [][]Finding{p.Findings, p.Refused} {
		slices.SortFunc(list, compareFindings)
	}
	touched := objectsTouched(p.Changes)
	p.Objects = objectsOf(in.Live, s.asked, s.renamed, touched)
	p.Digest = digest(p, p.Objects)
	p.Held = heldBy(s.asked, p.Changes, s.renamed)
	for _, id := range in.Watch {
		touched[id] = true
	}
	if len(in.Watch) > 0 {
		p.Objects = objectsOf(in.Live, s.asked, s.renamed, touched)
	}
	return p
}
