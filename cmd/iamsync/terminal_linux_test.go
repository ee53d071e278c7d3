package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const question = " to account 111122223333? Only yes is taken for an answer: "

func TestYesApplies(t *testing.T) {
	t.Parallel()
	dir := tree(t, 3)
	s := atTerminal(t, dir, "apply", "--sandbox", "account.json", "tree")
	s.expect("\x1b[32m+\x1b[0m user")
	s.expect(question)
	s.press("yes\n")
	s.expect("\r\x1b[K[0/3] 1 in flight, s1 CreateUser user/user-0") // one line that is rewritten
	s.expect("Applied 3 calls")
	s.ends(exitDone)
	if strings.Contains(s.text(), "[3/3] s") {
		t.Errorf("the progress is written line by line on a terminal:\n%q", s.text())
	}
}

func TestAnythingButYesChangesNothing(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string]string{"no": "no\n", "y": "y\n", "an empty line": "\n", "the end of the input": ctrlD} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := tree(t, 1)
			s := atTerminal(t, dir, "apply", "tree", "--sandbox", "account.json")
			s.expect(question)
			s.press(keys)
			s.expect("not applied: nothing was changed")
			s.ends(exitRefused)
			if !absent(filepath.Join(dir, "account.json")) {
				t.Error("the sandbox was written")
			}
		})
	}
}

func TestInterruptIsAnAnswer(t *testing.T) {
	t.Parallel()
	dir := tree(t, 1)
	s := atTerminal(t, dir, "apply", "--sandbox", "account.json", "tree")
	s.expect(question)
	s.press(ctrlC)
	s.expect("interrupted; nothing was changed")
	s.ends(exitInterrupted)
	if !absent(filepath.Join(dir, "account.json")) {
		t.Error("the sandbox was written")
	}
}

func TestInterruptEndsReading(t *testing.T) {
	t.Parallel()
	began := time.Now()
	endpoint, iam := startFaulty(t, "GetAccountAuthorizationDetails=wait:1m")
	s := atTerminal(t, tree(t, 1), "apply", "--auto-approve", "--endpoint-url", endpoint, "tree")
	iam.expectCall(t, "GetAccountAuthorizationDetails")
	s.press(ctrlC)
	s.expect("interrupted; nothing was changed")
	s.ends(exitInterrupted)
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

// The call in flight is finished, the others are not started, and the next run
// goes on from there.
func TestInterruptFinishesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	endpoint, _ := startFaulty(t, "CreateUser=wait:300ms")
	dir := tree(t, 4)
	s := atTerminal(t, dir, "apply", "--auto-approve", "--parallelism", "1", "--endpoint-url", endpoint, "tree")
	s.expect("[0/4] 1 in flight")
	s.press(ctrlC)
	s.expect("1 call done, 0 failed, 0 skipped, 3 not started.")
	s.expect("done         s1 CreateUser user/user-0")
	s.expect("not started  s4 CreateUser user/user-3")
	s.expect("calls in flight were finished, nothing new was started")
	s.expect("run the same command again")
	s.ends(exitInterrupted)

	s = atTerminal(t, dir, "apply", "--auto-approve", "--endpoint-url", endpoint, "tree")
	s.expect("Applied 3 calls")
	s.ends(exitDone)
}

func TestInterruptWhileChecking(t *testing.T) {
	t.Parallel()
	endpoint, _ := startFaulty(t, "CreateUser=ok") // so that it looks again and again
	s := atTerminal(t, tree(t, 1), "apply", "--auto-approve", "--endpoint-url", endpoint, "tree")
	s.expect("1 in flight")
	time.Sleep(300 * time.Millisecond)
	s.press(ctrlC)
	s.expect("every call was made, but the account was not checked afterwards")
	s.ends(exitInterrupted)
}

func TestSecondInterruptEndsAtOnce(t *testing.T) {
	t.Parallel()
	endpoint, _ := startFaulty(t, "CreateUser=wait:1m")
	s := atTerminal(t, tree(t, 1), "apply", "--auto-approve", "--endpoint-url", endpoint, "tree")
	s.expect("[0/1] 1 in flight")
	s.press(ctrlC)
	time.Sleep(200 * time.Millisecond)
	began := time.Now()
	s.press(ctrlC)
	s.ends(exitInterrupted)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestInterruptStopsTheSandboxAndKeepsItsState(t *testing.T) {
	t.Parallel()
	dir := tree(t, 1)
	s := atTerminal(t, dir, "sandbox", "--listen", "127.0.0.1:0", "--state", "account.json")
	s.expect("IAM sandbox for account 111122223333 at http://127.0.0.1:")
	s.expect("iamsync plan --endpoint-url ")
	endpoint, _, _ := strings.Cut(s.text()[s.seen:], " ")
	apply := atTerminal(t, dir, "apply", "--auto-approve", "--endpoint-url", endpoint, "tree")
	apply.ends(exitDone)
	s.press(ctrlC)
	s.ends(exitDone)
	state, err := os.ReadFile(filepath.Join(dir, "account.json"))
	if err != nil || !strings.Contains(string(state), "user-0") {
		t.Errorf("the state has no user-0: %s, %v", state, err)
	}
}
