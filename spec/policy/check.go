package policy

import (
	"fmt"
	"strings"
)

// Use says what a document is for: IAM's rules differ.
type Use int

// The uses of a document.
const (
	Managed  Use = iota // a customer managed policy
	Embedded            // an inline policy
	Trust               // the trust policy of a role: who may assume it
)

// current is the version of the policy language that everybody should write.
const current = "2012-10-17"

// checker collects the mistakes of one document: all that IAM refuses it for. What
// IAM takes is no mistake, be it ever so odd: an action that no service has, a
// condition that never holds. A mistake that was found before leaves a value
// without a kind behind, of which nothing more is said.
type checker struct {
	use  Use
	sids map[string]value
	// meant holds the keys that the mapping in hand most likely means by those
	// that are not known: they are not missing, too.
	meant map[string]bool
	errs  []*Error
}

// check returns the mistakes of a document.
func check(v value, use Use) []*Error {
	c := checker{use: use, sids: map[string]value{}}
	switch v.kind {
	case object:
	case unreadable:
		return nil
	default:
		e := notAnObject(v)
		e.Reason = c.said(syntaxErrors)
		return []*Error{e}
	}
	c.documentKeys(v)
	c.version(v)
	c.optionalText(v, "Id")
	c.statements(v)
	c.characters(v)
	c.size(v)
	return c.errs
}

// fail notes a mistake in the form of a document, for which IAM has no other words
// than these.
func (c *checker) fail(v value, hint, format string, args ...any) {
	c.note(v, c.said(syntaxErrors), hint, fmt.Sprintf(format, args...))
}

// refuse notes a mistake that IAM has its own words for, and repeats them: they are
// what people look for. Where they are not known, reason is empty.
func (c *checker) refuse(v value, reason, hint, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if reason != "" {
		message += " (IAM: " + reason + ")"
	}
	c.note(v, reason, hint, message)
}

// note lets no character of a document out that acts on a terminal or ends a line.
func (c *checker) note(v value, reason, hint, message string) {
	c.errs = append(c.errs, &Error{Line: v.line, Col: v.col, Message: printable(message), Hint: printable(hint), Reason: reason})
}

// said returns IAM's words of a mistake in permissions. Trust policies are read by
// another parser of IAM's, which has other words.
func (c *checker) said(reason string) string {
	if c.use == Trust {
		return ""
	}
	return reason
}

func (c *checker) version(v value) {
	got, found := v.get("Version")
	write := fmt.Sprintf("write Version: %q", current)
	switch {
	case got.kind == unreadable, !found && c.meant["Version"]:
	case !found && c.use == Managed:
		c.refuse(v, tooOld, write, "the document has no Version")
	case !found || got.is(current):
	case got.is("2008-10-17") && c.use == Managed:
		c.refuse(got, tooOld, write, "the Version 2008-10-17 is not for managed policies")
	case !got.is("2008-10-17"):
		c.fail(got, write, "the Version is not one that IAM knows")
	}
}

// is reports whether v is the string text.
func (v value) is(text string) bool { return v.kind == scalar && v.quoted && v.text == text }

func (c *checker) optionalText(v value, key string) {
	if got, found := v.get(key); found && got.kind != unreadable && !isString(got) {
		c.fail(got, "", "%s is a string", key)
	}
}

func isString(v value) bool { return v.kind == scalar && v.quoted }

func (c *checker) statements(v value) {
	all, found := v.get("Statement")
	example := "write Statement: [" + grammars[c.use].example + "]"
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
		switch s.kind {
		case object:
			c.statement(s)
		case unreadable:
		default:
			c.fail(s, example, "a statement is a mapping with %s", grammars[c.use].mapping)
		}
	}
}

func (c *checker) statement(s value) {
	c.statementKeys(s)
	c.sid(s)
	c.effect(s)
	for _, w := range c.either(s, "Action", noActions) {
		c.action(w)
	}
	if c.use == Trust {
		c.principal(s)
	} else {
		for _, w := range c.either(s, "Resource", noResources) {
			c.resource(w)
		}
	}
	c.condition(s)
}

// sid demands letters and digits, which IAM does of permissions alone (User Guide,
// "IAM JSON policy elements: Sid"): other policies were seen with spaces in theirs.
func (c *checker) sid(s value) {
	c.optionalText(s, "Sid")
	sid, _ := s.get("Sid")
	if sid.text == "" || !isString(sid) {
		return
	}
	if plain := onlyAlphanumeric(sid.text); c.use != Trust && plain != sid.text && badCharacter(sid.text) == "" {
		hint := "write it with letters and digits alone"
		if plain != "" {
			hint = "write Sid: " + plain
		}
		c.refuse(sid, badSid, hint, "the Sid %q holds more than letters and digits", sid.text)
	}
	if other, twice := c.sids[sid.text]; twice {
		c.refuse(sid, c.said(sameSids), "", "the Sid %q is given twice; first on line %d", sid.text, other.line)
		return
	}
	c.sids[sid.text] = sid
}

func onlyAlphanumeric(s string) string {
	return strings.Map(func(r rune) rune {
		if !isAlphanumeric(r) {
			return -1
		}
		return r
	}, s)
}

func isAlphanumeric(r rune) bool { return isUpper(r) || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' }

func (c *checker) effect(s value) {
	got, found := s.get("Effect")
	write := "write Effect: Allow or Effect: Deny"
	switch {
	case got.kind == unreadable, got.is(Allow), got.is(Deny), !found && c.meant["Effect"]:
	case !found:
		c.fail(s, write, "the statement has no Effect")
	case isString(got) && (strings.EqualFold(got.text, Allow) || strings.EqualFold(got.text, Deny)):
		c.refuse(got, c.said(legacy), write+", in these letters", "the Effect is neither Allow nor Deny")
	default:
		c.fail(got, write+", in these letters", "the Effect is neither Allow nor Deny")
	}
}

// either demands that the statement has one of a key and its opposite, and that its
// value is a string or a list of strings. It returns the strings.
func (c *checker) either(s value, key, missing string) []value {
	not := "Not" + key
	plain, hasPlain := s.get(key)
	negated, hasNegated := s.get(not)
	switch {
	case hasPlain && hasNegated:
		c.fail(negated, "make two statements of it", "the statement has both %s and %s", key, not)
		return append(c.words(plain, key, missing), c.words(negated, not, missing)...)
	case hasPlain:
		return c.words(plain, key, missing)
	case hasNegated:
		return c.words(negated, not, missing)
	case c.meant[key] || c.meant[not]:
	default:
		c.refuse(s, c.said(missing), fmt.Sprintf("write %s or %s", key, not), "the statement has no %s", key)
	}
	return nil
}

// words returns the strings of a value and complains of everything else in it.
func (c *checker) words(v value, key, missing string) []value {
	var good []value
	if len(v.all()) == 0 {
		c.refuse(v, c.said(missing), "write at least one", "the list of %s is empty", key)
	}
	for _, e := range v.all() {
		switch {
		case isString(e):
			good = append(good, e)
		case e.kind != unreadable:
			c.fail(e, "", "%s is a string or a list of strings", key)
		}
	}
	return good
}
