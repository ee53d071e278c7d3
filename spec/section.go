package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

// head is what every declared object has.
type head struct {
	id   ID
	at   Position
	path string // "" where a wrong one is written
	life
	silenced []silence
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
	// documents returns the policy documents that the object holds.
	documents() []held
	// reviewWhole looks for what no document shows by itself.
	reviewWhole(q *silencer)
}

// section is a top-level key under which objects of one kind are declared.
type section struct {
	key  string
	kind Kind
	doc  string
	keys []string
	// ignorable are the fields that a declaration can leave as they are.
	ignorable []Field
	body      schema.Node // what an object may be
	one       *shape      // of what an account has one of
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
	sectionOf("roles", KindRole, "roles, by name", roleFields),
	sectionOf("instance_profiles", KindProfile, "instance profiles, by name; most are declared with their role", profileFields),
	sectionOf("oidc_providers", KindOIDC, "OpenID Connect providers, by their URL", oidcFields),
	sectionOf("saml_providers", KindSAML, "SAML providers, by name", samlFields),
	sectionOf("server_certificates", KindServerCert, "server certificates that were uploaded, by name", serverCertFields),
	single("account_alias", KindAlias, "the alias of the account, or none; where nothing is said, it stays", aliasShape, readAlias),
	single("password_policy", KindPasswordPolicy, "the password policy of the account, whole, or none; where nothing is said, it stays", passwordShape, readPasswordPolicy),
}

// shape returns what the value of a section looks like.
func (s *section) shape() shape {
	if s.one != nil {
		return *s.one
	}
	entry := func(name string) string { return plain(name) + ": " + emptyBody(s.kind, name) }
	return shape{is: "a mapping from names to what they are", node: yaml.MappingNode, example: "{" + entry("NAME") + "}", empty: "{}", each: entry}
}

// emptyBody is the least that can be said of an object.
func emptyBody(kind Kind, name string) string {
	switch kind {
	case KindPolicy:
		return "{document: {file: " + plain(name+".json") + "}}"
	case KindRole:
		return "{trust: {file: " + plain(name+".json") + "}}"
	case KindOIDC:
		return "{client_ids: " + clientIDsShape.example + "}"
	case KindSAML:
		return "{metadata: {file: " + plain(name+".xml") + "}}"
	}
	return "{}"
}

// likelyBody is what was most likely meant by a value that is no mapping.
func likelyBody(id ID, n *yaml.Node) string {
	list := bracket("[", namesIn(n), plain, "]")
	switch {
	case id.Kind == KindPolicy && !isNull(n) && documentIn(n) != "":
		return "{document: " + documentIn(n) + "}"
	case n.Kind == yaml.SequenceNode && list != "" && id.Kind == KindGroup:
		return "{members: " + list + "}"
	case n.Kind == yaml.SequenceNode && list != "" && id.Kind == KindUser:
		return "{groups: " + list + "}"
	}
	return emptyBody(id.Kind, id.Name)
}

// sectionOf makes the row of a kind whose objects are read into a T.
func sectionOf[T any, P interface {
	*T
	object
}](key string, kind Kind, doc string, own []field[T]) section {
	ignorable := ignorableIn(own)
	table := append(slices.Clone(own), lifeFields[T, P](kind, ignorable)...)
	read := func(r *reader, n *yaml.Node) {
		pairs := r.entries(n)
		for i, p := range pairs {
			if owner, out := outdented(table, pairs, i); out {
				r.mayName(p.value)
				r.fail(p.key, fmt.Sprintf("did you mean to indent it below %s? %s is a key of a %s", cmp.Or(owner, "a name"), p.key.Value, kind), "the name of a %s is expected here, not %q", kind, p.key.Value)
				continue
			}
			o := P(new(T))
			*o.base() = head{id: ID{kind, nameIn(kind, p.key.Value)}, at: r.at(p.key), path: "/"}
			rest, split := table, false
			if _, split = outdented(table, pairs, i+1); split { // some of its keys follow
				rest = optional(table)
			}
			if r.declares(o) && !(split && isNull(p.value)) && r.isBody(p, o.base().id) {
				readObject(r, p.value, rest, o)
			}
		}
	}
	documents := func(n *yaml.Node) []*yaml.Node { return documentsIn(n, table) }
	return section{key: key, kind: kind, doc: doc, keys: keysOf(table), ignorable: ignorable, body: objectValue(table), read: read, documents: documents}
}

