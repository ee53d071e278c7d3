package eval

import (
	"testing"

	"iamsync/spec/policy"
)

// allow returns an Allow of one action and resource with a condition.
func allow(action, resource, condition string) string {
	s := `{"Effect":"Allow","Action":` + action + `,"Resource":` + resource
	if condition != "" {
		s += `,"Condition":` + condition
	}
	return s + "}"
}

func TestStatements(t *testing.T) {
	alice := user("alice")
	h := func(statements ...string) Holder { return holder(alice, doc(statements...)) }
	old := func(statement string) Holder {
		return holder(alice, policy.MustParse(`{"Version":"2008-10-17","Statement":[`+statement+`]}`))
	}
	bucket := "arn:aws:s3:::b"
	ask(t, []question{
		{"nothing held", holder(alice), on("s3:GetObject", bucket), ImplicitlyDenied},
		{"an action in another case", h(allow(`"S3:getobject"`, `"*"`, "")), on("s3:GetObject", bucket), Allowed},
		{"an action of a pattern", h(allow(`"s3:Get*"`, `"*"`, "")), on("s3:GetObject", bucket), Allowed},
		{"a pattern of services", h(allow(`"s?:*"`, `"*"`, "")), on("s3:GetObject", bucket), Allowed},
		{"an action of a list", h(allow(`["iam:*","s3:GetObject"]`, `"*"`, "")), on("s3:GetObject", bucket), Allowed},
		{"another action", h(allow(`"s3:Put*"`, `"*"`, "")), on("s3:GetObject", bucket), ImplicitlyDenied},
		{"a resource in another case", h(allow(`"s3:*"`, `"arn:aws:s3:::B"`, "")), on("s3:GetObject", bucket), ImplicitlyDenied},
		{"a resource of a pattern", h(allow(`"s3:*"`, `"arn:aws:s3:::?"`, "")), on("s3:GetObject", bucket), Allowed},
		{"no resource, and a statement on some", h(allow(`"s3:*"`, `"arn:aws:s3:::*"`, "")), on("s3:ListAllMyBuckets", ""), ImplicitlyDenied},
		{"no resource, and a statement on all", h(allow(`"s3:*"`, `"*"`, "")), on("s3:ListAllMyBuckets", ""), Allowed},
		{"a Deny beside an Allow", h(allow(`"s3:*"`, `"*"`, ""), `{"Effect":"Deny","Action":"s3:Get*","Resource":"*"}`), on("s3:GetObject", bucket), ExplicitlyDenied},
		{"a variable of the user's name", h(allow(`"s3:*"`, `"arn:aws:s3:::home/${aws:username}/*"`, "")), on("s3:GetObject", "arn:aws:s3:::home/alice/x"), Allowed},
		{"a variable for another user", h(allow(`"s3:*"`, `"arn:aws:s3:::home/${aws:username}/*"`, "")), on("s3:GetObject", "arn:aws:s3:::home/bob/x"), ImplicitlyDenied},
		{"a variable that the principal does not have", holder(role("r"), doc(allow(`"s3:*"`, `"arn:aws:s3:::home/${aws:username}/*"`, ""))), on("s3:GetObject", "arn:aws:s3:::home/r/x"), ImplicitlyDenied},
		{"a variable with a default", holder(role("r"), doc(allow(`"s3:*"`, `"arn:aws:s3:::home/${aws:username, 'nobody'}/*"`, ""))), on("s3:GetObject", "arn:aws:s3:::home/nobody/x"), Allowed},
		{"a variable in the old version", old(allow(`"s3:*"`, `"arn:aws:s3:::home/${aws:username}/*"`, "")), on("s3:GetObject", "arn:aws:s3:::home/alice/x"), ImplicitlyDenied},
		{"a variable in the old version, taken by its letters", old(allow(`"s3:*"`, `"arn:aws:s3:::home/${aws:username}/*"`, "")), on("s3:GetObject", "arn:aws:s3:::home/${aws:username}/x"), Allowed},
		{"a star that is no wildcard", h(allow(`"s3:*"`, `"arn:aws:s3:::b/${*}"`, "")), on("s3:GetObject", "arn:aws:s3:::b/x"), ImplicitlyDenied},
		{"a star for itself", h(allow(`"s3:*"`, `"arn:aws:s3:::b/${*}?"`, "")), on("s3:GetObject", "arn:aws:s3:::b/*x"), Allowed},
		{"a dollar", h(allow(`"s3:*"`, `"arn:aws:s3:::b/${$}{x}"`, "")), on("s3:GetObject", "arn:aws:s3:::b/${x}"), Allowed},
		{"a value with a star does not become a wildcard", h(allow(`"s3:*"`, `"arn:aws:s3:::b/${s3:prefix}"`, "")), on("s3:GetObject", "arn:aws:s3:::b/x", with("s3:prefix", "*")), ImplicitlyDenied},
		{"a key of several values is no variable", h(allow(`"s3:*"`, `"arn:aws:s3:::b/${aws:TagKeys}"`, "")), on("s3:GetObject", "arn:aws:s3:::b/x", with("aws:TagKeys", "x", "y")), ImplicitlyDenied},
		{"a variable that is not known", h(allow(`"s3:*"`, `"arn:aws:s3:::b/${aws:userid}/*"`, "")), on("s3:GetObject", "arn:aws:s3:::b/x/y", Open(nil)), Conditional},
		{"a variable that is not known, and cannot matter", h(allow(`"s3:*"`, `"arn:aws:s3:::b/${aws:userid}/*"`, "")), on("s3:GetObject", "arn:aws:s3:::c/x/y", Open(nil)), ImplicitlyDenied},
		{"NotAction", h(`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`), on("s3:GetObject", bucket), Allowed},
		{"NotAction that lists it", h(`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`), on("iam:GetUser", "*"), ImplicitlyDenied},
		{"NotResource", h(`{"Effect":"Allow","Action":"s3:*","NotResource":["arn:aws:s3:::a","arn:aws:s3:::c"]}`), on("s3:GetObject", bucket), Allowed},
		{"NotResource that lists it", h(`{"Effect":"Allow","Action":"s3:*","NotResource":["arn:aws:s3:::a","arn:aws:s3:::b"]}`), on("s3:GetObject", bucket), ImplicitlyDenied},
		{"NotResource with a variable that the principal does not have", holder(role("r"), doc(`{"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::${aws:username}"}`, allow(`"s3:*"`, `"*"`, ""))), on("s3:GetObject", bucket), ExplicitlyDenied},
	})
}

