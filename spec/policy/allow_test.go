package policy

import "testing"

func TestMayAllow(t *testing.T) {
	for name, tt := range map[string]struct {
		statements string
		want       bool
	}{
		"by name":                 {`{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}`, true},
		"in another case":         {`{"Effect":"Allow","Action":["s3:*","STS:assumerole"],"Resource":"*"}`, true},
		"by a wildcard":           {`{"Effect":"Allow","Action":"sts:A*","Resource":"*"}`, true},
		"by everything":           {`{"Effect":"Allow","Action":"*","Resource":"*"}`, true},
		"by everything else":      {`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`, true},
		"by all but that":         {`{"Effect":"Allow","NotAction":["iam:*","sts:*"],"Resource":"*"}`, false},
		"another of the service":  {`{"Effect":"Allow","Action":"sts:AssumeRoleWithSAML","Resource":"*"}`, false},
		"denied":                  {`{"Effect":"Deny","Action":"sts:AssumeRole","Resource":"*"}`, false},
		"allowed in a second one": {`[{"Effect":"Deny","Action":"s3:*","Resource":"*"},{"Effect":"Allow","Action":"sts:*","Resource":"*"}]`, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := MustParse(`{"Version":"2012-10-17","Statement":` + tt.statements + `}`)
			if got := d.MayAllow("sts:AssumeRole"); got != tt.want {
				t.Errorf("it may: %v", got)
			}
		})
	}
}
