package eval

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"iamsync/spec/policy"
)

// more returns the holder with one statement more.
func (h Holder) more(t *rapid.T, effect string) Holder {
	h.Identity = append(h.Identity[:len(h.Identity):len(h.Identity)], NewCompiler().Compile(doc(anyStatementOf(t, effect))))
	return h
}

func TestAnAllowNeverTakesAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, r := anyHolder(t, "holder"), anyRequest(t)
		before, after := h.Decide(r), h.more(t, "Allow").Decide(r)
		if after.access() < before.access() || before == ExplicitlyDenied && after != before {
			t.Errorf("%+v was %s and is %s with an Allow more", r, before, after)
		}
	})
}

func TestADenyNeverGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, r := anyHolder(t, "holder"), anyRequest(t)
		before, after := h.Decide(r), h.more(t, "Deny").Decide(r)
		if after.access() > before.access() || before == ExplicitlyDenied && after != before {
			t.Errorf("%+v was %s and is %s with a Deny more", r, before, after)
		}
	})
}

func TestABoundaryNeverGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, r := anyHolder(t, "holder"), anyRequest(t)
		h.Boundary = nil
		before := h.Decide(r)
		h.Boundary = NewCompiler().Compile(anyDocument(t, "boundary"))
		if after := h.Decide(r); after.access() > before.access() {
			t.Errorf("%+v was %s and is %s in a boundary", r, before, after)
		}
	})
}

// Documents are a set, and so are the statements of one: neither their order nor
// which document a statement is in changes anything.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		statements := rapid.SliceOfN(rapid.Custom(anyStatement), 1, 6).Draw(t, "statements")
		shuffled := rapid.Permutation(statements).Draw(t, "shuffled")
		cut := rapid.IntRange(1, len(statements)).Draw(t, "cut")
		one := holder(user("alice"), doc(statements...))
		two := holder(user("alice"), doc(shuffled[:cut]...), doc(shuffled[cut:]...))
		if r := anyRequest(t); one.Decide(r) != two.Decide(r) {
			t.Errorf("%+v is %s, and in another order %s", r, one.Decide(r), two.Decide(r))
		}
	})
}

// Documents that are equal allow the same.
func TestEqualDocumentsAllowTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		statements := rapid.SliceOfN(rapid.Custom(anyStatement), 1, 3).Draw(t, "statements")
		a, b := doc(statements...), doc(rapid.Permutation(statements).Draw(t, "shuffled")...)
		if !a.Equal(b) {
			t.Fatal("the documents are not equal")
		}
		if r := anyRequest(t); holder(user("alice"), a).Decide(r) != holder(user("alice"), b).Decide(r) {
			t.Errorf("%+v is decided in two ways", r)
		}
	})
}

// What is certain of an open context is so in each context that it may turn out to
// be.
func TestOpenContextsAreCareful(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, r := anyHolder(t, "holder"), anyRequest(t)
		if !r.Context.Closed() {
			return
		}
		open := r
		open.Context = Open(nil)
		if key := rapid.SampledFrom([]string{"k:a", "k:b", "k:c"}).Draw(t, "known"); rapid.Bool().Draw(t, "some known") {
			open.Context = open.Context.With(key, r.Context.Values()[key]...)
		}
		if may, does := h.Decide(open), h.Decide(r); may != Conditional && may.access() != does.access() {
			t.Errorf("%+v is %s, and %s where less is known", r, does, may)
		}
	})
}

// A statement that covers another matches whatever that matches.
func TestCoversAgrees(t *testing.T) {
	covering := 0
	rapid.Check(t, func(t *rapid.T) {
		d := anyDocument(t, "document")
		all := NewCompiler().Compile(d)
		for i, large := range all.sources {
			for j, small := range all.sources {
				if i == j || !large.Covers(small) {
					continue
				}
				covering++
				for _, r := range someRequests {
					f := facts{action: lower(r.Action), resource: r.Resource, context: r.Context, who: user("alice")}
					if got, of := all.entries[i].matches(&f), all.entries[j].matches(&f); got < of {
						t.Fatalf("statement %d of %s covers %d, and matches %+v less", i, d, j, r)
					}
				}
			}
		}
	})
	if covering == 0 {
		t.Error("no pair of statements put it to the test")
	}
}

