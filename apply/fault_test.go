package apply_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/plan"
	"iamsync/spec"
)

var (
	throttled = refuse(http.StatusBadRequest, "Throttling")
	meanwhile = refuse(http.StatusConflict, "ConcurrentModification")
	busy      = refuse(http.StatusConflict, "EntityTemporarilyUnmodifiable")
	full      = refuse(http.StatusConflict, "LimitExceeded")
	failure   = refuse(http.StatusInternalServerError, "ServiceFailure")
	denied    = refuse(http.StatusForbidden, "AccessDenied")
)

// prepared is an account with a user and a policy.
func prepared(t *testing.T) (*wire, *iam.Client) {
	t.Helper()
	w, api := connect()
	if _, err := api.CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String("u")}); err != nil {
		t.Fatal(err)
	}
	if _, err := api.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: aws.String("p"), PolicyDocument: aws.String(document)}); err != nil {
		t.Fatal(err)
	}
	w.server.ResetCalls()
	w.sent = nil
	return w, api
}

// Steps on the prepared account.
func createUser() plan.Step {
	return do("s1", plan.CreateUser, spec.UserID("new"), plan.Params{"UserName": "new"})
}

func deleteUser() plan.Step {
	return do("s1", plan.DeleteUser, spec.UserID("u"), plan.Params{"UserName": "u"})
}

func attach() plan.Step {
	return do("s1", plan.AttachUserPolicy, spec.UserID("u"), plan.Params{"UserName": "u", "PolicyArn": ownPolicy("p")})
}

func newVersion() plan.Step {
	return do("s1", plan.CreatePolicyVersion, spec.PolicyID("p"), plan.Params{"PolicyArn": ownPolicy("p"), "PolicyDocument": document})
}

func TestFaults(t *testing.T) {
	many := make([]fault, 14)
	for i := range many {
		many[i] = throttled
	}
	existing := do("s1", plan.CreateUser, spec.UserID("u"), plan.Params{"UserName": "u"})
	tests := map[string]struct {
		step     plan.Step
		faults   []fault
		attempts int
		effects  int    // how often the account was changed
		err      string // "": the step is done
	}{
		"throttling is waited out":              {attach(), many, 15, 1, ""},
		"throttling without end":                {attach(), append(many[:14:14], throttled), 15, 0, "Not now."},
		"two changes that meet":                 {attach(), []fault{meanwhile, busy, meanwhile}, 4, 1, ""},
		"a quota is no throttling":              {attach(), []fault{full}, 1, 0, "LimitExceeded"},
		"a refusal is final":                    {attach(), []fault{denied}, 1, 0, "AccessDenied"},
		"a failure of AWS":                      {attach(), []fault{failure}, 2, 1, ""},
		"a lost answer, repeated harmlessly":    {attach(), []fault{lose}, 2, 2, ""},
		"half an answer, repeated harmlessly":   {attach(), []fault{cut}, 2, 2, ""},
		"an empty answer, repeated harmlessly":  {attach(), []fault{empty}, 2, 2, ""},
		"a removal whose answer was lost":       {deleteUser(), []fault{lose}, 2, 1, ""},
		"a creation whose answer was lost":      {createUser(), []fault{lose}, 2, 1, "creating it again after an answer was lost, so that it may be there already"},
		"a creation after throttling":           {createUser(), []fault{throttled, throttled}, 3, 1, ""},
		"a creation of what is there":           {existing, []fault{throttled}, 2, 0, "CreateUser for user/u: operation error"},
		"what accumulates, throttled":           {newVersion(), []fault{throttled, busy, meanwhile}, 4, 1, ""},
		"what accumulates, lost":                {newVersion(), []fault{lose}, 1, 1, "connection reset"},
		"what accumulates, cut":                 {newVersion(), []fault{cut}, 1, 1, "unexpected EOF"},
		"what accumulates, failed":              {newVersion(), []fault{failure}, 1, 0, "ServiceFailure"},
		"what accumulates, without an answer":   {newVersion(), []fault{empty}, 1, 1, "it is empty"},
		"what accumulates, throttled then lost": {newVersion(), []fault{throttled, lose}, 2, 1, "connection reset"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, api := prepared(t)
				w.faults[tt.step.Action] = tt.faults
				var retries []int
				var outcomes []apply.Outcome
				r := apply.Run(t.Context(), plan.Plan{Steps: []plan.Step{tt.step}}, api, apply.Options{}, apply.Observer{
					Called:  func(_ plan.Step, made apply.Outcome) { outcomes = append(outcomes, made) },
					Retried: func(_ plan.Step, r apply.Retry) { retries = append(retries, r.Attempt) },
				})
				if got := r.Err(); (got == nil) != (tt.err == "") || got != nil && !strings.Contains(got.Error(), tt.err) {
					t.Errorf("error %v, want %q", got, tt.err)
				}
				if len(w.sent) != tt.attempts || len(changed(w.server)) != tt.effects || r.Sent != 1 {
					t.Errorf("%d attempts, %d effects, sent %d", len(w.sent), len(changed(w.server)), r.Sent)
				}
				if len(retries) != tt.attempts-1 || len(retries) > 0 && retries[0] != 1 {
					t.Errorf("observed repetitions after attempts %v", retries)
				}
				if len(outcomes) != 1 || outcomes[0].Attempts != tt.attempts || (outcomes[0].Err == nil) != (tt.err == "") {
					t.Errorf("observed the outcomes %+v", outcomes)
				}
			})
		})
	}
}

