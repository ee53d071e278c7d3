package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// astray says what an object has that it had neither before nor has after the saved
// plan, nor in between.
func (m matcher) astray(o SavedObject) string {
	have := m.objects[o.ID]
	fields := o.asPlanned(m.named(fieldsOf(have.Before)))
	switch before, another := o.Before != nil, o.UniqueID != "" && o.UniqueID != have.UniqueID; {
	case fields == nil && before && o.After != nil && !o.Replaced:
		return "is gone"
	case fields == nil:
		return ""
	case !before && o.After == nil:
		return "is there, and was not " + m.words.then
	case before && another && !o.Replaced:
		return "is another of the same name"
	default:
		return cmp.Or(m.strays(o, fields, another), m.versions(o, have, another))
	}
}

// strays says which field of an object has a value that it never was to have. What one
// call changes is as a whole as before or as after.
func (m matcher) strays(o SavedObject, have Fields, another bool) string {
	forms := o.forms(another)
	for _, name := range names(append(forms, have)...) {
		is := func(f Fields) bool { return f.same(have, name) }
		if !slices.ContainsFunc(forms, is) && !m.begins(o, name, have[name].Document) {
			return m.words.stray(o, name, have)
		}
	}
	whole := func(f Fields) bool {
		name := f.differs(have) // a trust policy is the last of the names
		return name == "" || m.begins(o, name, have[name].Document)
	}
	if len(m.steps[o.ID]) > 1 || slices.ContainsFunc(forms, whole) {
		return ""
	}
	return m.words.stray(o, forms[0].differs(have), have)
}

// forms returns what an object that is there can be; another is the one that was created
// in the place of the one before.
func (o SavedObject) forms(another bool) []Fields {
	forms := []Fields{o.Before, o.After}
	switch {
	case another:
		forms = []Fields{o.After}
	case o.Replaced && o.UniqueID != "":
		forms = []Fields{o.Before}
	}
	return slices.DeleteFunc(append(forms, o.Between...), func(f Fields) bool { return f == nil })
}

// begins reports whether a trust policy is one with which a role of a circle can begin:
// the one that it gets, or that it gets back.
func (m matcher) begins(o SavedObject, name string, have policy.Document) bool {
	switch {
	case name != "trust" || have.IsZero():
		return false
	case m.undoes:
		return have.Equal(nobody) || isPart(have, o.After) || isPart(have, o.Before) || m.vaguely(have, o.After) || m.vaguely(have, o.Before)
	default:
		return m.inCircle(o.ID) && (have.Equal(nobody) || isPart(have, o.After))
	}
}

// isPart reports whether a trust policy has no statement that is not one of an object's.
func isPart(have policy.Document, f Fields) bool {
	trust, has := f["trust"]
	lacks := policy.Compare(trust.Document, have)
	added := func(s policy.StatementDifference) bool { return s.After.Number > 0 }
	return has && len(lacks.Fields) == 0 && !slices.ContainsFunc(lacks.Statements, added)
}

// vaguely reports whether a trust policy is one of an object but for who is gone, and
// came with the plan: their unique IDs are nowhere recorded.
func (m matcher) vaguely(have policy.Document, f Fields) bool {
	vague := func(p string) string {
		if arn, is := spec.ParseEntityARN(p); is && m.comes[arn.ID] || uniqueID.MatchString(p) {
			return "somebody"
		}
		return p
	}
	trust, has := f["trust"]
	return has && have.MapPrincipals(vague).Equal(trust.Document.MapPrincipals(vague))
}

// versions says which version a policy has, or lacks, that it did not or should. The saved
// plan may have deleted some, made one with the document that it is to have, and made
// another the default.
func (m matcher) versions(o SavedObject, have Object, another bool) string {
	if another || o.Before == nil {
		if len(have.Versions) > 1 {
			return "has more than one version, and was created with one"
		}
		return ""
	}
	for _, v := range o.Versions {
		if !m.onVersion(o.ID, DeletePolicyVersion, v.ID) && !slices.ContainsFunc(have.Versions, v.is) {
			return fmt.Sprintf("has no version %s any more", v.ID)
		}
	}
	made := 0
	for _, v := range have.Versions {
		known := slices.IndexFunc(o.Versions, v.is)
		switch {
		case known >= 0 && m.canBe(o.ID, o.Versions[known], v):
		case known >= 0:
			return fmt.Sprintf("has another default version than it had: see %s", v.ID)
		case made > 0 || !m.does(o.ID, CreatePolicyVersion) || !m.isMade(o, v, fieldsOf(have.Before)):
			return fmt.Sprintf("has a version %s, which it did not have", v.ID)
		default:
			made++
		}
	}
	return ""
}

// isMade reports whether a version is the one that the saved plan makes. Where that is
// undone, it stays, and is not the default any more.
func (m matcher) isMade(o SavedObject, v ObjectVersion, have Fields) bool {
	if v.Default {
		return o.After.same(have, "document")
	}
	return m.undoes && o.Before.same(have, "document")
}

func (v ObjectVersion) is(w ObjectVersion) bool { return v.ID == w.ID }

// canBe reports whether a version is the default, or not, as before or by the saved plan.
func (m matcher) canBe(id spec.ID, before, now ObjectVersion) bool {
	switch {
	case before.Default == now.Default:
		return true
	case now.Default:
		return m.onVersion(id, SetDefaultPolicyVersion, now.ID)
	default:
		return m.does(id, SetDefaultPolicyVersion) || m.does(id, CreatePolicyVersion)
	}
}

// onVersion reports whether the saved plan has a call of this action for a version.
func (m matcher) onVersion(id spec.ID, action Action, version string) bool {
	return slices.ContainsFunc(m.steps[id], func(s SavedStep) bool { return s.Action == action && s.Params["VersionId"] == version })
}

// words are those in which it is said what has gone astray.
type words struct{ then, either, first, other string }

var (
	ofSaved = words{"when the plan was saved", "has %s, and the saved plan is for %s, or then %s", "has %s, and the saved plan is for %s", "has another %s than when the plan was saved"}
	ofUndo  = words{"before or after it", "has %s, and had %s before it and %s after it", "has %s, and had %s then", "has another %s than before or after it"}
)

// stray says what is there, and what would have been expected.
func (w words) stray(o SavedObject, name string, have Fields) string {
	before, after := say(name, o.Before), say(name, o.After)
	switch {
	case isDocumentName(name):
		return fmt.Sprintf(w.other, name)
	case o.Before == nil || before == after:
		return fmt.Sprintf(w.first, say(name, have), after)
	case o.After == nil:
		return fmt.Sprintf(w.first, say(name, have), before)
	default:
		return fmt.Sprintf(w.either, say(name, have), before, after)
	}
}

// say names a field and its value in a few words.
func say(name string, f Fields) string {
	v, is := f[name]
	switch list, element, _ := strings.Cut(name, "."); {
	case !is:
		return "no " + name
	case lists[list]:
		return list + " " + element
	default:
		return fmt.Sprintf("%s %q", name, v.Text)
	}
}
