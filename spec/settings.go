package spec

import (
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/schema"
)

const formatVersion = "1"

var (
	versionShape = shape{is: "the number 1", node: yaml.ScalarNode, example: formatVersion, empty: formatVersion, required: true, value: schema.Node{Enum: []any{1, formatVersion}}}
	accountShape = shape{is: "an account ID of 12 digits", node: yaml.ScalarNode, example: `"111122223333"`, empty: `"111122223333"`, required: true, value: accountValue()}
	varsShape    = shape{is: "a mapping from names to values", node: yaml.MappingNode, example: "{team_bucket: acme-teams}", empty: "{}", value: varsValue()}
	scopeShape   = shape{is: "a mapping", node: yaml.MappingNode, example: "{prune: true, paths: [/eng/]}", empty: "{}", value: scopeValue()}
	guardsShape  = shape{is: "a mapping", node: yaml.MappingNode, example: "{max_deletes: 10}", empty: "{}", value: tableValue(guardFields)}
	pruneShape   = shape{is: "true or false", node: yaml.ScalarNode, example: "true", empty: "false", standard: false, value: schema.Node{Enum: []any{true, false, "true", "false"}}}
	pathsShape   = shape{is: "a list of IAM paths", node: yaml.SequenceNode, example: "[/eng/]", empty: "[]", value: listValue(pathValue(KindUser))}
	idsShape     = shape{is: "a list of objects", node: yaml.SequenceNode, example: `["user/*-test"]`, empty: "[]", value: listValue(patternValue())}
	limitShape   = shape{is: "a number or a share", node: yaml.ScalarNode, example: "10", empty: "10", value: limitValue()}
)

// settingsFields are the keys that only the root file has. The order matters:
// variables are expanded in what follows them.
var settingsFields = []field[Spec]{
	{"version", versionShape, "the version of the format", readVersion},
	{"account", accountShape, "the ID of the account that the tree is for; credentials for any other are refused", readAccount},
	{"vars", varsShape, "variables: what $(name) stands for in values of all files; $(account) and $(partition) are there without being declared", readVars},
	{"scope", scopeShape, "what the tree owns in the account, and whether what it owns and does not declare is deleted", func(r *reader, n *yaml.Node, s *Spec) { r.readScope(n, &s.Scope) }},
	{"guards", guardsShape, "what a plan must not do: one that does is refused", func(r *reader, n *yaml.Node, s *Spec) { fields(r, n, "guards", guardFields, &s.Guards) }},
}

// readSettings reads the settings of the root file.
func (r *reader) readSettings(top *yaml.Node) {
	if vars := child(top, "vars"); vars.Kind != 0 && vars.Kind != yaml.MappingNode {
		r.vars.unknown = true
	}
	known(r, top, r.pairs(top), "the root file", settingsFields, r.spec)
	r.noteSettings(top)
}

func readVersion(r *reader, n *yaml.Node, s *Spec) {
	if n.Value != formatVersion {
		r.fail(n, "write version: 1", "version %q of the format is not one that this version of iamsync reads", n.Value)
	}
}

func readAccount(r *reader, n *yaml.Node, s *Spec) {
	if len(n.Value) != 12 || strings.Trim(n.Value, "0123456789") != "" {
		r.fail(n, insteadOfAccount(n.Value), "the account %q is not an ID of 12 digits", n.Value)
		return
	}
	s.Account, s.accountAt = n.Value, r.at(n)
	r.vars.values[varAccount] = n.Value
}

func readVars(r *reader, n *yaml.Node, _ *Spec) {
	declared, places := map[string]string{}, map[string]Position{}
	for _, p := range r.pairs(n) {
		name := p.key.Value
		switch _, builtIn := r.vars.values[name]; {
		case builtIn:
			r.fail(p.key, "use another name", "the variable %q is built in", name)
		case !varName.MatchString(name):
			r.fail(p.key, "a name has small letters, digits and _, and begins with a letter", "%q is no name for a variable", name)
		}
		declared[name] = "" // so that it is not reported as unknown, too
		if r.fits(p, textShape) {
			declared[name], places[name] = r.varValue(p.value), r.at(p.value)
		}
	}
	for name, value := range declared {
		if _, builtIn := r.vars.values[name]; !builtIn {
			r.vars.values[name], r.vars.at[name] = value, places[name]
		}
	}
}

// varValue reads the value of a variable, which refers to no other: nobody
// should have to follow a chain of them.
func (r *reader) varValue(n *yaml.Node) string {
	none := &variables{values: map[string]string{}, hints: map[string]string{}}
	value, err := none.expand(n.Value)
	if err != nil {
		r.fail(n, "write the value out, and $$( for a plain $(", "the value of a variable does not refer to variables")
	}
	return value
}

var scopeFields = []field[Scope]{
	{"prune", pruneShape, "whether what is owned and not declared is deleted", readPrune},
	{"paths", pathsShape, "owned: what lies below these IAM paths", func(r *reader, n *yaml.Node, s *Scope) { s.Paths = r.prefixes(n) }},
	{"include", idsShape, "owned wherever it lies: kind/name, in which * stands for any characters and ? for one", func(r *reader, n *yaml.Node, s *Scope) { s.Include, _ = r.patterns(n) }},
	{"ignore", idsShape, "never touched, whatever paths and include say: kind/name, with * and ?", func(r *reader, n *yaml.Node, s *Scope) { s.Ignore, r.ignored = r.patterns(n) }},
}

func (r *reader) readScope(n *yaml.Node, s *Scope) {
	before := len(r.errs)
	fields(r, n, "scope", scopeFields, s)
	r.scopeBroken = len(r.errs) > before
	if s.Prune && len(s.Paths)+len(s.Include) == 0 && !r.scopeBroken {
		r.fail(n, "add to scope: paths: [/eng/] for what lies under a path, or include: [user/app-*] for names", "scope.prune is on, and nothing says what is owned")
		r.scopeBroken = true
	}
}

func readPrune(r *reader, n *yaml.Node, s *Scope) {
	switch n.Value {
	case "true", "false":
		s.Prune = n.Value == "true"
	default:
		r.fail(n, "write prune: true or prune: false", "prune is true or false, not %q", n.Value)
	}
}

// prefixes reads a list of IAM paths that own what lies below.
func (r *reader) prefixes(n *yaml.Node) []string {
	var list []string
	for _, w := range r.words(n, "an IAM path", r.word) {
		if problem := badPath(KindUser, w.text); problem != "" {
			r.bad(w.at, suggestPath(w.text), problem)
			continue
		}
		list = append(list, w.text)
	}
	return list
}

// patterns reads a list of patterns, with their places.
func (r *reader) patterns(n *yaml.Node) ([]Pattern, []word) {
	var list []Pattern
	words := r.words(n, "a pattern such as user/app-*", r.word)
	for _, w := range words {
		p, err := ParsePattern(w.text)
		if err != nil {
			r.bad(w.at, "", err.Error())
			continue
		}
		list = append(list, p)
	}
	return list, words
}
