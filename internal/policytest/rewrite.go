package policytest

import (
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// Rewrite returns another text for the same policy: in another order, with
// scalars for lists of one and lists for scalars, with repeats, in another case
// where IAM reads any, with elements that say nothing.
func Rewrite(r *rand.Rand, text string) string {
	w := rewriter{r}
	doc := parse(text)
	list := listOf(doc["Statement"])
	for _, s := range list {
		w.statement(s.(document))
	}
	doc["Statement"] = w.one(w.shuffled(list))
	return write(r, doc)
}

type rewriter struct{ *rand.Rand }

func (w rewriter) sometimes() bool { return w.IntN(3) == 0 }

func (w rewriter) statement(s document) {
	if k := either(s, "Action"); k != "" {
		s[k] = w.words(s[k], w.anyCase)
	}
	if k := either(s, "Resource"); k != "" {
		s[k] = w.words(s[k], same)
	}
	if k := either(s, "Principal"); k != "" {
		s[k] = w.principal(s[k])
	}
	if c, found := s["Condition"]; found {
		s["Condition"] = w.condition(c.(document))
	} else if w.sometimes() {
		s["Condition"] = document{}
	}
	if _, found := s["Sid"]; !found && w.sometimes() {
		s["Sid"] = ""
	}
}

func same(s string) any { return s }

// words writes the members of a list in another order, some of them twice.
func (w rewriter) words(v any, form func(string) any) any {
	var out []any
	for _, e := range listOf(v) {
		for again := true; again; again = w.IntN(10) == 0 {
			out = append(out, form(e.(string)))
		}
	}
	return w.one(w.shuffled(out))
}

func (w rewriter) shuffled(list []any) []any {
	list = slices.Clone(list)
	w.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// one writes a list of one as its member, or leaves it.
func (w rewriter) one(list []any) any {
	if len(list) == 1 && w.sometimes() {
		return list[0]
	}
	return list
}

// anyCase writes the letters of ASCII in any case.
func (w rewriter) anyCase(s string) any {
	if !w.sometimes() {
		return s
	}
	return strings.Map(func(c rune) rune {
		switch {
		case w.IntN(2) == 0:
			return c
		case 'a' <= c && c <= 'z':
			return c - 'a' + 'A'
		case 'A' <= c && c <= 'Z':
			return c - 'A' + 'a'
		}
		return c
	}, s)
}

var (
	account = regexp.MustCompile(`^\d{12}$`)
	root    = regexp.MustCompile(`^arn:aws:iam::(\d{12}):root$`)
)

func (w rewriter) principal(v any) any {
	if v == "*" {
		if w.sometimes() {
			return document{"AWS": w.one([]any{"*"})}
		}
		return v
	}
	p := v.(document)
	for _, kind := range keysOf(p) {
		p[kind] = w.words(p[kind], func(s string) any {
			switch match := root.FindStringSubmatch(s); {
			case kind == "AWS" && match != nil && w.sometimes():
				return match[1]
			case kind == "AWS" && account.MatchString(s) && w.sometimes():
				return "arn:aws:iam::" + s + ":root"
			}
			return s
		})
	}
	if len(p) == 1 && p["AWS"] == "*" && w.sometimes() {
		return "*"
	}
	return p
}

func (w rewriter) condition(c document) document {
	out := document{}
	for _, operator := range keysOf(c) {
		keys, inner := c[operator].(document), document{}
		for _, key := range keysOf(keys) {
			var list []any
			for _, v := range listOf(keys[key]) {
				if text, is := v.(string); is && strings.Contains(operator, "IgnoreCase") {
					v = w.anyCase(text)
				}
				list = append(list, w.scalar(v))
			}
			inner[w.anyCase(key).(string)] = w.one(w.shuffled(list))
		}
		out[operator] = inner
	}
	if w.sometimes() {
		out["NumericLessThan"] = or(out["NumericLessThan"], document{}) // which asks for nothing
	}
	return out
}

func or(v, otherwise any) any {
	if v == nil {
		return otherwise
	}
	return v
}

var integer = regexp.MustCompile(`^(0|[1-9]\d{0,30})$`)

// scalar writes a value of a condition as a string, or as the number or boolean
// that the string holds.
func (w rewriter) scalar(v any) any {
	switch text, isString := v.(string); {
	case !isString && w.sometimes():
		data, _ := json.Marshal(v) // a number or boolean
		return string(data)
	case isString && (text == "true" || text == "false") && w.sometimes():
		return text == "true"
	case isString && integer.MatchString(text) && w.sometimes():
		return json.Number(text)
	}
	return v
}