func TestWhatIsNotKnown(t *testing.T) {
	c := NewCompiler()
	all, deny := c.Compile(doc(allow(`"*"`, `"*"`, ""))), c.Compile(doc(`{"Effect":"Deny","Action":"s3:*","Resource":"*"}`))
	mfa := c.Compile(doc(allow(`"s3:*"`, `"*"`, `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`)))
	unless := c.Compile(doc(`{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`))
	unknown := c.Unknown("arn:aws:iam::aws:policy/ReadOnlyAccess")
	h := func(boundary *Policy, identity ...*Policy) Holder {
		return Holder{Principal: user("alice"), Identity: identity, Boundary: boundary}
	}
	r, open := on("s3:GetObject", "arn:aws:s3:::b/x"), on("s3:GetObject", "arn:aws:s3:::b/x", Open(nil))
	ask(t, []question{
		{"a document", h(nil, unknown), r, Conditional},
		{"a document that may deny", h(nil, all, unknown), r, Conditional},
		{"a document beside a Deny", h(nil, deny, unknown), r, ExplicitlyDenied},
		{"a boundary", h(unknown, all), r, Conditional},
		{"a boundary of what is not allowed", h(unknown), r, ImplicitlyDenied},
		{"a condition of the only Allow", h(nil, mfa), open, Conditional},
		{"a condition of one Allow of two", h(nil, mfa, all), open, Allowed},
		{"a condition of a Deny", h(nil, all, unless), open, Conditional},
		{"a condition of a Deny of what is not allowed", h(nil, unless), open, ImplicitlyDenied},
		{"the same in a context that is complete", h(nil, mfa), r, ImplicitlyDenied},
		{"a Deny in a context that is complete", h(nil, all, unless), r, ExplicitlyDenied},
		{"a condition of the boundary", h(mfa, all), open, Conditional},
		{"a policy of the resource", h(nil), Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/x", Policy: unknown}, Conditional},
	})
}
