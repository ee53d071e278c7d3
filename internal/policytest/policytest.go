// Package policytest rewrites policy documents so that they mean the same, and
// changes them so that they do not. It knows nothing of package policy, which is
// tested with it: documents are texts, taken apart by encoding/json.
package policytest

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// document is a JSON object as encoding/json sees it.
type document = map[string]any

// parse takes a document apart; those that come here are known to be good.
func parse(text string) document {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var doc document
	if err := d.Decode(&doc); err != nil {
		panic("reading a document of a test: " + err.Error())
	}
	return doc
}

// statements returns the statements of a document, which may be one that is in no
// list.
func statements(doc document) []document {
	var list []document
	for _, s := range listOf(doc["Statement"]) {
		list = append(list, s.(document))
	}
	return list
}

// listOf returns a list, or a list of the one value.
func listOf(v any) []any {
	if l, is := v.([]any); is {
		return l
	}
	return []any{v}
}

// either returns which of an element and its opposite a statement has, such as
// Action and NotAction; "" where it has neither.
func either(s document, key string) string {
	for _, k := range []string{key, "Not" + key} {
		if _, found := s[k]; found {
			return k
		}
	}
	return ""
}

// keysOf returns the keys in order: what is drawn for each is the same whenever the
// test is run again.
func keysOf(d document) []string { return slices.Sorted(maps.Keys(d)) }

// write writes a document as JSON with its keys in any order, with white space
// and escapes wherever JSON allows them.
func write(r *rand.Rand, v any) string {
	var b strings.Builder
	writer{r, &b}.value(v)
	return b.String()
}

type writer struct {
	*rand.Rand
	b *strings.Builder
}

func (w writer) space() {
	for w.IntN(6) == 0 {
		w.b.WriteByte(" \n\t\r"[w.IntN(4)])
	}
}

func (w writer) value(v any) {
	w.space()
	switch v := v.(type) {
	case document:
		keys := keysOf(v)
		w.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
		w.between('{', '}', len(keys), func(i int) {
			w.space()
			w.text(keys[i])
			w.space()
			w.b.WriteByte(':')
			w.value(v[keys[i]])
		})
	case []any:
		w.between('[', ']', len(v), func(i int) { w.value(v[i]) })
	case string:
		w.text(v)
	default:
		data, err := json.Marshal(v)
		if err != nil {
			panic("writing a document of a test: " + err.Error())
		}
		w.b.Write(data)
	}
	w.space()
}

func (w writer) between(open, closed byte, n int, each func(i int)) {
	w.b.WriteByte(open)
	for i := range n {
		if i > 0 {
			w.b.WriteByte(',')
		}
		each(i)
	}
	w.space()
	w.b.WriteByte(closed)
}

// text writes a string, with an escape now and then that nothing asks for.
func (w writer) text(s string) {
	w.b.WriteByte('"')
	for _, c := range s {
		if w.IntN(40) == 0 || c < ' ' || c == '"' || c == '\\' {
			const hex = "0123456789abcdef"
			w.b.WriteString(`\u` + string([]byte{hex[c>>12&15], hex[c>>8&15], hex[c>>4&15], hex[c&15]}))
		} else {
			w.b.WriteRune(c)
		}
	}
	w.b.WriteByte('"')
}
