package fakeiam

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// try sends a form without a socket, and returns what arrived: a code, "" for
// success, Dropped or Truncated.
func (t tb) try(v url.Values) string {
	t.Helper()
	r := post(t.named(v).Encode())
	resp, err := t.RoundTrip(r)
	if err != nil {
		return Dropped
	}
	n, err := parsed(resp)
	switch {
	case err != nil:
		return Truncated
	case resp.StatusCode == http.StatusOK:
		return ""
	}
	return n.text("Error/Code")
}

// last is the call that was recorded last.
func (t tb) last() Call {
	t.calls.mu.Lock()
	defer t.calls.mu.Unlock()
	return t.calls.calls[len(t.calls.calls)-1]
}

func TestEachFaultAlone(t *testing.T) {
	tests := []struct {
		name      string
		faults    Faults
		answers   []string // one of them is given
		types     string
		committed bool
		reads     bool // reads suffer, too
	}{
		{"error before", Faults{ErrorBefore: 1}, []string{"500 ServiceFailure", "503 ServiceUnavailable"}, "Receiver", false, true},
		{"error after", Faults{ErrorAfter: 1}, []string{"500 ServiceFailure", "503 ServiceUnavailable"}, "Receiver", true, true},
		{"concurrent", Faults{Concurrent: 1}, []string{"409 ConcurrentModification"}, "Sender", false, false},
		{"throttled writes", Faults{ThrottleWrites: 1e-9}, []string{"400 Throttling"}, "Sender", false, false},
		{"injected", Faults{Inject: func(c Call) Fault {
			if c.Mutating {
				return Fault{Before: refuse("AccessDenied", "no")}
			}
			return Fault{}
		}}, []string{"403 AccessDenied"}, "Sender", false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, WithFaults(test.faults), WithRecording())
			s.try(form("DeleteUser", "UserName", "x")) // takes the one token that throttling has
			seen := map[string]bool{}
			for i := range 30 {
				status, n := s.send(form("CreateUser", "UserName", fmt.Sprint("u", i)))
				answer := fmt.Sprint(status, " ", n.text("Error/Code"))
				if !slices.Contains(test.answers, answer) || n.text("Error/Type") != test.types || n.text("RequestId") == "" {
					t.Fatalf("answered %s of type %s", answer, n.text("Error/Type"))
				}
				seen[answer] = true
				_, there := s.acct.users.get(fmt.Sprint("u", i))
				if there != test.committed || s.last().Committed != test.committed || s.last().Code != n.text("Error/Code") {
					t.Errorf("there is a user: %v; recorded %+v", there, s.last())
				}
			}
			same(t, "kinds of answers", len(seen), len(test.answers))
			same(t, "reads suffer", s.try(form("ListUsers")) != "", test.reads)
		})
	}
}

// struck are the codes that come of faults.
var struck = []string{"ServiceFailure", "ServiceUnavailable", "ConcurrentModification", Dropped, Truncated}

// With every fault that hides or forges answers, the record tells which calls
// took effect: those alone, made again elsewhere, give the same account.
func TestTheRecordKnowsWhatTookEffect(t *testing.T) {
	tests := map[string]struct {
		faults Faults
		after  bool // the fault strikes once the call took effect
	}{
		"error before": {Faults{ErrorBefore: 0.4}, false},
		"concurrent":   {Faults{Concurrent: 0.4}, false},
		"error after":  {Faults{ErrorAfter: 0.4}, true},
		"drop":         {Faults{Drop: 0.4}, true},
		"truncate":     {Faults{Truncate: 0.4}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, twin := start(t, WithFaults(test.faults), WithRecording()), start(t, WithRecording())
			for _, v := range randomCalls(rand.New(rand.NewPCG(1, 2)), 500) {
				for attempts := 0; ; attempts++ {
					arrived, got := s.try(v), s.last()
					if got.Code != arrived {
						t.Fatalf("%s arrived; recorded %+v", arrived, got)
					}
					struck := slices.Contains(struck, arrived)
					if !struck || test.after {
						if legal := twin.try(v) == ""; got.Committed != legal || !struck && legal != (arrived == "") {
							t.Fatalf("%v is legal: %v; recorded %+v", v, legal, got)
						}
						break
					}
					if got.Committed || attempts > 100 {
						t.Fatalf("after %d attempts %s arrived; recorded %+v", attempts, arrived, got)
					}
				}
			}
			same(t, "account", s.acct.bytes(t), twin.acct.bytes(t))
			allSucceeded(t, twin.Calls())
		})
	}
}

