package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"iamsync/apply"
	"iamsync/internal/fakeiam"
	"iamsync/plan"
	"iamsync/spec"
)

// TestAuditOnABadDay applies while IAM misbehaves in every way: a line is what became of a
// step at last, with all its attempts, and there is one for each.
func TestAuditOnABadDay(t *testing.T) {
	offline(t)
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "audit.jsonl")
	writeCompany(t, dir, 60, 0)
	synctest.Test(t, func(t *testing.T) {
		server := fakeiam.New(fakeiam.WithRecording(), fakeiam.WithLatency(20*time.Millisecond), fakeiam.WithFaults(fakeiam.Faults{
			ThrottleWrites: 50, ErrorBefore: 0.1, ErrorAfter: 0.1, Drop: 0.1, Truncate: 0.1, Concurrent: 0.1,
		}))
		if code, out := onServer(server, "apply", "--auto-approve", "--audit-log", file, dir); code != exitDone {
			t.Fatalf("exit %d\n%s", code, out)
		}
		entries, err := readAudit(file)
		if err != nil {
			t.Fatal(err)
		}
		logged, attempts := map[string]int{}, 0
		for _, e := range entries {
			if e.Result != "done" || e.RequestID == "" {
				t.Errorf("%+v", e)
			}
			logged[string(e.Action)+" "+form(e.Params).Encode()]++
			attempts += e.Attempts
		}
		asked, changing := map[string]bool{}, 0
		for _, c := range server.Calls() {
			if c.Mutating {
				asked[c.Action+" "+c.Params.Encode()] = true
				changing++
			}
		}
		for call, n := range logged {
			if n != 1 || !asked[call] {
				t.Errorf("%d lines for %s, which was asked for: %v", n, call, asked[call])
			}
		}
		if len(logged) != len(asked) || attempts != changing {
			t.Errorf("%d lines with %d attempts, for %d different calls of %d", len(logged), attempts, len(asked), changing)
		}
	})
}

// TestAuditSurvivesAKill kills the real program at one of its calls: every call that was
// answered before has its line, and every line is whole. The summary does not say that it
// ended.
func TestAuditSurvivesAKill(t *testing.T) {
	offline(t)
	dir, out := t.TempDir(), t.TempDir()
	writeCompany(t, dir, 60, 0)
	victim := &victim{}
	server := fakeiam.New(fakeiam.WithRecording(), fakeiam.WithObserver(victim.called))
	listener, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	file, summary := filepath.Join(out, "audit.jsonl"), filepath.Join(out, "summary.json")
	const parallelism = 4
	cmd := exec.Command(programFile(t), "apply", "--auto-approve", "--parallelism", "4", "--audit-log", file, "--summary-json", summary, "--endpoint-url", listener.URL, dir)
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=10")
	if err := victim.start(cmd, 50); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("it was not killed: this shows nothing")
	}
	entries, err := readAudit(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := committed(server.Calls()); len(entries) < n-2*parallelism || len(entries) > n {
		t.Errorf("%d lines for %d calls", len(entries), n)
	}
	if text, err := os.ReadFile(summary); err != nil || !strings.Contains(string(text), `"exit_code": null`) {
		t.Errorf("%v\n%s", err, text)
	}
}

func committed(calls []fakeiam.Call) (n int) {
	for _, c := range calls {
		if c.Committed {
			n++
		}
	}
	return n
}

// A log that cannot be written to its end stops no apply, and is no success.
func TestAuditThatIsLost(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no full disk here")
	}
	var out strings.Builder
	term := &terminal{out: &out, err: &out}
	step := plan.Step{ID: "s1", Action: plan.CreateUser, Change: spec.UserID("u")}
	r := &applyReport{audit: &auditLog{file: full}}
	r.audit.called(step, apply.Outcome{Attempts: 1})
	r.applied(apply.Result{Done: []plan.Step{step}})
	if err := r.end(term, nil); codeOf(err) != exitUnfinished || !strings.Contains(err.Error(), "the log or the summary is not complete: no space left on device") {
		t.Errorf("%v", err)
	}

	r.audit = &auditLog{file: full} // which is closed by now
	failed := exitSilently(exitRefused)
	r.applied(apply.Result{})
	if err := r.end(term, nil); codeOf(err) != exitFailed {
		t.Errorf("nothing was done, and it ends with %v", err)
	}
	if err := r.end(term, failed); !errors.Is(err, failed) || !strings.Contains(out.String(), "is not complete") {
		t.Errorf("%v, said %q", err, out.String())
	}
}
