package policy

import "testing"

// Every key of a document and of a statement is explained, and has its values.
func TestSchemaKnowsEveryKey(t *testing.T) {
	for _, use := range []Use{Managed, Embedded} {
		document, statement := Schema(use, "statement")
		for _, key := range documentKeys {
			if n := document.Properties.Get(key); n == nil || n.Description == "" {
				t.Errorf("the key %s of a document is not explained", key)
			}
		}
		for _, key := range keysOfStatements(use) {
			if n := statement.Properties.Get(key); n == nil || n.Description == "" || n.Type == nil {
				t.Errorf("the key %s of a statement is not explained", key)
			}
		}
	}
}

// A key and its opposite are demanded only where a statement can have them.
func TestSchemaDemandsOneOfTwo(t *testing.T) {
	_, statement := Schema(Managed, "statement")
	tests := []struct {
		key  string
		want int
	}{{"Principal", 0}, {"Action", 2}, {"Effect", 1}}
	for _, test := range tests {
		if got := oneOfTwo(statement.Properties, test.key); len(got) != test.want {
			t.Errorf("%s: %d demands, want %d", test.key, len(got), test.want)
		}
	}
}
