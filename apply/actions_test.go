package apply

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
)

// The SDK's client is what the table is written for.
var _ API = (*iam.Client)(nil)

func TestEveryActionHasARow(t *testing.T) {
	known, rows := slices.Sorted(maps.Keys(plan.Actions)), slices.Sorted(maps.Keys(actions))
	if diff := cmp.Diff(known, rows); diff != "" {
		t.Errorf("plan.Actions and the table of calls (-plan +apply):\n%s", diff)
	}
}

// Each row must make the call that it is named after.
func TestEveryRowMakesItsOwnCall(t *testing.T) {
	for action, run := range actions {
		call, err := run(plan.Params{})
		if err != nil {
			t.Errorf("%s: %v", action, err)
			continue
		}
		if got := sentForm(t, call).Get("Action"); got != string(action) {
			t.Errorf("the row of %s calls %s", action, got)
		}
	}
}

func TestParametersArriveByTheirNames(t *testing.T) {
	document := "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Resource\":\"<&>'+% ü\u2028\"}]}"
	run := actions[plan.CreatePolicy]
	call, err := run(plan.Params{
		"PolicyName": "p+1", "PolicyDocument": document, "Path": "/eng/",
		"Tags": []plan.Tag{{Key: "k", Value: "v"}, {Key: "empty", Value: ""}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"Action": {"CreatePolicy"}, "Version": {"2010-05-08"},
		"PolicyName": {"p+1"}, "PolicyDocument": {document}, "Path": {"/eng/"},
		"Tags.member.1.Key": {"k"}, "Tags.member.1.Value": {"v"},
		"Tags.member.2.Key": {"empty"}, "Tags.member.2.Value": {""},
	}
	if diff := cmp.Diff(want, sentForm(t, call)); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
}

func TestListsAndBooleansArrive(t *testing.T) {
	untag, err := actions[plan.UntagUser](plan.Params{"UserName": "a", "TagKeys": []string{"x", "y"}})
	if err != nil {
		t.Fatal(err)
	}
	if form := sentForm(t, untag); form.Get("TagKeys.member.2") != "y" {
		t.Errorf("form %v", form)
	}
	version, err := actions[plan.CreatePolicyVersion](plan.Params{"PolicyArn": "a", "SetAsDefault": true})
	if err != nil {
		t.Fatal(err)
	}
	if form := sentForm(t, version); form.Get("SetAsDefault") != "true" {
		t.Errorf("form %v", form)
	}
}

// sentForm makes a call whose request goes nowhere and returns its parameters.
// The SDK's own check of required parameters is taken out.
func sentForm(t *testing.T, c call) url.Values {
	t.Helper()
	var form url.Values
	nowhere := smithyhttp.ClientDoFunc(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		form, err = url.ParseQuery(string(body))
		return &http.Response{StatusCode: http.StatusForbidden, Body: io.NopCloser(bytes.NewReader(nil))}, errors.Join(err, errors.New("nowhere"))
	})
	client := iam.New(iam.Options{Region: "us-east-1", HTTPClient: nowhere, RetryMaxAttempts: 1})
	_ = c(t.Context(), client, func(o *iam.Options) {
		o.APIOptions = append(o.APIOptions, func(s *middleware.Stack) error {
			_, _ = s.Initialize.Remove("OperationInputValidation") // some calls require nothing
			return nil
		})
	})
	return form
}
