package spec

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"
)

// written draws a file that is a whole tree, as somebody could have written it: with
// every field, in any order and style. The loader takes it.
func written(t *rapid.T) *yaml.Node {
	d := drawer{t, yesNo(t, "flow")}
	users := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"alice", "bob+ci", "c,d=e", "yes", "123", "0x1F", "Null"}), 1, 4, rapid.ID[string]).Draw(t, "users")
	groups := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"dev", "ops.eu", "1e3", "on", "null"}), 1, 3, rapid.ID[string]).Draw(t, "groups")
	policies := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"read", "write@s3", "2026-01-01"}), 1, 3, rapid.ID[string]).Draw(t, "policies")
	top := d.mapping("version", plainNode("1"), "account", d.text("111122223333"),
		"vars", d.mapping("team", d.text("payments"), "prefix", d.text("/eng/")),
		"scope", d.scope(), "guards", d.guards(),
		"users", d.named(users, func() *yaml.Node { return d.user(groups, policies) }),
		"groups", d.named(groups, func() *yaml.Node { return d.group(users, policies) }),
		"policies", d.named(policies, d.policy))
	top.Style = 0
	return top
}

type drawer struct {
	*rapid.T
	flow bool
}

func yesNo(t *rapid.T, label string) bool { return rapid.Bool().Draw(t, label) }

func plainNode(text string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: text} }

// text is a scalar in one of the ways to write it, in which it stays the same text.
func (d drawer) text(text string) *yaml.Node {
	style := rapid.SampledFrom([]yaml.Style{0, yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle}).Draw(d.T, "style")
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: text, Style: style}
	if isNullText(text) || strings.ContainsAny(text, ":*{},#\n ") {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

func isNullText(text string) bool {
	return slices.Contains([]string{"", "~", "null", "Null", "NULL"}, text)
}

func (d drawer) style() yaml.Style {
	if d.flow && yesNo(d.T, "flow here") {
		return yaml.FlowStyle
	}
	return 0
}

// mapping takes keys and values in turn, leaves out those values that are nil, and
// puts the others into any order.
func (d drawer) mapping(pairs ...any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode, Style: d.style()}
	var indexes []int
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1].(*yaml.Node) != nil {
			indexes = append(indexes, i)
		}
	}
	if len(indexes) > 0 {
		indexes = rapid.Permutation(indexes).Draw(d.T, "order")
	}
	for _, i := range indexes {
		n.Content = append(n.Content, d.text(pairs[i].(string)), pairs[i+1].(*yaml.Node))
	}
	return n
}

func (d drawer) named(names []string, each func() *yaml.Node) *yaml.Node {
	var pairs []any
	for _, name := range names {
		pairs = append(pairs, name, each())
	}
	return d.mapping(pairs...)
}

func (d drawer) list(texts ...string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: d.style()}
	for _, text := range texts {
		n.Content = append(n.Content, d.text(text))
	}
	return n
}

// some draws some of the texts.
func (d drawer) some(from []string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, len(from), rapid.ID[string]).Draw(d.T, "some")
}

// maybe returns the value, or nil.
func (d drawer) maybe(n *yaml.Node) *yaml.Node {
	if yesNo(d.T, "said") {
		return n
	}
	return nil
}

func (d drawer) scope() *yaml.Node {
	return d.mapping("prune", plainNode("false"), "paths", d.maybe(d.list(d.some([]string{"/eng/", "/", "$(prefix)x/"})...)),
		"include", d.maybe(d.list(d.some([]string{"user/app-*", "group/?", "policy/$(team)"})...)), "ignore", d.maybe(d.list("user/gone")))
}

func (d drawer) guards() *yaml.Node {
	number := func(texts ...string) *yaml.Node { return plainNode(rapid.SampledFrom(texts).Draw(d.T, "number")) }
	return d.mapping("max_deletes", number("3", "20%", "0"), "max_detaches", number("3", "20%", "0"),
		"protect", d.list("group/admins", "role/ci-*"), "appliers", d.list("role/ci", "user/robot"),
		"min_admins", number("0", "1", "1000"), "unused_days", number("0", "90"), "allow", d.list("protect", "min_admins"))
}

func (d drawer) path() *yaml.Node {
	return d.maybe(d.text(rapid.SampledFrom([]string{"/", "/eng/", "/a/b-c/", "$(prefix)x/"}).Draw(d.T, "path")))
}

