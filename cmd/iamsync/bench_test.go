package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"iamsync/internal/fakeiam"
)

// roundTrip is how long a call takes in the benchmarks: what IAM needs from a
// machine that is not far away.
const roundTrip = 30 * time.Millisecond

// distant is a server whose answers take a round trip, its own work included.
type distant struct {
	next  http.RoundTripper
	calls atomic.Int64
}

// RoundTrip implements http.RoundTripper.
func (d *distant) RoundTrip(r *http.Request) (*http.Response, error) {
	d.calls.Add(1)
	answered := time.After(roundTrip)
	resp, err := d.next.RoundTrip(r)
	<-answered
	return resp, err
}

// recorded answers the same request with the same bytes again: an account that
// nobody changes, whose server works on another machine than iamsync.
type recorded struct {
	next    http.RoundTripper
	answers sync.Map // of answer, by the request's body
}

type recordedAnswer struct {
	resp http.Response
	body []byte
}

// RoundTrip implements http.RoundTripper.
func (s *recorded) RoundTrip(r *http.Request) (*http.Response, error) {
	asked, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	known, found := s.answers.Load(string(asked))
	if !found {
		r.Body = io.NopCloser(bytes.NewReader(asked))
		resp, err := s.next.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		known, _ = s.answers.LoadOrStore(string(asked), recordedAnswer{*resp, body})
	}
	answer := known.(recordedAnswer)
	resp := answer.resp
	resp.Body = io.NopCloser(bytes.NewReader(answer.body))
	return &resp, nil
}

// BenchmarkPlan plans for an account that is as the files say. Its ratio is to
// the pages of the longest stream, a thousand users each, and one call more: that
// which asks who is calling, and waits for none of them.
func BenchmarkPlan(b *testing.B) {
	collectLess()
	for _, users := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprintf("users=%d", users), func(b *testing.B) {
			offline(b)
			dir := b.TempDir()
			writeUsers(b, dir, users)
			server := fakeiam.New()
			succeed(b, server, "apply", "--auto-approve", dir)
			far := &distant{next: &recorded{next: server}}
			succeed(b, far, "plan", "--detailed-exitcode", dir)
			far.calls.Store(0)
			for b.Loop() {
				succeed(b, far, "plan", "--detailed-exitcode", dir)
			}
			inARow := 1 + (users+999)/1000
			b.ReportMetric(float64(far.calls.Load())/float64(b.N), "calls")
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/(float64(inARow)*roundTrip.Seconds()), "ratio")
		})
	}
}

// BenchmarkApply makes 3,000 calls for 300 users, ten at a time. Its ratio is to
// the time that the calls need if ten are always in flight.
func BenchmarkApply(b *testing.B) {
	collectLess()
	offline(b)
	dir := b.TempDir()
	writeBusyUsers(b, dir, 300)
	calls := 0.0
	for b.Loop() {
		far := &distant{next: fakeiam.New()}
		succeed(b, far, "apply", "--auto-approve", "--parallelism", "10", dir)
		calls += float64(far.calls.Load())
	}
	b.ReportMetric(calls/float64(b.N), "calls")
	b.ReportMetric(b.Elapsed().Seconds()/(calls*roundTrip.Seconds()/10), "ratio")
}

func succeed(tb testing.TB, server http.RoundTripper, args ...string) {
	tb.Helper()
	if code, out := onServer(server, args...); code != exitDone {
		tb.Fatalf("exit %d\n%s", code, out)
	}
}

// writeUsers writes a tree of users with two tags and two of 50 groups each, and
// 50 policies.
func writeUsers(b *testing.B, dir string, users int) {
	b.Helper()
	var text strings.Builder
	text.WriteString("version: 1\naccount: \"111122223333\"\npolicies:\n")
	for i := range 50 {
		fmt.Fprintf(&text, "  policy-%d: {document: %s}\n", i, statement("s3:Get*"))
	}
	text.WriteString("groups:\n")
	for i := range 50 {
		fmt.Fprintf(&text, "  group-%d: {policies: [policy-%d]}\n", i, i)
	}
	text.WriteString("users:\n")
	for i := range users {
		fmt.Fprintf(&text, "  user-%d: {tags: {team: a, cost: \"%d\"}, groups: [group-%d, group-%d]}\n", i, i, i%50, (i+1)%50)
	}
	writeFile(b, dir, text.String())
}

// writeBusyUsers writes users of whom each costs ten calls.
func writeBusyUsers(b *testing.B, dir string, users int) {
	b.Helper()
	var text strings.Builder
	text.WriteString("version: 1\naccount: \"111122223333\"\ngroups: {a: {}, b: {}, c: {}, d: {}, e: {}}\nusers:\n")
	for i := range users {
		fmt.Fprintf(&text, "  user-%d:\n    groups: [a, b, c, d, e]\n    policies: [ReadOnlyAccess, SecurityAudit, Billing]\n    inline: {own: %s}\n", i, statement("s3:Get*"))
	}
	writeFile(b, dir, text.String())
}

func writeFile(tb testing.TB, dir, text string) {
	tb.Helper()
	if err := os.WriteFile(filepath.Join(dir, "iamsync.yaml"), []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
}
