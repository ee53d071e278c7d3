package policy

import (
	"strings"
	"testing"
)

// What IAM was seen to take must not be refused.
func TestCheckTakesWhatIAMTakes(t *testing.T) {
	tests := []struct {
		name, text string
		use        Use
	}{
		{"an ordinary document", base, Managed},
		{"a statement that is no list", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`, Managed},
		{"an Id", `{"Version":"2012-10-17","Id":"x","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`, Managed},
		{"several empty Sids", `{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Action":"s3:*","Resource":"*"},{"Sid":"","Effect":"Deny","Action":"s3:*","Resource":"*"}]}`, Managed},
		{"an empty condition", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{}}}`, Managed},
		{"an operator without keys", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Whatever":{}}}}`, Managed},
		{"a condition key without values", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:a":[]}}}}`, Managed},
		{"conditions of numbers and booleans", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:a":true},"NumericEquals":{"aws:b":[1,2]}}}}`, Managed},
		{"NotAction with NotResource", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","NotAction":"s3:*","NotResource":"arn:aws:s3:::a"}}`, Managed},
		{"unknown services and actions", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"nobody:Does This","Resource":"*"}}`, Managed},
		{"latin letters", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::caf\u00e9"}}`, Managed},
		{"no version, embedded", `{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}`, Embedded},
		{"the old version, embedded", `{"Version":"2008-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}`, Embedded},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, errs := ReadJSON([]byte(test.text), test.use, nil)
			for _, e := range errs {
				t.Errorf("%d:%d: %s", e.Line, e.Col, e.Message)
			}
			if d.IsZero() != (len(errs) > 0) {
				t.Error("there is a document with mistakes, or none without")
			}
		})
	}
}

// The mistakes of every kind are shown in the tests of package spec; here is
// only what YAML cannot say.
func TestCheckOfJSONTypes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a version that is a number", `{"Version":2012,"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}`, "the Version is not one that IAM knows"},
		{"an Id that is a number", `{"Version":"2012-10-17","Id":1,"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}`, "Id is a string"},
		{"a Sid that is a boolean", `{"Version":"2012-10-17","Statement":{"Sid":true,"Effect":"Deny","Action":"s3:*","Resource":"*"}}`, "Sid is a string"},
		{"an action that is a number", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":[1],"Resource":"*"}}`, "Action is a string or a list of strings"},
		{"an effect that is a boolean", `{"Version":"2012-10-17","Statement":{"Effect":true,"Action":"s3:*","Resource":"*"}}`, "the Effect is neither Allow nor Deny"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, errs := ReadJSON([]byte(test.text), Managed, nil)
			if len(errs) != 1 || !strings.Contains(errs[0].Message, test.want) {
				t.Errorf("got %v, want %q", errs, test.want)
			}
		})
	}
}
