package awsclient_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go"

	"iamsync/internal/awsclient"
)

func answered(code string) error {
	return fmt.Errorf("calling: %w", &smithy.GenericAPIError{Code: code, Message: "…"})
}

func TestWhatIsRepeated(t *testing.T) {
	tests := map[string]struct {
		err    error
		again  bool
		proves bool // that nothing happened
	}{
		"throttling":           {answered("Throttling"), true, true},
		"throttling, other":    {answered("ThrottlingException"), true, true},
		"two at once":          {answered("ConcurrentModification"), true, true},
		"two at once, type":    {&types.ConcurrentModificationException{}, true, true},
		"being made":           {answered("EntityTemporarilyUnmodifiable"), true, true},
		"a quota":              {answered("LimitExceeded"), false, false},
		"a quota, typed":       {&types.LimitExceededException{}, false, false},
		"a quota, elsewhere":   {answered("LimitExceededException"), false, false},
		"not there":            {answered("NoSuchEntity"), false, false},
		"denied":               {answered("AccessDenied"), false, false},
		"half an answer":       {&smithy.DeserializationError{Err: io.ErrUnexpectedEOF}, true, false},
		"no sense":             {&smithy.DeserializationError{Err: errors.New("syntax error")}, false, false},
		"credentials, refused": {&smithy.OperationError{ServiceID: "STS", Err: answered("Throttling")}, false, true},
		"reset":                {errors.New("read: connection reset by peer"), true, false},
		"a bug":                {errors.New("bug"), false, false},
		"another protocol":     {&url.Error{Op: "Post", URL: "http://127.0.0.1:22", Err: errors.New(`malformed HTTP response "SSH-2.0"`)}, false, false},
	}
	r := awsclient.Retryer()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := r.IsErrorRetryable(tt.err); got != tt.again {
				t.Errorf("repeated: %v", got)
			}
			if got := awsclient.RefusedForNow(tt.err); got != tt.proves {
				t.Errorf("proves that nothing happened: %v", got)
			}
		})
	}
}

func TestPausesGrowToALimit(t *testing.T) {
	r := awsclient.Retryer()
	var longest time.Duration
	for attempt := range 20 {
		limit := min(20*time.Second, 200*time.Millisecond<<max(attempt-1, 0))
		for range 200 {
			d, err := r.RetryDelay(attempt, answered("Throttling"))
			if err != nil || d < 0 || d > limit {
				t.Fatalf("attempt %d: a pause of %v, %v; at most %v", attempt, d, err, limit)
			}
			longest = max(longest, d)
		}
	}
	if longest < 10*time.Second {
		t.Errorf("the longest of 4,000 pauses is %v", longest)
	}
}

func TestNobodyAnsweringIsToldSoon(t *testing.T) {
	r := awsclient.Retryer()
	err := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	if _, got := r.RetryDelay(2, err); got != nil {
		t.Errorf("gave up after two attempts: %v", got)
	}
	if _, got := r.RetryDelay(3, err); !errors.Is(got, err) {
		t.Errorf("went on after three attempts: %v", got)
	}
}

// However many fail, the next may be repeated: there is no budget that a run of
// throttling uses up.
func TestThereIsNoBudgetOfRetries(t *testing.T) {
	r := awsclient.Retryer()
	for range 10_000 {
		if _, err := r.GetRetryToken(t.Context(), answered("Throttling")); err != nil {
			t.Fatal(err)
		}
	}
}
