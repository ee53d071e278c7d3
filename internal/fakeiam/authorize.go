package fakeiam

import (
	"maps"

	"iamsync/spec/policy/eval"
)

// authorize refuses what the policies of who signed do not allow. What is looked at is
// the account as it is when the call arrives, not when it takes effect: IAM promises no
// more.
func (s *Server) authorize(next handler) handler {
	if !s.cfg.enforce && !s.cfg.recording && s.cfg.observe == nil {
		return next
	}
	return func(c *call) answer {
		if err := s.admit(c); err != nil {
			return answer{err: err}
		}
		return next(c)
	}
}

// admit notes who calls and what the call needs, and says whether they may.
func (s *Server) admit(c *call) *Error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c.caller = s.acct.caller
	if !s.cfg.enforce {
		c.needs = s.acct.needs(c)
		return nil
	}
	who, ok := s.acct.principalOf(c.who)
	if !ok {
		return unknownKey()
	}
	c.caller, c.at = who.arn, s.cfg.now()
	c.needs = s.acct.needs(c)
	switch {
	case c.version == stsVersion && c.action == "AssumeRole":
		return s.acct.mayAssume(c, who)
	case who.root():
		return nil
	}
	for _, n := range c.needs {
		if err := who.may(c, n); err != nil {
			return err
		}
	}
	return nil
}

// may evaluates one need, and refuses in IAM's words (IAM User Guide, "Troubleshoot access
// denied error messages").
func (p principalOf) may(c *call, n need) *Error {
	values := maps.Clone(p.context(c).Values())
	for key, list := range n.Context {
		values[key] = list
	}
	result := p.holder.Explain(eval.Request{Action: n.Action, Resource: n.Resource, Context: eval.Closed(values)})
	if result.Decision == eval.Allowed {
		return nil
	}
	return refuse("AccessDenied", "User: %s is not authorized to perform: %s on resource: %s %s", p.arn, n.Action, n.shown, because(result, n.Action))
}

// because says which kind of policy denies an action, or does not allow it.
func because(r eval.Result, action string) string {
	kind := map[eval.Role]string{eval.AsIdentity: "identity-based policy", eval.AsBoundary: "permissions boundary"}
	allowed := map[eval.Role]bool{}
	for _, reason := range r.Reasons {
		if r.Decision == eval.ExplicitlyDenied {
			return "with an explicit deny in " + map[eval.Role]string{eval.AsIdentity: "an ", eval.AsBoundary: "a "}[reason.Role] + kind[reason.Role]
		}
		allowed[reason.Role] = true
	}
	missing := eval.AsIdentity
	if allowed[eval.AsIdentity] {
		missing = eval.AsBoundary
	}
	return "because no " + kind[missing] + " allows the " + action + " action"
}

// as runs an action for a caller.
func as(caller string, mutating bool, run func(*account) answer) func(*account) answer {
	return func(a *account) answer {
		if !mutating { // others may be reading
			view := *a
			view.caller = caller
			return run(&view)
		}
		was := a.caller
		a.caller = caller
		defer func() { a.caller = was }()
		return run(a)
	}
}
