package fakeiam

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// ways to talk to a server.
var ways = map[string]func(t *testing.T, s tb) (url string, c *http.Client){
	"over a socket": func(t *testing.T, s tb) (string, *http.Client) {
		l, err := s.Start("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		transport := &http.Transport{}
		t.Cleanup(func() {
			transport.CloseIdleConnections()
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		})
		return l.URL, &http.Client{Transport: transport}
	},
	"without a socket": func(_ *testing.T, s tb) (string, *http.Client) {
		return "http://iam.test", &http.Client{Transport: s.Server}
	},
}

// request is a signed call for a client.
func request(t testing.TB, url, action string, pairs ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(form(action, pairs...).Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = post("").Header
	return r
}

func TestLostAnswers(t *testing.T) {
	for way, connect := range ways {
		t.Run(way, func(t *testing.T) {
			s := start(t, WithRecording(), WithFaults(Faults{Inject: Script(map[string][]Fault{"CreateUser": {{}, Lost, {}, Lost, Lost}})}))
			url, c := connect(t, s)
			for i := range 6 {
				resp, err := c.Do(request(t, url, "CreateUser", "UserName", fmt.Sprint(i)))
				lost := i == 1 || i > 2 && i < 5
				switch {
				case lost && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
					t.Errorf("call %d: a lost answer is %v", i, err)
				case !lost && err != nil:
					t.Errorf("call %d: %v", i, err)
				case !lost:
					resp.Body.Close()
				}
				same(t, "recorded as dropped", s.last().Code == Dropped, lost)
				same(t, "committed", s.last().Committed, true)
			}
			same(t, "users", s.acct.users.len(), 6)
		})
	}
}

func TestTruncatedAnswers(t *testing.T) {
	for way, connect := range ways {
		t.Run(way, func(t *testing.T) {
			s := start(t, WithRecording(), WithFaults(Faults{Inject: Script(map[string][]Fault{"CreateUser": {{}, Cut, Cut}})}))
			url, c := connect(t, s)
			lengths := []int64{}
			for i := range 4 {
				resp, err := c.Do(request(t, url, "CreateUser", "UserName", fmt.Sprint(i)))
				if err != nil {
					t.Fatal(err)
				}
				b, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				if cut := i == 1 || i == 2; cut != errors.Is(err, io.ErrUnexpectedEOF) || cut && int64(len(b)) != resp.ContentLength/2 {
					t.Errorf("call %d: %d of %d bytes and %v", i, len(b), resp.ContentLength, err)
				}
				same(t, "status", resp.StatusCode, 200)
				lengths = append(lengths, resp.ContentLength)
			}
			same(t, "announced", lengths, []int64{lengths[0], lengths[0], lengths[0], lengths[0]})
			same(t, "users", s.acct.users.len(), 4)
			same(t, "recorded as truncated", s.Calls()[1].Code, Truncated)
		})
	}
}

// A client that gives up on an answer that does not come finds that its call
// took effect. Nothing stays behind, or the bubble would not end.
func TestAnAnswerThatDoesNotCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, WithRecording(), WithFaults(Faults{Inject: Script(map[string][]Fault{
			"CreateUser": {{Delay: time.Hour}, {Delay: time.Second, Before: Failed.Before}},
		})}))
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, err := s.RoundTrip(post(form("CreateUser", "UserName", "u").Encode()).WithContext(ctx))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		same(t, "committed", s.last().Committed, true)
		same(t, "code", s.last().Code, Dropped)
		begin := time.Now()
		same(t, "late refusal", s.try(form("CreateUser", "UserName", "v")), "ServiceFailure")
		same(t, "it took", time.Since(begin), time.Second)
	})
}

// Faults start nothing that would outlive a server.
func TestNothingOutlivesTheServer(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("server", func(t *testing.T) {
		s := start(t, WithFaults(Faults{Drop: 0.3, Truncate: 0.3, Exclusive: true, ReadLag: time.Millisecond, ThrottleReads: 50}))
		url, c := ways["over a socket"](t, s)
		for i := range 50 {
			for _, action := range []string{"CreateUser", "ListUsers"} {
				if resp, err := c.Do(request(t, url, action, "UserName", fmt.Sprint(i))); err == nil {
					_, _ = io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
				}
			}
		}
	})
	after := 0
	for range 200 { // connections take a moment to notice that they are closed
		if after = runtime.NumGoroutine(); after <= before {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, after)
}
