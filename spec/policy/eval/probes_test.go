package eval

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"iamsync/spec/policy/internal/glob"
)

// Whatever an exhaustive look at the small world finds that one holder may do and
// another may not, some probe finds, too.
func TestProbesFindWhatExceeds(t *testing.T) {
	exceeding := 0
	rapid.Check(t, func(t *rapid.T) {
		h, other := anyHolder(t, "holder"), anyHolder(t, "other")
		other.Principal = h.Principal
		r, more := h.Exceeds(slices.DeleteFunc(slices.Clone(someRequests), func(r Request) bool { return !r.Context.Closed() }), other)
		if !more {
			return
		}
		exceeding++
		probes := Probes(h.Principal, append(slices.Concat(h.Identity, other.Identity), h.Boundary, other.Boundary)...)
		if _, found := h.Exceeds(probes, other); !found {
			t.Errorf("%+v is %s, and %s for the other: none of %d probes notices", r, h.Decide(r), other.Decide(r), len(probes))
		}
	})
	if exceeding == 0 {
		t.Error("nobody put it to the test")
	}
}

func TestProbesAreDecided(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := anyHolder(t, "holder")
		for _, r := range Probes(h.Principal, append(slices.Clone(h.Identity), h.Boundary)...) {
			if d := h.Decide(r); d == Conditional && len(r.Context.Values()["k:b"]) < 2 {
				t.Errorf("%+v is conditional", r)
			}
		}
	})
}

// An intermediate state with the new group and without the new Deny gives what
// neither the old nor the new state gives.
func TestExceedsSeesAWindow(t *testing.T) {
	c := NewCompiler()
	reader := c.Compile(doc(allow(`"s3:Get*"`, `"*"`, "")))
	admin := c.Compile(doc(allow(`"s3:*"`, `"*"`, "")))
	careful := c.Compile(doc(`{"Effect":"Deny","Action":"s3:Delete*","Resource":"arn:aws:s3:::logs/*"}`))
	state := func(held ...*Policy) Holder { return Holder{Principal: user("alice"), Identity: held} }
	before, after := state(reader), state(admin, careful)
	probes := Probes(before.Principal, reader, admin, careful)
	window, found := state(reader, admin).Exceeds(probes, before, after)
	if !found || !glob.Match("s3:delete*", window.Action) || !glob.Match("arn:aws:s3:::logs/*", window.Resource) {
		t.Errorf("the window is %+v (%v), want a deletion of logs", window, found)
	}
	if r, found := state(reader, careful).Exceeds(probes, before, after); found {
		t.Errorf("with the Deny first there is a window for %+v", r)
	}
}

func TestOverlap(t *testing.T) {
	tests := []struct {
		p, q string
		want bool
	}{
		{"s3:get*", "s3:*object", true},
		{"s3:get*", "s3:put*", false},
		{"a?c", "ab*", true},
		{"a?c", "abcd", false},
		{"*", "", true},
		{"*a", "b*", true},
		{"arn:aws:s3:::*/x", "arn:aws:s3:::b/?", true},
		{"b/" + literalStar, "b/?", true},
	}
	for _, test := range tests {
		text, found := overlap(test.p, test.q)
		if found != test.want {
			t.Errorf("overlap(%q, %q) is %q, %v", test.p, test.q, text, found)
		}
	}
}

// What two patterns have in common matches both, and what they lack neither has.
func TestOverlapIsOfBoth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := rapid.StringMatching(`[ab*?]{0,6}`).Draw(t, "p"), rapid.StringMatching(`[ab*?]{0,6}`).Draw(t, "q")
		text, found := overlap(p, q)
		if found && !(glob.Match(p, text) && glob.Match(q, text)) {
			t.Errorf("overlap(%q, %q) is %q", p, q, text)
		}
		if other := rapid.StringMatching(`[ab]{0,6}`).Draw(t, "text"); !found && glob.Match(p, other) && glob.Match(q, other) {
			t.Errorf("overlap(%q, %q) does not find %q", p, q, other)
		}
	})
}

// A state in between with the old right and the new one is within the two, although
// within neither; and so it is with a Deny of what it does not have.
func TestWithinAny(t *testing.T) {
	c := NewCompiler()
	read := c.Compile(doc(allow(`"s3:Get*"`, `"arn:aws:s3:::logs/*"`, "")))
	write := c.Compile(doc(allow(`"s3:Put*"`, `"arn:aws:s3:::logs/*"`, "")))
	notElsewhere := c.Compile(doc(`{"Effect":"Deny","Action":"*","NotResource":"arn:aws:s3:::logs/*"}`))
	notWriting := c.Compile(doc(`{"Effect":"Deny","Action":"s3:P*","Resource":"*"}`))
	all := c.Compile(doc(allow(`"*"`, `"*"`, "")))
	state := func(boundary *Policy, held ...*Policy) Holder {
		return Holder{Principal: user("alice"), Identity: held, Boundary: boundary}
	}
	for _, test := range []struct {
		name                   string
		between, before, after Holder
		want                   bool
	}{
		{"one right of each", state(nil, read, write), state(nil, read), state(nil, write), true},
		{"a right of neither", state(nil, read, write, all), state(nil, read), state(nil, write), false},
		{"a Deny to come that does not concern it", state(nil, read, write), state(nil, read), state(nil, write, notElsewhere), true},
		{"a Deny to come that does", state(nil, read, write), state(nil, read), state(nil, write, notWriting), false},
		{"a boundary to come that has it", state(nil, read, write), state(nil, read), state(all, write), true},
		{"a boundary to come that has not", state(nil, read, write), state(nil, read), state(read, write), false},
		{"a policy that is not known", state(nil, read, c.Unknown("x")), state(nil, read), state(nil, write), false},
		{"beside one that is not known", state(nil, read, write), state(nil, read), state(nil, write, c.Unknown("x")), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.between.WithinAny(test.before, test.after); got != test.want {
				t.Errorf("it is %v, want %v", got, test.want)
			}
		})
	}
}
