package eval

import "strings"

// What the policy of a resource gives depends on how it names the principal (IAM User
// Guide, "Policy evaluation for requests within a single account", resource-based
// policies, and "AWS JSON policy elements: Principal"):
//
//	it names              it gives access                  limited by a boundary
//	the user or session   by itself                        no
//	everybody             by itself                        no
//	the role              by itself                        yes
//	the account           where the identity has it, too   yes
//
// A Deny stops all of these. A trust policy must give access, whatever the identity
// has; any other policy only adds to that (the same page, "IAM role trust policies
// and KMS key policies are exceptions"). Where the principal and the resource are of
// two accounts, both sides must allow it (IAM User Guide, "Cross-account policy
// evaluation logic").

// allows says whether an Allow means the principal, and how.
func (p *principals) allows(f *facts) bonds {
	switch {
	case p.missing:
		return bonds{}
	case !p.not:
		return f.who.bondsTo(p.names)
	}
	means := f.who.isListed(p.names).not()
	if f.who.bondsTo(p.names)[byAccount] == yes {
		means = min(means, maybe) // it lists the account alone, or the account, too
	}
	return bonds{directly: means}
}

// allowed says whether something allows the request, Denies left aside.
func (e *evaluation) allowed() answer {
	own := min(e.identity, e.boundary)
	if e.request.Policy == nil {
		return own
	}
	given := max(e.granted[directly], min(e.granted[byRole], e.boundary))
	delegated := max(given, min(e.granted[byAccount], own))
	switch {
	case e.crossesAccounts():
		return min(own, max(given, e.granted[byAccount]))
	case e.asksForTrust():
		return delegated
	}
	return max(given, own)
}

// asksForTrust tells the actions on a role that its trust policy decides.
func (e *evaluation) asksForTrust() bool {
	name, isSTS := strings.CutPrefix(e.facts.action, "sts:")
	return isSTS && (strings.HasPrefix(name, "assumerole") || name == "tagsession" || name == "setsourceidentity" || name == "setcontext")
}

// crossesAccounts reports whether the principal is of another account than the
// resource, as far as their ARNs say so.
func (e *evaluation) crossesAccounts() bool {
	resource, _ := parseARN(e.facts.resource)
	mine := e.facts.who.account()
	return e.facts.who.isIdentity() && mine != "" && resource.account != "" && isAccount(resource.account) && mine != resource.account
}

// isIdentity tells users and roles from services and identity providers, which hold
// nothing.
func (p Principal) isIdentity() bool { return p.Type == "" || p.Type == "AWS" }
