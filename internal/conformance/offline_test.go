package conformance

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/smithy-go"
	"github.com/rogpeppe/go-internal/txtar"

	"iamsync/internal/fakeiam/catalogue"
	"iamsync/spec/policy"
)

// asker asks of documents what IAM says of them, and what we say offline.
type asker struct {
	*backend
	asked int
}

// The check of documents offline and the embedded IAM share no code. Where they do
// not agree on a document, one of them is wrong.
func TestOfflineAgreesWithTheEmulator(t *testing.T) {
	t.Parallel()
	_, endpoint := emulator(t)
	a := &asker{backend: connect(t, endpoint)}
	user := "offline"
	if _, err := a.iam.CreateUser(t.Context(), &iam.CreateUserInput{UserName: &user}); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("../../spec/policy/testdata/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if f.Name == "golden" {
				continue
			}
			if strings.HasPrefix(name, "managed") {
				a.compare(t, name+", "+f.Name, string(f.Data), policy.Managed, a.createPolicy)
			}
			if !strings.HasPrefix(name, "trust") {
				a.compare(t, name+", inline, "+f.Name, string(f.Data), policy.Embedded, func(t *testing.T, text string) error {
					_, err := a.iam.PutUserPolicy(t.Context(), &iam.PutUserPolicyInput{UserName: &user, PolicyName: new("p"), PolicyDocument: &text})
					return err
				})
			}
		}
	}
	if a.asked < 300 {
		t.Errorf("only %d documents were compared", a.asked)
	}
}

// createPolicy makes a policy and deletes it again: there may be only so many.
func (a *asker) createPolicy(t *testing.T, text string) error {
	out, err := a.iam.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: new("offline"), PolicyDocument: &text})
	if err != nil {
		return err
	}
	if _, err := a.iam.DeletePolicy(t.Context(), &iam.DeletePolicyInput{PolicyArn: out.Policy.Arn}); err != nil {
		t.Fatal(err)
	}
	return nil
}

// compare wants that both take a document, or that both refuse it and the reason
// that IAM gives is one of those that are told offline.
func (a *asker) compare(t *testing.T, name, text string, use policy.Use, ask func(*testing.T, string) error) {
	t.Helper()
	a.asked++
	_, errs := policy.ReadJSON([]byte(text), use, nil)
	var refusal smithy.APIError
	switch err := ask(t, text); {
	case err == nil:
		for _, e := range errs {
			t.Errorf("%s: is taken, and refused offline: %d:%d: %s", name, e.Line, e.Col, e.Message)
		}
	case !errors.As(err, &refusal):
		t.Errorf("%s: %v", name, err)
	case len(errs) == 0:
		t.Errorf("%s: is taken offline, and refused: %v", name, err)
	case refusal.ErrorCode() == "MalformedPolicyDocument" && !slices.ContainsFunc(errs, gives(refusal.ErrorMessage())):
		t.Errorf("%s: the reason is %q, and offline %s", name, refusal.ErrorMessage(), reasons(errs))
	}
}

// gives reports whether a mistake is told with IAM's reason. What is no JSON has a
// reason of its own offline, which says where.
func gives(reason string) func(*policy.Error) bool {
	return func(e *policy.Error) bool { return e.Reason == reason || e.Reason == "" && reason == syntax }
}

func reasons(errs []*policy.Error) string {
	var list []string
	for _, e := range errs {
		list = append(list, fmt.Sprintf("%q", e.Reason))
	}
	return strings.Join(list, ", ")
}

// Documents of AWS with one word in the place of another are mostly refused by both,
// and sometimes taken by both.
func TestOfflineAgreesOnChangedDocuments(t *testing.T) {
	t.Parallel()
	_, endpoint := emulator(t)
	a := &asker{backend: connect(t, endpoint)}
	changes := []struct{ from, to string }{
		{`"arn:aws:`, `"arn:`}, {`"arn:aws:`, `"arn:aws::`}, {`"arn:aws:iam:`, `"arn:aws:iam:eu-west-1`}, {`:role/`, `:`}, {`:::`, `::`}, {`::`, `:`},
		{`"arn:aws:`, `"`}, {`:*:*:`, `:`}, {`"Allow"`, `"ALLOW"`}, {`"Resource"`, `"NotResource"`}, {`"Resource"`, `"Action"`}, {`"Action"`, `"NotAction"`},
		{`StringEquals"`, `StringEqual"`}, {`StringLike"`, `ForAnyValue:StringLike"`}, {`"Sid":"`, `"Sid":"A B`}, {`"Sid"`, `"Id"`},
		{`:Get`, `:Get:`}, {`:Describe`, `Describe`}, {`Bool"`, `DateEquals"`}, {`2012-10-17`, `2008-10-17`}, {`"Statement":[`, `"Statement":[{},`},
	}
	for i, p := range catalogue.All() {
		text := catalogue.Document(p.Path, p.Name)
		c := changes[i%len(changes)]
		changed := strings.Replace(text, c.from, c.to, 1)
		if changed == text || len(text) > 5000 || duplicates(changed) {
			continue
		}
		a.compare(t, fmt.Sprintf("%s with %s for %s", p.Name, c.to, c.from), changed, policy.Managed, a.createPolicy)
	}
	if a.asked < 300 {
		t.Errorf("only %d documents were compared", a.asked)
	}
}

// duplicates reports whether a key is written twice: we refuse that, and whether
// IAM does is not known.
func duplicates(text string) bool {
	_, err := policy.ParseJSON([]byte(text))
	return err != nil && strings.Contains(err.Error(), "is written twice")
}
