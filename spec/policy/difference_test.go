package policy

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"iamsync/internal/fakeiam/catalogue"
	"iamsync/internal/policytest"
)

// patched applies a difference to a text, with nothing but what it shows. It knows
// the statements of the text as encoding/json sees them.
func patched(text string, d Difference) Document {
	doc := read(text).(map[string]any)
	for _, f := range d.Fields {
		delete(doc, f.Key)
		if f.After != nil {
			doc[f.Key] = *f.After
		}
	}
	kept := map[int]any{}
	for i, s := range elements(doc["Statement"]) {
		kept[i+1] = s
	}
	var changed []any
	for _, s := range d.Statements {
		parts := partsIn(kept[s.Before.Number])
		delete(kept, s.Before.Number)
		parts = append(beyond(parts, s.Removed), s.Added...)
		if s.After.Number > 0 {
			changed = append(changed, statementIn(parts))
		} else if len(beyond(parts, nil)) > 0 {
			panic("a statement that is gone leaves something")
		}
	}
	doc["Statement"] = append(slices.Collect(maps.Values(kept)), changed...)
	out, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return MustParse(string(out))
}

// partsIn takes a statement apart.
func partsIn(statement any) []Part {
	s, _ := statement.(map[string]any)
	var parts []Part
	each := func(p Part, values any) {
		for _, v := range elements(values) {
			if p.Value, _ = text(v); p != (Part{Element: ElementSid}) {
				parts = append(parts, p)
			}
		}
	}
	for key, v := range s {
		object, isObject := v.(map[string]any)
		switch {
		case key == ElementCondition:
			for operator, keys := range object {
				for key, values := range keys.(map[string]any) {
					each(Part{Element: ElementCondition, Operator: operator, Key: key}, values)
				}
			}
		case isObject:
			for kind, values := range object {
				each(Part{Element: key, Type: kind}, values)
			}
		case key == "Principal" || key == "NotPrincipal":
			each(Part{Element: key, Type: "AWS"}, v)
		default:
			each(Part{Element: key}, v)
		}
	}
	return parts
}

// statementIn puts a statement together.
func statementIn(parts []Part) any {
	if len(parts) == 1 && parts[0].Element == ElementStatement {
		return read(parts[0].Value)
	}
	s := map[string]any{}
	in := func(object map[string]any, key string) map[string]any {
		if object[key] == nil {
			object[key] = map[string]any{}
		}
		return object[key].(map[string]any)
	}
	for _, p := range parts {
		where, key := s, p.Element
		switch {
		case p.Type != "":
			where, key = in(s, key), p.Type
		case p.Operator != "":
			where, key = in(in(s, key), p.Operator), lower(p.Key)
		case key == ElementSid || key == ElementEffect:
			s[key] = p.Value
			continue
		}
		values, _ := where[key].([]any)
		where[key] = append(values, p.Value)
	}
	return s
}

func checkDifference(t interface{ Errorf(string, ...any) }, before, after Document) {
	d := Compare(before, after)
	if d.IsEmpty() != before.Equal(after) {
		t.Errorf("the difference is %+v of\n%s\n%s", d, before, after)
	}
	if got := patched(before.JSON(), d); !got.Equal(after) {
		t.Errorf("with what is shown,\n%s\nbecomes\n%s\nnot\n%s", before, got, after)
	}
	for _, s := range d.Statements {
		if len(s.Added)+len(s.Removed) == 0 && !s.Before.hasVariables() {
			t.Errorf("statement %d differs in nothing, of\n%s\n%s", s.After.Number, before, after)
		}
	}
	if back := Compare(after, before); back.Access.Gives() != d.Access.Takes() || back.Access.Takes() != d.Access.Gives() {
		t.Errorf("access %s, and on the way back %s, of\n%s\n%s", d.Access, back.Access, before, after)
	}
	if d.Access.Gives() == before.Narrows(after) {
		t.Errorf("access %s, and Narrows is %v, of\n%s\n%s", d.Access, before.Narrows(after), before, after)
	}
}

// Whatever differs between two documents is shown: what is shown makes one of the
// other.
func TestDifferencesAreComplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkDifference(t, randomDocument(t, "before"), randomDocument(t, "after"))
	})
}

// The same of the policies that AWS manages, with some permissions changed and
// everything written in other words.
func TestDifferencesOfManagedPoliciesAreComplete(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 14))
	for _, p := range catalogue.All() {
		before := catalogue.Document(p.Path, p.Name)
		if len(before) > 20_000 || r.IntN(3) > 0 {
			continue
		}
		after := before
		for range r.IntN(4) {
			after, _ = policytest.Mutate(r, after)
		}
		checkDifference(t, MustParse(before), MustParse(policytest.Rewrite(r, after)))
	}
}

// What is not of the grammar, which no document that IAM took is, hides nothing.
func TestDifferencesOfStrangeDocuments(t *testing.T) {
	documents := []string{
		base, `{}`, `{"Statement":[]}`, `{"Statement":{}}`, `{"Statement":[{},{}]}`, `{"Statement":{"Sid":"A"}}`,
		`{"Statement":{"Effect":"Allow","Action":[]}}`, `{"Statement":{"Effect":"Allow"}}`, `{"Statement":{"Effect":["Allow","Deny"]}}`,
		`{"Statement":{"Effect":"Allow","Action":"a","NotAction":"b"}}`, `{"Statement":{"Effect":"Allow","NotAction":"b","Action":"a","Only":1}}`,
		`{"Statement":{"Effect":"Allow","Principal":"b"}}`, `{"Statement":{"Effect":"Allow","Principal":{"AWS":"b"}}}`, `{"Statement":{"Effect":"Allow","Principal":{}}}`,
		`{"Statement":{"Effect":"Allow","Condition":{"Bool":{"a":"x","A":"y"}}}}`, `{"Statement":{"Effect":"Allow","Condition":{"Bool":{"a":["x","y"]}}}}`,
		`{"Statement":{"Effect":"Allow","Condition":{"Bool":{"a":[]}}}}`, `{"Statement":{"Effect":"Allow","Condition":"x"}}`,
		`{"Statement":"x"}`, `{"Statement":["x",{"Effect":"allow","Action":"a"}]}`, `{"Version":["2012-10-17"]}`, `{"Version":"2012-10-17","Also":{"a":1}}`,
	}
	for i, one := range documents {
		for j, other := range documents {
			d := Compare(MustParse(one), MustParse(other))
			if d.IsEmpty() != (i == j) {
				t.Errorf("the difference is %+v of\n%s\n%s", d, one, other)
			}
			if again := Compare(MustParse(one), MustParse(other)); d.Access != again.Access {
				t.Errorf("access is %s and %s of\n%s\n%s", d.Access, again.Access, one, other)
			}
		}
	}
}
