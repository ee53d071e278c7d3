package fakeiam

import "strings"

type callerIdentity struct{ UserId, Account, Arn string }

// getCallerIdentity is STS's; it says who signed, which here is always the
// caller that the server was told of.
func (a *account) getCallerIdentity(*noInput) (*callerIdentity, error) {
	return &callerIdentity{UserId: a.callerID(), Account: a.id, Arn: a.caller}, nil
}

// callerID is the unique ID of the caller (STS API Reference, GetCallerIdentity):
// the account for its root user, the ID of a user, role ID and session name for a role.
func (a *account) callerID() string {
	_, resource, _ := strings.Cut(a.caller, "::"+a.id+":")
	kind, rest, _ := strings.Cut(resource, "/")
	switch kind {
	case "root", "":
		return a.id
	case "assumed-role":
		role, session, _ := strings.Cut(rest, "/")
		if r, ok := a.roles.get(role); ok {
			return r.id + ":" + session
		}
		return derivedID("AROA", role) + ":" + session
	}
	name := rest[strings.LastIndex(rest, "/")+1:]
	if u, ok := a.users.get(name); ok && kind == "user" {
		return u.id
	}
	return derivedID("AIDA", name)
}
