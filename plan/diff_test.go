package plan_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
)

// TestDiffAgreesWithSets compares the changes of random states with what plain
// sets say. Names are prefixes of each other and hold + . - @ , =, which has
// made differs lose changes.
func TestDiffAgreesWithSets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		live, desired := statetest.Pair(t)
		want := map[spec.ID]plan.Verb{}
		for id, r := range desired.Resources {
			if before, found := live.Resources[id]; !found {
				want[id] = appears(id)
			} else if !same(before, r) {
				want[id] = plan.Update
			}
		}
		for id := range live.Resources {
			if _, found := desired.Resources[id]; !found {
				want[id] = vanishes(id)
			}
		}
		p := plan.Build(plan.Input{Desired: desired, Live: live, Scope: everything, Guards: spec.Guards{MaxDeletes: spec.Limit{N: 1000}}})
		got := map[spec.ID]plan.Verb{}
		for _, c := range p.Changes {
			got[c.ID] = c.Verb
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("changes (-want +got):\n%s", diff)
		}
	})
}

func appears(id spec.ID) plan.Verb {
	if id.Kind == spec.KindMembership || id.Kind == spec.KindAttachment {
		return plan.Attach
	}
	return plan.Create
}

func vanishes(id spec.ID) plan.Verb {
	if id.Kind == spec.KindMembership || id.Kind == spec.KindAttachment {
		return plan.Detach
	}
	return plan.Delete
}

// same compares two resources field by field, by hand.
func same(a, b spec.Resource) bool {
	switch a := a.(type) {
	case spec.User:
		b := b.(spec.User)
		return a.Path == b.Path && a.Boundary == b.Boundary && maps.Equal(a.Tags, b.Tags)
	case spec.Group:
		return a.Path == b.(spec.Group).Path
	case spec.Policy:
		b := b.(spec.Policy)
		return a.Document.Equal(b.Document) && maps.Equal(a.Tags, b.Tags)
	case spec.OIDCProvider:
		b := b.(spec.OIDCProvider)
		return slices.Equal(a.ClientIDs, b.ClientIDs) && slices.Equal(a.Thumbprints, b.Thumbprints) && maps.Equal(a.Tags, b.Tags)
	case spec.SAMLProvider:
		b := b.(spec.SAMLProvider)
		return strings.TrimSpace(a.Metadata) == strings.TrimSpace(b.Metadata) && maps.Equal(a.Tags, b.Tags)
	case spec.Alias, spec.PasswordPolicy:
		return a == b
	case spec.Inline:
		return a.Document.Equal(b.(spec.Inline).Document)
	default:
		return true
	}
}

// TestFlatFields checks what the library says of two flat structs against two
// comparisons by hand.
func TestFlatFields(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "/", "/a/", "/a+b/", "/a.b/", "/.*/"})
	rapid.Check(t, func(t *rapid.T) {
		a := spec.User{Name: "x", Path: text.Draw(t, "path"), Boundary: text.Draw(t, "boundary"), Tags: map[string]string{"k": "1"}}
		b := spec.User{Name: "y", Path: text.Draw(t, "path"), Boundary: text.Draw(t, "boundary"), Tags: map[string]string{"k": "2"}}
		var want []plan.Field
		for _, f := range []struct{ name, before, after string }{{"path", a.Path, b.Path}, {"boundary", a.Boundary, b.Boundary}} {
			if f.before != f.after {
				want = append(want, plan.Field{Path: []string{f.name}, Before: orNil(f.before), After: orNil(f.after)})
			}
		}
		if diff := cmp.Diff(want, plan.FlatDiff(a, b)); diff != "" {
			t.Fatalf("fields (-want +got):\n%s", diff)
		}
	})
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// TestDigest shows what a plan's digest depends on.
func TestDigest(t *testing.T) {
	live, desired := "user bob tag:a=1\npolicy p actions=a:a", "user bob tag:a=2\npolicy p actions=a:b"
	base := build(t, state(t, live), state(t, desired), nil).Digest
	for _, test := range []struct {
		name          string
		live, desired string
		change        func(*plan.Input)
		same          bool
	}{
		{"the same again", live, desired, nil, true},
		{"another caller", live, desired, func(in *plan.Input) { in.Caller = "arn:aws:iam::111122223333:user/else" }, true},
		{"an object that is not touched", live + "\nuser z", desired + "\nuser z", nil, true},
		{"another step", live, "user bob tag:a=3\npolicy p actions=a:b", nil, false},
		{"another state before", "user bob tag:a=0\npolicy p actions=a:a", desired, nil, false},
		{"another document before", "user bob tag:a=1\npolicy p actions=a:z", desired, nil, false},
		{"another version as the default", live, desired, func(in *plan.Input) {
			in.Live.Facts[spec.PolicyID("p")] = spec.Facts{Versions: []spec.Version{{ID: "v2", Default: true, Document: allow("a:a")}}}
		}, false},
		{"another account", live, desired, func(in *plan.Input) { in.Live.Account.ID = "444455556666" }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := build(t, state(t, test.live), state(t, test.desired), test.change).Digest
			if (got == base) != test.same {
				t.Errorf("digest %s, base %s: same should be %v", got, base, test.same)
			}
		})
	}
}

// BenchmarkOrder orders 20,000 changes of one connected account: half of them
// revoke, half of them grant.
func BenchmarkOrder(b *testing.B) {
	live, desired := spec.NewState(statetest.Account), spec.NewState(statetest.Account)
	for i := range 5000 {
		u := spec.User{Name: fmt.Sprintf("user-%04d", i), Path: "/"}
		live.Add(u)
		desired.Add(u)
		for j := range 2 {
			live.Add(spec.Membership{User: u.Name, Group: fmt.Sprintf("group-%02d", (i+j)%50)})
			desired.Add(spec.Membership{User: u.Name, Group: fmt.Sprintf("group-%02d", (i+j+10)%50)})
		}
	}
	for i := range 50 {
		g := spec.Group{Name: fmt.Sprintf("group-%02d", i), Path: "/"}
		live.Add(g, spec.Inline{Principal: g.ID(), Name: "old", Document: allow("a:a")})
		desired.Add(g, spec.Inline{Principal: g.ID(), Name: "new", Document: allow("a:b")})
	}
	b.ReportAllocs()
	for b.Loop() {
		p := plan.Build(plan.Input{Live: live, Desired: desired, Scope: everything, Guards: spec.Guards{MaxDeletes: spec.Limit{N: 10}}})
		needs := 0
		for _, s := range p.Steps {
			needs += len(s.Needs)
		}
		b.ReportMetric(float64(len(p.Steps)), "steps")
		b.ReportMetric(float64(needs), "needs")
	}
}

// BenchmarkUnchanged compares 5,000 users, each with groups, a policy and tags,
// with the same again.
func BenchmarkUnchanged(b *testing.B) {
	s := spec.NewState(statetest.Account)
	for i := range 5000 {
		u := spec.User{Name: fmt.Sprintf("user-%04d", i), Path: "/", Tags: map[string]string{"team": "a", "cost": fmt.Sprint(i)}}
		s.Add(u, spec.Membership{User: u.Name, Group: fmt.Sprintf("group-%02d", i%50)}, spec.Inline{Principal: u.ID(), Name: "i", Document: allow("a:a")})
	}
	for i := range 50 {
		s.Add(spec.Group{Name: fmt.Sprintf("group-%02d", i), Path: "/"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if p := plan.Build(plan.Input{Live: s, Desired: s, Scope: everything}); !p.Empty() {
			b.Fatal("something differs from itself")
		}
	}
}
