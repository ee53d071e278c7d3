package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"iamsync/spec"
)

// digest sums up the account, the steps, and the state before of every object
// that they touch. Two plans with one digest do the same to the same. The
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
	for _, c := range p.Changes {
		o := object{ID: c.ID, Before: c.Before, UniqueID: live.Facts[c.ID].UniqueID}
		for _, v := range live.Facts[c.ID].Versions {
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
