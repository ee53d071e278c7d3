package policy

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec/internal/near"
)

// Use says what a document is for: IAM's rules differ a little.
type Use int

// The uses of a document of permissions.
const (
	Managed  Use = iota // a customer managed policy
	Embedded            // an inline policy
)

// current is the version of the policy language that everybody should write.
const current = "2012-10-17"

// The keys of the policy language for identities (IAM User Guide, "Grammar of
// the IAM JSON policy language").
var (
	documentKeys  = []string{"Version", "Id", "Statement"}
	statementKeys = []string{"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)

// checker collects the mistakes of one document. It knows the shape that IAM
// demands, not the grammar of actions, ARNs and operators.
type checker struct {
	use  Use
	sids map[string]value
	// meant holds the keys that the mapping in hand most likely means by those
	// that are not known: they are not missing, too.
	meant map[string]bool
	errs  []*Error
}

// check returns the mistakes in the shape of a document.
func check(v value, use Use) []*Error {
	if v.kind != object {
		return []*Error{notAnObject(v)}
	}
	c := checker{use: use, sids: map[string]value{}}
	c.keys(v, documentKeys, "a policy document")
	c.version(v)
	c.optionalText(v, "Id")
	c.statements(v)
	c.characters(v)
	return c.errs
}

func (c *checker) fail(v value, hint, format string, args ...any) {
	c.errs = append(c.errs, &Error{Line: v.line, Col: v.col, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// keys complains of the keys of v that are not known.
func (c *checker) keys(v value, known []string, of string) {
	c.meant = map[string]bool{}
	for _, m := range v.members {
		if slices.Contains(known, m.key) {
			continue
		}
		hint := "its keys are " + strings.Join(known, ", ")
		if guess := near.Word(m.key, known); guess != "" {
			hint = fmt.Sprintf("did you mean %q?", guess)
			c.meant[guess] = true
		}
		if m.key == "Principal" || m.key == "NotPrincipal" {
			hint = "whoever holds the policy is its principal: leave the key out"
		}
		c.fail(value{line: m.line, col: m.col}, hint, "%s has no key %q", of, m.key)
	}
}

func (c *checker) version(v value) {
	got, found := v.get("Version")
	write := fmt.Sprintf("write Version: %q", current)
	switch {
	case !found && c.meant["Version"]:
	case !found && c.use == Managed:
		c.fail(v, write, "the document has no Version: IAM refuses a managed policy without it")
	case !found || got.is(current):
	case got.is("2008-10-17") && c.use == Managed:
		c.fail(got, write, "the Version 2008-10-17 is refused by IAM in a managed policy")
	case !got.is("2008-10-17"):
		c.fail(got, write, "the Version is not one that IAM knows")
	}
}

// is reports whether v is the string text.
func (v value) is(text string) bool { return v.kind == scalar && v.quoted && v.text == text }

func (c *checker) optionalText(v value, key string) {
	if got, found := v.get(key); found && !isString(got) {
		c.fail(got, "", "%s is a string", key)
	}
}

func isString(v value) bool { return v.kind == scalar && v.quoted }

func (c *checker) statements(v value) {
	all, found := v.get("Statement")
	example := `write Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]`
	if !found {
		if !c.meant["Statement"] {
			c.fail(v, example, "the document has no Statement")
		}
		return
	}
	if len(all.all()) == 0 {
		c.fail(all, example, "the document's Statement is empty")
	}
	for _, s := range all.all() {
		if s.kind != object {
			c.fail(s, example, "a statement is a mapping with Effect, Action and Resource")
			continue
		}
		c.statement(s)
	}
}

func (c *checker) statement(s value) {
	c.keys(s, statementKeys, "a statement")
	c.sid(s)
	c.effect(s)
	c.either(s, "Action", "NotAction")
	c.either(s, "Resource", "NotResource")
	c.condition(s)
}

func (c *checker) sid(s value) {
	c.optionalText(s, "Sid")
	sid, _ := s.get("Sid")
	if sid.text == "" {
		return
	}
	if other, twice := c.sids[sid.text]; twice {
		c.fail(sid, "", "the Sid %q is given twice; first on line %d", sid.text, other.line)
		return
	}
	c.sids[sid.text] = sid
}

func (c *checker) effect(s value) {
	got, found := s.get("Effect")
	switch {
	case !found && c.meant["Effect"]:
	case !found:
		c.fail(s, "write Effect: Allow or Effect: Deny", "the statement has no Effect")
	case !got.is("Allow") && !got.is("Deny"):
		c.fail(got, "write Effect: Allow or Effect: Deny, in these letters", "the Effect is neither Allow nor Deny")
	}
}

// either demands that the statement has one of two keys, and that its value is a
// string or a list of strings.
func (c *checker) either(s value, key, not string) {
	plain, hasPlain := s.get(key)
	negated, hasNegated := s.get(not)
	switch {
	case hasPlain && hasNegated:
		c.fail(negated, "make two statements of it", "the statement has both %s and %s", key, not)
	case hasPlain:
		c.words(plain, key)
	case hasNegated:
		c.words(negated, not)
	case c.meant[key] || c.meant[not]:
	default:
		c.fail(s, fmt.Sprintf("write %s or %s", key, not), "the statement has no %s", key)
	}
}

func (c *checker) words(v value, key string) {
	if len(v.all()) == 0 {
		c.fail(v, "", "the list of %s is empty", key)
	}
	for _, e := range v.all() {
		if !isString(e) {
			c.fail(e, "", "%s is a string or a list of strings", key)
		}
	}
}

// condition demands operator -> key -> scalar or list of scalars.
func (c *checker) condition(s value) {
	v, found := s.get("Condition")
	if !found {
		return
	}
	example := "write Condition: {StringEquals: {aws:PrincipalTag/team: payments}}"
	if v.kind != object {
		c.fail(v, example, "a Condition is a mapping from operators to condition keys")
		return
	}
	for _, operator := range v.members {
		if operator.value.kind != object {
			c.fail(operator.value, example, "the operator %s is a mapping from condition keys to values", operator.key)
			continue
		}
		for _, key := range operator.value.members {
			for _, e := range key.value.all() {
				if e.kind != scalar {
					c.fail(e, example, "the condition key %s takes a value or a list of values", key.key)
				}
			}
		}
	}
}

// characters complains of the characters that IAM does not store in documents.
func (c *checker) characters(v value) {
	if bad := badCharacter(v.text); v.kind == scalar && bad != "" {
		c.fail(v, allowed, "%s", bad)
	}
	for _, e := range v.list {
		c.characters(e)
	}
	for _, m := range v.members {
		if bad := badCharacter(m.key); bad != "" {
			c.fail(value{line: m.line, col: m.col}, allowed, "%s", bad)
		}
		c.characters(m.value)
	}
}

const allowed = "IAM takes only tabs, line ends and U+0020 to U+00FF in a policy document"

func badCharacter(s string) string {
	for _, r := range s {
		if r > 0xFF || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
			return fmt.Sprintf("the character %q (%U) stands in %q", r, r, s)
		}
	}
	return ""
}
