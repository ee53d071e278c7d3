package plan_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"iamsync/internal/fakeiam/catalogue"
	"iamsync/internal/policytest"
	"iamsync/internal/race"
	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// Every policy that AWS manages, written in other words: the plan is empty.
func TestRewrittenPoliciesAreNoChange(t *testing.T) {
	race.Skip(t, "nothing runs side by side")
	r := rand.New(rand.NewPCG(1, uint64(len(t.Name()))))
	for round := range 3 {
		live, desired := accounts(t, func(_ spec.ID, text string) string { return policytest.Rewrite(r, text) })
		for _, c := range compare(live, desired).Changes {
			before, after := c.Before.(spec.Policy).Document, c.After.(spec.Policy).Document
			t.Errorf("round %d: %s changes from\n%s\nto\n%s\ncanonical:\n%s\n%s", round, c.ID, before, after, before.Canonical(), after.Canonical())
		}
	}
}

// Every policy that AWS manages, with one permission changed and then written in
// other words: it is planned.
func TestChangedPoliciesAreChanges(t *testing.T) {
	race.Skip(t, "nothing runs side by side")
	r := rand.New(rand.NewPCG(2, uint64(len(t.Name()))))
	for round := range 3 {
		changed := map[spec.ID]string{}
		live, desired := accounts(t, func(id spec.ID, text string) string {
			text, what := policytest.Mutate(r, text)
			changed[id] = what
			return policytest.Rewrite(r, text)
		})
		for _, c := range compare(live, desired).Changes {
			delete(changed, c.ID)
		}
		for id, what := range changed {
			t.Errorf("round %d: %s: %s is not planned: from\n%s\nto\n%s", round, id, what,
				live.Resources[id].(spec.Policy).Document, desired.Resources[id].(spec.Policy).Document)
		}
	}
}

func compare(live, desired spec.State) plan.Plan {
	return plan.Build(plan.Input{Live: live, Desired: desired, Scope: everything, Guards: spec.Guards{MaxDeletes: spec.Limit{N: 10}}})
}

// accounts returns a live account with all policies of the catalogue as its own,
// and the desired one that a change of their texts makes of it, read as JSON and as YAML in turn.
func accounts(t *testing.T, change func(spec.ID, string) string) (live, desired spec.State) {
	t.Helper()
	live, desired = spec.NewState(statetest.Account), spec.NewState(statetest.Account)
	for i, p := range catalogue.All() {
		text := catalogue.Document(p.Path, p.Name)
		if len(text) > 100_000 { // nobody but AWS can have one so large, least of all in more words
			continue
		}
		own := spec.Policy{Name: fmt.Sprintf("p%d", i), Path: "/", ARN: statetest.Account.PolicyARN("/", fmt.Sprintf("p%d", i))}
		own.Document = policy.MustParse(text)
		live.Add(own)
		live.Facts[own.ID()] = spec.Facts{Versions: []spec.Version{{ID: "v1", Default: true, Document: own.Document}}}
		own.Document = read(t, i%2 == 0, change(own.ID(), text))
		desired.Add(own)
	}
	return live, desired
}

// read reads a document as people write it; it may have any size, as those of AWS
// have.
func read(t *testing.T, asJSON bool, text string) policy.Document {
	t.Helper()
	if asJSON {
		return policy.MustParse(text)
	}
	var node yaml.Node
	blank := strings.NewReplacer("\t", " ", "\r", " ", "\n", " ") // YAML does not take them everywhere
	if err := yaml.Unmarshal([]byte(blank.Replace(text)), &node); err != nil {
		t.Fatal(err)
	}
	doc, err := policy.FromYAML(&node, nil)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return doc
}
