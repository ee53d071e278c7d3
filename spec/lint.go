package spec

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// lint refuses what YAML allows and this format does not, and what could make a
// small file endless. It reports whether the nodes can be walked safely.
func (r *reader) lint(top *yaml.Node) bool {
	l := &linter{reader: r, aliased: maxAliased, fine: true}
	l.node(top, 0, false)
	return l.fine
}

type linter struct {
	*reader
	aliased int  // how many nodes aliases may still stand for
	fine    bool // whether neither size nor depth is beyond the limits
}

// node visits a node; beyond an alias, only size and depth are looked at.
func (l *linter) node(n *yaml.Node, depth int, beyond bool) {
	if beyond {
		l.aliased--
	}
	switch {
	case !l.fine:
		return
	case depth > maxNesting:
		l.fine = false
		l.fail(n, "write it out, without the alias", "this is nested too deeply, or an alias stands inside what it stands for")
		return
	case l.aliased < 0:
		l.fine = false
		l.fail(n, "write more of it out", "the aliases of this file stand for more than %d values", maxAliased)
		return
	}
	if n.Kind == yaml.AliasNode {
		l.node(n.Alias, depth+1, true)
		return
	}
	if !beyond {
		l.tag(n)
	}
	for _, child := range n.Content {
		l.node(child, depth+1, beyond)
	}
}

// tag refuses tags that change what a value means: values are taken as they are
// written.
func (l *linter) tag(n *yaml.Node) {
	switch {
	case n.Kind == yaml.ScalarNode && n.Style == 0 && strings.HasPrefix(n.Value, "\u00a0"):
		l.fail(n, "indent with plain spaces", "a no-break space stands in the indentation")
	case n.Kind == yaml.ScalarNode && n.Tag == "!!merge" && n.Style&yaml.TaggedStyle == 0 && n.Value == "<<":
		l.fail(n, "write the keys out", "merge keys (<<) are not part of this format")
	case n.Style&yaml.TaggedStyle != 0 && n.Tag != "!!str" && n.Tag != "!!map" && n.Tag != "!!seq":
		l.fail(n, insteadOfTag(n.Tag), "the tag %s has no meaning: values are taken as they are written", n.Tag)
	}
}

// insteadOfTag says what to write instead of a tag of YAML: most are those of
// CloudFormation's templates.
func insteadOfTag(tag string) string {
	switch tag {
	case "!Ref", "!GetAtt", "!ImportValue", "!FindInMap":
		return "write the name itself, or $(name) for a variable of vars"
	case "!Sub", "!Join":
		return "write the text without it; $(account), $(partition) and vars are filled in"
	case "!include", "!Include", "!import":
		return "leave it out: all YAML files of the tree are read; documents have file:"
	}
	return "leave it out"
}
