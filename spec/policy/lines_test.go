package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLines(t *testing.T) {
	d := MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"<*>","Condition":{}}]}`)
	want := []string{
		`{`,
		`  "Version": "2012-10-17",`,
		`  "Statement": [`,
		`    {`,
		`      "Effect": "Allow",`,
		`      "Action": [`,
		`        "s3:Get*",`,
		`        "s3:List*"`,
		`      ],`,
		`      "Resource": "<*>",`,
		`      "Condition": {}`,
		`    }`,
		`  ]`,
		`}`,
	}
	if diff := cmp.Diff(want, d.Lines()); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
