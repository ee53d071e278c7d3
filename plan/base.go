package plan

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// Base is what the files said before: those of the branch that a pull request goes to.
type Base struct {
	Dir    string     // where the files lie, clean and slash-separated
	State  spec.State // resolved by the same names
	Scope  spec.Scope
	Guards spec.Guards
}

// InBase is a position in the files of base, below their directory: that lies wherever who
// planned has put it, and who reads of it looks for the file in the branch.
type InBase spec.Position

// ofBase is said of a place that is not in the files but in those of base.
const ofBase = " of the base"

// String returns the place as people read it, "" where there is none.
func (p InBase) String() string {
	if p.File == "" {
		return ""
	}
	return spec.Position(p).String() + ofBase
}

// Place returns the place that a position in the files of base is.
func (b Base) Place(at spec.Position) InBase {
	if at.File == b.Dir { // a tree can be a single file
		at.File = path.Base(at.File)
	}
	at.File = strings.TrimPrefix(at.File, strings.TrimSuffix(b.Dir, "/")+"/")
	return InBase(at)
}

// What brought a change about.
const (
	causeEdit   = "edit"   // the files were changed
	causeDrift  = "drift"  // the account is not as base says, either: what base would do anyhow
	causeExpiry = "expiry" // a day has ended
)

// leftBehind is the code of what no file declares any more, and that would stay.
const leftBehind = "left-behind"

// attribute gives each change its cause: what the files of base would do, too, is there
// because of the account, and the rest because of an edit.
func (s *settled) attribute(changes []Change) {
	if s.in.Base == nil {
		return
	}
	before := s.in
	before.Desired, before.Scope, before.Live, before.Base = s.in.Base.State, s.in.Base.Scope, s.asked, nil
	old := settle(before)
	anyhow := map[spec.ID][]Change{}
	for _, c := range changesBetween(old.desired, old.in.Live, old.compared(), old.renamed, old.replaced) {
		anyhow[c.ID] = append(anyhow[c.ID], c)
	}
	for i := range changes {
		if changes[i].Cause == "" {
			changes[i].attribute(anyhow[changes[i].ID])
		}
	}
}

// attribute says of a change, and of each of its fields, whether it is among those that
// the files of base bring.
func (c *Change) attribute(anyhow []Change) {
	i := slices.IndexFunc(anyhow, func(a Change) bool { return a.Verb == c.Verb && (a.Before == nil) == (c.Before == nil) })
	same := func(f Field) bool {
		return i >= 0 && slices.ContainsFunc(anyhow[i].allFields(), f.isAs)
	}
	edited := i < 0
	for j := range c.Fields {
		if c.Fields[j].Cause = causeDrift; !same(c.Fields[j]) {
			c.Fields[j].Cause, edited = causeEdit, true
		}
	}
	if c.Before == nil || c.After == nil {
		edited = edited || slices.ContainsFunc(c.allFields(), func(f Field) bool { return !same(f) })
	}
	if c.Cause = causeDrift; edited {
		c.Cause = causeEdit
	}
}

// isAs reports whether two fields become the same.
func (f Field) isAs(g Field) bool {
	if !slices.Equal(f.Path, g.Path) {
		return false
	}
	if f.isDocument() {
		one, _ := f.After.(policy.Document)
		other, _ := g.After.(policy.Document)
		return one.Equal(other)
	}
	return fmt.Sprint(f.After) == fmt.Sprint(g.After)
}

// findLeftBehind refuses to forget an object: base declares it, the files do not any
// more, and it would stay in the account with all that it may do, and nobody's.
func (s *settled) findLeftBehind() {
	if s.in.Base == nil {
		return
	}
	old := s.in.Base.State.AsOf(s.in.Now)
	for id := range old.Resources {
		switch {
		case !isEntity(id) || s.isDeclared(id) || s.declared.Absent[id] || s.in.Scope.Ignores(id):
		case s.in.Live.Resources[id] == nil || s.desired.Resources[id] == nil:
		case allowed(s.in, leftBehind):
			s.findings = append(s.findings, s.leftFinding(id, Warning))
		default:
			s.refused = append(s.refused, s.leftFinding(id, Err))
		}
	}
}

func (s *settled) leftFinding(id spec.ID, severity Severity) Finding {
	f := Finding{
		Code: leftBehind, Severity: severity, At: s.in.Base.State.At[id], InBase: s.in.Base.Place(s.in.Base.State.At[id]),
		Message: fmt.Sprintf("%s is not declared any more, and would stay in the account as it is", id),
	}
	if severity == Err {
		f.Hint = "write ensure: absent to delete it, or name it in scope.ignore to leave it to others; --allow left-behind forgets it"
	}
	return f
}

// Setting is an edit of what guards a plan, or says what it may touch: it is shown ahead
// of everything that it may have let through.
type Setting struct {
	Key    string        `json:"key"`    // "guards.max_deletes", "ignore of user/alice"
	Before string        `json:"before"` // "" where it was not written
	After  string        `json:"after"`
	At     spec.Position `json:"at"`
	InBase InBase        `json:"-"` // where At is in the files of base
}

// Settings compares the settings of base with those of the files now.
func (b Base) Settings(base, head []spec.Setting) []Setting {
	var edits []Setting
	find := func(list []spec.Setting, key string) (spec.Setting, bool) {
		i := slices.IndexFunc(list, func(s spec.Setting) bool { return s.Key == key })
		if i < 0 {
			return spec.Setting{}, false
		}
		return list[i], true
	}
	for _, now := range head {
		if was, _ := find(base, now.Key); was.Value != now.Value {
			edits = append(edits, Setting{Key: now.Key, Before: was.Value, After: now.Value, At: now.At})
		}
	}
	for _, was := range base {
		if _, stays := find(head, was.Key); !stays {
			edits = append(edits, Setting{Key: was.Key, Before: was.Value, At: was.At, InBase: b.Place(was.At)})
		}
	}
	slices.SortStableFunc(edits, func(a, b Setting) int { return strings.Compare(a.Key, b.Key) })
	return edits
}
