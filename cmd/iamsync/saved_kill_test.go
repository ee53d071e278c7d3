package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
)

// TestSavedPlanIsKilledAndGoesOn saves a plan and kills the real program while it applies
// it, again and again: the same file finishes the work. When somebody has changed one of
// its objects in between, it does nothing.
func TestSavedPlanIsKilledAndGoesOn(t *testing.T) {
	offline(t)
	program, dir := programFile(t), t.TempDir()
	victim := &victim{}
	server := fakeiam.New(fakeiam.WithRecording(), fakeiam.WithObserver(victim.called))
	listener, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	on := func(want int, args ...string) string {
		t.Helper()
		code, out := onServer(server, args...)
		if code != want {
			t.Fatalf("%v: exit %d, not %d\n%s", args, code, want, out)
		}
		return out
	}
	file := filepath.Join(t.TempDir(), "plan.json")
	writeCompany(t, dir, 60, 0)
	on(exitDone, "apply", "--auto-approve", dir)
	writeCompany(t, dir, 70, 1)
	on(exitDone, "plan", "--out", file, dir)

	killed := 0
	for range 5 {
		cmd := exec.Command(program, "apply", "--plan", file, "--endpoint-url", listener.URL, dir)
		cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=10")
		if err := victim.start(cmd, 12); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil && strings.Contains(err.Error(), "killed") {
			killed++
		}
	}
	victim.spare()
	if killed < 3 {
		t.Errorf("only %d of 5 runs were killed: this shows little", killed)
	}

	clients, err := awsclient.New(t.Context(), awsclient.Options{EndpointURL: listener.URL, Sandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	byHand := aws.String("by hand")
	if _, err := clients.IAM.TagUser(t.Context(), &iam.TagUserInput{UserName: aws.String("user-0"), Tags: []types.Tag{{Key: byHand, Value: byHand}}}); err != nil {
		t.Fatal(err)
	}
	server.ResetCalls()
	if out := on(exitRefused, "apply", "--plan", file, dir); !strings.Contains(out, `user/user-0 has tags.by hand "by hand", and the saved plan is for no tags.by hand`) {
		t.Errorf("it does not say who has changed:\n%s", out)
	}
	if slices.ContainsFunc(server.Calls(), func(c fakeiam.Call) bool { return c.Mutating }) {
		t.Error("it changed something all the same")
	}

	if _, err := clients.IAM.UntagUser(t.Context(), &iam.UntagUserInput{UserName: aws.String("user-0"), TagKeys: []string{*byHand}}); err != nil {
		t.Fatal(err)
	}
	on(exitDone, "apply", "--plan", file, dir)
	on(exitDone, "plan", "--detailed-exitcode", dir)
}
