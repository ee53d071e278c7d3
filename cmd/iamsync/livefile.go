package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

// liveFile is a file that stands for the account: nobody is asked then, and no credentials
// are needed.
type liveFile struct {
	name string
	plan.Snapshot
}

// readLiveFile reads the file that --live names; nil is none.
func readLiveFile(c *cli.Context) (*liveFile, error) {
	name := c.String("live")
	if name == "" {
		return nil, nil
	}
	for _, flag := range []string{"out", "sandbox", "endpoint-url", "profile", "region", "parallelism"} {
		if c.IsSet(flag) {
			return nil, usageError(fmt.Sprintf("--live does not go with --%s: no account is asked", flag), liveHints[flag])
		}
	}
	if c.String("format") == "commands" {
		return nil, usageError("--live does not go with --format commands: of what the file does not know there would be no command",
			"the commands are those of a plan that has asked the account")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, usageError(fmt.Sprintf("--live %s could not be read: %s", name, withoutPath(err)), liveHint)
	}
	snapshot, err := snapshotIn(data)
	if err != nil {
		return nil, usageError(fmt.Sprintf("--live %s: %v", name, err), liveHint)
	}
	snapshot.Known.Source = name
	return &liveFile{name, snapshot}, nil
}

const liveHint = "FILE is one that iamsync snapshot has written, or the output of aws iam get-account-authorization-details"

var liveHints = map[string]string{
	"out":     "a saved plan is held against what was found in the account; leave --out out, or --live",
	"sandbox": "leave one of them out; iamsync snapshot --sandbox FILE reads a sandbox",
}

// checkAccount refuses the file of another account than the spec's.
func (f *liveFile) checkAccount(s *session) error {
	if s.account.ID == s.spec.Account {
		return nil
	}
	return &exitError{code: exitRefused,
		message: fmt.Sprintf("%s is for account %s, and %s is of account %s", s.root(), s.spec.Account, f.name, s.account.ID),
		hint:    "is it the right file, and the right PATH? The number in the files is at " + s.spec.AccountAt().String(), at: s.spec.AccountAt()}
}

// openFile opens a session in which a file stands for the account.
func openFile(path string, before *base, f *liveFile, g guardOptions) (*session, error) {
	s := newSession(path, accountOptions{})
	s.base, s.guards, s.file = before, g, f
	s.account, s.caller = f.State.Account, f.Caller
	return s, inTurn(s.load, func() error { return f.checkAccount(s) })
}

// account is what was read, as if the account had been.
func (f *liveFile) account() live.Account {
	return live.Account{State: f.State, Quotas: f.Quotas, Locked: f.Locked}
}

// awsPolicies are the policies that AWS had, or those that this program knows.
func (f *liveFile) awsPolicies() []string {
	if f.AWSPolicies != nil {
		return f.AWSPolicies
	}
	return offlineNames(f.State.Account).AWSManaged
}

// doubted adds to mistakes in names that AWS may have the policy all the same, where the
// file does not say which it has.
func (f *liveFile) doubted(err error) error {
	var mistakes spec.Errors
	if f == nil || f.AWSPolicies != nil || !errors.As(err, &mistakes) {
		return err
	}
	mistakes = slices.Clone(mistakes)
	for i := range mistakes {
		mistakes[i].Hint += fmt.Sprintf("; %s does not say which policies AWS has, and this iamsync knows no newer ones than its own list", f.name)
	}
	return mistakes
}

// known says what a plan of the spec can know.
func (f *liveFile) known(s *spec.Spec) *plan.Known {
	known := f.Known
	known.Wanted = s.Tagged()
	return &known
}

// said names the file, and says how old it is.
func (f *liveFile) said(now time.Time) string {
	if f.Time.IsZero() {
		return f.name + ", which does not say as of when it is"
	}
	return fmt.Sprintf("%s, as of %s, %s", f.name, f.Time.UTC().Format(time.RFC3339), age(now.Sub(f.Time)))
}

// ages are the units in which an age is told, the largest first.
var ages = []struct {
	unit time.Duration
	name string
}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}}

// age tells how long ago something was, roughly.
func age(d time.Duration) string {
	if d < 0 {
		return "in the future"
	}
	for _, a := range ages {
		if n := d / a.unit; n > 0 {
			return fmt.Sprintf("%d %s ago", n, a.name)
		}
	}
	return "just now"
}

// snapshotIn finds out what a file is, by its keys, and reads it.
func snapshotIn(data []byte) (plan.Snapshot, error) {
	if !live.IsDetails(data) {
		return plan.ReadSnapshot(data)
	}
	account, err := live.ReadDetails(data)
	if err != nil {
		return plan.Snapshot{}, err
	}
	return plan.Snapshot{State: account.State, Locked: account.Locked, Known: plan.Known{Incomplete: live.NotInDetails, Partly: live.PartlyInDetails}}, nil
}