func TestSharesAreKept(t *testing.T) {
	s := start(t, WithFaults(Faults{ErrorBefore: 0.1, ErrorAfter: 0.1, Drop: 0.2, Truncate: 0.3, Concurrent: 0.2}), WithRecording())
	const n = 2000
	count := map[string]int{}
	for i := range n {
		count[s.try(form("UntagUser", "UserName", fmt.Sprint(i), "TagKeys.member.1", "k"))]++
	}
	for code, want := range map[string]float64{
		"ServiceFailure": 0.1, "ServiceUnavailable": 0.1, Dropped: 0.2, Truncated: 0.3, "ConcurrentModification": 0.2, "NoSuchEntity": 0.1,
	} {
		if got := float64(count[code]) / n; math.Abs(got-want) > 0.03 {
			t.Errorf("%s hit a share of %.3f, want %.1f", code, got, want)
		}
	}
	again := 0 // the same call, over and over
	for range n {
		if s.try(form("ListUsers")) == Dropped {
			again++
		}
	}
	if got := float64(again) / n; math.Abs(got-0.2) > 0.03 {
		t.Errorf("repeated calls are dropped at a share of %.3f", got)
	}
}

func TestTheSameCallsSufferTheSame(t *testing.T) {
	run := func(seed uint64, order []int) map[int]string {
		s, got := start(t, WithFaults(Faults{Seed: seed, ErrorBefore: 0.3, Drop: 0.3})), map[int]string{}
		for _, i := range order {
			v := form("CreateUser", "UserName", fmt.Sprint(i))
			got[i] = s.try(v) + s.try(v) // repeated, it is another throw
		}
		return got
	}
	first := rand.New(rand.NewPCG(3, 4)).Perm(200)
	other := rand.New(rand.NewPCG(5, 6)).Perm(200)
	same(t, "twice", run(1, first), run(1, first))
	same(t, "in another order", run(1, other), run(1, first))
	a, b := run(1, first), run(2, first)
	if fmt.Sprint(a) == fmt.Sprint(b) {
		t.Error("the seed decides nothing")
	}
}

func TestOnly(t *testing.T) {
	s := start(t, WithFaults(Faults{Only: []string{"Attach*", "CreateUser"}, ErrorBefore: 1}))
	for action, suffers := range map[string]bool{
		"AttachUserPolicy": true, "AttachGroupPolicy": true, "CreateUser": true, "CreateGroup": false, "ListUsers": false,
	} {
		code := s.try(form(action, "UserName", "u", "GroupName", "g", "PolicyArn", readOnly))
		same(t, action, strings.HasPrefix(code, "Service"), suffers)
	}
}

func TestScript(t *testing.T) {
	script := map[string][]Fault{"CreateUser": {Lost, {}, Throttled}, "ListUsers": {Cut, Unavailable}}
	s := start(t, WithFaults(Faults{Inject: Script(script)}), WithRecording())
	var got []string
	for i := range 5 {
		got = append(got, s.try(form("CreateUser", "UserName", fmt.Sprint(i))), s.try(form("ListUsers")))
	}
	same(t, "codes", got, []string{Dropped, Truncated, "", "ServiceUnavailable", "Throttling", "", "", "", "", ""})
	same(t, "users", s.acct.users.len(), 4)
	same(t, "dropped", s.Calls()[0].Status, 0)
	same(t, "truncated", s.Calls()[1].Status, 200)
}

func TestInjectedCombinations(t *testing.T) {
	var next Fault
	s := start(t, WithFaults(Faults{ErrorAfter: 1, Inject: func(Call) Fault { return next }}), WithRecording())
	tests := map[string]struct {
		fault     Fault
		arrived   string
		committed bool
	}{
		"nothing, so that the shares decide": {Fault{}, "ServiceFailure", true},
		"a lost request":                     {Fault{Before: Throttled.Before, Drop: true}, Dropped, false},
		"a refusal whose text is cut":        {Fault{Before: Throttled.Before, Truncate: true}, Truncated, false},
		"before wins over after":             {Fault{Before: Throttled.Before, After: Failed.Before}, "Throttling", false},
		"lost wins over cut":                 {Fault{Drop: true, Truncate: true}, Dropped, true},
		"after":                              {FailedAfter, "ServiceFailure", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			next = test.fault
			arrived := s.try(form("CreateUser", "UserName", fmt.Sprint("u", len(s.Calls()))))
			if test.fault != (Fault{}) {
				same(t, "arrived", arrived, test.arrived)
			}
			same(t, "committed", s.last().Committed, test.committed)
		})
	}
}

