package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
	"iamsync/spec"
)

// first does something ahead of the first call of an action.
type first struct {
	server http.RoundTripper
	action string
	do     func()
}

// RoundTrip implements http.RoundTripper.
func (f *first) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") == f.action && f.do != nil {
		do := f.do
		f.do = nil
		do()
	}
	return f.server.RoundTrip(r)
}

func createUser(t *testing.T, server http.RoundTripper, name string) {
	t.Helper()
	if _, err := clientOf(server).CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String(name), Path: aws.String("/")}); err != nil {
		t.Fatal(err)
	}
}

// The plan that was shown is not carried out where the account has changed until the lock
// was taken: it may not be what is to be done any more.
func TestTheAccountChangesBeforeTheLockIsTaken(t *testing.T) {
	offline(t)
	for name, test := range map[string]struct {
		made  []string // users that somebody else makes
		code  int
		says  string
		calls string // that change the account
	}{
		"in part":       {[]string{"alice"}, exitFailed, "the account changed between the plan and the lock; nothing was changed", "CreatePolicy DeletePolicy"},
		"by all of it":  {[]string{"alice", "bob"}, exitDone, "Nothing is left to do: somebody else did it before the lock was taken.", "CreatePolicy DeletePolicy"},
		"by other than": {[]string{"carol"}, exitDone, "Applied 2 calls in ", "CreatePolicy CreateUser CreateUser DeletePolicy"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, server := t.TempDir(), fakeiam.New(fakeiam.WithRecording())
			put(t, filepath.Join(dir, "iamsync.yaml"), "version: 1\naccount: \"111122223333\"\nguards: {lock: true}\nusers: {alice: {}, bob: {}}\n")
			network := &first{server: server, action: "CreatePolicy", do: func() {
				for _, user := range test.made {
					createUser(t, server, user)
				}
				server.ResetCalls()
			}}
			code, out := onServer(network, "apply", "--auto-approve", "--parallelism", "1", dir)
			if code != test.code || !strings.Contains(out, test.says) {
				t.Errorf("exit %d\n%s", code, out)
			}
			var calls []string
			for _, c := range server.Calls() {
				if c.Mutating {
					calls = append(calls, c.Action)
				}
			}
			if got := strings.Join(calls, " "); got != test.calls {
				t.Errorf("calls %s, want %s", got, test.calls)
			}
		})
	}
}

// A lock that somebody released in the middle of an apply, and that another has now, is
// that of the other.
func TestALockThatIsAnothersIsNotReleased(t *testing.T) {
	offline(t)
	dir := t.TempDir()
	put(t, filepath.Join(dir, "iamsync.yaml"), "version: 1\naccount: \"111122223333\"\nguards: {lock: true}\nusers: {alice: {}}\n")
	synctest.Test(t, func(t *testing.T) {
		server := fakeiam.New()
		api := clientOf(server)
		network := &first{server: server, action: "CreateUser", do: func() {
			if code, out := onServer(server, "unlock", "--auto-approve", dir); code != exitDone {
				t.Errorf("exit %d\n%s", code, out)
			}
			take(t, api, spec.NewLock("arn:aws:iam::111122223333:user/other", "another", time.Now()))
		}}
		code, out := onServer(network, "apply", "--auto-approve", dir)
		if code != exitDone || !strings.Contains(out, "Warning: somebody released the lock while this run held it, and run another of arn:aws:iam::111122223333:user/other holds it now.") {
			t.Errorf("exit %d\n%s", code, out)
		}
		if code, out := onServer(server, "unlock", "--run", "another", dir); code != exitDone {
			t.Errorf("exit %d\n%s", code, out)
		}
	})
}

// take makes the policy that is a lock.
func take(t *testing.T, api *iam.Client, lock spec.Lock) {
	t.Helper()
	s := &session{account: spec.Account{ID: "111122223333", Partition: "aws"}, clients: &awsclient.Clients{IAM: api}}
	if err := s.mutex().Take(t.Context(), lock); err != nil {
		t.Error(err)
	}
}

func TestHowLongALockIsHeld(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0s", 1500 * time.Millisecond: "2s", time.Minute: "1m", 90 * time.Minute: "1h30m", time.Hour: "1h", 10 * time.Minute: "10m",
		20 * time.Hour: "20h", 49 * time.Hour: "2 days",
	} {
		if got := inWords(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}