func (d drawer) tags() *yaml.Node {
	value := func() *yaml.Node {
		return d.text(rapid.SampledFrom([]string{"", "a b", "0123", "yes", "2026-12-31", "$(partition)", "ürgüp", "1_000"}).Draw(d.T, "tag"))
	}
	return d.maybe(d.named(d.some([]string{"team", "cost:center", "on", "12:30", "a b", "żółw"}), value))
}

func (d drawer) members(names []string) *yaml.Node {
	list := d.list(d.some(names)...)
	for i, n := range list.Content {
		if yesNo(d.T, "as a mapping") {
			list.Content[i] = d.mapping("name", n)
		}
	}
	return d.maybe(list)
}

func (d drawer) held(policies []string) *yaml.Node {
	return d.maybe(d.list(d.some(append(slices.Clone(policies), "ReadOnlyAccess", "arn:$(partition):iam::aws:policy/job-function/Billing", "arn:aws:iam::$(account):policy/by-hand"))...))
}

func (d drawer) inline() *yaml.Node {
	return d.maybe(d.named(d.some([]string{"self", "own+x", "Version"}), func() *yaml.Node { return d.document(false) }))
}

func (d drawer) user(groups, policies []string) *yaml.Node {
	boundary := rapid.SampledFrom(append(slices.Clone(policies), "none", "PowerUserAccess")).Draw(d.T, "boundary")
	return d.mapping("path", d.path(), "tags", d.tags(), "boundary", d.maybe(d.text(boundary)), "groups", d.members(groups), "policies", d.held(policies), "inline", d.inline())
}

func (d drawer) group(users, policies []string) *yaml.Node {
	return d.mapping("path", d.path(), "policies", d.held(policies), "inline", d.inline(), "members", d.members(users))
}

func (d drawer) policy() *yaml.Node {
	path := d.path()
	description := d.text(rapid.SampledFrom([]string{"", "what it is for", "a: b # c", "two\nlines\n", "012", " blanks  around "}).Draw(d.T, "description"))
	if strings.Contains(description.Value, "\n") && yesNo(d.T, "literal") {
		description.Style = rapid.SampledFrom([]yaml.Style{yaml.LiteralStyle, yaml.FoldedStyle}).Draw(d.T, "block")
	}
	return d.mapping("path", path, "description", d.maybe(description), "tags", d.tags(), "document", d.document(true))
}

func (d drawer) document(managed bool) *yaml.Node {
	version := d.text("2012-10-17")
	if !managed {
		version = d.maybe(version)
	}
	n := rapid.IntRange(1, 3).Draw(d.T, "statements")
	statements := &yaml.Node{Kind: yaml.SequenceNode, Style: d.style()}
	for i := range n {
		statements.Content = append(statements.Content, d.statement(i))
	}
	if n == 1 && yesNo(d.T, "alone") {
		statements = statements.Content[0]
	}
	return d.mapping("Version", version, "Id", d.maybe(d.text("x")), "Statement", statements)
}

func (d drawer) statement(i int) *yaml.Node {
	action := rapid.SampledFrom([]string{"Action", "NotAction"}).Draw(d.T, "action")
	resource := rapid.SampledFrom([]string{"Resource", "NotResource"}).Draw(d.T, "resource")
	words := func(texts ...string) *yaml.Node {
		if yesNo(d.T, "list") {
			return d.list(texts...)
		}
		return d.text(texts[0])
	}
	return d.mapping("Sid", d.maybe(d.text(fmt.Sprint("S", i))), "Effect", d.text(rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(d.T, "effect")),
		action, words("s3:Get*", "iam:List*"), resource, words("*", "arn:$(partition):s3:::x/${aws:username}"),
		"Condition", d.maybe(d.condition()))
}

func (d drawer) condition() *yaml.Node {
	operators := map[string]*yaml.Node{
		"Null":                         d.mapping("aws:TokenIssueTime", d.text("true")),
		"Bool":                         d.mapping("aws:SecureTransport", plainNode("false")),
		"ForAnyValue:StringLike":       d.mapping("aws:TagKeys", d.list("a*", "b")),
		"NumericLessThanIfExists":      d.mapping("s3:max-keys", plainNode("10")),
		"DateGreaterThan":              d.mapping("aws:CurrentTime", d.text("2026-12-31")),
		"StringEquals":                 d.mapping("aws:PrincipalAccount", d.text("012345678901")),
		"ForAllValues:StringNotEquals": d.mapping("aws:PrincipalTag/a b", d.list()),
	}
	var pairs []any
	for _, name := range d.some([]string{"Null", "Bool", "ForAnyValue:StringLike", "NumericLessThanIfExists", "DateGreaterThan", "StringEquals"}) {
		pairs = append(pairs, name, operators[name])
	}
	return d.mapping(pairs...)
}
