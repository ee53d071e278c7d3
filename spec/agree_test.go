package spec

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	_ "iamsync/internal/race" // draws fewer under it
)

// mutation spoils a file in one place of those that it fits.
type mutation struct {
	name   string
	at     string // the keys that lead there, * for any; "" everywhere
	spoils func(n *yaml.Node) bool
}

var mutations = []mutation{
	{"null", "", set(yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "~"})},
	{"a list in a list", "", set(yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{{Kind: yaml.SequenceNode, Content: []*yaml.Node{plainNode("x")}}}})},
	{"a mapping of no known key", "", func(n *yaml.Node) bool {
		return n.Kind != yaml.MappingNode && set(yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{plainNode("colour"), plainNode("blue")}})(n)
	}},
	{"a text for a mapping", "", func(n *yaml.Node) bool { return n.Kind == yaml.MappingNode && to("x y:z")(n) }},
	{"an unknown key of an object", "*.*", add("colour", "blue")},
	{"an unknown section", "$", add("rolls", "{}")},
	{"an unknown setting", "scope", add("ignroe", "x")},
	{"an unknown guard", "guards", add("min_admin", "1")},
	{"an unknown key of a document", "*.*.document", add("statement", "x")},
	{"an unknown key of a statement", "*.*.document.Statement", add("Actions", "x")},
	{"a later version", "version", to("2")},
	{"an account with dashes", "account", to("1111-2222-3333")},
	{"no account", "$", drop("account")},
	{"no version", "$", drop("version")},
	{"a variable that is built in", "vars", add("account", "x")},
	{"a variable in a variable", "vars.team", to("a$(prefix)")},
	{"neither true nor false", "scope.prune", to("yes")},
	{"prune without an owner", "scope", func(n *yaml.Node) bool {
		return drop("paths")(n) && (drop("include")(n) || true) && to("true")(child(n, "prune"))
	}},
	{"a pattern of no kind", "scope.ignore.*", to("team/x")},
	{"a path of no slash", "scope.paths.*", to("eng")},
	{"a share of too much", "guards.max_deletes", to("101%")},
	{"no limit", "guards.max_detaches", to("few")},
	{"a pattern of no kind to protect", "guards.protect.*", to("team/x")},
	{"a group that applies", "guards.appliers.*", to("group/ops")},
	{"admins of a share", "guards.min_admins", to("10%")},
	{"more days than IAM remembers", "guards.unused_days", to("401")},
	{"a guard that is lifted once", "guards.allow.*", to("empty-spec")},
	{"a path that AWS keeps", "*.*.path", to("/aws-reserved/x/")},
	{"a path with $(partition)", "*.*.path", to("/$(partition)/")},
	{"a path too long", "*.*.path", to("/" + strings.Repeat("x", 512) + "/")},
	{"a path of a policy with an empty part", "policies.*.path", to("/a//b/")},
	{"a name with a space", "*", add("a b", "{}")},
	{"a name too long", "users", add(strings.Repeat("x", 65), "{}")},
	{"a tag of AWS", "*.*.tags", add("AWS:x", "y")},
	{"a tag with a star", "*.*.tags", add("x", "a*b")},
	{"a control character", "policies.*.description", to("a\ab")},
	{"a description too long", "policies.*.description", to(strings.Repeat("ü", 1001))},
	{"a policy with a space", "*.*.policies.*", to("a b")},
	{"a policy of no partition", "*.*.policies.*", to("arn:awz:iam::aws:policy/x")},
	{"a boundary with a star", "users.*.boundary", to("x*")},
	{"listed twice", "*.*.policies", func(n *yaml.Node) bool {
		n.Content = append(n.Content, n.Content...)
		return len(n.Content) > 0
	}},
	{"an inline policy without its name", "*.*.inline", add("Statement", "{}")},
	{"no document", "policies.*", drop("document")},
	{"no Version", "policies.*.document", drop("Version")},
	{"an old Version", "policies.*.document.Version", to("2008-10-17")},
	{"a Version to come", "*.*.inline.*.Version", to("2025-01-01")},
	{"a file and more", "*.*.document", add("file", "x.json")},
	{"no Statement", "*.*.document", drop("Statement")},
	{"an Effect in small letters", "*.*.document.Statement.Effect", to("allow")},
	{"no Effect", "*.*.document.Statement", drop("Effect")},
	{"no Action", "*.*.document.Statement", func(n *yaml.Node) bool { return drop("Action")(n) || drop("NotAction")(n) }},
	{"no Resource", "*.*.document.Statement", func(n *yaml.Node) bool { return drop("Resource")(n) || drop("NotResource")(n) }},
	{"Resource and NotResource", "*.*.document.Statement", func(n *yaml.Node) bool {
		return add("Resource", "a")(n) && add("NotResource", "b")(n) && !double(n)
	}},
	{"a character that IAM does not store", "*.*.document.Statement.Sid", to("żółw")},
	{"an operator without keys", "*.*.document.Statement.Condition.*", to("x")},
}

