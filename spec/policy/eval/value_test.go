package eval

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What AWS's pages have no example of.
func TestOperators(t *testing.T) {
	is := func(operator, value string) string { return `{"` + operator + `":{"k":` + value + `}}` }
	conditionally(t, []check{
		{"StringEquals has no wildcards", is("StringEquals", `"a*"`), keys("k", "ab"), noMatch},
		{"StringEquals knows case", is("StringEquals", `"A"`), keys("k", "a"), noMatch},
		{"StringEquals of a star", is("StringEquals", `"a*"`), keys("k", "a*"), match},
		{"StringEquals of a special character", is("StringEquals", `"a${*}"`), keys("k", "a*"), match},
		{"StringEqualsIgnoreCase", is("StringEqualsIgnoreCase", `"AB"`), keys("k", "aB"), match},
		{"StringNotEqualsIgnoreCase", is("StringNotEqualsIgnoreCase", `"AB"`), keys("k", "aB"), noMatch},
		{"StringLike knows case", is("StringLike", `"A*"`), keys("k", "ab"), noMatch},
		{"StringLike with a special character", is("StringLike", `"${*}b"`), keys("k", "ab"), noMatch},
		{"StringLike with a value that has a star", is("StringLike", `"${v}*"`), keys("k", "ab", "v", "*"), noMatch},
		{"NumericEquals of other digits", is("NumericEquals", `"10"`), keys("k", "10.0"), match},
		{"NumericEquals of no number", is("NumericEquals", `"10"`), keys("k", "ten"), noMatch},
		{"NumericNotEquals of no number", is("NumericNotEquals", `"10"`), keys("k", "ten"), match},
		{"NumericGreaterThan", is("NumericGreaterThan", `-1`), keys("k", "-0.5"), match},
		{"NumericGreaterThanEquals", is("NumericGreaterThanEquals", `2`), keys("k", "1.99"), noMatch},
		{"NumericLessThan", is("NumericLessThan", `2`), keys("k", "2"), noMatch},
		{"Numeric has no exponents", is("NumericEquals", `"100"`), keys("k", "1e2"), noMatch},
		{"DateEquals in another zone", is("DateEquals", `"2020-01-01T00:00:00Z"`), keys("k", "2020-01-01T02:00:00+02:00"), match},
		{"DateEquals in epoch time", is("DateEquals", `"1577836800"`), keys("k", "2020-01-01T00:00:00Z"), match},
		{"DateLessThan of a day", is("DateLessThan", `"2020-01-02"`), keys("k", "2020-01-01T23:59:59Z"), match},
		{"DateLessThanEquals with a fraction", is("DateLessThanEquals", `"2020-01-01T00:00:00.5Z"`), keys("k", "2020-01-01T00:00:00.6Z"), noMatch},
		{"DateGreaterThanEquals of a year", is("DateGreaterThanEquals", `"2020"`), keys("k", "2020-01-01T00:00:00Z"), match},
		{"DateNotEquals of no date", is("DateNotEquals", `"2020"`), keys("k", "soon"), match},
		{"Bool in another case", is("Bool", `"True"`), keys("k", "true"), match},
		{"Bool of several", is("Bool", `["true","false"]`), keys("k", "false"), match},
		{"IpAddress of no address", is("IpAddress", `"0.0.0.0/0"`), keys("k", "here"), noMatch},
		{"IpAddress of a mapped address", is("IpAddress", `"203.0.113.0/24"`), keys("k", "::ffff:203.0.113.9"), match},
		{"NotIpAddress", is("NotIpAddress", `["203.0.113.0/24","198.51.100.0/24"]`), keys("k", "198.51.100.1"), noMatch},
		{"NotIpAddress of the other kind", is("NotIpAddress", `"203.0.113.0/24"`), keys("k", "2001:db8::1"), match},
		{"ArnLike of any", is("ArnLike", `"*"`), keys("k", "arn:aws:s3:::b"), match},
		{"ArnLike of no ARN", is("ArnLike", `"arn:aws:s3:::b*"`), keys("k", "b"), noMatch},
		{"ArnNotEquals of no ARN", is("ArnNotEquals", `"arn:aws:s3:::b*"`), keys("k", "b"), match},
		{"ArnLike with a variable", is("ArnLike", `"arn:aws:s3:::${v}"`), keys("k", "arn:aws:s3:::b", "v", "b"), match},
		{"Null asks for either", is("Null", `["true","false"]`), keys(), match},
		{"Null of neither, not known", is("Null", `["true","false"]`), Open(nil), match},
		{"Null, not known", is("Null", `"true"`), Open(nil), Conditional},
		{"a key of several values, without a quantifier", is("StringEquals", `"a"`), keys("k", "a", "k", "b"), Conditional},
		{"ForAnyValue with IfExists, absent", is("ForAnyValue:StringEqualsIfExists", `"a"`), keys(), match},
		{"ForAnyValue negated, absent", is("ForAnyValue:StringNotEquals", `"a"`), keys(), noMatch},
		{"ForAnyValue negated", is("ForAnyValue:StringNotEquals", `"a"`), keys("k", "a", "k", "b"), match},
		{"ForAllValues of the empty string", is("ForAllValues:StringEquals", `"a"`), keys("k", ""), Conditional},
		{"an operator that IAM does not have", is("StringMatches", `"a"`), keys("k", "a"), Conditional},
		{"two operators, one not known", `{"StringEquals":{"k":"a"},"Bool":{"b":"true"}}`, Open(map[string][]string{"k": {"b"}}), noMatch},
		{"no values", is("StringEquals", `[]`), keys("k", "a"), noMatch},
	})
}

