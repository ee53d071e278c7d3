package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
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

func TestLinesLikeShowOnlyDifferencesOfMeaning(t *testing.T) {
	mine := `{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"*"}]}`
	tests := []struct {
		name, live string
		want       []string // lines that are only mine or only live
	}{
		{"the same in other words", `{"Statement":{"Resource":["*"],"Action":["s3:ListBucket","s3:GetObject"],"Effect":"Allow","Sid":"Read"},"Version":"2012-10-17"}`, nil},
		{"an action less", `{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":["s3:ListBucket"],"Resource":"*"}]}`,
			[]string{`+        "s3:GetObject",`}},
		{"another resource in another order", `{"Statement":[{"Resource":"arn:aws:s3:::b","Effect":"Allow","Action":["s3:ListBucket","s3:GetObject"],"Sid":"Read"}],"Version":"2012-10-17"}`,
			[]string{`-      "Resource": "arn:aws:s3:::b"`, `+      "Resource": "*"`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			model := MustParse(mine)
			got := difference(MustParse(test.live).LinesLike(model), model.Lines())
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("differing lines (-want +got):\n%s", diff)
			}
		})
	}
}

// difference returns the lines that are in only one of the two; it knows no
// order, which is enough here.
func difference(before, after []string) []string {
	count := map[string]int{}
	for _, line := range before {
		count[line]--
	}
	for _, line := range after {
		count[line]++
	}
	var out []string
	for _, line := range before {
		if count[line] < 0 {
			out, count[line] = append(out, "-"+line), 0
		}
	}
	for _, line := range after {
		if count[line] > 0 {
			out, count[line] = append(out, "+"+line), 0
		}
	}
	return out
}

func TestLinesLikeChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, model := randomDocument(t, "document"), randomDocument(t, "model")
		lines := strings.Join(d.LinesLike(model), "\n")
		again, err := ParseJSON([]byte(lines))
		if err != nil {
			t.Fatalf("%v in\n%s", err, lines)
		}
		if !again.Equal(d) {
			t.Errorf("the document\n%s\nlike\n%s\nis\n%s", d, model, again)
		}
	})
}

func TestLinesLikeItselfAreItsLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := randomDocument(t, "document")
		if diff := cmp.Diff(d.Lines(), d.LinesLike(d)); diff != "" {
			t.Error(diff)
		}
	})
}
