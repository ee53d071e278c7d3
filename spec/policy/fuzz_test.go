package policy

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"
)

// FuzzCanonical holds the canonical form against its promise: it is the same for
// documents that mean the same, and for no others, and it is its own.
func FuzzCanonical(f *testing.F) {
	for _, pair := range [][2]string{
		{base, base},
		{`{"Statement":{"Action":["s3:Get*","S3:get*"]}}`, `{"Statement":[{"Action":"s3:get*"}]}`},
		{`{"Statement":{"Principal":"*"}}`, `{"Statement":{"Principal":{"AWS":["*"]}}}`},
		{`{"Statement":{"NotPrincipal":{"AWS":"111122223333"}}}`, `{"Statement":{"NotPrincipal":{"AWS":"arn:aws:iam::111122223333:root"}}}`},
		{`{"Statement":{"Condition":{"Bool":{"A":true}}}}`, `{"Statement":{"Condition":{"Bool":{"a":["true"]},"Null":{}}}}`},
		{`{"Statement":{"Condition":{"StringNotEqualsIgnoreCaseIfExists":{"a":["B","c"]}}}}`, `{"Statement":{"Condition":{"StringNotEqualsIgnoreCaseIfExists":{"a":["C","b"]}}}}`},
		{`{"Statement":[{"Sid":""},{}]}`, `{"Statement":[{},{"Condition":{}}]}`},
		{`{"Statement":[[],[1]]}`, `{"Statement":[["1"],[]]}`},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		a, err := ParseJSON([]byte(one))
		if err != nil {
			return
		}
		again, err := ParseJSON([]byte(a.Canonical()))
		if err != nil || again.Canonical() != a.Canonical() {
			t.Errorf("the canonical form %s\nhas the form      %s, %v", a.Canonical(), again.Canonical(), err)
		}
		b, err := ParseJSON([]byte(other))
		if err != nil {
			return
		}
		if got, want := a.Equal(b), (oracle{}).same(one, other); got != want {
			t.Errorf("Equal is %v of\n%s\n%s\ncanonical forms\n%s\n%s", got, one, other, a.Canonical(), b.Canonical())
		}
		if d := Compare(a, b); d.IsEmpty() != a.Equal(b) {
			t.Errorf("the difference is %+v of\n%s\n%s", d, one, other)
		}
	})
}

// Random documents of a small world are often equal, and often nearly so.
func TestEqualAgreesWithTheOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := randomDocument(t, "a"), randomDocument(t, "b")
		if got, want := a.Equal(b), (oracle{}).same(a.JSON(), b.JSON()); got != want {
			t.Errorf("Equal is %v of\n%s\n%s", got, a, b)
		}
	})
}

// FuzzCheck wants of every text, for every use, that it is read without panic, that
// each mistake has a place within it and can be printed on one line, and that there
// is a document or a mistake.
func FuzzCheck(f *testing.F) {
	for _, path := range []string{"refused", "accepted"} {
		paths, err := filepath.Glob("testdata/" + path + "/*.txtar")
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			a, err := txtar.ParseFile(path)
			if err != nil {
				f.Fatal(err)
			}
			for _, file := range a.Files {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := bytes.Split(text, []byte("\n"))
		for _, use := range uses {
			d, errs := ReadJSON(text, use, nil)
			if d.IsZero() != (len(errs) > 0) {
				t.Errorf("there is a document with mistakes, or none without: %v", errs)
			}
			for _, e := range errs {
				if e.Line < 1 || e.Line > len(lines) || e.Col < 1 || e.Col > len(lines[e.Line-1])+1 {
					t.Errorf("%d:%d is no place in the text: %s", e.Line, e.Col, e.Message)
				}
				if e.Message == "" || e.Message != printable(e.Message) || e.Hint != printable(e.Hint) {
					t.Errorf("%d:%d cannot be printed: %q, %q", e.Line, e.Col, e.Message, e.Hint)
				}
			}
		}
	})
}
