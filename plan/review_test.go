package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

var (
	someDocument  = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`)
	otherDocument = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}`)
)

// A plan names the documents that it writes: new ones and changed ones, and neither
// those that stay nor those that go.
func TestDocuments(t *testing.T) {
	managed := func(name string, d policy.Document, tags map[string]string) spec.Policy {
		return spec.Policy{Name: name, Path: "/", ARN: statetest.Account.PolicyARN("/", name), Document: d, Tags: tags}
	}
	alice := spec.User{Name: "alice", Path: "/"}
	live, desired := spec.NewState(statetest.Account), spec.NewState(statetest.Account)
	live.Add(alice, managed("same", someDocument, nil), managed("tagged", someDocument, nil), managed("changed", someDocument, nil),
		spec.Inline{Principal: alice.ID(), Name: "gone", Document: someDocument})
	desired.Add(alice, managed("same", someDocument, nil), managed("tagged", someDocument, map[string]string{"a": "b"}), managed("changed", otherDocument, nil),
		managed("new", someDocument, nil), spec.Inline{Principal: alice.ID(), Name: "new", Document: someDocument})
	want := []spec.ID{spec.PolicyID("changed"), spec.PolicyID("new"), spec.InlineID(alice.ID(), "new")}
	if diff := cmp.Diff(want, build(t, live, desired, nil).Documents()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is found joins what the plan says already, in order; an error refuses it.
func TestReviewed(t *testing.T) {
	p := plan.Plan{Findings: []plan.Finding{{Code: "containment", Severity: plan.Warning}}}
	at := spec.Position{File: "roles.yaml", Line: 3, Col: 5}
	got := p.Reviewed([]spec.Finding{
		{Code: "trust-everybody", Severity: "error", Message: "open", Hint: "name them", At: at},
		{Code: "unknown-action", Severity: "warning", Message: "no action", At: at},
		{Code: "admin-wildcard", Severity: "warning", Message: "everything", At: at},
	})
	want := plan.Plan{
		Findings: []plan.Finding{
			{Code: "admin-wildcard", Severity: plan.Warning, Message: "everything", At: at},
			{Code: "containment", Severity: plan.Warning},
			{Code: "unknown-action", Severity: plan.Warning, Message: "no action", At: at},
		},
		Refused: []plan.Finding{{Code: "trust-everybody", Severity: plan.Err, Message: "open",
			Hint: "name them; where it is meant, silence trust-everybody with the reason", At: at}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(p.Findings) != 1 {
		t.Error("the plan itself was changed")
	}
}