// What a principal tells of itself need not be in the context, which may tell
// otherwise.
func TestPrincipalsTellOfThemselves(t *testing.T) {
	tagged := Principal{Name: user("path/alice").Name, ID: "AIDA1", Tags: map[string]string{"Team": "red"}}
	asks := func(key, value string) string { return `{"StringEquals":{"` + key + `":"` + value + `"}}` }
	may := func(p Principal, condition string) Holder { return holder(p, doc(allow(`"a:*"`, `"*"`, condition))) }
	r, open := on("a:Do", "arn:x"), on("a:Do", "arn:x", Open(nil))
	ask(t, []question{
		{"a name, without the path", may(tagged, asks("aws:username", "alice")), r, Allowed},
		{"an ID", may(tagged, asks("aws:userid", "AIDA1")), r, Allowed},
		{"an ARN", may(tagged, asks("aws:PrincipalArn", tagged.Name)), r, Allowed},
		{"an account", may(tagged, asks("aws:PrincipalAccount", account)), r, Allowed},
		{"a type", may(tagged, asks("aws:PrincipalType", "User")), r, Allowed},
		{"a role's type", may(role("r"), asks("aws:PrincipalType", "AssumedRole")), r, Allowed},
		{"a tag, in any case", may(tagged, asks("aws:PrincipalTag/TEAM", "red")), open, Allowed},
		{"a tag that it does not have", may(tagged, asks("aws:PrincipalTag/other", "red")), open, ImplicitlyDenied},
		{"tags that nobody knows", may(user("bob"), asks("aws:PrincipalTag/other", "red")), open, Conditional},
		{"a role's session may have other tags", may(Principal{Name: role("r").Name, Tags: map[string]string{"Team": "red"}}, asks("aws:PrincipalTag/Team", "red")), open, Conditional},
		{"a service", may(Principal{Type: "Service", Name: "ec2.amazonaws.com"}, `{"Bool":{"aws:PrincipalIsAWSService":"true"}}`), r, Allowed},
		{"the context tells otherwise", may(tagged, asks("aws:username", "alice")), on("a:Do", "arn:x", with("aws:username", "bob")), ImplicitlyDenied},
	})
}

func TestExplain(t *testing.T) {
	h := holder(user("alice"), doc(`{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"}`, `{"Sid":"D","Effect":"Deny","Action":"s3:Put*","Resource":"*"}`)).
		within(doc(`{"Sid":"B","Effect":"Allow","Action":"s3:Get*","Resource":"*"}`))
	tests := []struct {
		action string
		want   Decision
		sids   []string
	}{
		{"s3:GetObject", Allowed, []string{"A", "B"}},
		{"s3:PutObject", ExplicitlyDenied, []string{"D"}},
		{"s3:ListBucket", ImplicitlyDenied, []string{"A"}},
		{"ec2:RunInstances", ImplicitlyDenied, nil},
	}
	for _, test := range tests {
		got := h.Explain(on(test.action, "arn:aws:s3:::b"))
		var sids []string
		for _, reason := range got.Reasons {
			sids = append(sids, reason.Statement.Sid.Text)
		}
		if diff := cmp.Diff(test.sids, sids); diff != "" || got.Decision != test.want {
			t.Errorf("%s is %s, want %s; its reasons (-want +got):\n%s", test.action, got.Decision, test.want, diff)
		}
	}
}

func TestStatementsAreInterned(t *testing.T) {
	c := NewCompiler()
	one := c.Compile(doc(`{"Sid":"A","Effect":"Allow","Action":["s3:Get*","S3:put*"],"Resource":"*"}`))
	two := c.Compile(doc(`{"Effect":"Deny","Action":"*","Resource":"*"}`, `{"Sid":"B","Effect":"Allow","Action":["s3:PUT*","s3:get*"],"Resource":["*"]}`))
	if one.entries[0] != two.entries[1] {
		t.Error("two statements that say the same are not one")
	}
	x := c.Unknown("x")
	if c.Compile(one.Document) != one || c.Unknown("x") != x || c.Unknown("y") == x {
		t.Error("a document is compiled twice")
	}
	if two.sources[1].Sid.Text != "B" {
		t.Errorf("the statement's own Sid is lost: %q", two.sources[1].Sid.Text)
	}
}
