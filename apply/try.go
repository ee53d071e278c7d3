package apply

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/awsclient"
	"iamsync/plan"
)

// try is one call with all its attempts. It lays itself around the client's own
// retryer, which knows what errors pass: here is known what the step would do if
// it were done twice, and when the user wants to stop.
//
// An attempt whose answer was lost may have taken effect. What the next attempt
// says then depends on the action, see plan.Repeat.
type try struct {
	aws.Retryer // the client's

	repeat      plan.Repeat
	fresh       bool // it needs what this run has only just made
	vacated     bool // it gives a name that this run has only just freed
	interrupted <-chan struct{}
	retrying    func(Retry)

	attempts int
	rounds   int  // how often it was started over
	sent     bool // a request left this machine, or may have
	lost     bool // one was sent and not answered
	unclear  bool // the last one was, and must not be repeated blindly

	requests  int    // how many were made, sent or not
	requestID string // AWS's own of the last one that was answered
}

// maxRounds is how often a call that accumulates is made in all.
const maxRounds = 8

// tune is given to the SDK with the call.
func (t *try) tune(o *iam.Options) {
	t.Retryer, o.Retryer = o.Retryer, t
	o.HTTPClient = sender{o.HTTPClient, t}
}

// IsErrorRetryable implements aws.Retryer. What accumulates is repeated here only
// when it is certain that nothing happened; else settler looks first.
func (t *try) IsErrorRetryable(err error) bool {
	t.attempts++
	if t.fresh && notYetVisible(err) {
		return true
	}
	nothing := awsclient.RefusedForNow(err) || awsclient.Unreachable(err)
	again := t.Retryer.IsErrorRetryable(err)
	t.unclear = again && !nothing
	t.lost = t.lost || t.unclear
	return again && (nothing || t.repeat != plan.Accumulates)
}

// notYetVisible reports whether an answer may mean that what was made a moment ago
// is not seen everywhere: a principal in a trust policy takes up to half a minute.
func notYetVisible(err error) bool {
	switch awsclient.Code(err) {
	case "NoSuchEntity":
		return true
	case "MalformedPolicyDocument":
		return strings.Contains(err.Error(), "Invalid principal in policy")
	}
	return false
}

// startOver waits until a call that is known to have had no effect may be made
// again. It reports false where that would be too often.
func (t *try) startOver(err error) bool {
	if t.rounds++; t.rounds >= maxRounds {
		return false
	}
	t.unclear = false
	_, giveUp := t.RetryDelay(t.rounds, err)
	return giveUp == nil
}

// RetryDelay implements aws.Retryer. It waits by itself, since the SDK's pause
// could only be cut short together with the call.
func (t *try) RetryDelay(attempt int, err error) (time.Duration, error) {
	pause, giveUp := t.Retryer.RetryDelay(attempt, err)
	if giveUp != nil {
		return 0, giveUp
	}
	select {
	case <-t.interrupted:
		return 0, err
	default:
	}
	t.retrying(Retry{Attempt: t.attempts, Err: err, Pause: pause})
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return 0, nil
	case <-t.interrupted:
		return 0, err
	}
}

// judge says whether the last answer means that the step is done.
func (t *try) judge(err error) error {
	code := awsclient.Code(err)
	switch {
	case t.repeat == plan.Gone && code == "NoSuchEntity":
		return nil
	case t.repeat == plan.Moves && code == "NoSuchEntity" && t.lost:
		return fmt.Errorf("renaming it again after an answer was lost, so that it may be done already: %w", err)
	case t.repeat == plan.AlreadyExists && code == "EntityAlreadyExists" && t.lost:
		return fmt.Errorf("creating it again after an answer was lost, so that it may be there already: %w", err)
	default:
		return err
	}
}

// requestIDHeader is where an answer of AWS has its ID, a failure's too.
const requestIDHeader = "X-Amzn-Requestid"

// sender notices that a request is sent, and under which ID it was answered.
type sender struct {
	next aws.HTTPClient
	try  *try
}

// Do implements aws.HTTPClient.
func (s sender) Do(r *http.Request) (*http.Response, error) {
	resp, err := s.next.Do(r)
	s.try.requests++
	if resp != nil && resp.Header.Get(requestIDHeader) != "" {
		s.try.requestID = resp.Header.Get(requestIDHeader)
	}
	s.try.sent = s.try.sent || !awsclient.Unreachable(err)
	return resp, err
}
