package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
)

// approval is the plan that somebody has reviewed, as apply is told of it: by a file, by
// its digest, or by both. The zero approval is none.
type approval struct {
	file   string
	saved  plan.Saved // what is in the file
	digest string
}

func approvalFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "plan", Usage: "apply only if the plan is the one that plan --out saved in `FILE`, or what is left of it; do not ask"},
		&cli.StringFlag{Name: "expect-digest", Usage: "apply only if the plan has this `DIGEST`; do not ask"},
	}
}

// readApproval reads what was reviewed, before anything is asked of the account.
func readApproval(c *cli.Context) (a approval, err error) {
	a = approval{file: c.String("plan"), digest: c.String("expect-digest")}
	if a.digest != "" && !isDigest(a.digest) {
		return a, usageError(fmt.Sprintf("--expect-digest %s is no digest", a.digest), "it looks like sha256: and 64 digits; plan --out and plan --format json give it")
	}
	if a.file == "" {
		return a, nil
	}
	data, err := os.ReadFile(a.file)
	if err != nil {
		return a, usageError(fmt.Sprintf("--plan %s could not be read: %s", a.file, withoutPath(err)), "iamsync plan --out "+a.file+" saves one")
	}
	if a.saved, err = plan.ReadSaved(data); err != nil {
		return a, usageError(fmt.Sprintf("--plan %s: %v", a.file, err), "iamsync plan --out FILE saves a plan for apply; its other formats are for people and for other programs")
	}
	return a, nil
}

var isDigest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString

// withoutPath leaves out of an error of the file system the name, which the message has.
func withoutPath(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return err.Error()
}

// given reports whether there is an approval, so that nobody needs to be asked.
func (a approval) given() bool { return a.file != "" || a.digest != "" }

// checkAccount refuses a plan of another account.
func (a approval) checkAccount(s *session) error {
	if a.file == "" || a.saved.Account == s.account.ID && a.saved.Partition == s.account.Partition {
		return nil
	}
	return &exitError{code: exitRefused,
		message: fmt.Sprintf("%s is a plan for account %s (%s), and this is account %s (%s)", a.file, a.saved.Account, a.saved.Partition, s.account.ID, s.account.Partition),
		hint:    "is it the right file, and the right PATH?"}
}

// check refuses a plan that is not the one that was reviewed, nor what is left of that.
func (a approval) check(t *terminal, p plan.Plan) error {
	if a.file != "" {
		if differs := a.saved.Match(p); len(differs) > 0 {
			return t.stale(a.file, differs)
		}
	}
	if a.digest != "" && a.digest != p.Digest {
		return &exitError{code: exitRefused, message: fmt.Sprintf("this plan is not the one that was expected: its digest is %s; nothing was changed", p.Digest),
			hint: "the files or the account have changed since, or a part was applied. If the plan above is what you want: --expect-digest " + p.Digest}
	}
	return nil
}

// stale names what keeps the plan from being the saved one.
func (t *terminal) stale(file string, differs []plan.Mismatch) error {
	for _, d := range differs {
		fmt.Fprintln(t.err, t.fold(0, plan.Clean(fmt.Sprintf("%s %s", d.ID, d.What))))
	}
	message := fmt.Sprintf("this is not the plan of %s any more: %s differ; nothing was changed", file, plan.Count(len(differs), "object"))
	if len(differs) == 1 {
		message = strings.Replace(message, "differ;", "differs;", 1)
	}
	return &exitError{code: exitRefused, message: message, hint: fmt.Sprintf("save a new one with iamsync plan --out %s, and have it reviewed", file)}
}

// savable refuses a file in which a plan could not be saved, or a plan that no account
// has been asked for; "" is no file.
func (s *session) savable(file string, others ...string) error {
	if file != "" && s.offline {
		return &exitError{code: exitRefused, message: "--out saves what was found in the account, and without credentials no account was asked",
			hint: "set credentials, or leave --out out"}
	}
	return s.writable("--out", file, others...)
}

// save writes a plan into a file that only its owner can read. A refused plan is not
// saved: nobody could apply it.
func (s *session) save(t *terminal, file string, p plan.Plan) error {
	if len(p.Refused) > 0 {
		t.warn(fmt.Sprintf("the plan is refused, and was not saved in %s", file))
		return nil
	}
	var text strings.Builder
	err := plan.WriteSaved(&text, plan.Record(p))
	if err == nil {
		err = replaceFile(file, []byte(text.String()))
	}
	if err != nil {
		return &exitError{code: exitFailed, cause: err, message: fmt.Sprintf("the plan could not be saved in %s: %s", file, withoutPath(err)), hint: unsaved(err)}
	}
	_, _ = fmt.Fprintf(t.err, "Saved in %s, with the digest %s. To apply it and nothing else:\n  %s\n", plan.Clean(file), p.Digest, plan.Clean(s.applying(file)))
	return nil
}

// applying is the command that applies a saved plan to the account that it is for.
func (s *session) applying(file string) string {
	words := append([]string{"iamsync apply --plan", plan.Quote(file)}, s.options.words()...)
	if s.path != "." {
		words = append(words, plan.Quote(s.path))
	}
	return strings.Join(words, " ")
}

// replaceFile puts text into a file in one step, for its owner alone.
func replaceFile(file string, text []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// sayRest adds to an error with which an apply did not finish the digest of what is left
// to do, where it was by its digest that the plan was approved.
func (s *session) sayRest(ctx context.Context, err error, done []plan.Step, wait time.Duration) error {
	var unfinished *exitError
	if s.review.digest == "" || !errors.As(err, &unfinished) || unfinished.code != exitUnfinished {
		return err
	}
	rest := "iamsync plan --format json gives the digest of what is left"
	if p, err := s.rest(ctx, done, wait); err == nil {
		rest = "the digest of what is left is " + p.Digest
	}
	return &exitError{code: unfinished.code, cause: unfinished.cause, message: unfinished.message, hint: unfinished.hint + "; " + rest}
}

// rest plans what is left. What was done may be shown late, and for as long as it is not,
// the plan is not the one that the next apply makes.
func (s *session) rest(ctx context.Context, done []plan.Step, wait time.Duration) (plan.Plan, error) {
	deadline := time.Now().Add(wait)
	for pause := 250 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		p, err := s.plan(ctx)
		if err != nil || !p.Repeats(done) || time.Now().Add(pause).After(deadline) {
			return p, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return p, ctx.Err()
		}
	}
}
