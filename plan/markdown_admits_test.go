package plan

import (
	"testing"

	"iamsync/spec"
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

func TestLets(t *testing.T) {
	for want, r := range map[string]spec.Resource{
		"":                           spec.Profile{Name: "p"},
		"gives instances role `app`": spec.Profile{Name: "p", Role: "app"},
		"is new: roles can trust whom it vouches for": spec.OIDCProvider{},
	} {
		if got := lets(nil, r); got != want {
			t.Errorf("%T %s, want %s", r, got, want)
		}
	}
	if got := lets(nil, spec.User{Name: "alice"}); got != "" {
		t.Error(got)
	}
}

func TestWeakerPasswords(t *testing.T) {
	all := spec.PasswordPolicy{MinimumLength: 14, RequireSymbols: true, RequireNumbers: true, RequireUppercase: true, RequireLowercase: true,
		MaxAge: 90, ReusePrevention: 5, HardExpiry: true}
	for name, change := range map[string]func(*spec.PasswordPolicy){
		"shorter":         func(p *spec.PasswordPolicy) { p.MinimumLength = 6 },
		"no symbols":      func(p *spec.PasswordPolicy) { p.RequireSymbols = false },
		"no numbers":      func(p *spec.PasswordPolicy) { p.RequireNumbers = false },
		"no capitals":     func(p *spec.PasswordPolicy) { p.RequireUppercase = false },
		"no small":        func(p *spec.PasswordPolicy) { p.RequireLowercase = false },
		"older":           func(p *spec.PasswordPolicy) { p.MaxAge = 365 },
		"of any age":      func(p *spec.PasswordPolicy) { p.MaxAge = 0 },
		"old ones again":  func(p *spec.PasswordPolicy) { p.ReusePrevention = 1 },
		"after their end": func(p *spec.PasswordPolicy) { p.HardExpiry = false },
	} {
		less := all
		change(&less)
		if !weaker(all, less) {
			t.Errorf("%s is not weaker", name)
		}
		if weaker(less, all) {
			t.Errorf("the other way round, %s is weaker", name)
		}
	}
	if weaker(all, all) {
		t.Error("the same is weaker")
	}
}
