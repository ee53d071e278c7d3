package main

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"iamsync/apply"
	"iamsync/plan"
	"iamsync/spec"
)

// tell goes through an apply of three steps, of which the second fails.
func tell(o apply.Observer) {
	steps := []plan.Step{
		{ID: "s1", Action: plan.CreateUser, Change: spec.UserID("alice")},
		{ID: "s2", Action: plan.CreateGroup, Change: spec.GroupID("developers")},
		{ID: "s3", Action: plan.AddUserToGroup, Change: spec.ID{Kind: spec.KindMembership, Name: "alice:developers"}},
	}
	o.Started(steps[0])
	o.Started(steps[1])
	o.Retried(steps[0], apply.Retry{Attempt: 1, Err: errors.New("slow\ndown"), Pause: 1234567 * time.Microsecond})
	o.Done(steps[0], 20*time.Microsecond)
	o.Failed(steps[1], fmt.Errorf("running step s2: %w", errors.New("no\x1b")))
	o.Skipped(steps[2], "s2")
}

func TestProgressIsALineACallInALog(t *testing.T) {
	t.Parallel()
	paper, stdout, stderr := onPaper("")
	p := newProgress(paper, 3)
	tell(p.observer())
	p.finish()
	want := "trying s1 CreateUser user/alice again in 1.235s: slow down\n" +
		"[1/3] s1 CreateUser user/alice (1ms)\n" +
		"[2/3] failed s2 CreateGroup group/developers: no\\u001b\n"
	if stderr.String() != want || stdout.Len() > 0 {
		t.Errorf("stdout %q, stderr:\n%s\nwant:\n%s", stdout, stderr, want)
	}
}

func TestProgressIsOneLineOnATerminal(t *testing.T) {
	t.Parallel()
	const clear = "\r\x1b[K"
	paper, _, stderr := onPaper("")
	paper.live = true
	p := newProgress(paper, 3)
	tell(p.observer())
	p.finish()
	want := clear + "[0/3] 1 in flight, s1 CreateUser user/alice" +
		clear + "[0/3] 2 in flight, s2 CreateGroup group/developers" +
		clear + "trying s1 CreateUser user/alice again in 1.235s: slow down\n" +
		clear + "[1/3] 1 in flight, s1 CreateUser user/alice" +
		clear + "[2/3] failed s2 CreateGroup group/developers: no\\u001b\n" +
		clear
	if got := stderr.String(); got != want {
		t.Errorf("got:\n%q\nwant:\n%q", got, want)
	}
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		n    int
		want string
	}{{"alice", 5, "alice"}, {"alice", 4, "ali…"}, {"äöüß", 4, "äöüß"}, {"äöüßé", 4, "äöü…"}, {"", 4, ""}} {
		if got := shorten(test.text, test.n); got != test.want {
			t.Errorf("shorten(%q, %d) is %q, want %q", test.text, test.n, got, test.want)
		}
	}
}

func TestRounded(t *testing.T) {
	t.Parallel()
	for took, want := range map[time.Duration]string{
		37*time.Millisecond + 400*time.Microsecond: "37ms",
		999 * time.Millisecond:                     "999ms",
		12345 * time.Millisecond:                   "12.3s",
		125*time.Second + 30*time.Millisecond:      "2m5s",
	} {
		if got := rounded(took).String(); got != want {
			t.Errorf("%v is shown as %s, want %s", took, got, want)
		}
	}
}
