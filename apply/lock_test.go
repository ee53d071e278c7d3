package apply_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/google/go-cmp/cmp"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

var locked = spec.Account{ID: "111122223333", Partition: "aws"}

// mutex returns a mutex, and what is said of its calls.
func mutex(api *iam.Client) (m apply.Mutex, calls *[]string) {
	calls = new([]string)
	m = apply.Mutex{API: api, Account: locked, Look: func(ctx context.Context) (*spec.Lock, error) { return live.Lock(ctx, api, locked) }}
	m.Observers = []apply.Observer{{Called: func(s plan.Step, made apply.Outcome) {
		text := s.ID + " " + string(s.Action)
		if made.Err != nil {
			text += " " + awsclient.Code(made.Err)
		}
		*calls = append(*calls, text)
	}}}
	return m, calls
}

func held(run string) spec.Lock {
	return spec.NewLock("arn:aws:iam::111122223333:user/ci", run, time.Now())
}

// create makes a policy that is nobody's lock.
func create(t *testing.T, api *iam.Client, name, path string) {
	t.Helper()
	if _, err := api.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: &name, Path: &path, PolicyDocument: aws.String(document)}); err != nil {
		t.Fatal(err)
	}
}

func TestTheLockIsTakenByOne(t *testing.T) {
	_, api := connect()
	m, calls := mutex(api)
	if err := m.Take(t.Context(), held("1")); err != nil {
		t.Fatal(err)
	}
	var other *apply.LockedError
	if err := m.Take(t.Context(), held("2")); !errors.As(err, &other) || other.Lock.Run != "1" || other.Lock.Holder != "arn:aws:iam::111122223333:user/ci" {
		t.Errorf("the second is told %v", err)
	}
	if err := m.Release(t.Context(), "2"); !errors.As(err, &other) {
		t.Errorf("the second releases it with %v", err)
	}
	if err := m.Release(t.Context(), "1"); err != nil {
		t.Error(err)
	}
	if err := m.Take(t.Context(), held("2")); err != nil {
		t.Error(err)
	}
	want := "lock CreatePolicy, lock CreatePolicy EntityAlreadyExists, unlock DeletePolicy, lock CreatePolicy"
	if diff := cmp.Diff(want, strings.Join(*calls, ", ")); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}

func TestTakingTheLockOnABadDay(t *testing.T) {
	tests := map[string]struct {
		faults []fault // of CreatePolicy
		before func(*testing.T, *iam.Client)
		err    string // "": it is taken
		left   string // who holds it then: a run, strange, or nobody
	}{
		"nothing goes wrong":         {left: "1"},
		"throttled":                  {faults: []fault{throttled, throttled}, left: "1"},
		"the answer is lost":         {faults: []fault{lose}, left: "1"},
		"AWS fails":                  {faults: []fault{failure}, left: "1"},
		"refused":                    {faults: []fault{denied}, err: "AccessDenied"},
		"the account is full":        {faults: []fault{full}, err: "LimitExceeded"},
		"lost, and then refused":     {faults: []fault{lose, denied}, err: "AccessDenied"},
		"it was released in between": {faults: []fault{refuse(http.StatusConflict, "EntityAlreadyExists")}, left: "1"},
		"a policy that is no lock":   {before: func(t *testing.T, api *iam.Client) { create(t, api, spec.LockName, spec.LockPath) }, err: "is none", left: "strange"},
		"one that is under another path": {
			before: func(t *testing.T, api *iam.Client) { create(t, api, "IamSync-Lock", "/x/") }, err: "under another path",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, api := connect()
				if tt.before != nil {
					tt.before(t, api)
				}
				w.faults[plan.CreatePolicy] = tt.faults
				m, _ := mutex(api)
				began := time.Now()
				if err := m.Take(t.Context(), held("1")); (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error %v, want %q", err, tt.err)
				}
				if took := time.Since(began); took > time.Minute {
					t.Errorf("it took %s", took)
				}
				left := ""
				if l, err := m.Look(t.Context()); err != nil {
					t.Error(err)
				} else if l != nil {
					left = l.Run
					if l.IsStrange() {
						left = "strange"
					}
				}
				if left != tt.left {
					t.Errorf("it is then held by %q, want %q", left, tt.left)
				}
			})
		})
	}
}

// Where reads lag, a lock that was just taken is not seen yet, and is released all the same.
func TestTheLockWhileReadsLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, api := connect()
		if err := w.server.SetFaults(fakeiam.Faults{ReadLag: 3 * time.Second}); err != nil {
			t.Fatal(err)
		}
		m, _ := mutex(api)
		w.faults[plan.CreatePolicy] = []fault{lose}
		if err := m.Take(t.Context(), held("1")); err != nil {
			t.Errorf("its own lock is not known: %v", err)
		}
		if err := m.Release(t.Context(), "1"); err != nil {
			t.Errorf("it is not released: %v", err)
		}
		time.Sleep(10 * time.Second)
		if err := m.Release(t.Context(), "1"); !errors.Is(err, apply.ErrReleased) {
			t.Errorf("released twice: %v", err)
		}
	})
}

// Whoever interrupts an apply that is taking the lock, or has it, leaves none behind.
func TestTheLockIsNotLeftByAnInterrupt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, api := connect()
		ctx, interrupt := context.WithCancel(t.Context())
		w.faults[plan.CreatePolicy] = []fault{lose, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
			interrupt()
			return throttled(r, next)
		}}
		m, _ := mutex(api)
		if err := m.Take(ctx, held("1")); err == nil {
			t.Error("it was taken")
		}
		if l, err := m.Look(t.Context()); err != nil || l != nil {
			t.Errorf("%+v is left, %v", l, err)
		}
		if err := m.Take(t.Context(), held("2")); err != nil {
			t.Fatal(err)
		}
		if err := m.Release(ctx, "2"); err != nil {
			t.Error(err)
		}
	})
}

// The policy allows nothing that needs to be allowed, and its own words are told.
func TestAnAttachedLockIsNotReleased(t *testing.T) {
	w, api := prepared(t)
	m, _ := mutex(api)
	if err := m.Take(t.Context(), held("1")); err != nil {
		t.Fatal(err)
	}
	arn := locked.LockARN()
	if _, err := api.AttachUserPolicy(t.Context(), &iam.AttachUserPolicyInput{UserName: aws.String("u"), PolicyArn: &arn}); err != nil {
		t.Fatal(err)
	}
	w.server.ResetCalls()
	if err := m.Release(t.Context(), "1"); awsclient.Code(err) != "DeleteConflict" || len(changed(w.server)) > 0 {
		t.Errorf("%v", err)
	}
}
