package spec

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// loader carries what Load learns on its way.
type loader struct {
	tree *tree
	spec *Spec
	vars *variables
	errs Errors

	tops     map[string]*yaml.Node // content of the YAML files
	empty    map[string]bool       // YAML files that hold nothing
	docs     map[docKey]*documentDecl
	used     map[string]bool     // files that are documents
	declared map[ID]object       // by name
	folded   map[ID]object       // by name, as IAM tells names apart
	ignored  []word              // scope.ignore with its places
	profiles map[string]Position // instance profiles that come with a role, in small letters
	root     string              // the root file
	claims   map[ID]*head        // by the name that they had, as IAM tells names apart
	guessers map[Kind]*guesser
	strange  []string        // YAML files of other tools
	lost     map[string]bool // last parts of the names of files that were not found

	memberships map[ID]entry // where each was written first

	// specKey is the function of that name; the tables of fields, which it asks,
	// lead back to the reader of documents, so it cannot be named there.
	specKey func(top *yaml.Node) *yaml.Node

	// broken says that a part of the tree could not be read: what is missing
	// elsewhere may well be there, and is not reported.
	broken bool
	// scopeBroken says the same of the scope.
	scopeBroken bool
	// misplaced says that the path is no tree, and that none of its files was judged.
	misplaced bool
}

// Load reads the tree below a path, or the one file that is a tree by itself. It
// checks everything that can be known offline, and reports all mistakes at once:
// the error is Errors.
//
// First all YAML files are parsed; then the root file is found and its settings
// are read, since variables count everywhere; then it is seen which files are
// documents, and all others are read as declarations; what refers to something
// else is checked at the end.
func Load(dir string) (*Spec, error) {
	s, mistakes := loadTree(dir)
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	return s, nil
}

// loadTree returns what could be read beside the mistakes, for who has something to say
// of that as well.
func loadTree(dir string) (*Spec, Errors) {
	l := newLoader()
	if l.tree = openTree(dir, &l.errs); l.tree != nil {
		l.load(dir)
	}
	l.spec.vars = l.vars
	return l.spec, l.errs.inOrder()
}

func newLoader() *loader {
	return &loader{
		spec:     &Spec{Guards: DefaultGuards},
		vars:     newVariables(Account{}),
		tops:     map[string]*yaml.Node{},
		empty:    map[string]bool{},
		docs:     map[docKey]*documentDecl{},
		used:     map[string]bool{},
		guessers: map[Kind]*guesser{},
		profiles: map[string]Position{},
		lost:     map[string]bool{},
		specKey:  specKey,
		declared: map[ID]object{},
		folded:   map[ID]object{},
		claims:   map[ID]*head{},

		memberships: map[ID]entry{},
	}
}

func (l *loader) load(dir string) {
	l.broken = len(l.errs) > 0
	for _, rel := range l.tree.yaml {
		l.parsed(rel)
	}
	l.findRoot()
	if misplaced := l.checkPlace(dir); misplaced != nil {
		l.errs, l.misplaced = Errors{*misplaced}, true // nothing else can be judged
		return
	}
	if l.root != "" {
		l.reader(l.root).readSettings(l.tops[l.root])
	}
	l.vars.unknown = l.root == "" || l.vars.unknown
	l.findDocuments()
	for _, rel := range l.tree.yaml {
		if top := l.tops[rel]; top != nil && (specKey(top) != nil || !l.used[rel]) {
			l.reader(rel).readSections(top)
		}
	}
	for _, o := range l.spec.objects {
		l.checkHead(o.base())
		if !o.base().absent {
			o.check(l)
		}
	}
	l.finish()
}

// maxUnknown bounds how many files are shown that do not belong to a spec.
const maxUnknown = 10

// finish notes which files were read, and complains of those that were not.
func (l *loader) finish() {
	files := maps.Clone(l.used)
	for _, rel := range l.tree.yaml {
		files[rel] = true
	}
	unknown := slices.Clone(l.strange)
	for _, rel := range l.tree.other {
		if !files[rel] && !l.broken && !l.lost[path.Base(rel)] {
			unknown = append(unknown, rel)
		}
	}
	slices.Sort(unknown)
	for i, rel := range unknown[:min(len(unknown), maxUnknown+1)] {
		more := len(unknown) - i - 1
		switch {
		case i == maxUnknown && more > 0:
			l.tree.fail(rel, "name their folders in "+ignoreFile+", or give the folder of the spec alone", "this file and %d more are no part of a spec", more)
		case slices.Contains(l.strange, rel):
			l.tree.fail(rel, "name it in "+ignoreFile+", or move it out of the tree", "no key of the file is one of a spec")
		default:
			l.tree.fail(rel, "refer to it by file:, name it in "+ignoreFile+", or move it out of the tree", "the file is neither YAML nor referred to")
		}
	}
	slices.SortFunc(l.spec.Ends, func(a, b End) int { return a.At.Compare(b.At) })
	l.spec.Root = l.root
	l.spec.Files = slices.Sorted(maps.Keys(files))
}

