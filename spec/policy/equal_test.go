package policy

import "testing"

// base is what the documents of the table are compared with.
const base = `{"Version":"2012-10-17","Statement":[
	{"Sid":"A","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
	{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"},"NumericLessThan":{"s3:max-keys":["10"]}}}]}`

func TestEqual(t *testing.T) {
	tests := []struct {
		name, other string
		same        bool
	}{
		{"itself", base, true},
		{"no white space", MustParse(base).JSON(), true},
		{"other order of keys", `{"Statement":[
			{"Resource":"arn:aws:s3:::b/*","Effect":"Allow","Sid":"A","Action":["s3:GetObject","s3:PutObject"]},
			{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"NumericLessThan":{"s3:max-keys":["10"]},"Bool":{"aws:SecureTransport":"false"}}}],"Version":"2012-10-17"}`, true},
		{"other order of statements", `{"Version":"2012-10-17","Statement":[
			{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"},"NumericLessThan":{"s3:max-keys":["10"]}}},
			{"Sid":"A","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"}]}`, true},
		{"lists in another order, and with repeats", `{"Version":"2012-10-17","Statement":[
			{"Sid":"A","Effect":"Allow","Action":["s3:PutObject","s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
			{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"},"NumericLessThan":{"s3:max-keys":["10"]}}}]}`, true},
		{"lists of one for scalars, and the other way round", `{"Version":"2012-10-17","Statement":[
			{"Sid":"A","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::b/*"]},
			{"Effect":"Deny","Action":["s3:*"],"Resource":["*"],"Condition":{"Bool":{"aws:SecureTransport":["false"]},"NumericLessThan":{"s3:max-keys":"10"}}}]}`, true},
		{"booleans and numbers for strings", `{"Version":"2012-10-17","Statement":[
			{"Sid":"A","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
			{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false},"NumericLessThan":{"s3:max-keys":10}}}]}`, true},

		{"a statement twice", `{"Version":"2012-10-17","Statement":[
			{"Sid":"A","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
			{"Sid":"A","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
			{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"},"NumericLessThan":{"s3:max-keys":["10"]}}}]}`, false},
		{"another Version", `{"Version":"2008-10-17","Statement":[
			{"Sid":"A","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
			{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"},"NumericLessThan":{"s3:max-keys":["10"]}}}]}`, false},
		{"no condition", `{"Version":"2012-10-17","Statement":[
			{"Sid":"A","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
			{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`, false},
		{"another value of a condition", `{"Version":"2012-10-17","Statement":[
			{"Sid":"A","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"},
			{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"},"NumericLessThan":{"s3:max-keys":["10"]}}}]}`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, b := MustParse(base), MustParse(test.other)
			if a.Equal(b) != test.same || b.Equal(a) != test.same {
				t.Errorf("Equal is %v and %v, want %v", a.Equal(b), b.Equal(a), test.same)
			}
			if (a.Canonical() == b.Canonical()) != test.same {
				t.Errorf("canonical texts:\n%s\n%s", a.Canonical(), b.Canonical())
			}
		})
	}
}