// Where a document narrows another, whoever holds the narrower one can do nothing
// more, whatever else he holds.
func TestNarrowsAgrees(t *testing.T) {
	narrowed := 0
	rapid.Check(t, func(t *rapid.T) {
		before, after := anyDocument(t, "before"), anyDocument(t, "after")
		if rapid.Bool().Draw(t, "widen") {
			before = wider(t, after)
		}
		if !before.Narrows(after) {
			return
		}
		narrowed++
		c, h := NewCompiler(), anyHolder(t, "holder")
		wide, narrow := h, h
		asBoundary := h.Boundary != nil && rapid.Bool().Draw(t, "as boundary")
		if asBoundary {
			wide.Boundary, narrow.Boundary = c.Compile(before), c.Compile(after)
		} else {
			wide.Identity, narrow.Identity = append(wide.Identity, c.Compile(before)), append(narrow.Identity, c.Compile(after))
		}
		for _, r := range someRequests {
			if narrow.Decide(r).access() > wide.Decide(r).access() {
				t.Fatalf("%+v is %s with %s, and %s with %s", r, wide.Decide(r), before, narrow.Decide(r), after)
			}
		}
	})
	if narrowed == 0 {
		t.Error("no pair of documents put it to the test")
	}
}

// wider returns a document with one Allow more.
func wider(t *rapid.T, d policy.Document) policy.Document {
	text := d.JSON()
	return policy.MustParse(text[:len(text)-2] + "," + anyStatementOf(t, "Allow") + "]}")
}

func TestWithinIsCertain(t *testing.T) {
	within := 0
	rapid.Check(t, func(t *rapid.T) {
		large := anyHolder(t, "large")
		small := large
		switch rapid.IntRange(0, 3).Draw(t, "change") {
		case 0:
			small.Identity = small.Identity[1:]
		case 1:
			small = small.more(t, "Deny")
		case 2:
			small.Boundary = NewCompiler().Compile(anyDocument(t, "boundary"))
		default:
			small = small.more(t, "Allow")
		}
		if !small.Within(large) {
			return
		}
		within++
		if r, more := small.Exceeds(someRequests, large); more {
			t.Errorf("%+v is %s, and %s for who is within", r, large.Decide(r), small.Decide(r))
		}
	})
	if within == 0 {
		t.Error("nobody put it to the test")
	}
}

// A state that has a part of each of two others is within them only where it can do
// nothing that neither can.
func TestWithinAnyIsCertain(t *testing.T) {
	within := 0
	rapid.Check(t, func(t *rapid.T) {
		before, after := anyHolder(t, "before"), anyHolder(t, "after")
		after.Principal = before.Principal
		between := Holder{Principal: before.Principal, Boundary: rapid.SampledFrom([]*Policy{before.Boundary, after.Boundary}).Draw(t, "boundary")}
		for _, p := range append(slices.Clone(before.Identity), after.Identity...) {
			if rapid.IntRange(0, 2).Draw(t, "held") > 0 {
				between.Identity = append(between.Identity, p)
			}
		}
		if between.Within(before) || between.Within(after) || !between.WithinAny(before, after) {
			return
		}
		within++
		if r, more := between.Exceeds(someRequests, before, after); more {
			t.Errorf("%+v is %s, and %s and %s for those who have it all", r, between.Decide(r), before.Decide(r), after.Decide(r))
		}
	})
	if within == 0 {
		t.Error("nobody put it to the test")
	}
}

// Statements that are apart never match the same request.
func TestApartIsCertain(t *testing.T) {
	apart := 0
	rapid.Check(t, func(t *rapid.T) {
		all := NewCompiler().Compile(anyDocument(t, "document")).entries
		for _, s := range all {
			for _, other := range all {
				if !s.isApart(other) {
					continue
				}
				apart++
				for _, r := range someRequests {
					f := facts{action: lower(r.Action), resource: r.Resource, context: r.Context, who: user("alice")}
					if s.matches(&f) != no && other.matches(&f) != no {
						t.Fatalf("both match %+v: %+v and %+v", r, s.source, other.source)
					}
				}
			}
		}
	})
	if apart == 0 {
		t.Error("no pair of statements put it to the test")
	}
}
