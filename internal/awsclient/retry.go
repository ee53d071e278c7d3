package awsclient

import (
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

// How often and how long a call is tried. Throttling of an account lasts, so a
// call has patience for about a minute and a half; nobody who mistyped an
// endpoint wants to wait as long to be told.
const (
	maxAttempts     = 15
	maxDialAttempts = 3
	maxOddAttempts  = 6 // of the first call, where what answers may be no AWS at all
	firstBackoff    = 200 * time.Millisecond
	maxBackoff      = 20 * time.Second
)

// Retryer returns the policy by which calls are repeated. It differs from the
// SDK's own in four points: no quota of retries, which 20 callers under
// throttling use up within seconds; more attempts, with full jitter; what IAM
// says when two requests meet at one entity counts as passing; and a quota of
// the account, LimitExceeded, never does.
func Retryer() aws.Retryer { return retryer(backoff) }

// firstRetryer is for the call that finds out who answers: where that is not AWS,
// it gives up within seconds.
func firstRetryer() aws.Retryer {
	return retryer(func(attempt int, err error) (time.Duration, error) {
		if attempt >= maxOddAttempts && Code(err) == "" {
			return 0, err
		}
		return backoff(attempt, err)
	})
}

func retryer(backoff func(attempt int, err error) (time.Duration, error)) aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.RateLimiter = ratelimit.None
		o.MaxAttempts = maxAttempts
		o.Backoff = retry.BackoffDelayerFunc(backoff)
		o.Retryables = append([]retry.IsErrorRetryable{
			retry.IsErrorRetryableFunc(final),
			retry.IsErrorRetryableFunc(passing),
		}, o.Retryables...)
	})
}

// RefusedForNow reports whether the answer proves that the call had no effect
// and that the same call may succeed later.
func RefusedForNow(err error) bool {
	code := Code(err)
	if code == "ConcurrentModification" || code == "EntityTemporarilyUnmodifiable" {
		return true
	}
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	return throttled && !isQuota(code)
}

// Code returns the error code of AWS's answer, or "" where there was none. It
// is the only safe way to match: a code that the API model does not list for an
// operation arrives without its type.
func Code(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ""
	}
	return api.ErrorCode()
}

func isQuota(code string) bool {
	return code == "LimitExceeded" || code == "LimitExceededException"
}

// final knows the errors that the SDK would repeat although they last: a quota, a
// certificate that nobody vouches for, a server of another protocol, and
// credentials that another service did not give, for which its own client has
// tried often enough.
func final(err error) aws.Ternary {
	var others *smithy.OperationError // this call's own is wrapped around later
	var untrusted *tls.CertificateVerificationError
	_, _, otherProtocol := noHTTP(err)
	if isQuota(Code(err)) || otherProtocol || errors.As(err, &others) || errors.As(err, &untrusted) {
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}

// passing knows the errors that the SDK gives up on although they pass: two
// requests that met at one entity, and an answer that broke off in the middle.
func passing(err error) aws.Ternary {
	if RefusedForNow(err) || errors.Is(err, io.ErrUnexpectedEOF) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// backoff is full jitter: anything from nothing to a limit that doubles with
// each attempt (AWS Architecture Blog, "Exponential Backoff And Jitter").
func backoff(attempt int, err error) (time.Duration, error) {
	if attempt >= maxDialAttempts && Unreachable(err) {
		return 0, err
	}
	limit := min(maxBackoff, firstBackoff<<min(max(attempt-1, 0), 10))
	return rand.N(limit), nil
}

// Unreachable reports whether no connection came about, so that nothing can have
// been sent.
func Unreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
