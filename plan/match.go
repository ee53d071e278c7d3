package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"iamsync/spec"
)

// A plan that was made again matches a saved one where it is that plan, or what an
// earlier run of that plan has left to do:
//
//	object                          calls that are left      is the plan of the saved one
//	as it was before                all of its calls         yes
//	as it will be after             none of them             yes
//	with fields of either           the others of its calls  yes
//	as above                        too few for what was to be: the files are others
//	as above                        one that was not saved: the files or the account are others
//	anything else                   any                      no: somebody has changed it

// Mismatch is an object that keeps a plan from being the one that was saved.
type Mismatch struct {
	ID   spec.ID
	What string // in words that follow the name of the object
}

// Match returns what keeps a plan from being the saved one: nothing where it is. The plan
// must have been made with Input.Watch set to the objects of the saved one.
func (s Saved) Match(now Plan) []Mismatch {
	m := newMatcher(s, now)
	var all []Mismatch
	for _, o := range s.Objects {
		if what := cmp.Or(m.astray(o), m.otherwise(o)); what != "" {
			all = append(all, Mismatch{o.ID, what})
		}
	}
	for _, step := range now.Steps {
		if m.saved(step) || slices.ContainsFunc(all, func(d Mismatch) bool { return d.ID == step.Change }) {
			continue
		}
		all = append(all, Mismatch{step.Change, fmt.Sprintf("would now be changed by %s, which is not in the saved plan", step.Action)})
	}
	slices.SortStableFunc(all, func(a, b Mismatch) int { return compareIDs(a.ID, b.ID) })
	return all
}

// matcher knows both plans by their objects.
type matcher struct {
	objects map[spec.ID]Object
	after   map[spec.ID]spec.Resource // of what the new plan changes
	steps   map[spec.ID][]SavedStep   // saved, by object
	calls   map[string]int            // saved, how often each
	gone    map[string]string         // ARNs by the unique IDs that stand for them where they are gone
	words   words
	comes   set  // what the saved plan creates, perhaps in the place of another
	undoes  bool // the saved plan is undone: what it took may be coming back
}

func newMatcher(s Saved, now Plan) matcher {
	m := matcher{
		objects: map[spec.ID]Object{}, after: map[spec.ID]spec.Resource{},
		steps: map[spec.ID][]SavedStep{}, calls: map[string]int{}, gone: map[string]string{}, comes: set{}, words: ofSaved,
	}
	for _, o := range now.Objects {
		m.objects[o.ID] = o
	}
	for _, c := range now.Changes { // of two changes of one object, the second says what is left
		m.after[c.ID] = c.After
	}
	for _, step := range s.Steps {
		m.steps[step.Object] = append(m.steps[step.Object], step)
	}
	for _, step := range s.Steps {
		m.calls[m.key(step.Action, step.Params, step.Object)]++
	}
	for _, o := range s.Objects {
		arn := spec.EntityARN{Partition: s.Partition, Account: s.Account, Path: o.Before["path"].Text, ID: o.ID}
		m.gone[o.UniqueID] = arn.String()
		m.comes[o.ID] = o.After != nil && (o.Before == nil || o.Replaced)
	}
	delete(m.gone, "")
	return m
}

// saved reports whether a call is one of those that were saved, and takes it from them.
func (m matcher) saved(step Step) bool {
	key := m.key(step.Action, step.Params, step.Change)
	m.calls[key]--
	return m.calls[key] >= 0
}

// key is equal for calls that do the same. A role of a circle begins with the part of
// its trust policy that names none of those that are still to come: how much that is
// depends on how many there are already.
func (m matcher) key(action Action, params Params, object spec.ID) string {
	if action == CreateRole && m.inCircle(object) {
		params = params.with("AssumeRolePolicyDocument", "")
	}
	return callKey(action, params)
}

// inCircle reports whether a role was to be created with a part of its trust policy.
func (m matcher) inCircle(role spec.ID) bool {
	return m.does(role, CreateRole) && m.does(role, UpdateAssumeRolePolicy)
}

// does reports whether the saved plan has a call of this action for an object.
func (m matcher) does(object spec.ID, action Action) bool {
	return slices.ContainsFunc(m.steps[object], func(s SavedStep) bool { return s.Action == action })
}

// otherwise says what an object would be after the new plan that it is not to be after
// the saved one: the files have been changed.
func (m matcher) otherwise(o SavedObject) string {
	will := m.named(fieldsOf(m.objects[o.ID].Before))
	if after, changes := m.after[o.ID]; changes {
		will = fieldsOf(after)
	}
	will = o.asPlanned(will)
	switch name := o.After.differs(will); {
	case will == nil && o.After != nil:
		return "would not be there, and would be by the saved plan"
	case will != nil && o.After == nil:
		return "would be there, and would not be by the saved plan"
	case name == "":
		return ""
	case isDocumentName(name):
		return fmt.Sprintf("would have another %s than by the saved plan", name)
	default:
		return fmt.Sprintf("would have %s, and by the saved plan %s", say(name, will), say(name, o.After))
	}
}

// asPlanned leaves out what AWS finds out by itself: the thumbprints of a provider that
// is created without any (API Reference, CreateOpenIDConnectProvider).
func (o SavedObject) asPlanned(f Fields) Fields {
	found := func(name string, _ Value) bool { return strings.HasPrefix(name, "thumbprints.") }
	for name, v := range o.After {
		if found(name, v) {
			return f
		}
	}
	if o.Before == nil && o.After != nil {
		maps.DeleteFunc(f, found)
	}
	return f
}

// named gives a trust policy the ARNs of those who were deleted: IAM shows their unique
// IDs in their place.
func (m matcher) named(f Fields) Fields {
	trust, is := f["trust"]
	if !is {
		return f
	}
	trust.Document = trust.Document.MapPrincipals(func(text string) string { return cmp.Or(m.gone[text], text) })
	f["trust"] = trust
	return f
}
