package lint

import (
	"slices"
	"strings"

	"iamsync/spec/policy"
	"iamsync/spec/policy/internal/glob"
)

// narrowing are the keys of a request that say who asks or where from. A condition on
// one of these makes everybody a circle that somebody drew (IAM User Guide, "AWS
// global condition context keys", and Access Analyzer's "trusted" ones).
var narrowing = []string{
	"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:userid",
	"aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceIp",
	"aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths",
}

// narrows reports whether a condition holds only where the key is there and has one
// of the values, which are not all there are.
func narrows(c policy.Condition) bool {
	o := c.Operator
	if o.Negated() || o.IfExists || o.Quantifier == policy.ForAllValues || o.Family() == policy.OfPresence || len(c.Values) == 0 {
		return false
	}
	return !slices.ContainsFunc(c.Values, func(w policy.Word) bool {
		return strings.Trim(w.Text, "*") == "" || w.Text == "0.0.0.0/0" || w.Text == "::/0"
	})
}

// narrowed reports whether a statement has such a condition on a key that is one of
// these.
func narrowed(s policy.Statement, is func(key string) bool) bool {
	return slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool { return is(c.Key.Text) && narrows(c) })
}

// oneOf makes a set of keys, which have no case.
func oneOf(keys []string) func(string) bool {
	return func(key string) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, key) })
	}
}

// trusts visits the principals whom a trust policy allows something.
func (r *review) trusts(visit func(policy.Statement, policy.PrincipalWord)) {
	if !r.Trust {
		return
	}
	r.allows(func(s policy.Statement) {
		if s.Principal.Not {
			return
		}
		for _, p := range s.Principal.List {
			visit(s, p)
		}
	})
}

func (r *review) everybody() {
	r.trusts(func(s policy.Statement, p policy.PrincipalWord) {
		if p.Text == "*" && !narrowed(s, oneOf(narrowing)) {
			r.report(p.Place, "name the accounts or roles, or add a condition such as aws:PrincipalOrgID",
				"everybody in every AWS account may assume the role")
		}
	})
}

// shared are the providers of identities that serve all their customers under one
// name, by the key that tells whose identity it is. Without a condition on it the
// role is open to whoever has an account there (IAM User Guide, "Create a role for
// OpenID Connect federation").
var shared = map[string]string{
	github:                           "sub",
	"gitlab.com":                     "sub",
	"app.terraform.io":               "sub",
	"agent.buildkite.com":            "sub",
	"oidc.vercel.com":                "sub",
	"api.pulumi.com/oidc":            "aud",
	"cognito-identity.amazonaws.com": "aud",
	"accounts.google.com":            "aud",
	"graph.facebook.com":             "app_id",
	"www.amazon.com":                 "app_id",
}

// provider returns the name of a federated principal, with which its keys begin, or
// "" where it is one of SAML.
func provider(principal string) string {
	parts := split(principal)
	if len(parts) < 6 {
		return principal
	}
	name, oidc := strings.CutPrefix(parts[5], "oidc-provider/")
	if !oidc {
		return ""
	}
	return name
}

func (r *review) sharedProvider() {
	r.trusts(func(s policy.Statement, p policy.PrincipalWord) {
		name := provider(p.Text)
		key := shared[name]
		if p.Type != "Federated" || key == "" || slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
			return strings.EqualFold(c.Key.Text, name+":"+key) && narrows(c) && !slices.ContainsFunc(c.Values, anyOwner)
		}) {
			return
		}
		hint := "add a StringEquals condition on " + name + ":" + key
		if name == github {
			hint = "add StringLike: {" + name + `:sub: "repo:OWNER/REPOSITORY:*"}`
		}
		r.report(p.Place, hint, "whoever uses %s may assume the role: no condition on %s:%s says who is meant", name, name, key)
	})
}

const github = "token.actions.githubusercontent.com"

// anyOwner reports whether a value for the subject of GitHub's or GitLab's identities
// leaves open whose repository it is.
func anyOwner(w policy.Word) bool {
	for _, kind := range []string{"repo:", "project_path:"} {
		if rest, found := strings.CutPrefix(w.Text, kind); found {
			owner, _, closed := strings.Cut(rest, "/")
			return !closed || glob.IsPattern(owner)
		}
	}
	return strings.HasPrefix(w.Text, "*")
}

func (r *review) federated() {
	r.trusts(func(s policy.Statement, p policy.PrincipalWord) {
		name := provider(p.Text)
		if p.Type != "Federated" || shared[name] != "" {
			return
		}
		keys := []string{name + ":sub", name + ":aud"}
		if name == "" {
			keys = []string{"SAML:aud", "SAML:sub", "SAML:iss", "SAML:namequalifier"}
		}
		if !narrowed(s, oneOf(keys)) {
			r.report(p.Place, "add a StringEquals condition on "+keys[0],
				"every identity of %s may assume the role: there is no condition on %s or %s", quote(p.Text), keys[0], keys[1])
		}
	})
}
