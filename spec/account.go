package spec

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

// What an account has one of, or none: its alias and its password policy. They have
// no names of their own, belong to no scope, and are never pruned: only none takes
// them away.

// singles are their kinds.
var singles = map[Kind]bool{KindAlias: true, KindPasswordPolicy: true}

// Single reports whether an account has one of the kind at most.
func Single(kind Kind) bool { return singles[kind] }

// theAccount is the name of what an account has one of.
const theAccount = "account"

// noneWord says that there shall be none.
const noneWord = "none"

// single makes the section of what an account has one of.
func single(key string, kind Kind, doc string, want shape, read func(r *reader, n *yaml.Node, h head) object) section {
	return section{
		key: key, kind: kind, doc: doc, one: &want,
		read: func(r *reader, n *yaml.Node) {
			h := head{id: ID{kind, theAccount}, at: r.at(n)}
			h.absent = n.Kind == yaml.ScalarNode && n.Value == noneWord
			if o := read(r, n, h); o != nil {
				r.declares(o)
			}
		},
		documents: func(*yaml.Node) []*yaml.Node { return nil },
	}
}

// aliasDecl is the alias of the account as it is declared.
type aliasDecl struct {
	head
	alias string
}

var aliasShape = shape{is: "a name, or none", node: yaml.ScalarNode, example: "acme-production", empty: noneWord, value: butNot(offline(stringValue("3 to 63 small letters, digits and single hyphens, or none", aliasPattern)), "^[0-9]{12}$")}

const aliasPattern = `[a-z0-9](?:-?[a-z0-9]){2,62}`

var isAlias = regexp.MustCompile("^" + aliasPattern + "$").MatchString

func readAlias(r *reader, n *yaml.Node, h head) object {
	w := r.word(n)
	switch {
	case w == nil:
		return nil
	case !isAlias(w.text) || len(w.text) > 63:
		r.failAt(w.at, "IAM takes 3 to 63 small letters, digits, and hyphens one by one between them", "%q is no alias of an account", w.text)
		return nil
	case len(w.text) == 12 && strings.Trim(w.text, "0123456789") == "":
		r.failAt(w.at, "write a name", "the alias %q looks like the ID of an account", w.text)
		return nil
	}
	return &aliasDecl{h, w.text}
}

func (d *aliasDecl) check(*loader)         {}
func (d *aliasDecl) documents() []held     { return nil }
func (d *aliasDecl) reviewWhole(*silencer) {}
func (d *aliasDecl) resolve(rs *resolver)  { rs.add(Alias{d.alias}, d.at) }

// passwordDecl is the password policy of the account as it is declared.
type passwordDecl struct {
	head
	policy PasswordPolicy
}

// The bounds of a password policy (API Reference, UpdateAccountPasswordPolicy).
const (
	leastLength, mostLength = 6, 128
	mostAge                 = 1095
	mostReuse               = 24
)

var (
	passwordShape = shape{is: "a mapping, or none", node: yaml.MappingNode, or: yaml.ScalarNode, example: "{minimum_length: 14}", empty: "{minimum_length: 14}", value: passwordValue()}
	flagShape     = shape{is: "true or false", node: yaml.ScalarNode, example: "true", empty: "false", standard: false, value: pruneShape.value}
	lengthShape   = numberShape("14", leastLength, mostLength).byDefault(leastLength)
	ageShape      = numberShape("90", 1, mostAge)
	reuseShape    = numberShape("24", 1, mostReuse)
)

func numberShape(example string, least, most int64) shape {
	value := schema.Node{Type: schema.Types{schema.Integer, schema.String}, Pattern: `\$\(|^[1-9][0-9]*$`, Wanted: "a whole number", Minimum: &least, Maximum: &most}
	return shape{is: "a number", node: yaml.ScalarNode, example: example, empty: example, value: offline(value)}
}

var passwordFields = []field[PasswordPolicy]{
	{"minimum_length", lengthShape, "how many characters a password has at least", func(r *reader, n *yaml.Node, p *PasswordPolicy) {
		p.MinimumLength = r.number(n, leastLength, mostLength)
	}},
	{"require_symbols", flagShape, "a password has a symbol", func(r *reader, n *yaml.Node, p *PasswordPolicy) { p.RequireSymbols = r.flag(n) }},
	{"require_numbers", flagShape, "a password has a digit", func(r *reader, n *yaml.Node, p *PasswordPolicy) { p.RequireNumbers = r.flag(n) }},
	{"require_uppercase", flagShape, "a password has a capital letter", func(r *reader, n *yaml.Node, p *PasswordPolicy) { p.RequireUppercase = r.flag(n) }},
	{"require_lowercase", flagShape, "a password has a small letter", func(r *reader, n *yaml.Node, p *PasswordPolicy) { p.RequireLowercase = r.flag(n) }},
	{"allow_users_to_change", flagShape, "users may change their own password", func(r *reader, n *yaml.Node, p *PasswordPolicy) { p.AllowUsersToChange = r.flag(n) }},
	{"max_age", ageShape, "after how many days a password expires; never where it is not written", func(r *reader, n *yaml.Node, p *PasswordPolicy) { p.MaxAge = r.number(n, 1, mostAge) }},
	{"reuse_prevention", reuseShape, "how many earlier passwords cannot be used again", func(r *reader, n *yaml.Node, p *PasswordPolicy) { p.ReusePrevention = r.number(n, 1, mostReuse) }},
	{"hard_expiry", flagShape, "who has let a password expire cannot set a new one", func(r *reader, n *yaml.Node, p *PasswordPolicy) { p.HardExpiry = r.flag(n) }},
}

func passwordValue() schema.Node {
	none, table := oneOf(noneWord), tableValue(passwordFields)
	return schema.Node{AnyOf: []schema.Node{none, table}}
}

func readPasswordPolicy(r *reader, n *yaml.Node, h head) object {
	d := &passwordDecl{h, PasswordPolicy{MinimumLength: leastLength}}
	switch {
	case h.absent:
	case n.Kind != yaml.MappingNode:
		r.fail(n, "write none, or a mapping such as "+passwordShape.example, "%s is no password policy", kindWord(n))
		return nil
	default:
		fields(r, n, "password_policy", passwordFields, &d.policy)
	}
	return d
}

func (d *passwordDecl) check(*loader)         {}
func (d *passwordDecl) documents() []held     { return nil }
func (d *passwordDecl) reviewWhole(*silencer) {}
func (d *passwordDecl) resolve(rs *resolver)  { rs.add(d.policy, d.at) }

// flag reads true or false.
func (r *reader) flag(n *yaml.Node) bool {
	w := r.word(n)
	if w != nil && w.text != "true" && w.text != "false" {
		r.failAt(w.at, "write true or false", "%q is neither true nor false", w.text)
	}
	return w != nil && w.text == "true"
}

// number reads a whole number within bounds.
func (r *reader) number(n *yaml.Node, least, most int) int {
	w := r.word(n)
	if w == nil {
		return least
	}
	i, err := strconv.Atoi(w.text)
	if err != nil || i < least || i > most || w.text != strconv.Itoa(i) {
		r.failAt(w.at, fmt.Sprintf("IAM takes %d to %d", least, most), "%q is no number that it can be", w.text)
	}
	return i
}
