package eval

import (
	"slices"
	"strings"
)

// Principal is who makes a request.
type Principal struct {
	// Type is that of the Principal element: "AWS", which is also meant by "", or
	// "Service" or "Federated".
	Type string
	// Name is the ARN of a user, of a role or of one session of a role, the host name
	// of a service or the ARN of an identity provider.
	Name string
	// ID is the unique ID of the user or role, AIDA… or AROA…, where it is known.
	ID string
	// Tags are those of the user or role; nil where they are not known.
	Tags map[string]string
}

// arn is what matters of the ARN of a principal.
type arn struct {
	partition, account string
	kind               string // "user", "role", "assumed-role", "root", …
	name               string // without the path; that of the role for a session
	session            string
}

func parseARN(text string) (arn, bool) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return arn{}, false
	}
	a := arn{partition: parts[1], account: parts[4]}
	kind, name, _ := strings.Cut(parts[5], "/")
	a.kind, a.name = kind, name
	if kind == "assumed-role" {
		a.name, a.session, _ = strings.Cut(name, "/")
		return a, true
	}
	a.name = name[strings.LastIndexByte(name, '/')+1:]
	return a, true
}

// account is the account that a principal belongs to, "" for those of none.
func (p Principal) account() string {
	a, _ := parseARN(p.Name)
	return a.account
}

// lookup returns what the principal tells of itself to every request (IAM User
// Guide, "AWS global condition context keys", properties of the principal). The tags
// of a role's session may be others than those of the role.
func (p Principal) lookup(key string, open bool) (values []string, known bool) {
	if p.Name == "" || !strings.HasPrefix(key, "aws:") {
		return nil, false
	}
	a, isARN := parseARN(p.Name)
	if tag, isTag := strings.CutPrefix(key, "aws:principaltag/"); isTag {
		if p.Tags == nil || open && a.kind != "user" {
			return nil, false
		}
		return p.tag(tag), true
	}
	switch {
	case key == "aws:principalisawsservice":
		return []string{map[bool]string{true: "true", false: "false"}[p.Type == "Service"]}, true
	case !isARN:
		return nil, false
	case key == "aws:principalaccount":
		return []string{a.account}, true
	case key == "aws:principalarn" && a.kind != "assumed-role":
		return []string{p.Name}, true
	case key == "aws:username" && a.kind == "user":
		return []string{a.name}, true
	case key == "aws:username":
		return nil, true
	case key == "aws:principaltype" && a.kind == "user":
		return []string{"User"}, true
	case key == "aws:principaltype" && (a.kind == "role" || a.kind == "assumed-role"):
		return []string{"AssumedRole"}, true
	case key == "aws:userid" && a.kind == "user" && p.ID != "":
		return []string{p.ID}, true
	}
	return nil, false
}

// tag finds a tag by its name in any case, as IAM does.
func (p Principal) tag(name string) []string {
	for key, value := range p.Tags {
		if lower(key) == name {
			return []string{value}
		}
	}
	return nil
}

// bond is how a principal is meant by an element Principal. What it is worth, see
// grants.go.
type bond int

const (
	unnamed   bond = iota
	byAccount      // its account is named
	byRole         // the role is named whose session it is
	directly       // it is named itself, or everybody is
)

// bonds are the ways in which an element means a principal. One is not certain where
// it names a session and which one makes the request is not known.
type bonds [directly + 1]answer

// bondsTo returns the bonds of the principal to some names.
func (p Principal) bondsTo(names []name) bonds {
	var all bonds
	for i := range names {
		b, sure := p.bond(&names[i])
		all[b] = max(all[b], sure)
	}
	all[unnamed] = no
	return all
}

// any says whether there is a bond at all.
func (b bonds) any() answer { return max(b[byAccount], b[byRole], b[directly]) }

// name is one principal of an element, taken apart.
type name struct {
	kind, text string
	account    string // where it names a whole account
	arn        arn
}

func (p Principal) bond(n *name) (bond, answer) {
	kind := p.Type
	if kind == "" {
		kind = "AWS"
	}
	switch {
	case n.text == "*" && (n.kind == "AWS" || n.kind == kind):
		return directly, yes
	case n.kind != kind:
		return unnamed, no
	case kind != "AWS":
		return directly, truth(n.text == p.Name)
	}
	self, _ := parseARN(p.Name)
	named := n.text == p.Name || p.ID != "" && n.text == p.ID
	switch {
	case named && self.kind == "role":
		return byRole, yes
	case named:
		return directly, yes
	case n.account != "":
		return byAccount, truth(n.account == self.account)
	case n.arn.account != self.account || n.arn.name != self.name:
		return unnamed, no
	case n.arn.kind == "role" && self.kind == "assumed-role":
		return byRole, yes
	case n.arn.kind == "assumed-role" && self.kind == "role":
		return directly, maybe
	}
	return unnamed, no
}

// isListed says whether a NotPrincipal lists the principal. AWS may look at the
// account, the role and the session one after the other, so that all must be listed;
// where some are, it depends on the service (IAM User Guide, "AWS JSON policy
// elements: NotPrincipal").
func (p Principal) isListed(names []name) answer {
	all := p.bondsTo(names)
	self, isARN := parseARN(p.Name)
	session := self.kind == "assumed-role"
	named := max(all[directly], all[byRole])
	if session {
		named = all[directly] // "Principals must always name a specific session."
	}
	if named == no || !p.isIdentity() || !isARN {
		return named
	}
	everybody := slices.ContainsFunc(names, func(n name) bool { return n.text == "*" })
	switch {
	case everybody:
		return yes
	case all[byAccount] == no, session && all[byRole] == no, self.kind == "role":
		return maybe
	}
	return named
}
