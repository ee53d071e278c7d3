package spec

import (
	"slices"
	"testing"

	"gopkg.in/yaml.v3"
)

// A kind that can be declared has a section, and every section is complete.
func TestSectionsAreComplete(t *testing.T) {
	for _, kind := range Kinds {
		has := slices.ContainsFunc(sections, func(s section) bool { return s.kind == kind })
		if has != (isEntity(kind) || Single(kind)) {
			t.Errorf("kind %s has a section: %v; it can be declared: %v", kind, has, isEntity(kind))
		}
		if isEntity(kind) && maxName[kind] == 0 {
			t.Errorf("kind %s has no limit to its names", kind)
		}
	}
	for _, s := range sections {
		if s.one != nil {
			continue
		}
		for _, key := range []string{"ensure", "ignore", "expires"} {
			if !slices.Contains(s.keys, key) || len(s.ignorable) == 0 {
				t.Errorf("the section %q has no %s", s.key, key)
			}
		}
		if s.key == "" || s.doc == "" || s.read == nil || s.documents == nil || lookup(settingsFields, s.key) != nil {
			t.Errorf("the section %q is not complete, or not the only one of that name", s.key)
		}
	}
}

func TestFieldsAreComplete(t *testing.T) {
	checkTable(t, settingsFields)
	checkTable(t, scopeFields)
	checkTable(t, guardFields)
	checkTable(t, entryFields)
	checkTable(t, policyEntryFields)
	checkTable(t, lifeFields[userDecl](KindUser, nil))
	checkTable(t, userFields)
	checkTable(t, groupFields)
	checkTable(t, policyFields)
	checkTable(t, oidcFields)
	checkTable(t, samlFields)
	checkTable(t, serverCertFields)
	checkTable(t, passwordFields)
}

func checkTable[T any](t *testing.T, table []field[T]) {
	t.Helper()
	for i, f := range table {
		if f.key == "" || f.doc == "" || f.read == nil || slices.Contains(keysOf(table[:i]), f.key) {
			t.Errorf("%T: field %d, %q, is not complete, or there twice", table, i, f.key)
		}
		if f.shape.is == "" || f.shape.example == "" || f.shape.empty == "" || f.shape.node == 0 {
			t.Errorf("%T: the shape of %q is not complete: %+v", table, f.key, f.shape)
		}
		for _, text := range []string{f.shape.example, f.shape.empty} {
			var n yaml.Node
			if err := yaml.Unmarshal([]byte(text), &n); err != nil || n.Content[0].Kind != f.shape.node {
				t.Errorf("%T: the example %s of %q is not of its shape: %v", table, text, f.key, err)
			}
		}
	}
}
