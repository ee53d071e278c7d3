package plan

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"iamsync/spec"
)

// A saved plan is what was reviewed, to be held against a plan that is made later: the
// calls, and the objects that they touch, each as it was before and as it will be after.
// Nothing is ever run from it.

// Saved is a plan in a form that can be kept in a file. There is no secret in it.
type Saved struct {
	Kind          string        `json:"kind"` // SavedKind
	FormatVersion string        `json:"format_version"`
	Account       string        `json:"account"`
	Partition     string        `json:"partition"`
	Digest        string        `json:"digest"`
	Steps         []SavedStep   `json:"steps"`
	Objects       []SavedObject `json:"objects"`
}

// SavedStep is a call.
type SavedStep struct {
	Action Action  `json:"action"`
	Params Params  `json:"params"`
	Object spec.ID `json:"object"` // whose change it serves
}

// SavedObject is an object that the calls touch or attach.
type SavedObject struct {
	ID     spec.ID `json:"id"`
	Before Fields  `json:"before"` // null where there is none
	After  Fields  `json:"after"`
	// Between is what the object is when some of its calls were made, as far as its
	// fields are then neither those of before nor those of after.
	Between []Fields `json:"between,omitempty"`
	// Replaced says that it goes before it comes.
	Replaced bool            `json:"replaced,omitempty"`
	UniqueID string          `json:"unique_id,omitempty"` // of what is there before
	Versions []ObjectVersion `json:"versions,omitempty"`  // of a policy, before
}

// The kind and the version of the format of saved plans.
const (
	SavedKind    = "iamsync saved plan"
	SavedVersion = "1"
)

// Record returns what is kept of a plan.
func Record(p Plan) Saved {
	s := Saved{
		Kind: SavedKind, FormatVersion: SavedVersion, Account: p.Account.ID, Partition: p.Account.Partition, Digest: p.Digest,
		Steps: each(p.Steps, func(s Step) SavedStep { return SavedStep{s.Action, s.Params, s.Change} }),
	}
	steps, changes := map[string]Step{}, map[spec.ID][]Change{}
	for _, step := range p.Steps {
		steps[step.ID] = step
	}
	for _, c := range p.Changes {
		changes[c.ID] = append(changes[c.ID], c)
	}
	s.Objects = each(p.Objects, func(o Object) SavedObject { return record(o, changes[o.ID], steps) })
	return s
}

// record notes an object, with its changes: one, none, or two where it is replaced.
func record(o Object, changes []Change, steps map[string]Step) SavedObject {
	saved := SavedObject{
		ID: o.ID, Before: fieldsOf(o.Before), After: fieldsOf(o.Before),
		Replaced: len(changes) > 1, UniqueID: o.UniqueID, Versions: o.Versions,
	}
	for _, c := range changes {
		saved.After = fieldsOf(c.After)
		for _, r := range between(c, steps) {
			saved.Between = append(saved.Between, fieldsOf(r))
		}
	}
	return saved
}

// between returns what is there after some of the calls of a change: a role whose trust
// policy is not yet the last one, an instance profile that holds no role.
func between(c Change, steps map[string]Step) []spec.Resource {
	var all []spec.Resource
	if c.Before == nil && len(c.Steps) > 1 {
		all = append(all, Made(c.After, steps[c.Steps[0]]))
	}
	for _, id := range c.Steps {
		if steps[id].Action == RemoveRoleFromInstanceProfile {
			all = append(all, Made(cmp.Or(c.After, c.Before), Step{}))
		}
	}
	return all
}

// IDs returns the objects of the plan: what to watch when it is made again.
func (s Saved) IDs() []spec.ID {
	return each(s.Objects, func(o SavedObject) spec.ID { return o.ID })
}

// WriteSaved writes a saved plan as JSON.
func WriteSaved(w io.Writer, s Saved) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(s)
}

// ReadSaved reads what WriteSaved wrote, and no other version of it: what it does not
// know it could not hold against anything.
func ReadSaved(data []byte) (Saved, error) {
	var head struct {
		Kind          string `json:"kind"`
		FormatVersion string `json:"format_version"`
	}
	if err := json.Unmarshal(data, &head); err != nil || head.Kind != SavedKind {
		return Saved{}, errors.New("it is no saved plan")
	}
	if head.FormatVersion != SavedVersion {
		return Saved{}, fmt.Errorf("its format has version %q, and this iamsync reads version %q only", head.FormatVersion, SavedVersion)
	}
	var s Saved
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Saved{}, fmt.Errorf("reading the saved plan: %w", err)
	}
	return s, nil
}

// Repeats reports whether a plan has a call that was made before.
func (p Plan) Repeats(made []Step) bool {
	calls := map[string]bool{}
	for _, step := range made {
		calls[callKey(step.Action, step.Params)] = true
	}
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return calls[callKey(s.Action, s.Params)] })
}

// callKey is equal for calls that are the same.
func callKey(action Action, params Params) string {
	text, err := json.Marshal(params)
	if err != nil {
		panic("writing the parameters of a call: " + err.Error())
	}
	return string(action) + string(text)
}
