package plan

import (
	"maps"
	"slices"
	"strings"

	"iamsync/spec/policy/eval"
	"iamsync/spec/policy/services"
)

// moment is a state in between under a guess, and the two ends under the same.
type moment struct {
	state   int
	between eval.Holder
	ends    []eval.Holder
}

// isSafe reports whether the statements alone show that nothing exceeds the ends. They
// can be compared where both are of one principal.
func (m moment) isSafe() bool {
	var same []eval.Holder
	for _, end := range m.ends {
		if end.Principal.Name == m.between.Principal.Name && maps.Equal(end.Principal.Tags, m.between.Principal.Tags) {
			same = append(same, end)
		}
	}
	return m.between.WithinAny(same...)
}

// window returns a request that is allowed in between and at neither end; done says
// whether all were asked.
func (m moment) window(budget *int) (request *eval.Request, done bool) {
	var policies []*eval.Policy
	principals := []eval.Principal{m.between.Principal}
	for _, h := range append([]eval.Holder{m.between}, m.ends...) {
		policies = append(append(policies, h.Identity...), h.Boundary)
		if !slices.ContainsFunc(principals, func(p eval.Principal) bool { return maps.Equal(p.Tags, h.Principal.Tags) && p.Name == h.Principal.Name }) {
			principals = append(principals, h.Principal)
		}
	}
	for _, who := range principals {
		for r := range eval.EachProbe(who, policies...) {
			if *budget--; *budget < 0 {
				return nil, false
			}
			if m.exceeds(r) {
				return &r, true
			}
		}
	}
	return nil, true
}

func (m moment) exceeds(r eval.Request) bool {
	_, more := m.between.Exceeds([]eval.Request{r}, m.ends...)
	return more
}

// describe says what a request is, if possible by an action that AWS has, and what of
// its circumstances matters.
func (m moment) describe(r eval.Request) string {
	for _, key := range slices.Sorted(maps.Keys(r.Context.Values())) {
		simpler := r
		if simpler.Context = r.Context.Without(key); m.exceeds(simpler) {
			r = simpler
		}
	}
	action, resource := r.Shown()
	text := m.spell(r, action) + " on " + resource
	for i, key := range slices.Sorted(maps.Keys(r.Context.Values())) {
		values := strings.Join(r.Context.Values()[key], ", ")
		switch {
		case key == unreadKey:
			text += ", if " + policyName(values) + " allows it, which is not read"
		case i == 0:
			text += " where " + key + " is " + values
		default:
			text += " and " + key + " is " + values
		}
	}
	return text
}

// spell returns an action that AWS has and that does as the request does, if there is
// one: a probe's own may be no more than the beginning of a name.
func (m moment) spell(r eval.Request, action string) string {
	prefix, name, _ := strings.Cut(action, ":")
	for _, pattern := range []string{name, name + "*"} {
		for known := range services.Match(prefix, pattern) {
			if r.Action = prefix + ":" + known.Name; m.exceeds(r) {
				return r.Action
			}
		}
	}
	return action
}
