package eval

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"iamsync/internal/fakeiam/catalogue"
	"iamsync/internal/policytest"
	"iamsync/spec/policy"
)

// everything allows what a Deny may then take away.
var everything = doc(`{"Effect":"Allow","Action":"*","Resource":"*"}`)

// exceeding returns a request that who holds the one document may do and who holds the
// other may not, beside nothing or everything else.
func exceeding(more, less policy.Document, requests []Request) (Request, bool) {
	c := NewCompiler()
	for _, beside := range [][]*Policy{nil, {c.Compile(everything)}} {
		large := Holder{Principal: user("alice"), Identity: append(beside, c.Compile(more))}
		small := Holder{Principal: user("alice"), Identity: append(beside[:len(beside):len(beside)], c.Compile(less))}
		if r, found := large.Exceeds(requests, small); found {
			return r, true
		}
	}
	return Request{}, false
}

// verdict counts how often a difference says that access changes, and how often a
// request shows that it does.
type verdict struct{ said, shown int }

func (v *verdict) check(t interface{ Fatalf(string, ...any) }, says bool, before, after policy.Document, requests []Request) {
	r, found := exceeding(after, before, requests)
	if found && !says {
		t.Fatalf("%+v is new, and the difference does not say so, from\n%s\nto\n%s", r, before, after)
	}
	if says {
		v.said++
	}
	if found {
		v.shown++
	}
}

// What a difference says of access holds for every request, and it rarely warns of
// what no request shows.
func TestDifferencesAgree(t *testing.T) {
	var v verdict
	rapid.Check(t, func(t *rapid.T) {
		before, after := anyDocument(t, "before"), anyDocument(t, "after")
		switch rapid.IntRange(0, 3).Draw(t, "change") {
		case 0:
			after = wider(t, before)
		case 1:
			before = wider(t, after)
		}
		access := policy.Compare(before, after).Access
		v.check(t, access.Gives(), before, after, someRequests)
		v.check(t, access.Takes(), after, before, someRequests)
	})
	if v.shown*10 < v.said*7 {
		t.Errorf("of %d changes that differences tell, requests show %d", v.said, v.shown)
	}
	t.Logf("%+v", v)
}

// The same of policies that AWS manages, with up to two permissions changed.
func TestDifferencesOfManagedPoliciesAgree(t *testing.T) {
	var v verdict
	r := rand.New(rand.NewPCG(6, 12))
	c := NewCompiler()
	for _, p := range catalogue.All() {
		text := catalogue.Document(p.Path, p.Name)
		if len(text) > 1500 || r.IntN(4) > 0 {
			continue
		}
		changed, _ := policytest.Mutate(r, text)
		if r.IntN(2) == 0 {
			changed, _ = policytest.Mutate(r, changed)
		}
		before, after := policy.MustParse(text), policy.MustParse(changed)
		access := policy.Compare(before, after).Access
		probes := Probes(user("alice"), c.Compile(before), c.Compile(after))
		v.check(t, access.Gives(), before, after, probes)
		v.check(t, access.Takes(), after, before, probes)
	}
	if v.shown*10 < v.said*8 {
		t.Errorf("of %d changes that differences tell, requests show %d", v.said, v.shown)
	}
	t.Logf("%+v", v)
}
