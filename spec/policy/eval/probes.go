package eval

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// maxContexts is how many contexts one action on one resource is tried in, as long as
// all combinations of the values of its condition keys are tried.
const maxContexts = 256

// Probes returns requests of a principal that tell policies apart: for each pattern of
// actions one that it stands for and, with each other pattern, one that both stand
// for; on each resource of the statements that know the action, in the same way, and
// on one that none of them knows; in closed contexts that meet and miss each of the
// conditions that then matter.
//
// It is a sample, and this is what it misses: what only three patterns that are no
// prefixes of each other have in common; patterns of resources of which a statement
// has more than 32; combinations of condition keys where there are more than 256 of
// them, of which it tries each key by itself; and values of a key that no condition
// names beside the ones just below, above or beyond those. A probe need not be an
// action that AWS has. Variables are tried with a value of their own and, in resources
// with one of them, with that which makes it the resource.
//
// What the principal tells of itself is not varied. Policies of resources are probed
// like others: the caller says whose they are, by Request.Policy and Resource.
func Probes(who Principal, policies ...*Policy) []Request {
	return slices.Collect(EachProbe(who, policies...))
}

// EachProbe returns the same requests one after the other, for who does not want to
// make more of them than he asks.
func EachProbe(who Principal, policies ...*Policy) iter.Seq[Request] {
	p := prober{who: who}
	seen := map[*statement]bool{}
	for _, one := range policies {
		if one == nil {
			continue
		}
		for _, s := range one.entries {
			if !seen[s] {
				seen[s] = true
				p.statements = append(p.statements, s)
			}
		}
	}
	return func(yield func(Request) bool) {
		for _, action := range p.actions() {
			for r := range p.requests(action) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// Shown returns what a probe asks for as people would write it: with a star where it
// stands for whatever has no name of its own.
func (r Request) Shown() (action, resource string) {
	action = strings.ReplaceAll(r.Action, filler, "*")
	if resource = strings.ReplaceAll(r.Resource, filler, "*"); r.Resource == elsewhere {
		resource = "*"
	}
	if action == "*:*" {
		action = "*"
	}
	return action, resource
}

// elsewhere is a resource that no statement knows.
const elsewhere = "arn:" + filler + ":" + filler + ":::" + filler

type prober struct {
	who        Principal
	statements []*statement
}

// actions returns the actions to try, in order.
func (p *prober) actions() []string {
	texts, patterns := map[string]bool{}, map[string]bool{}
	for _, s := range p.statements {
		maps.Copy(texts, s.action.names)
		for _, pattern := range s.action.patterns {
			patterns[pattern] = true
		}
	}
	meet(texts, patterns)
	texts[filler+":"+filler] = true
	return slices.Sorted(maps.Keys(texts))
}

// meet adds to some texts what each of the patterns stands for, alone and with
// another.
func meet(texts, patterns map[string]bool) {
	list := slices.Sorted(maps.Keys(patterns))
	for i, a := range list {
		texts[instance(a)] = true
		for _, b := range list[i+1:] {
			if text, found := overlap(a, b); found {
				texts[text] = true
			}
		}
	}
}

// requests returns the probes for one action.
func (p *prober) requests(action string) iter.Seq[Request] {
	var concerned []*statement
	for _, s := range p.statements {
		if s.action.match(action) {
			concerned = append(concerned, s)
		}
	}
	return func(yield func(Request) bool) {
		for _, resource := range p.resources(concerned) {
			for _, c := range p.contexts(action, resource, concerned) {
				if !yield(Request{Action: action, Resource: resource, Context: c}) {
					return
				}
			}
		}
	}
}

// resources returns the resources to try for statements that know the same action:
// with variables, one for each value of theirs that a condition asks for.
func (p *prober) resources(statements []*statement) []string {
	sample := p.sample(statements)
	choices := p.choices(&facts{who: p.who, context: sample}, statements)
	texts, patterns := map[string]bool{elsewhere: true}, map[string]bool{}
	for _, s := range statements {
		for i, t := range s.resource.patterns {
			for _, c := range t.samples(sample, choices) {
				pattern, resolved := t.resolve(&facts{who: p.who, context: c})
				switch {
				case resolved != yes:
				case i < 32 && strings.ContainsAny(pattern, "*?"):
					patterns[pattern] = true
				default:
					texts[instance(pattern)] = true
				}
			}
		}
	}
	meet(texts, patterns)
	return slices.Sorted(maps.Keys(texts))
}

// samples returns contexts for the variables of a template: a sample, and others that
// choose another value for one of them.
func (t template) samples(sample Context, choices map[string][][]string) []Context {
	all := []Context{sample}
	for _, part := range t.parts {
		for _, values := range choices[part.key] {
			if part.key != "" && len(values) == 1 {
				all = append(all, sample.With(part.key, values...))
			}
		}
	}
	return all
}

// sample is a context in which every variable has a value.
func (p *prober) sample(statements []*statement) Context {
	c := Closed(nil)
	for key := range p.keys(statements) {
		if _, known := p.who.lookup(key, false); !known {
			c.values[key] = []string{filler}
		}
	}
	return c
}

// keys returns the keys of variables and conditions.
func (p *prober) keys(statements []*statement) map[string]bool {
	keys := map[string]bool{}
	for _, s := range statements {
		for _, t := range s.resource.patterns {
			for _, key := range t.keys() {
				keys[key] = true
			}
		}
		for i := range s.conditions {
			keys[s.conditions[i].key] = true
			for _, key := range s.conditions[i].variables() {
				keys[key] = true
			}
		}
	}
	return keys
}

// contexts returns the contexts that matter for an action on a resource.
func (p *prober) contexts(action, resource string, statements []*statement) []Context {
	open := facts{action: action, resource: resource, who: p.who, context: Open(nil)}
	var concerned []*statement
	for _, s := range statements {
		if s.resource.match(&open) != no {
			concerned = append(concerned, s)
		}
	}
	choices := p.choices(&facts{resource: resource, who: p.who, context: p.sample(statements)}, concerned)
	keys := slices.Sorted(maps.Keys(choices))
	total := 1
	for _, key := range keys {
		total = min(total*len(choices[key]), maxContexts+1)
	}
	if total <= maxContexts {
		return combinations(keys, choices)
	}
	return oneByOne(keys, choices)
}

// choices returns the values to try of each key: none, and those that meet or miss a
// condition.
func (p *prober) choices(f *facts, statements []*statement) map[string][][]string {
	choices := map[string][][]string{}
	for key := range p.keys(statements) {
		if _, known := p.who.lookup(key, false); !known {
			choices[key] = [][]string{{filler}, nil}
		}
	}
	add := func(key string, candidates ...[]string) {
		for _, values := range candidates {
			have := func(other []string) bool { return slices.Equal(other, values) }
			if list, open := choices[key]; open && !slices.ContainsFunc(list, have) {
				choices[key] = append(list, values)
			}
		}
	}
	for _, s := range statements {
		for _, t := range s.resource.patterns {
			for key, value := range t.solve(f.resource) {
				add(key, []string{value})
			}
		}
		for i := range s.conditions {
			add(s.conditions[i].key, s.conditions[i].candidates(f)...)
		}
	}
	for _, s := range statements { // what is compared with a variable may be all that this is
		for i := range s.conditions {
			for _, other := range s.conditions[i].variables() {
				add(other, single(choices[s.conditions[i].key])...)
				add(s.conditions[i].key, single(choices[other])...)
			}
		}
	}
	return choices
}

// single returns the lists of one value.
func single(lists [][]string) [][]string {
	return slices.DeleteFunc(slices.Clone(lists), func(values []string) bool { return len(values) != 1 })
}

// combinations returns a context for each way to choose a value for each key.
func combinations(keys []string, choices map[string][][]string) []Context {
	all := []Context{Closed(nil)}
	for _, key := range keys {
		var next []Context
		for _, c := range all {
			for _, values := range choices[key] {
				next = append(next, c.With(key, values...))
			}
		}
		all = next
	}
	return all
}

// oneByOne returns contexts in which all keys but one have their last values, their
// first ones or none, and one has each of its values.
func oneByOne(keys []string, choices map[string][][]string) []Context {
	var all []Context
	for _, pick := range []func([][]string) []string{
		func(list [][]string) []string { return list[len(list)-1] },
		func(list [][]string) []string { return list[0] },
		func([][]string) []string { return nil },
	} {
		base := Closed(nil)
		for _, key := range keys {
			base.values[key] = pick(choices[key])
		}
		for _, key := range keys {
			for _, values := range choices[key] {
				all = append(all, base.With(key, values...))
			}
		}
	}
	return all
}
