package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"iamsync/spec"
)

// digest sums up the account, the steps, and the state before of every object
// that they touch or attach. Two plans with one digest do the same to the same. The
// caller, findings and counts do not matter for that.
func digest(p Plan, live spec.State) string {
	type version struct {
		ID      string
		Default bool
	}
	type object struct {
		ID       spec.ID
		Before   spec.Resource
		UniqueID string    `json:",omitempty"`
		Versions []version `json:",omitempty"`
	}
	type step struct {
		Action Action
		Params Params
	}
	sum := struct {
		Account spec.Account
		Steps   []step
		Objects []object
	}{Account: p.Account}
	for _, s := range p.Steps {
		sum.Steps = append(sum.Steps, step{s.Action, s.Params})
	}
	touched := map[spec.ID]bool{}
	for _, c := range p.Changes {
		touched[c.ID] = true
		for _, ref := range cmp.Or(c.After, c.Before).Refs() {
			touched[ref.ID] = true
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(touched), compareIDs) {
		o := object{ID: id, Before: live.Resources[id], UniqueID: live.Facts[id].UniqueID}
		for _, v := range live.Facts[id].Versions {
			o.Versions = append(o.Versions, version{v.ID, v.Default})
		}
		sum.Objects = append(sum.Objects, o)
	}
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(sum); err != nil {
		panic("summing up the plan: " + err.Error())
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
