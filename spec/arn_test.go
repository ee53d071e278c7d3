package spec

import "testing"

func TestParsePolicyARN(t *testing.T) {
	tests := []struct {
		arn  string
		want PolicyARN
		aws  bool
	}{
		{"arn:aws:iam::aws:policy/ReadOnlyAccess", PolicyARN{"aws", "aws", "/", "ReadOnlyAccess"}, true},
		{"arn:aws:iam::aws:policy/job-function/Billing", PolicyARN{"aws", "aws", "/job-function/", "Billing"}, true},
		{"arn:aws-cn:iam::111122223333:policy/a/b/c", PolicyARN{"aws-cn", "111122223333", "/a/b/", "c"}, false},
		{"arn:aws-us-gov:iam::111122223333:policy/x+=,.@-_", PolicyARN{"aws-us-gov", "111122223333", "/", "x+=,.@-_"}, false},
	}
	for _, test := range tests {
		t.Run(test.arn, func(t *testing.T) {
			got, err := ParsePolicyARN(test.arn)
			if err != nil || got != test.want {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
			if got.String() != test.arn || got.IsAWS() != test.aws {
				t.Errorf("it is written %s, and IsAWS is %v", got, got.IsAWS())
			}
		})
	}
}

func TestParsePolicyARNRefuses(t *testing.T) {
	for _, arn := range []string{
		"", "ReadOnlyAccess", "arn:aws:iam::aws", "arn:aws:iam::aws:policy", "arn:aws:iam::aws:policy/", "arn:aws:iam::aws:policy/path/",
		"arn:aws:iam::aws:user/alice", "arn:aws:iam:us-east-1:aws:policy/x", "arn:aws:s3::aws:policy/x", "arn::iam::aws:policy/x",
		"arn:aws:iam:::policy/x", "ARN:aws:iam::aws:policy/x", "arn:aws:iam::aws:policyx",
	} {
		if p, err := ParsePolicyARN(arn); err == nil {
			t.Errorf("%q is taken for %+v", arn, p)
		}
	}
}

func TestAccountPolicyARN(t *testing.T) {
	got := Account{ID: "111122223333", Partition: "aws"}.PolicyARN("/eng/", "p")
	if want := "arn:aws:iam::111122223333:policy/eng/p"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestParsePrincipalARN(t *testing.T) {
	for arn, want := range map[string]ID{
		"arn:aws:iam::111122223333:user/eng/alice":         UserID("alice"),
		"arn:aws-cn:iam::111122223333:role/deploy":         RoleID("deploy"),
		"arn:aws:sts::111122223333:assumed-role/deploy/ci": RoleID("deploy"),
		"arn:aws:sts::111122223333:assumed-role/deploy":    {},
		"arn:aws:sts::111122223333:assumed-role//ci":       {},
		"arn:aws:sts::111122223333:federated-user/bob":     {},
		"arn:aws:iam::111122223333:root":                   {},
		"AROAEXAMPLE":                                      {},
	} {
		id, account, is := ParsePrincipalARN(arn)
		if id != want || is != (want != ID{}) || is && account != "111122223333" {
			t.Errorf("%s is taken for %s of %q, %v", arn, id, account, is)
		}
	}
}
