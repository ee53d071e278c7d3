package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// oracle says whether two texts are the same policy, by comparing them part by
// part, without any canonical form and without this package's reader: slow, and
// written to be compared with the rules in canon.go by eye.
type oracle struct{}

func (oracle) same(a, b string) bool {
	return oracle{}.object(read(a), read(b), func(key string, x, y any) bool {
		if key == "Statement" {
			return everyOne(statementsIn(x), statementsIn(y), oracle{}.statement)
		}
		return oracle{}.plain(x, y)
	})
}

func read(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		panic(err)
	}
	return v
}

// statementsIn wraps a list that is not one of a statement alone, so that a list
// of nothing and nothing in a list stay apart.
func statementsIn(v any) []any { return elements(v) }

func elements(v any) []any {
	if l, is := v.([]any); is {
		return l
	}
	return []any{v}
}

func (o oracle) statement(a, b any) bool {
	return o.object(without(a, saysNothing), without(b, saysNothing), func(key string, x, y any) bool {
		switch key {
		case "Action", "NotAction":
			return o.words(x, y, foldedText)
		case "Principal", "NotPrincipal":
			return o.object(everybody(x), everybody(y), func(kind string, x, y any) bool {
				if kind == "AWS" {
					return o.words(x, y, accountText)
				}
				return o.plain(x, y)
			})
		case "Condition":
			return o.condition(x, y)
		}
		return o.plain(x, y)
	})
}

func foldedText(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}

func accountText(s string) string {
	f := strings.Split(s, ":")
	if len(f) == 6 && f[0] == "arn" && f[1] != "" && f[2] == "iam" && f[3] == "" && f[5] == "root" && len(f[4]) == 12 && strings.Trim(f[4], "0123456789") == "" {
		return f[4]
	}
	return s
}

// everybody gives the short form of everybody its long one.
func everybody(v any) any {
	if v == "*" {
		return map[string]any{"AWS": "*"}
	}
	return v
}

// saysNothing knows what a statement may as well leave out.
func saysNothing(key string, v any) bool {
	c, isObject := v.(map[string]any)
	return key == "Sid" && v == "" || key == "Condition" && isObject && len(without(c, noKeys).(map[string]any)) == 0
}

func noKeys(_ string, v any) bool {
	keys, isObject := v.(map[string]any)
	return isObject && len(keys) == 0
}

func without(v any, drop func(string, any) bool) any {
	m, isObject := v.(map[string]any)
	if !isObject {
		return v
	}
	out := map[string]any{}
	for k, e := range m {
		if !drop(k, e) {
			out[k] = e
		}
	}
	return out
}

func (o oracle) condition(a, b any) bool {
	return o.object(without(a, noKeys), without(b, noKeys), func(operator string, x, y any) bool {
		form := func(s string) string { return s }
		if strings.HasSuffix(strings.TrimSuffix(operator, "IfExists"), "EqualsIgnoreCase") {
			form = foldedText
		}
		xs, xIs := x.(map[string]any)
		ys, yIs := y.(map[string]any)
		if !xIs || !yIs {
			return o.plain(x, y)
		}
		return everyOne(pairs(xs), pairs(ys), func(p, q any) bool {
			a, b := p.(pair), q.(pair)
			return foldedText(a.key) == foldedText(b.key) && o.words(a.value, b.value, form)
		})
	})
}

type pair struct {
	key   string
	value any
}

func pairs(m map[string]any) []any {
	var out []any
	for k, v := range m {
		out = append(out, pair{k, v})
	}
	return out
}

// words compares two lists of texts as sets.
func (o oracle) words(a, b any, form func(string) string) bool {
	alike := func(x, y any) bool {
		s, sIs := text(x)
		t, tIs := text(y)
		if sIs && tIs {
			return form(s) == form(t)
		}
		return o.plain(x, y)
	}
	within := func(xs, ys []any) bool {
		return !slices.ContainsFunc(xs, func(x any) bool { return !slices.ContainsFunc(ys, func(y any) bool { return alike(x, y) }) })
	}
	xs, ys := elements(a), elements(b)
	return within(xs, ys) && within(ys, xs)
}

func text(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number, bool:
		return fmt.Sprint(v), true
	}
	return "", false
}

// plain compares what the grammar gives no meaning: objects by their members,
// lists without regard to order, and of scalars, to how often each is there.
func (o oracle) plain(a, b any) bool {
	s, sIs := text(a)
	t, tIs := text(b)
	if sIs && tIs {
		return s == t
	}
	_, aIs := a.(map[string]any)
	_, bIs := b.(map[string]any)
	if aIs && bIs {
		return o.object(a, b, func(_ string, x, y any) bool { return o.plain(x, y) })
	}
	xs, ys := distinct(elements(a)), distinct(elements(b))
	if len(xs) == 1 && len(ys) == 1 {
		_, inner := xs[0].([]any)
		_, other := ys[0].([]any)
		if !inner && !other && (aIs || bIs || sIs || tIs) && !isList(a) && !isList(b) {
			return false // two of different kinds
		}
	}
	return everyOne(xs, ys, o.plain)
}

func isList(v any) bool { _, is := v.([]any); return is }

// distinct drops repeats from a list of scalars.
func distinct(list []any) []any {
	var out []any
	seen := map[string]bool{}
	for _, v := range list {
		s, is := text(v)
		if !is {
			return list
		}
		if !seen[s] {
			out = append(out, v)
		}
		seen[s] = true
	}
	return out
}

// object compares two objects key by key.
func (o oracle) object(a, b any, same func(key string, x, y any) bool) bool {
	x, xIs := a.(map[string]any)
	y, yIs := b.(map[string]any)
	if !xIs || !yIs {
		return o.plain(a, b)
	}
	if len(x) != len(y) {
		return false
	}
	for k, v := range x {
		w, found := y[k]
		if !found || !same(k, v, w) {
			return false
		}
	}
	return true
}

// everyOne reports whether the two hold the same elements, each as often, in any
// order.
func everyOne(xs, ys []any, same func(x, y any) bool) bool {
	if len(xs) != len(ys) {
		return false
	}
	left := slices.Clone(ys)
	for _, x := range xs {
		i := slices.IndexFunc(left, func(y any) bool { return same(x, y) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}
