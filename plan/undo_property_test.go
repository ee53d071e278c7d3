package plan_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
)

// TestUndoIsTheWayBack applies a random plan, or a part of it in an order that Needs
// allows, and undoes it, perhaps in two goes: the account is then what it was before.
// Only who was deleted and came back has another unique ID.
func TestUndoIsTheWayBack(t *testing.T) {
	undone, lost := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		before, desired := statetest.Pair(t)
		statetest.Rename(t, before, desired)
		statetest.AddRoles(t, before, desired)
		statetest.Replace(t, before, desired)
		a := openAccount(t, before, desired)
		a.converge(t, before)

		p := a.plan(t, desired)
		u := rereadUndo(t, plan.RecordUndo(p, nil, func(spec.ID) bool { return false }))
		order := drawOrder(t, p)
		if rapid.Bool().Draw(t, "killed") {
			order = order[:rapid.IntRange(0, len(order)).Draw(t, "done")]
		}
		a.run(t, p, order)

		way := a.planUndo(t, u)
		if len(way.Refused) > 0 { // what the apply gave limits somebody now
			return
		}
		if some := drawOrder(t, way); rapid.Bool().Draw(t, "undo killed") {
			some = some[:rapid.IntRange(0, len(some)).Draw(t, "undone")]
			a.run(t, way, some)
			way = a.planUndo(t, u)
		}
		a.run(t, way, drawOrder(t, way))
		if left := a.planUndo(t, u); !left.Empty() {
			t.Fatalf("something is left to undo:\n%s\nof\n%s", describe(left), describe(p))
		}
		if old := a.plan(t, before); !old.Empty() {
			t.Fatalf("the account is not what it was:\n%s\nafter the undo\n%s\nof\n%s", describe(old), describe(way), describe(p))
		}
		undone++
		if slices.ContainsFunc(way.Findings, func(f plan.Finding) bool { return f.Code == "undo-lost" }) {
			lost++
		}
	})
	t.Logf("%d undone, %d of them with something that is lost", undone, lost)
}

// rereadUndo returns an undo as it comes out of its file.
func rereadUndo(t *rapid.T, u plan.Undo) plan.Undo {
	var file bytes.Buffer
	if err := plan.WriteUndo(&file, u); err != nil {
		t.Fatal(err)
	}
	u, err := plan.ReadUndo(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// planUndo plans as undo does, by a scope that owns everything.
func (a account) planUndo(t *rapid.T, u plan.Undo) plan.Plan {
	now := a.read(t)
	p := u.Build(plan.Input{Live: now.State, Quotas: now.Quotas, Scope: everything, Guards: spec.Guards{MaxDeletes: spec.Limit{N: 1000}}})
	for _, f := range p.Refused {
		if f.Code != "replace-gap" {
			t.Fatalf("refused: %s: %s", f.Code, f.Message)
		}
	}
	return p
}