func TestSTSFailsToo(t *testing.T) {
	identity := url.Values{"Action": {"GetCallerIdentity"}, "Version": {stsVersion}}
	s := start(t, WithFaults(Faults{ErrorBefore: 1}))
	if code := s.try(identity); !strings.HasPrefix(code, "Service") {
		t.Errorf("answered %q", code)
	}
	s = start(t, WithFaults(Faults{ThrottleReads: 1e-9}))
	same(t, "first", s.try(identity), "")
	same(t, "second", s.try(identity), "Throttling")
}

func TestUnsignedCallsMeetNoFaults(t *testing.T) {
	s := start(t, WithFaults(Faults{Drop: 1}))
	r := post("Action=ListUsers&Version=2010-05-08")
	r.Header.Del("Authorization")
	resp, err := s.RoundTrip(r)
	if err != nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("got %v, %v", resp, err)
	}
}

func TestFaultsThatMakeNoSense(t *testing.T) {
	for want, f := range map[string]Faults{
		"ErrorBefore is 1.5, not a share from 0 to 1":                     {ErrorBefore: 1.5},
		"Drop is -0.1, not a share from 0 to 1":                           {Drop: -0.1},
		"Truncate is NaN, not a share from 0 to 1":                        {Truncate: math.NaN()},
		"the shares of calls that go wrong are 1.5 together, more than 1": {ErrorAfter: 0.75, Concurrent: 0.75},
		"ThrottleReads is -1, not a number of calls a second":             {ThrottleReads: -1},
		"ThrottleWrites is NaN, not a number of calls a second":           {ThrottleWrites: math.NaN()},
		"ThrottleBurst is -1, not a number of calls":                      {ThrottleBurst: -1},
		"ReadLag is -1s, before now":                                      {ReadLag: -time.Second},
		`"CreateUsr" in Only is no action`:                                {Only: []string{"ListUsers", "CreateUsr"}},
		`"[" in Only is no pattern`:                                       {Only: []string{"["}},
	} {
		if _, err := Open("", WithFaults(f)); err == nil || err.Error() != "reading option WithFaults: "+want {
			t.Errorf("got %v, want %s", err, want)
		}
		if err := New().SetFaults(f); err == nil || err.Error() != "setting faults: "+want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err := (Faults{ErrorBefore: 0.1, ErrorAfter: 0.2, Drop: 0.3, Truncate: 0.2, Concurrent: 0.2}).Validate(); err != nil {
		t.Errorf("shares that are 1 together: %v", err)
	}
}

// Faults come, change and go under load; the race detector watches. Each client
// insists until a call is done.
func TestManyClientsWithFaults(t *testing.T) {
	s := start(t, WithRecording())
	faults := []Faults{
		{},
		{ErrorBefore: 0.2, ErrorAfter: 0.2, Drop: 0.2, Truncate: 0.2, Concurrent: 0.1},
		{Exclusive: true, ReadLag: time.Millisecond, ThrottleWrites: 5000, ThrottleReads: 5000},
		{ReadLag: Forever, Inject: Script(map[string][]Fault{"TagUser": {Lost, Cut}})},
	}
	var clients sync.WaitGroup
	for c := range 6 {
		clients.Go(func() {
			name := fmt.Sprint("u", c/2) // two clients share a user
			for i := range 60 {
				v := form("TagUser", "UserName", name, "Tags.member.1.Key", fmt.Sprint("k", c, "-", i%8), "Tags.member.1.Value", fmt.Sprint(i))
				for code := "?"; code != ""; code = s.try(v) {
					if create := s.try(form("CreateUser", "UserName", name)); create == "EntityAlreadyExists" {
						s.try(form("GetUser", "UserName", name))
					}
				}
			}
		})
	}
	stop := make(chan struct{})
	var changer sync.WaitGroup
	changer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
				if err := s.SetFaults(faults[i%len(faults)]); err != nil {
					t.Error(err)
				}
			}
		}
	})
	clients.Wait()
	close(stop)
	changer.Wait()
	for i := range 3 {
		u, _ := s.acct.users.get(fmt.Sprint("u", i))
		same(t, "tags", len(u.tags), 16)
	}
}
