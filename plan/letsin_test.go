package plan

import (
	"testing"

	"iamsync/spec/policy"
)

func TestLetsIn(t *testing.T) {
	for _, test := range []struct{ name, statements, want string }{
		{"a service", `{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}`, "lets in `ec2.amazonaws.com`"},
		{"everybody", `{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}`, "lets in everybody"},
		{"whoever meets conditions", `{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}`,
			"lets in everybody on conditions"},
		{"all but some", `{"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}`, "lets in everybody but some"},
		{"nobody", `{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}`, ""},
		{"one twice", `{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}, {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:TagSession"}`,
			"lets in `111122223333`"},
		{"many", `{"Effect": "Allow", "Principal": {"AWS": ["111122223331", "111122223332", "111122223333", "111122223334", "111122223335", "111122223336", "111122223337"]}, "Action": "sts:AssumeRole"}`,
			"lets in `111122223331`, `111122223332`, `111122223333`, `111122223334`, `111122223335`, 2 more"},
		{"code", "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"@octocat`\"}, \"Action\": \"sts:AssumeRole\"}", "lets in `` @octocat` ``"},
	} {
		t.Run(test.name, func(t *testing.T) {
			trust, err := policy.ParseJSON([]byte(`{"Version": "2012-10-17", "Statement": [` + test.statements + `]}`))
			if err != nil {
				t.Fatal(err)
			}
			if got := letsIn(trust); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}
