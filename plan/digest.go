package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"iamsync/spec"
)

// digest sums up the account, the steps, and the state before of every object
// that they touch or attach. Two plans with one digest do the same to the same. The
// caller, findings and counts do not matter for that.
func digest(p Plan, touched []Object) string {
	type step struct {
		Action Action
		Params Params
	}
	sum := struct {
		Account spec.Account
		Steps   []step
		Objects []Object
	}{Account: p.Account, Objects: touched}
	for _, s := range p.Steps {
		sum.Steps = append(sum.Steps, step{s.Action, s.Params})
	}
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(sum); err != nil {
		panic("summing up the plan: " + err.Error())
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
