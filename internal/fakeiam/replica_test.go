package fakeiam

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// moment is what an account was from a point in time on.
type moment struct {
	from  time.Time
	state string
}

// asOf is the state at a point in time.
func asOf(history []moment, at time.Time) string {
	state := history[0].state
	for _, m := range history {
		if !m.from.After(at) {
			state = m.state
		}
	}
	return state
}

// What reads see is, to the byte, the account as it was a lag ago: through
// random changes at random times, with a clock that is never the same twice.
func TestLagIsExact(t *testing.T) {
	for _, lag := range []time.Duration{time.Nanosecond, 700 * time.Millisecond, 20 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			clock := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			tick := func() time.Time { clock = clock.Add(time.Minute); return clock }
			s := start(t, WithClock(tick), WithRecording(), WithFaults(Faults{ReadLag: lag, Drop: 0.1, ErrorAfter: 0.1}))
			replica := s.trouble.Load().replica
			history := []moment{{time.Now(), s.acct.bytes(t)}}
			r := rand.New(rand.NewPCG(uint64(lag), 1))
			for _, v := range randomCalls(r, 400) {
				s.try(v)
				history = append(history, moment{time.Now(), s.acct.bytes(t)})
				time.Sleep(time.Duration(r.Int64N(int64(150 * time.Millisecond))))
				if r.IntN(3) > 0 {
					continue
				}
				s.try(form("ListUsers", "MaxItems", fmt.Sprint(1+r.IntN(1000))))
				if got, want := replica.acct.bytes(t), asOf(history, time.Now().Add(-lag)); got != want {
					t.Fatalf("lag %v: reads see\n%s\nwant\n%s", lag, got, want)
				}
				history = history[max(0, len(history)-500):]
			}
			time.Sleep(lag)
			s.try(form("ListUsers"))
			same(t, "after the lag", replica.acct.bytes(t), s.acct.bytes(t))
			same(t, "journal", len(replica.journal), 0)
			allSucceeded(t, s.Calls())
		})
	}
}

// reads are answers of all kinds of reads.
func (t tb) reads() []string {
	t.Helper()
	var all []string
	for _, call := range [][]string{
		{"GetAccountAuthorizationDetails"}, {"GetAccountSummary"}, {"ListUsers"}, {"GetUser", "UserName", "u"},
		{"GetGroup", "GroupName", "g"}, {"ListGroupsForUser", "UserName", "u"}, {"GetUserPolicy", "UserName", "u", "PolicyName", "i"},
		{"ListAttachedUserPolicies", "UserName", "u"}, {"ListEntitiesForPolicy", "PolicyArn", fence}, {"ListPolicies", "OnlyAttached", "true"},
		{"GetPolicyVersion", "PolicyArn", fence, "VersionId", "v2"},
	} {
		_, n := t.send(form(call[0], call[1:]...))
		n.Below = n.Below[:1] // not the metadata
		all = append(all, fmt.Sprint(flat(n)))
	}
	return all
}

// flat is an element as text.
func flat(n *xmlNode) string {
	out := n.XMLName.Local + "=" + n.Text
	for _, b := range n.Below {
		out += "(" + flat(b) + ")"
	}
	return out
}

// furnish makes something that every one of reads shows.
func (t tb) furnish() {
	t.Helper()
	t.do("CreatePolicy", "PolicyName", "fence", "PolicyDocument", document1)
	t.do("CreatePolicyVersion", "PolicyArn", fence, "PolicyDocument", document1, "SetAsDefault", "true")
	t.do("CreateGroup", "GroupName", "g")
	t.do("CreateUser", "UserName", "u")
	t.do("AddUserToGroup", "UserName", "u", "GroupName", "g")
	t.do("AttachUserPolicy", "UserName", "u", "PolicyArn", fence)
	t.do("PutUserPolicy", "UserName", "u", "PolicyName", "i", "PolicyDocument", document1)
}

func TestReadsLagBehindWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, WithFaults(Faults{ReadLag: 5 * time.Second}))
		nothing := s.reads()
		s.furnish() // each of these needs the one before: writes do not lag
		same(t, "at once", s.reads(), nothing)
		time.Sleep(5*time.Second - time.Nanosecond)
		same(t, "just before", s.reads(), nothing)
		time.Sleep(time.Nanosecond)
		now := s.reads()
		if slices.Equal(now, nothing) {
			t.Error("the lag does not end")
		}
		if err := s.SetFaults(Faults{}); err != nil {
			t.Fatal(err)
		}
		same(t, "without lag", s.reads(), now)
	})
}

func TestLagForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		s.furnish()
		before := s.reads()
		if err := s.SetFaults(Faults{ReadLag: Forever}); err != nil {
			t.Fatal(err)
		}
		s.do("DetachUserPolicy", "UserName", "u", "PolicyArn", fence)
		s.do("CreateUser", "UserName", "late")
		time.Sleep(100 * 365 * 24 * time.Hour)
		same(t, "reads", s.reads(), before)
		same(t, "journal", len(s.trouble.Load().replica.journal), 0)
		s.wants("409 EntityAlreadyExists: User with name late already exists.", "CreateUser", "UserName", "late")
		if err := s.SetFaults(Faults{}); err != nil {
			t.Fatal(err)
		}
		s.do("GetUser", "UserName", "late")
	})
}

func TestLagObeysOnly(t *testing.T) {
	s := start(t, WithFaults(Faults{ReadLag: Forever, Only: []string{"GetUser"}}))
	s.do("CreateUser", "UserName", "u")
	s.refused("GetUser", "UserName", "u")
	same(t, "users", s.do("ListUsers").texts("Users", "UserName"), []string{"u"})
}

func TestSTSDoesNotLag(t *testing.T) {
	s := start(t, WithCaller(ownARN+"user/me"), WithFaults(Faults{ReadLag: Forever}))
	id := s.do("CreateUser", "UserName", "me").text("User/UserId")
	_, n := s.send(url.Values{"Action": {"GetCallerIdentity"}, "Version": {stsVersion}})
	same(t, "ID", n.text("GetCallerIdentityResult/UserId"), id)
}

// The file has the account as it is; whoever opens it with a lag starts there.
func TestLagIsNotSaved(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	s, err := Open(file, WithFaults(Faults{ReadLag: Forever}))
	if err != nil {
		t.Fatal(err)
	}
	lagging := tb{t, s}
	lagging.do("CreateUser", "UserName", "u")
	lagging.refused("GetUser", "UserName", "u")
	lagging.reopened(file, WithFaults(Faults{ReadLag: Forever})).do("GetUser", "UserName", "u")
}

// Writes alone must not let the journal grow for ever.
func TestTheJournalIsAsShortAsTheLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, WithFaults(Faults{ReadLag: 10 * time.Second}))
		s.do("CreateUser", "UserName", "u")
		for range 500 {
			time.Sleep(time.Second)
			s.do("UntagUser", "UserName", "u", "TagKeys.member.1", "k")
		}
		same(t, "changes waiting", len(s.trouble.Load().replica.journal), 10)
	})
}
