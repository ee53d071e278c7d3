package spec

import (
	"fmt"
	"slices"
	"strings"
)

// PolicyARN is the ARN of a managed policy, taken apart:
//
//	arn:PARTITION:iam::ACCOUNT:policyPATHNAME
//
// The account of an AWS managed policy is the word "aws" (IAM User Guide, "IAM
// identifiers").
type PolicyARN struct {
	Partition string
	Account   string
	Path      string // begins and ends with a slash
	Name      string
}

// ParsePolicyARN takes the ARN of a managed policy apart. It checks the form
// only, not the grammar of path and name.
func ParsePolicyARN(arn string) (PolicyARN, error) {
	part := strings.SplitN(arn, ":", 6)
	if len(part) != 6 || part[0] != "arn" || part[2] != "iam" || part[3] != "" {
		return PolicyARN{}, fmt.Errorf("%q is not the ARN of a managed policy", arn)
	}
	path, found := strings.CutPrefix(part[5], "policy/")
	slash := strings.LastIndex(path, "/")
	name := path[slash+1:]
	if !found || name == "" || part[1] == "" || part[4] == "" {
		return PolicyARN{}, fmt.Errorf("%q is not the ARN of a managed policy", arn)
	}
	return PolicyARN{Partition: part[1], Account: part[4], Path: "/" + path[:slash+1], Name: name}, nil
}

// String returns the ARN.
func (p PolicyARN) String() string {
	return "arn:" + p.Partition + ":iam::" + p.Account + ":policy" + p.Path + p.Name
}

// IsAWS reports whether AWS owns the policy: it can be attached and used as a
// boundary, and never written.
func (p PolicyARN) IsAWS() bool { return p.Account == "aws" }

// EntityARN is the ARN of a user or role, taken apart:
//
//	arn:PARTITION:iam::ACCOUNT:KINDPATHNAME
type EntityARN struct {
	Partition string
	Account   string
	Path      string // begins and ends with a slash
	ID        ID
}

// ParsePrincipalARN returns the user or role that the ARN of a principal is of: its own,
// or that of a session, which has no path. It reports whether it is one.
func ParsePrincipalARN(arn string) (id ID, account string, is bool) {
	if e, is := ParseEntityARN(arn); is {
		return e.ID, e.Account, true
	}
	part := strings.SplitN(arn, ":", 6)
	if len(part) != 6 || part[0] != "arn" || part[2] != "sts" {
		return ID{}, "", false
	}
	session, assumed := strings.CutPrefix(part[5], "assumed-role/")
	role, _, named := strings.Cut(session, "/")
	if !assumed || !named || role == "" {
		return ID{}, "", false
	}
	return RoleID(role), part[4], true
}

// ParseEntityARN takes the ARN of a user or role apart. It reports whether it is
// one.
func ParseEntityARN(arn string) (EntityARN, bool) {
	part := strings.SplitN(arn, ":", 6)
	if len(part) != 6 || part[0] != "arn" || part[2] != "iam" || part[3] != "" {
		return EntityARN{}, false
	}
	kind, rest, _ := strings.Cut(part[5], "/")
	slash := strings.LastIndex(rest, "/")
	id := ID{Kind(kind), rest[slash+1:]}
	if id.Kind != KindUser && id.Kind != KindRole || id.Name == "" {
		return EntityARN{}, false
	}
	return EntityARN{Partition: part[1], Account: part[4], Path: "/" + rest[:slash+1], ID: id}, true
}

// String returns the ARN.
func (e EntityARN) String() string {
	return "arn:" + e.Partition + ":iam::" + e.Account + ":" + string(e.ID.Kind) + e.Path + e.ID.Name
}

// ParseProviderARN returns the identity provider that an ARN names, and its account:
//
//	arn:PARTITION:iam::ACCOUNT:KIND/NAME
//
// It reports whether the ARN is that of one.
func ParseProviderARN(arn string) (id ID, account string, ok bool) {
	part := strings.SplitN(arn, ":", 6)
	if len(part) != 6 || part[0] != "arn" || part[2] != "iam" || part[3] != "" {
		return ID{}, "", false
	}
	kind, name, _ := strings.Cut(part[5], "/")
	id = ID{Kind(kind), name}
	return id, part[4], slices.Contains(providers, id.Kind) && name != ""
}
