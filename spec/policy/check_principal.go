package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"iamsync/spec/internal/near"
)

// principalKind is a key of Principal, and what IAM takes as its values (User Guide,
// "AWS JSON policy elements: Principal").
type principalKind struct {
	key  string
	form *regexp.Regexp
	hint string // what to write
}

// Values of these forms may still be refused: IAM looks whether there is such a
// user, role, provider or service.
var principalKinds = []principalKind{
	{
		"AWS",
		regexp.MustCompile(`^(\*|[0-9]{12}|(AIDA|AROA)[A-Z0-9]{12,124}` +
			`|arn:` + anyPartition + `:iam::[0-9]{12}:(root|(user|role)/[^*?$]+)` +
			`|arn:` + anyPartition + `:sts::[0-9]{12}:(assumed-role/[^*?$/]+/[^*?$/]+|federated-user/[^*?$]+))$`),
		`write the ID of an account, or the ARN of a user, role or session, such as arn:$(partition):iam::111122223333:role/deploy; "*" is everybody`,
	},
	{"Service", regexp.MustCompile(`^` + hostName + `$`), "write the host name of a service, such as ec2.amazonaws.com"},
	{
		"Federated",
		regexp.MustCompile(`^(` + hostName + `|arn:` + anyPartition + `:iam::[0-9]{12}:(saml-provider|oidc-provider)/[^*?$]+)$`),
		"write the ARN of an identity provider, such as arn:$(partition):iam::111122223333:saml-provider/Okta, or the host name of a public one",
	},
	{"CanonicalUser", regexp.MustCompile(`^[0-9a-fA-F]{64}$`), "write the canonical ID of an account, 64 digits of 0 to 9 and a to f"},
}

const hostName = `[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`

var (
	anyPartition   = `(` + strings.Join(partitions, "|") + `)`
	principalKeys  = keysOfPrincipals()
	principalUsage = "write Principal: {AWS: ...}, {Service: ...} or {Federated: ...}"
)

func keysOfPrincipals() []string {
	var keys []string
	for _, k := range principalKinds {
		keys = append(keys, k.key)
	}
	return keys
}

// principal demands at least one principal of a known form.
func (c *checker) principal(s value) {
	v, found := s.get("Principal")
	_, negated := s.get("NotPrincipal") // is told already
	switch {
	case v.kind == unreadable, !found && (negated || c.meant["Principal"]):
	case !found:
		c.refuse(s, noPrincipal, principalUsage, "the statement has no Principal")
	case v.is("*"):
		c.refuse(v, anybody, `write {AWS: "*"} if everybody shall assume the role`, `a trust policy cannot have the Principal "*"`)
	case v.kind != object:
		c.refuse(v, "", principalUsage, "a Principal is a mapping with %s", strings.Join(principalKeys, ", "))
	case len(v.members) == 0:
		c.refuse(v, "", principalUsage, "the Principal is empty")
	}
	if v.kind != object {
		return
	}
	for _, m := range v.members {
		c.principals(m, s)
	}
}

// cognito is a provider that all customers of AWS share.
const cognito = "cognito-identity.amazonaws.com"

// principals checks those of one kind in a statement.
func (c *checker) principals(m member, s value) {
	at := slices.Index(principalKeys, m.key)
	if at < 0 {
		hint := "its keys are " + strings.Join(principalKeys, ", ")
		if guess := near.Word(m.key, principalKeys); guess != "" {
			hint = fmt.Sprintf("did you mean %q?", guess)
		}
		c.refuse(m.keyValue(), "", hint, "a Principal has no key %q", m.key)
		return
	}
	kind := principalKinds[at]
	for _, e := range c.words(m.value, m.key, "") {
		switch condition, found := s.get("Condition"); {
		case !kind.form.MatchString(e.text):
			c.refuse(e, wrongPrincipal(strings.ToUpper(kind.key), e.text), kind.instead(e.text), "%q is no principal of the kind %s", e.text, kind.key)
		case e.text == cognito && (!found || condition.kind == object && len(condition.members) == 0):
			c.refuse(e, noCondition, "write Condition: {StringEquals: {"+cognito+":aud: the ID of your identity pool}}", "everybody's identity pools are trusted")
		}
	}
}

// otherKey says under which other key a principal has its place.
func (k principalKind) otherKey(text string) string {
	for _, other := range principalKinds {
		if other.key != k.key && text != "*" && other.form.MatchString(text) {
			return other.key
		}
	}
	return ""
}

// instead says what to write in the place of a principal of the wrong form.
func (k principalKind) instead(text string) string {
	switch other := k.otherKey(text); {
	case other != "":
		return fmt.Sprintf("write %s: %s", other, text)
	case k.key == "AWS" && strings.Contains(text, ":group/"):
		return "a group cannot assume a role: name its users, or the account"
	case strings.ContainsAny(text, "*?") && k.key == "AWS":
		return "wildcards cannot be part of a principal: write the account, and the pattern as a Condition of ArnLike and aws:PrincipalArn"
	case strings.Contains(text, "${"):
		return "policy variables have no meaning in a principal"
	}
	return k.hint
}
