package policytest

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// Mutate returns the text of a policy that differs from the one given in one
// permission, and says what it changed.
func Mutate(r *rand.Rand, text string) (changed, what string) {
	for {
		doc := parse(text)
		list := statements(doc)
		m := mutations[r.IntN(len(mutations))]
		if m.change(r, list[r.IntN(len(list))]) {
			return write(r, doc), m.what
		}
	}
}

// A mutation changes a statement, or says that there is nothing to change.
type mutation struct {
	what   string
	change func(*rand.Rand, document) bool
}

var mutations = []mutation{
	{"another effect", func(_ *rand.Rand, s document) bool {
		s["Effect"] = map[any]string{"Allow": "Deny", "Deny": "Allow"}[s["Effect"]]
		return true
	}},
	{"an action more", func(_ *rand.Rand, s document) bool { return add(s, "Action", "unheard:OfAction") }},
	{"an action less", func(r *rand.Rand, s document) bool { return remove(r, s, "Action", strings.EqualFold) }},
	{"another action", func(r *rand.Rand, s document) bool { return alter(r, s, "Action", strings.EqualFold) }},
	{"a resource more", func(_ *rand.Rand, s document) bool { return add(s, "Resource", "arn:aws:unheard:::of") }},
	{"a resource less", func(r *rand.Rand, s document) bool { return remove(r, s, "Resource", equal) }},
	{"another resource", func(r *rand.Rand, s document) bool { return alter(r, s, "Resource", equal) }},
	{"actions for all others", func(_ *rand.Rand, s document) bool { return negate(s, "Action") }},
	{"resources for all others", func(_ *rand.Rand, s document) bool { return negate(s, "Resource") }},
	{"a principal more", func(_ *rand.Rand, s document) bool {
		p, is := s[either(s, "Principal")].(document)
		return is && put(p, "Service", append(slices.Clone(listOf(or(p["Service"], []any{}))), "unheard.amazonaws.com"))
	}},
	{"principals for all others", func(_ *rand.Rand, s document) bool { return negate(s, "Principal") }},
	{"a principal of another kind", func(_ *rand.Rand, s document) bool {
		p, is := s[either(s, "Principal")].(document)
		if !is || p["AWS"] == nil || p["Federated"] != nil {
			return false
		}
		p["Federated"] = p["AWS"]
		delete(p, "AWS")
		return true
	}},
	{"a condition more", func(_ *rand.Rand, s document) bool {
		c, _ := s["Condition"].(document)
		if c == nil {
			c = document{}
			s["Condition"] = c
		}
		return c["BinaryEquals"] == nil && put(c, "BinaryEquals", document{"aws:unheard": "of"})
	}},
	{"no conditions", func(_ *rand.Rand, s document) bool {
		c, _ := s["Condition"].(document)
		delete(s, "Condition")
		return slices.ContainsFunc(keysOf(c), func(op string) bool { return len(c[op].(document)) > 0 })
	}},
	{"another value of a condition", func(r *rand.Rand, s document) bool {
		return eachKey(r, s, func(keys document, key string) bool {
			keys[key] = append(slices.Clone(listOf(keys[key])), "unheard of")
			return true
		})
	}},
	{"another key of a condition", func(r *rand.Rand, s document) bool {
		return eachKey(r, s, func(keys document, key string) bool {
			keys[key+"2"] = keys[key]
			delete(keys, key)
			return true
		})
	}},
	{"another operator", func(r *rand.Rand, s document) bool {
		c, _ := s["Condition"].(document)
		for _, op := range keysOf(c) {
			if keys := c[op].(document); len(keys) > 0 && c["ForAnyValue:"+op] == nil {
				c["ForAnyValue:"+op] = keys
				delete(c, op)
				return true
			}
		}
		return false
	}},
}

func equal(a, b string) bool { return a == b }

func put(d document, key string, v any) bool {
	d[key] = v
	return true
}

func add(s document, key, word string) bool {
	k := either(s, key)
	return k != "" && put(s, k, append(slices.Clone(listOf(s[k])), word))
}

// remove takes a word out of a list of several, with all that are the same.
func remove(r *rand.Rand, s document, key string, is func(a, b string) bool) bool {
	k := either(s, key)
	if k == "" {
		return false
	}
	list := listOf(s[k])
	gone := list[r.IntN(len(list))].(string)
	left := slices.DeleteFunc(slices.Clone(list), func(v any) bool { return is(v.(string), gone) })
	return len(left) > 0 && put(s, k, left)
}

// alter puts another word in the place of one and of all that are the same.
func alter(r *rand.Rand, s document, key string, is func(a, b string) bool) bool {
	k := either(s, key)
	if k == "" {
		return false
	}
	list := slices.Clone(listOf(s[k]))
	old := list[r.IntN(len(list))].(string)
	for i, v := range list {
		if is(v.(string), old) {
			list[i] = old + "x"
		}
	}
	return !slices.ContainsFunc(listOf(s[k]), func(v any) bool { return is(v.(string), old+"x") }) && put(s, k, list)
}

func negate(s document, key string) bool {
	k := either(s, key)
	if k == "" {
		return false
	}
	other := "Not" + key
	if k == other {
		other = key
	}
	s[other] = s[k]
	delete(s, k)
	return true
}

// eachKey changes one key of one operator.
func eachKey(r *rand.Rand, s document, change func(keys document, key string) bool) bool {
	c, _ := s["Condition"].(document)
	operators := keysOf(c)
	if len(operators) == 0 {
		return false
	}
	keys := c[operators[r.IntN(len(operators))]].(document)
	names := keysOf(keys)
	return len(names) > 0 && change(keys, names[r.IntN(len(names))])
}
