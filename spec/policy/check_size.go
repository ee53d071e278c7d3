package policy

import (
	"fmt"
	"unicode/utf8"
)

// quota is the most characters that IAM takes of a document of one use, wherever it
// stands (IAM User Guide, "IAM and AWS STS quotas"); a user's or group's inline
// policies have less, in sum, and a trust policy a quarter until AWS raises it.
type quota struct {
	size         int
	reason, hint string
}

var quotas = map[Use]quota{
	Managed:  {6144, "Cannot exceed quota for PolicySize: 6144", "make two policies of it"},
	Embedded: {10240, "", "make managed policies of it, of at most 6144 characters each"},
	Trust:    {8192, "", "trust fewer principals, or an account in place of many of its roles"},
}

// Quota returns the most characters that IAM takes of a document of this use, white
// space left out.
func (u Use) Quota() int { return quotas[u].size }

// size complains of a document that is larger than its quota, and of one that is
// too large to be sent at all.
func (c *checker) size(v value) {
	text := v.json()
	if n := utf8.RuneCountInString(text); n > maxDocument {
		c.refuse(v, "", quotas[c.use].hint, "the document has %d characters; IAM takes at most %d", n, maxDocument)
		return
	}
	if n, most := sizeOf(text), quotas[c.use]; n > most.size {
		c.refuse(v, most.reason, most.hint, "the document has %d characters, white space left out; IAM takes at most %d", n, most.size)
	}
}

// characters complains of the characters that IAM does not store in documents.
func (c *checker) characters(v value) {
	if bad := badCharacter(v.text); v.kind == scalar && bad != "" {
		c.refuse(v, "", allowed, "%s", bad)
	}
	for _, e := range v.list {
		c.characters(e)
	}
	for _, m := range v.members {
		if bad := badCharacter(m.key); bad != "" {
			c.refuse(m.keyValue(), "", allowed, "%s", bad)
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
