package fakeiam

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// parseTrust reads a trust document, and refuses what IAM refuses. That it is no
// JSON, has a Resource, allows other actions, trusts nobody or somebody who is not
// there is said in IAM's recorded words. For other mistakes in the grammar IAM's
// words are not known, nor is the order of the checks.
func (a *account) parseTrust(text string) (*trust, error) {
	if !json.Valid([]byte(text)) {
		return nil, malformed("This policy contains invalid Json")
	}
	d, ok := parseDocument(text)
	if !ok {
		return nil, badSyntax
	}
	if err := checkTrustFields(text); err != nil {
		return nil, err
	}
	if !d.passesLegacyParser(a.partition) {
		return nil, malformed("The policy failed legacy parsing")
	}
	if err := d.checkSids(); err != nil {
		return nil, err
	}
	if err := d.checkTrustActions(); err != nil {
		return nil, err
	}
	t, err := readTrust(text, a.resolve)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(t.statements, func(s trustStatement) bool { return len(s.principals) == 0 }) {
		return nil, malformed("Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: " +
			"The passed in policy has a statement with no principals!")
	}
	if n := a.quotas["AssumeRolePolicySizeQuota"]; sizeOf(text) > n {
		return nil, overQuota("ACLSizePerRole", n)
	}
	return t, nil
}

// checkTrustFields wants the elements of a trust document: no resource, and no
// NotPrincipal (User Guide, "AWS JSON policy elements: NotPrincipal").
func checkTrustFields(text string) error {
	var top struct{ Statement json.RawMessage }
	_ = json.Unmarshal([]byte(text), &top) // parseDocument has read it
	for _, raw := range oneOrMany(top.Statement) {
		var s object
		_ = json.Unmarshal(raw, &s)
		for _, field := range []string{"Resource", "NotResource", "NotPrincipal"} {
			if _, ok := s[field]; ok {
				return malformed("Has prohibited field %s", field)
			}
		}
		switch {
		case s["Principal"] == nil:
			return malformed("Missing required field Principal")
		case s["NotAction"] != nil:
			return notAssumeRole
		}
	}
	return nil
}

var notAssumeRole = malformed("AssumeRole policy may only specify STS AssumeRole actions.")

// trustActions are what a trust document can allow (STS API Reference, and the
// service authorization reference of STS). A wildcard is taken behind AssumeRole;
// whether IAM takes sts:* is not known.
var trustActions = regexp.MustCompile(`(?i)\Asts:(AssumeRole[A-Za-z*?]*|TagSession|SetSourceIdentity|SetContext)\z`)

func (d *document) checkTrustActions() error {
	for _, s := range d.statements {
		if len(s.actions) == 0 {
			return malformed("Missing required field Action")
		}
		for _, action := range s.actions {
			if !trustActions.MatchString(action) {
				return notAssumeRole
			}
		}
	}
	return nil
}

var (
	principalARNRE = regexp.MustCompile(`\Aarn:([a-z-]+):(iam|sts)::([0-9]{12}):([!-~]+)\z`)
	entityRE       = whole(`(user|role)(/|/[!-~]+/)([\w+=,.@-]+)`)
	sessionRE      = whole(`(assumed-role|federated-user)/([\w+=,.@-]+)(/[\w+=,.@-]+)?`)
	principalIDRE  = whole(`(AIDA|AROA)[A-Z0-9]+`)
	serviceRE      = whole(`[a-z0-9-]+(\.[a-z0-9-]+){2,}`)
	domainRE       = whole(`[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/[!-~]*)?`)
	providerRE     = whole(`arn:[a-z-]+:iam::[0-9]{12}:(saml|oidc)-provider/[!-~]+`)
)

// resolve finds who is trusted. Those of other accounts are taken at their word,
// and so are services, since nobody has a list of them, and providers: IAM keeps
// the ARN of one, and lets it be deleted.
func (a *account) resolve(kind, text string) (trusted, error) {
	ok := false
	t := trusted{text: text}
	switch kind {
	case "AWS":
		t, ok = a.resolveAWS(text)
	case "Service":
		ok = serviceRE.MatchString(text)
	default:
		if !providerRE.MatchString(text) && !domainRE.MatchString(text) {
			return t, malformed("Federated principals must be valid domain names or SAML metadata ARNs")
		}
		ok = true
	}
	if !ok {
		return t, malformed(`Invalid principal in policy: "%s":"%s"`, strings.ToUpper(kind), text)
	}
	return t, nil
}

func (a *account) resolveAWS(text string) (trusted, bool) {
	literal := trusted{text: text}
	switch {
	case text == "*":
		return literal, true
	case accountRE.MatchString(text):
		return trusted{text: "arn:" + a.partition + ":iam::" + text + ":root"}, true
	case principalIDRE.MatchString(text):
		p := a.principalsByID()[text]
		return trusted{who: p}, p != nil
	}
	m := principalARNRE.FindStringSubmatch(text)
	if m == nil || m[1] != a.partition {
		return literal, false
	}
	service, account, resource := m[2], m[3], m[4]
	if service == "sts" {
		return literal, a.isSession(account, resource)
	}
	e := entityRE.FindStringSubmatch(resource)
	if e == nil || account != a.id {
		return literal, e != nil || resource == "root"
	}
	p := a.principal(e[1], e[3])
	return trusted{who: p}, p != nil && p.arn(a) == text
}

// isSession wants the role of a session to be there, if it is one of ours.
func (a *account) isSession(account, resource string) bool {
	m := sessionRE.FindStringSubmatch(resource)
	if m == nil || (m[1] == "assumed-role") != (m[3] != "") {
		return false
	}
	return account != a.id || m[1] != "assumed-role" || a.roles.has(m[2])
}

// principal finds a user or role; nil if there is none of that name.
func (a *account) principal(kind, name string) *principal {
	if kind == "user" {
		if u, ok := a.users.get(name); ok {
			return &u.principal
		}
	} else if r, ok := a.roles.get(name); ok {
		return &r.principal
	}
	return nil
}

func (a *account) principalsByID() map[string]*principal {
	all := map[string]*principal{}
	for _, u := range a.users.all() {
		all[u.id] = &u.principal
	}
	for _, r := range a.roles.all() {
		all[r.id] = &r.principal
	}
	return all
}