// nameIn is the name that a key of a section says: that of a provider may have the
// scheme of its URL.
func nameIn(kind Kind, key string) string {
	if kind == KindOIDC {
		return strings.TrimPrefix(key, providerScheme)
	}
	return key
}

// Ignorable lists the fields that a declaration of the kind can leave as they are
// in the account.
func Ignorable(kind Kind) []Field {
	for _, s := range sections {
		if s.kind == kind {
			return s.ignorable
		}
	}
	return nil
}

// Renamable reports whether a declaration of the kind can say which name it had.
func Renamable(kind Kind) bool {
	return slices.ContainsFunc(sections, func(s section) bool { return s.kind == kind && slices.Contains(s.keys, renameKey) })
}

// outdented reports whether an entry of a section is most likely a key of the
// object before it, which it names: one that is called like a key, and stands
// behind an object with no value, or has a value that no object has.
func outdented[T any](table []field[T], pairs []pair, i int) (owner string, yes bool) {
	isKey := func(i int) bool { return lookup(table, pairs[i].key.Value) != nil }
	if i >= len(pairs) || !isKey(i) {
		return "", false
	}
	value := pairs[i].value
	yes = !isNull(value) && !looksLikeObject(value, keysOf(table))
	for i--; i >= 0 && isKey(i); {
		i--
	}
	if i < 0 {
		return "", yes
	}
	return plain(pairs[i].key.Value), yes || isNull(pairs[i].value)
}

// optional returns a table of which nothing must be there.
func optional[T any](table []field[T]) []field[T] {
	table = slices.Clone(table)
	for i := range table {
		table[i].shape.required = false
	}
	return table
}

// isBody reports whether the value of p can be that of an object.
func (r *reader) isBody(p pair, id ID) bool {
	write := fmt.Sprintf("write %s: %s", plain(id.Name), likelyBody(id, p.value))
	switch {
	case isNull(p.value):
		r.fail(p.key, write, "%s %q has no value", id.Kind, id.Name)
	case p.value.Kind != yaml.MappingNode:
		r.mayName(p.value)
		r.fail(p.value, write, "%s %q is a mapping, not %s", id.Kind, id.Name, kindWord(p.value))
	default:
		return true
	}
	return false
}

// suggestName makes a name of one that IAM does not take, or "".
func suggestName(id ID) string {
	if id.Kind == KindOIDC {
		return ""
	}
	if parts := strings.Split(strings.Trim(id.Name, "/"), "/"); len(parts) > 1 {
		name, last := parts[len(parts)-1], len(parts)-1
		if path := "/" + strings.Join(parts[:last], "/") + "/"; badName(id.Kind, name) == "" && badPath(KindPolicy, path) == "" {
			return fmt.Sprintf("write %s: {path: %s}", name, path)
		}
	}
	if strings.Contains(id.Name, "$") {
		return "write it out: variables are filled in in values only"
	}
	if name := strings.Join(strings.Fields(id.Name), "-"); name != id.Name && badName(id.Kind, name) == "" {
		return "write " + name + ", or another name without spaces"
	}
	return ""
}

// declares notes an object, unless one of this name was declared before. IAM
// does not tell names apart by case.
func (r *reader) declares(o object) bool {
	id := o.base().id
	if problem := badName(id.Kind, id.Name); problem != "" {
		r.bad(o.base().at, suggestName(id), fmt.Sprintf("%s %q: %s", id.Kind, id.Name, problem))
	}
	if IsLock(id) {
		r.failAt(o.base().at, "give it another name", "policy %q has the name of the lock of iamsync, which is never touched", id.Name)
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
		r.failAt(o.base().at, "keep one of them: IAM does not tell names apart by case", "%s %q is the same as %q, which is declared at %s",
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
