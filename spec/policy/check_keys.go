package policy

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec/internal/near"
)

// documentKeys are those of a document (IAM User Guide, "Grammar of the IAM JSON
// policy language"). All keys are read in exactly these letters.
var documentKeys = []string{"Version", "Id", "Statement"}

// grammar is what the statements of one use are made of.
type grammar struct {
	of         string // what a statement of it is called
	keys       []string
	prohibited map[string]prohibition // what stands in statements of another use
	mapping    string
	example    string
}

// prohibition is what IAM says of a key that has no place here, and what to do.
type prohibition struct{ reason, hint string }

var permissions = grammar{
	of:   "a statement",
	keys: []string{"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"},
	prohibited: map[string]prohibition{
		"Principal":    {hasPrincipal, "whoever holds the policy is its principal: leave the key out"},
		"NotPrincipal": {hasPrincipal, "whoever holds the policy is its principal: leave the key out"},
	},
	mapping: "Effect, Action and Resource",
	example: `{Effect: Allow, Action: "s3:GetObject", Resource: "*"}`,
}

// trust has no NotPrincipal: "You cannot use the NotPrincipal element in an IAM
// identity-based policy nor in an IAM role trust policy" (User Guide, "AWS JSON
// policy elements: NotPrincipal").
var trust = grammar{
	of:   "a statement of a trust policy",
	keys: []string{"Sid", "Effect", "Principal", "Action", "NotAction", "Condition"},
	prohibited: map[string]prohibition{
		"Resource":     {hasResource, "the role itself is the resource: leave the key out"},
		"NotResource":  {"", "the role itself is the resource: leave the key out"},
		"NotPrincipal": {"", "write the principals that are meant as Principal"},
	},
	mapping: "Effect, Principal and Action",
	example: `{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}`,
}

var grammars = map[Use]*grammar{Managed: &permissions, Embedded: &permissions, Trust: &trust}

func (c *checker) documentKeys(v value) {
	c.meant = map[string]bool{}
	for _, m := range v.members {
		if !slices.Contains(documentKeys, m.key) {
			c.unknown(m, documentKeys, "a policy document")
		}
	}
}

func (c *checker) statementKeys(s value) {
	c.meant = map[string]bool{}
	g := grammars[c.use]
	for _, m := range s.members {
		if slices.Contains(g.keys, m.key) {
			continue
		}
		if p, found := g.prohibited[m.key]; found {
			c.refuse(m.keyValue(), p.reason, p.hint, "%s has no key %q", g.of, m.key)
			continue
		}
		c.unknown(m, g.keys, g.of)
	}
}

// unknown complains of a key that is not known, and notes which one it means.
func (c *checker) unknown(m member, known []string, of string) {
	hint := "its keys are " + strings.Join(known, ", ")
	if guess := near.Word(m.key, known); guess != "" {
		hint = fmt.Sprintf("did you mean %q?", guess)
		c.meant[guess] = true
	}
	c.fail(m.keyValue(), hint, "%s has no key %q", of, m.key)
}

// keyValue is the key of a member, as a value with its place.
func (m member) keyValue() value {
	return value{text: m.key, quoted: true, line: m.line, col: m.col}
}
