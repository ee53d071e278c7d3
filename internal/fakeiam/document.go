package fakeiam

import (
	"net/url"
	"slices"
	"strings"
)

// urlEncoded is a document as IAM returns it: encoded by RFC 3986, where a space
// is %20 and a plus %2B (API Reference, GetPolicyVersion).
func urlEncoded(document string) string {
	return strings.ReplaceAll(url.QueryEscape(document), "+", "%20")
}

// sizeOf is a document's length as the quotas count it: characters, without
// white space.
func sizeOf(document string) int {
	n := 0
	for _, r := range document {
		if r != ' ' && r != '\t' && r != '\n' && r != '\r' {
			n++
		}
	}
	return n
}

func malformed(format string, args ...any) *Error {
	return refuse("MalformedPolicyDocument", format, args...)
}

// checkDocument looks for what IAM refuses in an identity policy, in IAM's
// order: a document with several mistakes gets the first one's message. Only
// managed policies must have a version (seen with CreatePolicy; the older
// version is still found in inline policies).
func (a *account) checkDocument(text string, managed bool) error {
	d, ok := parseDocument(text)
	switch {
	case !ok:
		return malformed("Syntax errors in policy.")
	case managed && d.version != "2012-10-17":
		return malformed("Policy document must be version 2012-10-17 or greater.")
	case slices.ContainsFunc(d.statements, func(s statement) bool { return s.principal }):
		return malformed("Policy document should not specify a principal.")
	case !d.passesLegacyParser(a.partition):
		return malformed("The policy failed legacy parsing")
	}
	if err := d.checkSids(); err != nil {
		return err
	}
	if err := d.checkComplete(); err != nil {
		return err
	}
	if err := d.checkResources(a.partition); err != nil {
		return err
	}
	return d.checkActions()
}

// checkSids wants statement IDs that are different, or empty.
func (d *document) checkSids() error {
	seen := map[string]bool{}
	for _, s := range d.statements {
		if s.sid == "" {
			continue
		}
		if seen[s.sid] {
			return malformed("Statement IDs (SID) in a single policy must be unique.")
		}
		seen[s.sid] = true
		if !sidRE.MatchString(s.sid) {
			return malformed("Statement IDs (SID) must be alpha-numeric. " +
				"Check that your input satisfies the regular expression [0-9A-Za-z]*")
		}
	}
	return nil
}

var sidRE = whole(`[0-9A-Za-z]*`)

func (d *document) checkComplete() error {
	for _, s := range d.statements {
		if len(s.actions) == 0 {
			return malformed("Policy statement must contain actions.")
		}
		if len(s.resources) == 0 {
			return malformed("Policy statement must contain resources.")
		}
	}
	return nil
}

var vendorRE = whole(`[A-Za-z0-9.-]+`)

// checkActions wants vendor:name. Neither has to exist.
func (d *document) checkActions() error {
	for _, s := range d.statements {
		for _, action := range s.actions {
			vendor, name, found := strings.Cut(action, ":")
			switch {
			case action == "*" || action == "*:*":
			case !found:
				return malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
			case strings.Contains(name, ":"):
				return malformed("Actions/Condition can contain only one colon.")
			case !vendorRE.MatchString(vendor):
				return malformed("Vendor %s is not valid", vendor)
			}
		}
	}
	return nil
}
