package main

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/fakeiam"
)

const attached = "version: 1\naccount: \"111122223333\"\nusers: {alice: {policies: [ReadOnlyAccess]}}\n"

// What IAM refuses since somebody else did it, or does it a while later, is waited for. What
// nobody does is not, and is told as ever.
func TestWhatSomebodyElseFinishes(t *testing.T) {
	offline(t)
	gone := fakeiam.Fault{Before: &fakeiam.Error{Code: "NoSuchEntity", Message: "not seen"}}
	for name, test := range map[string]struct {
		other time.Duration // when somebody else attaches the policy; 0 is never
		fault fakeiam.Fault
		code  int
		says  []string
		most  time.Duration // that it may take
	}{
		"at once": {time.Millisecond, gone, exitDone, []string{"Applied 0 calls in ", "Somebody else made the other changes meanwhile:\n  failed       s1 AttachUserPolicy ", "The account is as the files say."}, 2 * time.Second},
		"later":   {3 * time.Second, gone, exitDone, []string{"Somebody else made the other changes meanwhile"}, 6 * time.Second},
		"never":   {0, gone, exitUnfinished, []string{"failed       s1 AttachUserPolicy", "Somebody else seems to change the account at the same time: guards.lock keeps two applies apart"}, 6 * time.Second},
		"not allowed": {time.Millisecond, fakeiam.Fault{Before: &fakeiam.Error{Code: "AccessDenied", Message: "no"}}, exitUnfinished,
			[]string{"failed       s1 AttachUserPolicy"}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, filepath.Join(dir, "iamsync.yaml"), attached)
			synctest.Test(t, func(t *testing.T) {
				server := fakeiam.New(fakeiam.WithFaults(fakeiam.Faults{Inject: fakeiam.Script(map[string][]fakeiam.Fault{"AttachUserPolicy": {test.fault}})}))
				createUser(t, server, "alice")
				network := &first{server: server, action: "AttachUserPolicy", do: func() {
					if test.other > 0 {
						time.AfterFunc(test.other, func() { attach(t, server) })
					}
				}}
				began := time.Now()
				code, out := onServer(network, "apply", "--auto-approve", dir)
				if took := time.Since(began); took > test.most {
					t.Errorf("it took %s", took)
				}
				for _, want := range test.says {
					if !strings.Contains(out, want) {
						t.Errorf("it does not say %q", want)
					}
				}
				if code != test.code {
					t.Errorf("exit %d", code)
				}
				if t.Failed() {
					t.Log(out)
				}
			})
		})
	}
}

func attach(t *testing.T, server *fakeiam.Server) {
	arn := "arn:aws:iam::aws:policy/ReadOnlyAccess"
	if _, err := clientOf(server).AttachUserPolicy(t.Context(), &iam.AttachUserPolicyInput{UserName: aws.String("alice"), PolicyArn: &arn}); err != nil {
		t.Error(err)
	}
}