// The outcome of a call has the ID under which AWS answered it, a refusal's too; of what
// was answered more than once, the last.
func TestOutcomeHasTheRequestID(t *testing.T) {
	for name, step := range map[string]plan.Step{
		"done":    attach(),
		"refused": do("s1", plan.AttachUserPolicy, spec.UserID("u"), plan.Params{"UserName": "nobody", "PolicyArn": ownPolicy("p")}),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, api := prepared(t)
				w.faults[step.Action] = []fault{throttled, lose}
				var got apply.Outcome
				apply.Run(t.Context(), plan.Plan{Steps: []plan.Step{step}}, api, apply.Options{}, apply.Observer{
					Called: func(_ plan.Step, made apply.Outcome) { got = made },
				})
				calls := w.server.Calls()
				if want := calls[len(calls)-1].RequestID; got.RequestID != want || got.Attempts != 3 {
					t.Errorf("got %+v, and the last of %d calls is %s", got, len(calls), want)
				}
			})
		})
	}
}

// What never left this machine has no outcome.
func TestNoOutcomeWithoutACall(t *testing.T) {
	_, api := prepared(t)
	r := apply.Run(t.Context(), plan.Plan{Steps: []plan.Step{do("s1", "MakeCoffee", spec.UserID("u"), nil)}}, api, apply.Options{}, apply.Observer{
		Called: func(_ plan.Step, made apply.Outcome) { t.Errorf("%+v", made) },
	})
	if r.Refused == nil {
		t.Error("it was not refused")
	}
}

// An account that throttles half of all calls: nothing is lost, and nothing is
// done twice.
func TestThrottlingOfManyLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, api := connect()
		var steps []plan.Step
		for i := range 200 {
			name := "u" + string(rune('a'+i/26)) + string(rune('a'+i%26))
			steps = append(steps, do(name, plan.CreateUser, spec.UserID(name), plan.Params{"UserName": name}))
			w.faults[plan.CreateUser] = append(w.faults[plan.CreateUser], throttled, nil)
		}
		r := apply.Run(t.Context(), plan.Plan{Steps: steps}, api, apply.Options{Parallelism: 20})
		if !r.Complete() || len(changed(w.server)) != len(steps) {
			t.Errorf("%d changes: %v", len(changed(w.server)), r.Err())
		}
	})
}

// Nothing is sent where nothing can be: that is another exit code.
func TestWhatNeverLeftIsNotSent(t *testing.T) {
	refused := func(*http.Request, http.RoundTripper) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	}
	noCredentials := func(o *iam.Options) {
		o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{}, errors.New("there are none")
		})
	}
	missing := attach()
	delete(missing.Params, "PolicyArn")
	tests := map[string]struct {
		step   plan.Step
		faults []fault
		tune   func(*iam.Options)
	}{
		"no credentials":        {attach(), nil, noCredentials},
		"no connection":         {attach(), []fault{refused, refused, refused}, func(*iam.Options) {}},
		"a parameter too few":   {missing, nil, func(*iam.Options) {}},
		"none, and accumulates": {newVersion(), []fault{refused, refused, refused}, func(*iam.Options) {}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, api := prepared(t)
				w.faults[tt.step.Action] = tt.faults
				begun := time.Now()
				r := apply.Run(t.Context(), plan.Plan{Steps: []plan.Step{tt.step}}, iam.New(api.Options(), tt.tune), apply.Options{})
				if len(r.Failed) != 1 || r.Sent != 0 || len(w.sent) != len(tt.faults) {
					t.Errorf("sent %d, %d attempts: %v", r.Sent, len(w.sent), r.Err())
				}
				if took := time.Since(begun); took > 2*time.Second {
					t.Errorf("it took %v to say so", took)
				}
			})
		})
	}
}

// An interrupt does not wait for the end of a pause between two attempts.
func TestAnInterruptEndsThePauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, api := prepared(t)
		for range 15 {
			w.faults[plan.AttachUserPolicy] = append(w.faults[plan.AttachUserPolicy], throttled)
		}
		ctx, interrupt := context.WithCancel(t.Context())
		var at time.Time
		r := apply.Run(ctx, plan.Plan{Steps: []plan.Step{attach(), step("s2", "s1")}}, api, apply.Options{}, apply.Observer{
			Retried: func(_ plan.Step, r apply.Retry) {
				if r.Attempt == 8 {
					at = time.Now()
					interrupt()
				}
			},
		})
		if took := time.Since(at); took != 0 || len(w.sent) != 8 {
			t.Errorf("went on for %v, %d attempts", took, len(w.sent))
		}
		if len(r.Failed) != 1 || awsclient.Code(r.Failed[0].Err) != "Throttling" || len(r.Skipped) != 1 || r.Sent != 1 {
			t.Errorf("failed %v, skipped %v, sent %d", r.Failed, r.Skipped, r.Sent)
		}
	})
}
