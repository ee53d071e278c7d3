package spec

import "fmt"

// Flat is a spec that is flattened as far as that can be done before the account was
// read: only the names of managed policies are not looked up. Most of the work of
// Resolve is then done while the account is on its way.
type Flat struct{ rs *resolver }

// holding is the managed policies of a principal, as they are written.
type holding struct {
	by       ID
	boundary *word // nil where there is none to look up
	policies []entry
}

// Flatten begins to resolve a spec for an account of which no more is known.
func (s *Spec) Flatten(account Account) (Flat, error) {
	if account.ID != "" && account.ID != s.Account {
		return Flat{}, Errors{{s.accountAt, fmt.Sprintf("the spec is for account %s, and this is account %s", s.Account, account.ID), ""}}
	}
	account.ID = s.Account
	if account.Partition == "" {
		account.Partition = "aws"
	}
	rs := &resolver{account: account, state: NewStateOf(account, s.size()), vars: s.vars.in(account), declared: s.declaredPolicies()}
	for _, o := range s.objects {
		rs.note(o.base())
	}
	for _, o := range s.objects {
		if !o.base().absent {
			o.resolve(rs)
		}
	}
	return Flat{rs}, nil
}

// size guesses how many resources the spec makes: an object has a few edges.
func (s *Spec) size() int { return 3 * len(s.objects) }

func (s *Spec) declaredPolicies() map[string]*policyDecl {
	declared := map[string]*policyDecl{}
	for _, o := range s.objects {
		if p, ok := o.(*policyDecl); ok && !p.absent {
			declared[p.id.Name] = p
		}
	}
	return declared
}

// Resolve looks the names up and ends what Flatten began; see Spec.Resolve. The State
// is the one that Flatten made: it can be had once.
func (f Flat) Resolve(n Names) (State, error) {
	f.rs.know(n)
	for _, h := range f.rs.held {
		f.rs.lookUp(h)
	}
	if err := f.rs.errs.orNil(); err != nil {
		return State{}, err
	}
	return f.rs.state, nil
}

// lookUp adds the managed policies of a principal.
func (rs *resolver) lookUp(h holding) {
	if h.boundary != nil {
		rs.state.Add(bounded(rs.state.Resources[h.by], rs.policy(*h.boundary)))
	}
	seen := map[string]entry{}
	for _, w := range h.policies {
		arn := rs.policy(w.word)
		if first, twice := seen[arn]; twice && arn != "" {
			rs.fail(w.at, "leave one of them out: both are "+arn, "%q is the same policy as %q at %s", w.text, first.text, first.at)
			continue
		}
		seen[arn] = w
		rs.addEntry(Attachment{Principal: h.by, PolicyARN: arn}, w)
	}
}

// grants adds what a principal holds, and notes what is to be looked up: boundary is nil
// where nothing is said of it, and where there can be none.
func (rs *resolver) grants(principal ID, boundary *word, g *grants) {
	for _, i := range g.inline {
		rs.add(Inline{Principal: principal, Name: i.name, Document: rs.document(i.document, i.at)}, i.at)
	}
	if boundary != nil && boundary.text == noBoundary {
		boundary = nil
	}
	if boundary != nil || len(g.policies) > 0 {
		rs.held = append(rs.held, holding{principal, boundary, g.policies})
	}
}
