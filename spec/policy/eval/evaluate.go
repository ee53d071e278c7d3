package eval

import "iamsync/spec/policy"

// Holder is a principal with all that it holds in one state of an account.
type Holder struct {
	Principal Principal
	// Identity are the documents that it has as an identity: its own, those attached to
	// it, and both of its groups. A nil one counts for nothing.
	Identity []*Policy
	// Boundary limits what Identity allows; nil is none.
	Boundary *Policy
}

// Role is what a policy is to a request.
type Role int

// The roles that policies have.
const (
	AsIdentity Role = iota // the principal holds it
	AsBoundary             // it limits the principal
	OnResource             // it belongs to the resource
)

// Reason is a statement that matches a request, or may.
type Reason struct {
	Role      Role
	Policy    *Policy
	Statement policy.Statement // none of a policy that is Unknown
	Certain   bool             // whether it matches whatever is not known
}

// Result is the answer to a request, with the statements that gave it: the Denies of
// an explicit deny, the Allows of what is allowed, both of what is conditional. An
// implicit deny has the Allows that were not enough, if any.
type Result struct {
	Decision Decision
	Reasons  []Reason
}

// Decide returns the answer to a request.
func (h Holder) Decide(r Request) Decision {
	e := evaluation{holder: h, request: r}
	return e.decide()
}

// Explain returns the answer to a request and what it comes from.
func (h Holder) Explain(r Request) Result {
	e := evaluation{holder: h, request: r, explain: true}
	d := e.decide()
	reasons := make([]Reason, 0, len(e.reasons))
	for _, reason := range e.reasons {
		denies := reason.Statement.Effect.Text == policy.Deny
		switch {
		case d == Conditional,
			reason.Policy.unknown,
			d == ExplicitlyDenied && denies && reason.Certain,
			(d == Allowed || d == ImplicitlyDenied) && !denies:
			reasons = append(reasons, reason)
		}
	}
	return Result{Decision: d, Reasons: reasons}
}

// evaluation is one question in the making.
type evaluation struct {
	holder  Holder
	request Request
	facts   facts

	denied   answer // by any document
	identity answer // allowed by the documents of the identity
	boundary answer // allowed by the boundary, or there is none
	granted  bonds  // allowed by the policy of the resource

	explain bool
	reasons []Reason
}

// decide follows IAM's order: any Deny wins, then there must be an Allow that no
// limit stops (IAM User Guide, "How AWS enforcement code logic evaluates requests to
// allow or deny access").
func (e *evaluation) decide() Decision {
	e.facts = facts{
		action:   lower(e.request.Action),
		resource: e.request.Resource,
		context:  e.request.Context,
		who:      e.holder.Principal,
		bounded:  e.holder.Boundary != nil,
	}
	if e.facts.resource == "" {
		e.facts.resource = "*"
	}
	for _, p := range e.holder.Identity {
		e.identity = max(e.identity, e.ask(p, AsIdentity))
	}
	e.boundary = yes
	if e.holder.Boundary != nil {
		e.boundary = e.ask(e.holder.Boundary, AsBoundary)
	}
	e.ask(e.request.Policy, OnResource)
	allowed := e.allowed()
	switch {
	case e.denied == yes:
		return ExplicitlyDenied
	case allowed == no:
		return ImplicitlyDenied
	case allowed == yes && e.denied == no:
		return Allowed
	}
	return Conditional
}

// ask returns whether a policy allows the request, and notes whether it denies it.
func (e *evaluation) ask(p *Policy, as Role) (allows answer) {
	switch {
	case p == nil:
		return no
	case p.unknown:
		e.denied = max(e.denied, maybe)
		if as == OnResource {
			e.granted[directly] = max(e.granted[directly], maybe)
		}
		e.note(Reason{Role: as, Policy: p})
		return maybe
	}
	own, others := p.index.of(e.facts.action)
	for _, list := range [2][]int{own, others} {
		for _, i := range list {
			allows = max(allows, e.statement(p, i, as))
		}
	}
	return allows
}

// statement asks one statement; it returns whether it allows the request.
func (e *evaluation) statement(p *Policy, i int, as Role) answer {
	s := p.entries[i]
	matches := s.matches(&e.facts)
	var means bonds
	if as == OnResource && matches != no {
		if s.denies {
			matches = min(matches, s.principal.denies(&e.facts))
		} else {
			means = s.principal.allows(&e.facts)
			matches = min(matches, means.any())
		}
	}
	if matches == no {
		return no
	}
	if e.explain {
		e.note(Reason{Role: as, Policy: p, Statement: p.sources[i], Certain: matches == yes})
	}
	switch {
	case s.denies:
		e.denied = max(e.denied, matches)
	case s.allows:
		for b := range means {
			e.granted[b] = max(e.granted[b], min(means[b], matches))
		}
		return matches
	}
	return no
}

func (e *evaluation) note(r Reason) {
	if e.explain {
		e.reasons = append(e.reasons, r)
	}
}
