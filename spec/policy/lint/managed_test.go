package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"iamsync/internal/fakeiam/catalogue"
	"iamsync/spec/policy"
	"iamsync/spec/policy/lint"
)

// What is said of AWS's own policies shows how often the rules speak. The figures are
// upper bounds of what they were when the list of services was taken.
func TestManagedPolicies(t *testing.T) {
	l, count, words := lint.New(), map[string]int{}, 0
	for _, p := range catalogue.All() {
		text := catalogue.Document(p.Path, p.Name)
		if len(text) > 131072 { // the one that is larger than what IAM takes of others
			continue
		}
		m := policy.MustParse(text).Model()
		for _, s := range m.Statements {
			words += len(s.Action.List) + len(s.Resource.List)
		}
		for _, f := range l.Check(lint.Document{Model: m}) {
			count[f.Code]++
			if testing.Verbose() {
				t.Logf("%s: [%s] %s", p.Name, f.Code, f.Message)
			}
		}
	}
	t.Logf("%d words: %v", words, count)
	for code, most := range map[string]int{
		"unknown-service": 60, "unknown-action": 50, "action-matches-nothing": 20,
		"action-without-resource": 900, "resource-never-matches": 200,
		"trust-everybody": 0, "trust-federated": 0, "trust-shared-provider": 0, "variables-unresolved": 0,
	} {
		if count[code] > most {
			t.Errorf("%s was found %d times, more than %d", code, count[code], most)
		}
	}
}

// largeDocument is one of the size that IAM takes at most, with everything in it that
// a policy of a company has.
func largeDocument(i int) string {
	var statements []string
	for j := 0; len(strings.Join(statements, ",")) < 5700; j++ {
		statements = append(statements, fmt.Sprintf(`{"Sid":"S%d","Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:List*","dynamodb:GetItem","dynamodb:Query","sqs:SendMessage"],`+
			`"Resource":["arn:aws:s3:::team-%d-%d","arn:aws:s3:::team-%d-%d/*","arn:aws:dynamodb:eu-central-1:111122223333:table/t%d","arn:aws:sqs:eu-central-1:111122223333:q%d"],`+
			`"Condition":{"StringEquals":{"aws:PrincipalTag/team":"team-%d"}}}`, j, i, j, i, j, j, j, i))
	}
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

// BenchmarkDocuments reads 1,500 documents of nearly 6 kB as validate does, compares each
// with the one of the account, which was read before, and lints it: below a second of CPU.
func BenchmarkDocuments(b *testing.B) {
	for name, texts := range map[string][]string{"large": largeDocuments(1500), "managed": managedDocuments(1500)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var live []policy.Document
			for _, text := range texts {
				live = append(live, policy.MustParse(text))
			}
			for b.Loop() {
				l := lint.New()
				for i, text := range texts {
					d, errs := policy.ReadJSON([]byte(text), policy.Embedded, nil) // AWS's own are larger than ours may be
					if len(errs) > 0 || !d.Equal(live[i]) {
						b.Fatal(errs)
					}
					l.Check(lint.Document{Model: d.Model(), Size: d.Size(), Limit: 6144})
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	for name, texts := range map[string][]string{"large": largeDocuments(1500), "managed": managedDocuments(1500)} {
		b.Run(name, func(b *testing.B) {
			var models []policy.Model
			for _, text := range texts {
				models = append(models, policy.MustParse(text).Model())
			}
			for b.Loop() {
				l := lint.New()
				for _, m := range models {
					l.Check(lint.Document{Model: m, Limit: 6144})
				}
			}
		})
	}
}

func largeDocuments(n int) []string {
	var texts []string
	for i := range n {
		texts = append(texts, largeDocument(i))
	}
	return texts
}

// managedDocuments are AWS's own, as many as are wanted, each below 6 kB.
func managedDocuments(n int) []string {
	var texts []string
	for len(texts) < n {
		for _, p := range catalogue.All() {
			if text := catalogue.Document(p.Path, p.Name); len(text) > 2000 && len(text) < 10000 && len(texts) < n {
				texts = append(texts, text)
			}
		}
	}
	return texts
}
