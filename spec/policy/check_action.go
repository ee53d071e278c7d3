package policy

import (
	"slices"
	"strings"

	"iamsync/spec/policy/internal/glob"
)

// action demands the form SERVICE:NAME. Whether there is such a service or action
// is nothing that IAM asks.
func (c *checker) action(v value) {
	if c.use == Trust {
		c.trustAction(v)
		return
	}
	service, name, found := strings.Cut(v.text, ":")
	switch {
	case v.text == "*" || v.text == "*:*":
	case !found:
		c.refuse(v, noPrefix, "write the prefix of its service before it, such as s3:GetObject", "the action %q names no service", v.text)
	case strings.Contains(name, ":"):
		c.refuse(v, manyColons, "write SERVICE:NAME, such as s3:GetObject", "the action %q has more than one colon", v.text)
	case !isVendor(service):
		hint := "write the prefix of one service, such as s3:GetObject"
		if strings.ContainsAny(service, "*?") {
			hint = `only the name may hold wildcards: write an action for each service, or "*"`
		}
		c.refuse(v, wrongVendor(service), hint, "the action %q begins with no prefix of a service", v.text)
	}
}

func isVendor(s string) bool {
	other := func(r rune) bool { return r != '-' && r != '.' && !isAlphanumeric(r) }
	return s != "" && !strings.ContainsFunc(s, other)
}

// Actions of STS, in lower case: those that a trust policy can give (IAM User Guide,
// "How to use trust policies with IAM roles"), and all others that it has.
var (
	trustActions = []string{
		"sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity",
		"sts:setcontext", "sts:setsourceidentity", "sts:tagsession",
	}
	otherSTSActions = []string{
		"sts:assumeroot", "sts:decodeauthorizationmessage", "sts:getaccesskeyinfo", "sts:getcalleridentity",
		"sts:getdelegatedaccesstoken", "sts:getfederationtoken", "sts:getservicebearertoken", "sts:getsessiontoken",
		"sts:getwebidentitytoken", "sts:taggetwebidentitytoken",
	}
)

// trustAction lets only those actions pass that assume a role, or belong to that.
func (c *checker) trustAction(v value) {
	if !assumes(lower(v.text)) {
		c.refuse(v, otherActions, "write sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity, sts:TagSession, sts:SetSourceIdentity or sts:SetContext",
			"the action %q does not assume a role", v.text)
	}
}

func assumes(pattern string) bool {
	matches := func(action string) bool { return glob.Match(pattern, action) }
	return strings.HasPrefix(pattern, "sts:") && slices.ContainsFunc(trustActions, matches) && !slices.ContainsFunc(otherSTSActions, matches)
}
