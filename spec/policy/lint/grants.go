package lint

import (
	"slices"
	"strings"

	"iamsync/spec/policy"
	"iamsync/spec/policy/internal/glob"
)

// allows visits the statements that allow something.
func (r *review) allows(visit func(policy.Statement)) {
	for _, s := range r.Statements {
		if s.Effect.Text == policy.Allow {
			visit(s)
		}
	}
}

// covering returns the action of a statement that stands for all that a pattern or
// a name does, which is in lower case.
func covering(s policy.Statement, pattern string) (policy.Word, bool) {
	if s.Action.Not {
		return policy.Word{}, false
	}
	for _, w := range s.Action.List {
		if may(w.Text, pattern) && glob.Covers(strings.ToLower(w.Text), pattern) {
			return w, true
		}
	}
	return policy.Word{}, false
}

// may is a quick look, since most words stand for something else: the first letters
// decide.
func may(word, pattern string) bool {
	return word != "" && (word[0]|' ' == pattern[0]|' ' || glob.IsPattern(word[:1]))
}

// onEverything reports whether a statement is about every resource.
func onEverything(s policy.Statement) bool {
	return !s.Resource.Not && slices.ContainsFunc(s.Resource.List, func(w policy.Word) bool { return glob.Covers(w.Text, "*") })
}

// conditionally is what a message adds where the statement has conditions: they are
// a limit, and nobody but a reader can say how much of one.
func conditionally(s policy.Statement) string {
	if len(s.Conditions) > 0 {
		return ", on conditions"
	}
	return ""
}

func (r *review) admin() {
	r.allows(func(s policy.Statement) {
		if w, all := covering(s, "*:*"); all && onEverything(s) {
			r.report(w.Place, "name the services that are needed, or silence this with the reason",
				"the statement allows every action on every resource%s: whoever holds it is an administrator", conditionally(s))
		}
	})
}

func (r *review) allOfIAM() {
	r.allows(func(s policy.Statement) {
		if w, all := covering(s, "iam:*"); all && onEverything(s) && !isAdmin(s) {
			r.report(w.Place, "name the actions that are needed, and the path of what they are for",
				"the statement allows all of IAM on every resource%s: whoever holds it can become an administrator", conditionally(s))
		}
	})
}

func isAdmin(s policy.Statement) bool {
	_, all := covering(s, "*:*")
	return all
}

// allOfIAM reports whether a statement is reported as a whole already.
func allOfIAM(s policy.Statement) bool {
	_, all := covering(s, "iam:*")
	return all && onEverything(s)
}

// everyRole reports whether a statement is about every role there is, at least of
// one account.
func everyRole(s policy.Statement) (policy.Word, bool) {
	for _, w := range s.Resource.List {
		parts := split(w.Text)
		if glob.Covers(w.Text, "*") || len(parts) == 6 && parts[2] == "iam" && glob.Covers(parts[5], "role/*") {
			return w, !s.Resource.Not
		}
	}
	return policy.Word{}, false
}

// passRole looks for the right to hand any role to a service: who can start an
// instance or a function with the role of an administrator is one (IAM User Guide,
// "Grant a user permissions to pass a role to an AWS service"). A condition on the
// service is a limit that people choose on purpose.
func (r *review) passRole() {
	r.allows(func(s policy.Statement) {
		w, any := everyRole(s)
		if !any || !stands(s, "iam:passrole") || allOfIAM(s) || asks(s, "iam:PassedToService", "iam:AssociatedResourceArn") {
			return
		}
		r.report(w.Place, "name the roles, or add the condition iam:PassedToService",
			"the statement allows iam:PassRole for every role%s, also for those of administrators", conditionally(s))
	})
}

// stands reports whether an action, in lower case, is among those of a statement.
func stands(s policy.Statement, action string) bool {
	_, found := covering(s, action)
	return found
}

// asks reports whether a statement has a condition on one of the keys.
func asks(s policy.Statement, keys ...string) bool {
	return slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, c.Key.Text) })
	})
}

// escalations are the actions with which, on any resource, people give themselves
// what they do not have.
var escalations = []string{
	"iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion",
	"iam:AttachUserPolicy", "iam:AttachGroupPolicy", "iam:AttachRolePolicy",
	"iam:PutUserPolicy", "iam:PutGroupPolicy", "iam:PutRolePolicy",
	"iam:AddUserToGroup", "iam:UpdateAssumeRolePolicy",
	"iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile",
	"iam:DeleteUserPermissionsBoundary", "iam:DeleteRolePermissionsBoundary",
}

// escalation looks for these, on every resource and without a condition.
func (r *review) escalation() {
	r.allows(func(s policy.Statement) {
		if !onEverything(s) || allOfIAM(s) || len(s.Conditions) > 0 {
			return
		}
		for _, w := range s.Action.List {
			if action := escalates(s, w); action != "" {
				r.report(w.Place, "name the resources, or add a condition such as iam:PermissionsBoundary",
					"the statement allows %s on every resource: whoever holds it can gain more rights", action)
			}
		}
	})
}

// escalates returns the first action that is one of these and that a word of the
// statement stands for.
func escalates(s policy.Statement, w policy.Word) string {
	for _, action := range escalations {
		if !s.Action.Not && may(w.Text, action) && glob.Match(strings.ToLower(w.Text), strings.ToLower(action)) {
			return action
		}
	}
	return ""
}

func (r *review) notAction() {
	r.allows(func(s policy.Statement) {
		if s.Action.Not {
			r.report(s.Action.Place, "write Action with what is needed; to forbid something, write a Deny",
				"the statement allows every action but those it names, also those that AWS has not yet")
		}
	})
}

func (r *review) notPrincipal() {
	r.allows(func(s policy.Statement) {
		if s.Principal.Not {
			r.report(s.Principal.Place, "write Principal with those who are meant; to keep somebody out, write a Deny",
				"the statement allows everybody but those it names, in every account, without a sign-in too")
		}
	})
}
