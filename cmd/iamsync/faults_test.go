package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iamsync/internal/fakeiam"
	"iamsync/internal/race"
)

// A badDay is what goes wrong, and how long the emulator's pages are at most; 0 is
// as long as asked for. On a quiet one no call fails, if iamsync does it right.
type badDay struct {
	faults fakeiam.Faults
	pages  int
	quiet  bool
}

// badDays are what can go wrong, each alone, and all of it together.
var badDays = map[string]badDay{
	"throttled reads":           {faults: fakeiam.Faults{ThrottleReads: 3}},
	"throttled writes":          {faults: fakeiam.Faults{ThrottleWrites: 20}},
	"errors before they commit": {faults: fakeiam.Faults{ErrorBefore: 0.1}},
	"errors after they commit":  {faults: fakeiam.Faults{ErrorAfter: 0.1}},
	"dropped answers":           {faults: fakeiam.Faults{Drop: 0.1}},
	"answers cut short":         {faults: fakeiam.Faults{Truncate: 0.1}},
	"modified concurrently":     {faults: fakeiam.Faults{Concurrent: 0.1}},
	"one write at a time":       {faults: fakeiam.Faults{Exclusive: true}, quiet: true},
	"reads that lag":            {faults: fakeiam.Faults{ReadLag: 5 * time.Second}, quiet: true},
	"short pages":               {pages: 7, quiet: true},
	"all of it": {pages: 40, faults: fakeiam.Faults{
		ThrottleReads: 20, ThrottleWrites: 50, ErrorBefore: 0.1, ErrorAfter: 0.1, Drop: 0.1, Truncate: 0.1,
		Concurrent: 0.1, Exclusive: true, ReadLag: 5 * time.Second,
	}},
}

// TestApplyOnABadDay makes 300 users, then changes every policy and half of the
// users, while IAM misbehaves: each time apply ends with 0, the account is what
// the files say, and nothing was made twice.
func TestApplyOnABadDay(t *testing.T) {
	offline(t)
	for name, day := range badDays {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				server := fakeiam.New(fakeiam.WithFaults(day.faults), fakeiam.WithPageLimit(day.pages), fakeiam.WithRecording(), fakeiam.WithLatency(20*time.Millisecond))
				for edition := range 2 {
					server.ResetCalls()
					writeCompany(t, dir, race.Fewer(300, 60), edition)
					if code, out := onServer(server, "apply", "--auto-approve", dir); code != exitDone {
						t.Fatalf("edition %d: exit %d\n%s", edition, code, out)
					}
					onceEach(t, server.Calls())
					if !day.quiet && disturbed(server.Calls()) == 0 {
						t.Error("nothing went wrong: this shows nothing")
					}
				}
				if err := server.SetFaults(fakeiam.Faults{}); err != nil {
					t.Fatal(err)
				}
				if code, out := onServer(server, "plan", "--detailed-exitcode", dir); code != exitDone {
					t.Errorf("something is left: exit %d\n%s", code, out)
				}
			})
		})
	}
}

// One call at a time is made to an object, so that IAM never finds two.
func TestApplyNeverMeetsItself(t *testing.T) {
	offline(t)
	dir := t.TempDir()
	writeCompany(t, dir, 100, 0)
	synctest.Test(t, func(t *testing.T) {
		server := fakeiam.New(fakeiam.WithFaults(fakeiam.Faults{Exclusive: true}), fakeiam.WithRecording(), fakeiam.WithLatency(20*time.Millisecond))
		if code, out := onServer(server, "apply", "--auto-approve", "--parallelism", "50", dir); code != exitDone {
			t.Fatalf("exit %d\n%s", code, out)
		}
		if n := disturbed(server.Calls()); n > 0 {
			t.Errorf("%d calls met another one at their object", n)
		}
	})
}

// Reads that never show what was applied are waited for, and no longer than asked.
func TestApplyWaitsForLaggingReadsAsLongAsAsked(t *testing.T) {
	offline(t)
	dir := t.TempDir()
	writeCompany(t, dir, 3, 0)
	synctest.Test(t, func(t *testing.T) {
		server := fakeiam.New(fakeiam.WithFaults(fakeiam.Faults{ReadLag: fakeiam.Forever}))
		began := time.Now()
		code, out := onServer(server, "apply", "--auto-approve", "--wait", "30s", dir)
		if took := time.Since(began); took < 20*time.Second || took > 31*time.Second {
			t.Errorf("it waited for %s", took)
		}
		if code != exitUnfinished || !strings.Contains(out, "after 30s the account still differs") {
			t.Errorf("exit %d\n%s", code, out)
		}
	})
}

func disturbed(calls []fakeiam.Call) (n int) {
	for _, c := range calls {
		if c.Code != "" && c.Action != "GetAccountPasswordPolicy" { // which says by an error that there is none
			n++
		}
	}
	return n
}

// offline gives the process credentials that mean nothing, and nothing else.
func offline(t testing.TB) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)

	// What watches for signals must have been started outside of any bubble.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	signal.Stop(signals)
}

// onServer runs a command against a server, without a socket between them.
func onServer(server http.RoundTripper, args ...string) (code int, output string) {
	var out bytes.Buffer
	t := &terminal{in: strings.NewReader(""), out: &out, err: &out, network: server}
	code = run(append([]string{"iamsync", args[0], "--endpoint-url", "http://iam.test"}, args[1:]...), t)
	return code, out.String()
}

// writeCompany writes a tree of users, each in two groups, half of them with an
// inline policy. The editions differ in every policy and in half of the users.
func writeCompany(t *testing.T, dir string, users, edition int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("version: 1\naccount: \"111122223333\"\nscope: {prune: true, paths: [/]}\npolicies:\n")
	for i := range 10 {
		fmt.Fprintf(&b, "  policy-%d:\n    tags: {n: \"%d\"}\n    document: %s\n", i, i, statement(fmt.Sprintf("s3:Get%d%d", i, edition)))
	}
	b.WriteString("groups:\n")
	for i := range 10 {
		fmt.Fprintf(&b, "  group-%d: {policies: [policy-%d]}\n", i, i)
	}
	b.WriteString("users:\n")
	for i := range users {
		fmt.Fprintf(&b, "  user-%d:\n    groups: [group-%d, group-%d]\n", i, i%10, (i+1+edition*(i%2))%10)
		if i%2 == 0 {
			fmt.Fprintf(&b, "    tags: {edition: \"%d\"}\n    inline: {own: %s}\n", edition, statement("sqs:Send"))
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "iamsync.yaml"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func statement(action string) string {
	return fmt.Sprintf(`{Version: "2012-10-17", Statement: [{Effect: Allow, Action: "%s", Resource: "*"}]}`, action)
}

// onceEach checks that nothing was made twice: no creation and no version of a
// policy took effect more than once.
func onceEach(t *testing.T, calls []fakeiam.Call) {
	t.Helper()
	made := map[string]int{}
	for _, c := range calls {
		if c.Committed && strings.HasPrefix(c.Action, "Create") {
			made[c.Action+" "+c.Params.Get("UserName")+c.Params.Get("GroupName")+c.Params.Get("PolicyName")+c.Params.Get("PolicyArn")]++
		}
	}
	for what, n := range made {
		if n > 1 {
			t.Errorf("%s took effect %d times", what, n)
		}
	}
}
