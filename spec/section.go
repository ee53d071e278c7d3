package spec

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// head is what every declared object has.
type head struct {
	id   ID
	at   Position
	path string // "" where a wrong one is written
}

func (h *head) base() *head { return h }

// object is an entity as the files declare it: names of policies are not
// resolved yet, and memberships are where they were written.
type object interface {
	base() *head
	// check looks for mistakes that show only when all files are read.
	check(l *loader)
	// resolve adds the entity and its edges to the State.
	resolve(rs *resolver)
}

// section is a top-level key under which objects of one kind are declared.
type section struct {
	key  string
	kind Kind
	doc  string
	keys []string
	// read reads the declarations.
	read func(r *reader, n *yaml.Node)
	// documents finds the policy documents, without reading anything else.
	documents func(n *yaml.Node) []*yaml.Node
}

// sections is the table of kinds: a kind that can be declared has a row here and
// its fields in a file of its own.
var sections = []section{
	sectionOf("policies", KindPolicy, "customer managed policies, by name", policyFields),
	sectionOf("groups", KindGroup, "groups, by name", groupFields),
	sectionOf("users", KindUser, "users, by name", userFields),
}

// shape returns what the value of a section looks like.
func (s *section) shape() shape {
	entry := func(name string) string { return plain(name) + ": " + emptyBody(s.kind, name) }
	return shape{is: "a mapping from names to what they are", node: yaml.MappingNode, example: "{" + entry("NAME") + "}", empty: "{}", each: entry}
}

// emptyBody is the least that can be said of an object.
func emptyBody(kind Kind, name string) string {
	if kind == KindPolicy {
		return "{document: {file: " + plain(name+".json") + "}}"
	}
	return "{}"
}

// sectionOf makes the row of a kind whose objects are read into a T.
func sectionOf[T any, P interface {
	*T
	object
}](key string, kind Kind, doc string, table []field[T]) section {
	read := func(r *reader, n *yaml.Node) {
		pairs := r.entries(n)
		for i, p := range pairs {
			if outdented(table, pairs, i) {
				r.fail(p.key, fmt.Sprintf("is it indented too little? %s is a key of a %s", p.key.Value, kind), "the name of a %s is expected here, not %q", kind, p.key.Value)
				continue
			}
			o := P(new(T))
			*o.base() = head{id: ID{kind, p.key.Value}, at: r.at(p.key), path: "/"}
			split := isNull(p.value) && i+1 < len(pairs) && outdented(table, pairs, i+1) // its keys follow
			if r.declares(o) && !split && r.isBody(p, o.base().id) {
				fields(r, p.value, fmt.Sprintf("%s %q", kind, p.key.Value), table, (*T)(o))
			}
		}
	}
	documents := func(n *yaml.Node) []*yaml.Node { return documentsIn(n, table) }
	return section{key, kind, doc, keysOf(table), read, documents}
}

// outdented reports whether an entry of a section is most likely a key of the
// object before it: one that has the name of a key and stands behind an object
// with no value, or behind another such key.
func outdented[T any](table []field[T], pairs []pair, i int) bool {
	if lookup(table, pairs[i].key.Value) == nil {
		return false
	}
	for i--; i >= 0 && lookup(table, pairs[i].key.Value) != nil; {
		i--
	}
	return i >= 0 && isNull(pairs[i].value)
}

// isBody reports whether the value of p can be that of an object.
func (r *reader) isBody(p pair, id ID) bool {
	write := fmt.Sprintf("write %s: %s", plain(id.Name), emptyBody(id.Kind, id.Name))
	switch {
	case isNull(p.value):
		r.fail(p.key, write, "%s %q has no value", id.Kind, id.Name)
	case p.value.Kind != yaml.MappingNode:
		r.fail(p.value, write, "%s %q is a mapping, not %s", id.Kind, id.Name, kindWord(p.value))
	default:
		return true
	}
	return false
}

// declares notes an object, unless one of this name was declared before. IAM
// does not tell names apart by case.
func (r *reader) declares(o object) bool {
	id := o.base().id
	if problem := badName(id.Kind, id.Name); problem != "" {
		r.failAt(o.base().at, "", "%s %q: %s", id.Kind, id.Name, problem)
	}
	first, twice := r.folded[id.Fold()]
	if !twice {
		r.folded[id.Fold()] = o
		r.declared[id] = o
		r.spec.objects = append(r.spec.objects, o)
		return true
	}
	if other := first.base(); other.id == id {
		r.failAt(o.base().at, "declare it once, with everything that it has", "%s %q is declared twice; first at %s", id.Kind, id.Name, other.at)
	} else {
		r.failAt(o.base().at, "IAM does not tell names apart by case", "%s %q is the same as %q, which is declared at %s",
			id.Kind, id.Name, other.id.Name, other.at)
	}
	return false
}

// documentsIn finds the documents in the objects of a section by the shapes of
// their fields.
func documentsIn[T any](n *yaml.Node, table []field[T]) []*yaml.Node {
	var found []*yaml.Node
	for _, body := range values(n) {
		for i := 0; body.Kind == yaml.MappingNode && i+1 < len(body.Content); i += 2 {
			f := lookup(table, body.Content[i].Value)
			if f == nil {
				continue
			}
			switch value := follow(body.Content[i+1]); f.shape.is {
			case documentShape.is:
				found = append(found, value)
			case inlineShape.is:
				found = append(found, values(value)...)
			}
		}
	}
	return found
}

// values returns the values of a mapping, aliases followed.
func values(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	var list []*yaml.Node
	for i := 1; i < len(n.Content); i += 2 {
		list = append(list, follow(n.Content[i]))
	}
	return list
}