// What differs by a word alone: each pair is of one statement.
func TestNotEqual(t *testing.T) {
	statement := func(s string) Document { return MustParse(`{"Version":"2012-10-17","Statement":` + s + `}`) }
	tests := []struct{ name, a, b string }{
		{"the case of a resource", `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::A"}`, `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a"}`},
		{"the case of an effect", `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`, `{"Effect":"allow","Action":"s3:*","Resource":"*"}`},
		{"Action and NotAction", `{"Effect":"Deny","Action":"s3:*","Resource":"*"}`, `{"Effect":"Deny","NotAction":"s3:*","Resource":"*"}`},
		{"any principal and one account", `{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}`, `{"Effect":"Allow","Principal":"123456789012","Action":"sts:AssumeRole"}`},
		{"any principal and none", `{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}`, `{"Effect":"Allow","Action":"sts:AssumeRole"}`},
		{"Principal and NotPrincipal", `{"Effect":"Deny","Principal":"*","Action":"s3:*"}`, `{"Effect":"Deny","NotPrincipal":"*","Action":"s3:*"}`},
		{"two accounts", `{"Principal":{"AWS":"111122223333"}}`, `{"Principal":{"AWS":"444455556666"}}`},
		{"an account and a user called root", `{"Principal":{"AWS":"arn:aws:iam::111122223333:root"}}`, `{"Principal":{"AWS":"arn:aws:iam::111122223333:user/root"}}`},
		{"two texts as principals that are not to be", `{"NotPrincipal":"a"}`, `{"NotPrincipal":"b"}`},
		{"everybody of another kind", `{"Principal":"*"}`, `{"Principal":{"Federated":"*"}}`},
		{"an account as a service", `{"Principal":{"Service":"111122223333"}}`, `{"Principal":{"Service":"arn:aws:iam::111122223333:root"}}`},
		{"the case of a value", `{"Condition":{"StringEquals":{"a":"X"}}}`, `{"Condition":{"StringEquals":{"a":"x"}}}`},
		{"the case of a boolean", `{"Condition":{"Bool":{"a":"True"}}}`, `{"Condition":{"Bool":{"a":"true"}}}`},
		{"two ways to write a number", `{"Condition":{"NumericEquals":{"a":1.0}}}`, `{"Condition":{"NumericEquals":{"a":1}}}`},
		{"the case of an operator", `{"Condition":{"StringEquals":{"a":"x"}}}`, `{"Condition":{"stringequals":{"a":"x"}}}`},
		{"one key in two cases and the other value", `{"Condition":{"StringEquals":{"a":"x","A":"y"}}}`, `{"Condition":{"StringEquals":{"a":["x","y"]}}}`},
		{"a condition key without values", `{"Condition":{"StringEquals":{"a":[]}}}`, `{"Condition":{}}`},
		{"a Sid", `{"Sid":"A","Effect":"Allow"}`, `{"Effect":"Allow"}`},
		{"a letter that only other languages fold", `{"Action":"\u212A:x"}`, `{"Action":"k:x"}`},
		{"a list and a text that looks like it", `{"Effect":"Allow","Action":["a","b"],"Resource":"*"}`, `{"Effect":"Allow","Action":"[\"a\",\"b\"]","Resource":"*"}`},
		{"numbers that floats cannot tell apart", `{"Condition":{"NumericEquals":{"a":9007199254740993}}}`, `{"Condition":{"NumericEquals":{"a":9007199254740992}}}`},
		{"an empty list and a list of an empty text", `{"Effect":"Allow","Action":[],"Resource":"*"}`, `{"Effect":"Allow","Action":[""],"Resource":"*"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if statement(test.a).Equal(statement(test.b)) {
				t.Errorf("%s equals %s", test.a, test.b)
			}
		})
	}
}

func TestZeroDocument(t *testing.T) {
	var none Document
	if !none.IsZero() || !none.Equal(Document{}) || none.Equal(MustParse(base)) {
		t.Error("the zero document is none, and equals nothing else")
	}
	if none.Lines() != nil || none.Size() != 0 || none.Denies() {
		t.Error("the zero document says something")
	}
}

// What differs in words alone: each pair is of one statement (IAM User Guide, the
// reference of each element; what is the same was seen of IAM itself).
func TestEqualInOtherWords(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"the case of actions", `{"Effect":"Allow","Action":["s3:GetObject","S3:LISTBUCKET"],"Resource":"*"}`, `{"Effect":"Allow","Action":["s3:listbucket","s3:getobject"],"Resource":"*"}`},
		{"repeats in another case", `{"Effect":"Allow","Action":["s3:GetObject","s3:getobject"],"Resource":"*"}`, `{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}`},
		{"the case of condition keys", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpc":"vpc-1"}}}`, `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"AWS:sourcevpc":["vpc-1"]}}}`},
		{"the case of values, where the operator ignores it", `{"Condition":{"StringEqualsIgnoreCase":{"a":"X"}}}`, `{"Condition":{"StringEqualsIgnoreCase":{"a":"x"}}}`},
		{"the same with quantifier and IfExists", `{"Condition":{"ForAnyValue:StringNotEqualsIgnoreCaseIfExists":{"a":"X"}}}`, `{"Condition":{"ForAnyValue:StringNotEqualsIgnoreCaseIfExists":{"a":"x"}}}`},
		{"an empty condition", `{"Effect":"Allow","Action":"*","Resource":"*","Condition":{}}`, `{"Effect":"Allow","Action":"*","Resource":"*"}`},
		{"an operator without keys", `{"Condition":{"Bool":{},"StringEquals":{"a":"b"}}}`, `{"Condition":{"StringEquals":{"a":"b"}}}`},
		{"only operators without keys", `{"Effect":"Allow","Condition":{"Bool":{}}}`, `{"Effect":"Allow"}`},
		{"an empty Sid", `{"Sid":"","Effect":"Allow"}`, `{"Effect":"Allow"}`},
		{"an account and its root", `{"Principal":{"AWS":["111122223333","arn:aws:iam::444455556666:root"]}}`, `{"Principal":{"AWS":["444455556666","arn:aws:iam::111122223333:root"]}}`},
		{"an account's root in China", `{"Principal":{"AWS":"111122223333"}}`, `{"Principal":{"AWS":["arn:aws-cn:iam::111122223333:root"]}}`},
		{"everybody", `{"Principal":"*"}`, `{"Principal":{"AWS":"*"}}`},
		{"everybody, in a list", `{"NotPrincipal":"*"}`, `{"NotPrincipal":{"AWS":["*"]}}`},
		{"the order of principals", `{"Principal":{"Service":["a","b"],"AWS":"*"}}`, `{"Principal":{"AWS":["*"],"Service":["b","a","b"]}}`},
		{"a boolean in a condition", `{"Condition":{"Bool":{"a":true}}}`, `{"Condition":{"Bool":{"a":"true"}}}`},
		{"a number in a condition", `{"Condition":{"NumericEquals":{"a":[1,2]}}}`, `{"Condition":{"NumericEquals":{"a":["2","1"]}}}`},
		{"one statement in no list", `{"Effect":"Allow"}`, `[{"Effect":"Allow"}]`},
		{"escapes", `{"Sid":"\u0041"}`, `{"Sid":"A"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := MustParse(`{"Version":"2012-10-17","Statement":` + test.a + `}`)
			b := MustParse(`{"Statement":` + test.b + `,"Version":"2012-10-17"}`)
			if !a.Equal(b) {
				t.Errorf("canonical texts:\n%s\n%s", a.Canonical(), b.Canonical())
			}
		})
	}
}

// Documents that only differ in their Version, or in whether there is one.
func TestVersionsAreNeverMerged(t *testing.T) {
	const statement = `"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:username}"}}`
	versions := []Document{
		MustParse(`{` + statement), MustParse(`{"Version":"2012-10-17",` + statement), MustParse(`{"Version":"2008-10-17",` + statement),
	}
	for i, a := range versions {
		for _, b := range versions[i+1:] {
			if a.Equal(b) {
				t.Errorf("%s equals %s", a, b)
			}
		}
	}
}