func (l *loader) reader(rel string) *reader {
	return &reader{loader: l, file: l.tree.shown(rel), path: rel}
}

func (l *loader) failAt(at Position, hint, format string, args ...any) {
	l.errs = append(l.errs, Error{At: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// bad notes a problem of grammar. Where there is nothing better to write instead,
// what IAM takes is the hint.
func (l *loader) bad(at Position, hint, problem string) {
	message, rule, _ := strings.Cut(problem, "; ")
	l.failAt(at, cmp.Or(hint, rule), "%s", message)
}

// findDocuments notes the files that stand in place of documents. They are no
// part of the tree of declarations, even if they are YAML, unless they declare
// something: then naming them is a mistake.
func (l *loader) findDocuments() {
	for _, rel := range l.tree.yaml {
		r := l.reader(rel)
		for _, s := range sections {
			for _, document := range s.documents(child(l.tops[rel], s.key)) {
				r.use(reference(document))
			}
		}
	}
}

// use notes the file that n names, if it does.
func (r *reader) use(n *yaml.Node) {
	if n == nil || n.Kind != yaml.ScalarNode {
		return
	}
	name, err := r.vars.expand(n.Value)
	if target, problem, _ := r.locate(name); err == nil && problem == "" && r.specKey(r.tops[target]) == nil {
		r.used[target] = true
	}
}

// child returns the value of a key of a mapping, or an empty node.
func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if follow(n.Content[i]).Value == key {
			return follow(n.Content[i+1])
		}
	}
	return &yaml.Node{}
}

// readSections reads what a file declares.
func (r *reader) readSections(top *yaml.Node) {
	if top.Kind != yaml.MappingNode {
		r.broken = true
		r.fail(top, "begin with policies:, groups: or users:", "a spec is a mapping, not %s", nodeWord(top))
		return
	}
	if isDocument(top) {
		if !r.broken {
			r.fail(top, "refer to it by file:, or name it in "+ignoreFile, "this looks like a policy document, and no file: refers to it")
		}
		return
	}
	if isStrange(top) {
		r.strange = append(r.strange, r.path)
		return
	}
	pairs := r.pairs(top)
	open := map[string]bool{} // sections whose names stand below them, but not indented
	above := ""
	for _, p := range pairs {
		known := lookup(settingsFields, p.key.Value) != nil || r.section(p.key.Value) != nil
		switch {
		case known && r.section(p.key.Value) != nil && isNull(p.value):
			above = p.key.Value
		case known:
			above = ""
		case above != "" && meant(p.key.Value, "a spec", topKeys()) == "":
			open[above] = true
			r.fail(p.key, fmt.Sprintf("did you mean to indent it below %s:?", above), "a spec has no key %q", p.key.Value)
		default:
			r.mayName(p.value)
			r.fail(p.key, r.insteadOfTop(p, pairs), "a spec has no key %q", p.key.Value)
		}
	}
	r.declarations(pairs, open)
}

// declarations reads the sections of a file, in the order of the table.
func (r *reader) declarations(pairs []pair, open map[string]bool) {
	for _, s := range sections {
		for _, p := range pairs {
			switch {
			case p.key.Value != s.key:
			case !open[s.key] && r.fits(p, s.shape()):
				s.read(r, p.value)
			default:
				r.broken = true
			}
		}
	}
}

func (r *reader) section(key string) *section {
	for i := range sections {
		if sections[i].key == key {
			return &sections[i]
		}
	}
	return nil
}

func topKeys() []string {
	keys := keysOf(settingsFields)
	for _, s := range sections {
		keys = append(keys, s.key)
	}
	return keys
}

// specKey returns the first key of a file that makes it a part of the spec, or
// nil. Such a file is always read as one, whatever names it: what it declares
// would otherwise count as gone, and be deleted.
func specKey(top *yaml.Node) *yaml.Node {
	if top == nil || top.Kind != yaml.MappingNode || isDocument(top) {
		return nil
	}
	for i := 0; i < len(top.Content); i += 2 {
		if key := follow(top.Content[i]); slices.Contains(topKeys(), key.Value) {
			return key
		}
	}
	return nil
}

// isDocument reports whether a file is a policy document and not a part of a
// spec.
func isDocument(top *yaml.Node) bool {
	return child(top, "Statement").Kind != 0 && !slices.ContainsFunc(sections, func(s section) bool { return child(top, s.key).Kind != 0 })
}
