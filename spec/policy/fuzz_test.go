package policy

import (
	"testing"

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
