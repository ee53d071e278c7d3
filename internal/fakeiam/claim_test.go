package fakeiam

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// aboutTheCaller are actions that change the caller where they name nobody, and
// aboutTheAccount those that name nobody ever. Then they meet nobody either.
var (
	aboutTheCaller  = regexp.MustCompile(`AccessKey$|LoginProfile$|SigningCertificate$|ServiceSpecificCredential$|^DeactivateMFADevice$`)
	aboutTheAccount = regexp.MustCompile(`AccountPasswordPolicy$|^GenerateCredentialReport$`)
)

// A new action must say whom it changes by a parameter that entityParams knows.
func TestEveryMutationChangesAnEntity(t *testing.T) {
	required := regexp.MustCompile(`Value at '(\w+)' failed to satisfy constraint: Member must not be null`)
	for _, name := range mutations {
		_, err := actions[iamVersion][name].prepare(url.Values{})
		params := url.Values{}
		switch {
		case aboutTheAccount.MatchString(name):
			continue
		case aboutTheCaller.MatchString(name):
			params.Set("UserName", "x")
		case err == nil:
			t.Fatalf("%s requires nothing", name)
		}
		if err == nil {
			err = &Error{}
		}
		for _, m := range required.FindAllStringSubmatch(err.Message, -1) {
			params.Set(strings.ToUpper(m[1][:1])+m[1][1:], "x")
		}
		if _, ok := entityOf(params); !ok {
			t.Errorf("%s changes nothing that is known: it requires %v", name, params)
		}
	}
}

func TestEntityOf(t *testing.T) {
	for want, pairs := range map[entity][]string{
		{"user", "alice"}:   {"UserName", "Alice", "GroupName", "g", "PolicyArn", fence},
		{"group", "g"}:      {"GroupName", "g", "PolicyName", "inline"},
		{"policy", "fence"}: {"PolicyArn", ownARN + "policy/a/Fence", "VersionId", "v1"},
		{"policy", "p"}:     {"PolicyName", "p", "PolicyDocument", document1},
		{"user", "bob"}:     {"UserName", "bob", "SerialNumber", "TOKEN1"},
		{"MFA device", "d"}: {"SerialNumber", ownARN + "mfa/a/d"},
	} {
		got, ok := entityOf(form("X", pairs...))
		if !ok || got != want {
			t.Errorf("%q is %v", pairs, got)
		}
	}
}

func TestExclusive(t *testing.T) {
	tests := []struct {
		name         string
		first, other []string
		meet         bool
	}{
		{"the same user", []string{"TagUser", "UserName", "u"}, []string{"AttachUserPolicy", "UserName", "U", "PolicyArn", readOnly}, true},
		{"two users", []string{"TagUser", "UserName", "u"}, []string{"TagUser", "UserName", "v"}, false},
		{"two members of a group", []string{"AddUserToGroup", "UserName", "u", "GroupName", "g"}, []string{"AddUserToGroup", "UserName", "v", "GroupName", "g"}, false},
		{"a policy by name and by ARN", []string{"CreatePolicy", "PolicyName", "p", "PolicyDocument", document1}, []string{"TagPolicy", "PolicyArn", ownARN + "policy/p"}, true},
		{"a read beside a change", []string{"TagUser", "UserName", "u"}, []string{"GetUser", "UserName", "u"}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := start(t, WithFaults(Faults{Exclusive: true}), WithLatency(time.Second))
				first := make(chan string)
				go func() { first <- s.try(form(test.first[0], test.first[1:]...)) }()
				synctest.Wait() // it is under way
				other := form(test.other[0], test.other[1:]...)
				begin := time.Now()
				same(t, "they meet", s.try(other) == "ConcurrentModification", test.meet)
				same(t, "the refusal took", time.Since(begin), time.Second)
				if code := <-first; code == "ConcurrentModification" {
					t.Error("the first call was refused, too")
				}
				if code := s.try(other); code == "ConcurrentModification" {
					t.Error("the entity is not free again")
				}
			})
		})
	}
}

// A call whose client went away is not under way any more.
func TestExclusiveForgetsWhoLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, WithFaults(Faults{Exclusive: true}), WithLatency(time.Second))
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		call := form("CreateUser", "UserName", "u")
		if _, err := s.RoundTrip(post(call.Encode()).WithContext(ctx)); err == nil {
			t.Fatal("it was answered")
		}
		same(t, "afterwards", s.try(call), "")
	})
}

func TestExclusiveObeysOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, WithFaults(Faults{Exclusive: true, Only: []string{"Attach*"}}), WithLatency(time.Second))
		s.try(form("CreateUser", "UserName", "u"))
		codes := make(chan string, 2)
		for _, key := range []string{"a", "b"} {
			go func() {
				codes <- s.try(form("TagUser", "UserName", "u", "Tags.member.1.Key", key, "Tags.member.1.Value", ""))
			}()
		}
		same(t, "codes", <-codes+<-codes, "")
	})
}