func set(to yaml.Node) func(*yaml.Node) bool {
	return func(n *yaml.Node) bool {
		*n = to
		return true
	}
}

func to(text string) func(*yaml.Node) bool {
	return set(yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text})
}

func add(key, value string) func(*yaml.Node) bool {
	return func(n *yaml.Node) bool {
		v := plainNode(value)
		if value == "{}" {
			v = &yaml.Node{Kind: yaml.MappingNode, Style: yaml.FlowStyle}
		}
		n.Content = append(n.Content, plainNode(key), v)
		return n.Kind == yaml.MappingNode
	}
}

func drop(key string) func(*yaml.Node) bool {
	return func(n *yaml.Node) bool {
		for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				n.Content = slices.Delete(n.Content, i, i+2)
				return true
			}
		}
		return false
	}
}

// double reports whether a key is written twice, which editors say by themselves.
func double(n *yaml.Node) bool { return len(repeated(n)) > 0 }

// places returns the values below n to which the keys lead.
func places(n *yaml.Node, keys []string) []*yaml.Node {
	if len(keys) == 0 {
		return []*yaml.Node{n}
	}
	var found []*yaml.Node
	for i, c := range n.Content {
		switch {
		case n.Kind == yaml.SequenceNode && keys[0] == "*":
			found = append(found, places(c, keys[1:])...)
		case n.Kind == yaml.SequenceNode: // a list of statements, or one
			found = append(found, places(c, keys)...)
		case i%2 == 1 && (keys[0] == "*" || keys[0] == n.Content[i-1].Value):
			found = append(found, places(c, keys[1:])...)
		}
	}
	return found
}

// everywhere returns all values below n.
func everywhere(n *yaml.Node) []*yaml.Node {
	var found []*yaml.Node
	for i, c := range n.Content {
		if n.Kind == yaml.SequenceNode || i%2 == 1 {
			found = append(append(found, c), everywhere(c)...)
		}
	}
	return found
}

func (m mutation) fits(top *yaml.Node) []*yaml.Node {
	switch m.at {
	case "":
		return everywhere(top)
	case "$":
		return []*yaml.Node{top}
	}
	found := places(top, strings.Split(m.at, "."))
	return slices.DeleteFunc(found, func(n *yaml.Node) bool {
		// add and drop want a mapping, and lists of statements are gone through
		return n.Kind == yaml.SequenceNode && strings.HasSuffix(m.at, "Statement")
	})
}

// TestSchemaAgreesOnTrees draws trees that both take, and spoils them in one place:
// then both refuse.
func TestSchemaAgreesOnTrees(t *testing.T) {
	file := filepath.Join(t.TempDir(), "iamsync.yaml")
	rapid.Check(t, func(t *rapid.T) {
		top := written(t)
		byLoader, bySchema := judged(t, file, top)
		if byLoader != nil || bySchema != nil {
			t.Fatalf("%s\nthe loader: %v\nthe schema: %v", marshal(t, top), byLoader, bySchema)
		}
		m := rapid.SampledFrom(mutations).Draw(t, "mutation")
		if fit := m.fits(top); len(fit) > 0 && m.spoils(rapid.SampledFrom(fit).Draw(t, "place")) {
			refused(t, m.name, file, top)
		}
	})
}

// Every mutation spoils something.
func TestSchemaAgreesOnEachMutation(t *testing.T) {
	dir := t.TempDir()
	trees := rapid.Custom(written)
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			for seed := range 200 {
				top := trees.Example(seed)
				if fit := m.fits(top); len(fit) > 0 && m.spoils(fit[0]) {
					refused(t, m.name, filepath.Join(dir, "iamsync.yaml"), top)
					return
				}
			}
			t.Error("there is nothing that it could spoil")
		})
	}
}

func refused(t rapid.TB, name, file string, top *yaml.Node) {
	t.Helper()
	if byLoader, bySchema := judged(t, file, top); byLoader == nil || bySchema == nil {
		t.Fatalf("%s:\n%s\nthe loader: %v\nthe schema: %v", name, marshal(t, top), byLoader, bySchema)
	}
}

func marshal(t rapid.TB, top *yaml.Node) []byte {
	t.Helper()
	text, err := yaml.Marshal(top)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func judged(t rapid.TB, file string, top *yaml.Node) (byLoader, bySchema error) {
	t.Helper()
	text := marshal(t, top)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	read, problem := parseYAML(text)
	if problem != nil {
		t.Fatal(problem)
	}
	s, byLoader := Load(file)
	if byLoader == nil {
		_, byLoader = s.Resolve(testNames)
	}
	return byLoader, judge().Validate(instance(read))
}
