package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const trusting = `{"Version":"2012-10-17","Statement":[
	{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:role/b","AIDAEXAMPLE"],"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"},
	{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:role/b"},"Action":"sts:TagSession"},
	{"Effect":"Deny","Principal":"*","Action":"sts:SetSourceIdentity"}]}`

func TestPrincipalsAreThoseOfAWS(t *testing.T) {
	want := []string{"*", "AIDAEXAMPLE", "arn:aws:iam::111122223333:role/b"}
	if diff := cmp.Diff(want, MustParse(trusting).Principals()); diff != "" {
		t.Error(diff)
	}
}

func TestPrincipalsAreMappedWhereverTheyStand(t *testing.T) {
	before := MustParse(trusting)
	after := before.MapPrincipals(func(p string) string { return strings.ReplaceAll(p, "role/b", "role/c") })
	if want := MustParse(strings.ReplaceAll(trusting, "role/b", "role/c")); !after.Equal(want) {
		t.Errorf("got %s", after)
	}
	if same := before.MapPrincipals(func(p string) string { return p }); same != before {
		t.Error("a document of which nothing was mapped is another one")
	}
}

func TestStatementsAreLeftOut(t *testing.T) {
	d := MustParse(trusting)
	denials := d.WithoutStatements(func(s Statement) bool { return s.Effect.Text == Allow })
	if n := len(denials.Model().Statements); n != 2 || denials.Allows() {
		t.Errorf("%d statements are left: %s", n, denials)
	}
	if none := d.WithoutStatements(func(Statement) bool { return true }); !none.IsZero() {
		t.Errorf("something is left: %s", none)
	}
	one := MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*"}}`)
	if left := one.WithoutStatements(func(Statement) bool { return false }); !left.Equal(one) {
		t.Errorf("got %s", left)
	}
}
