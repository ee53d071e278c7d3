package awsclient

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"
)

// meaning is what an error code of AWS says in plain words. Where what is empty,
// AWS's own message is clear enough.
type meaning struct{ what, hint string }

// expired and unknown are given under several codes, by service and protocol.
var (
	expired = meaning{"the AWS credentials have expired", "sign in again, or renew the session, and run the same command"}
	unknown = meaning{"AWS does not know this access key",
		"is it the right profile, and was the key deleted? China and GovCloud need their own --region"}
	denied = meaning{"", "the caller's policies, or its organization's, do not allow this action"}
)

// meanings by error code (IAM API Reference, "Common Error Types").
var meanings = map[string]meaning{
	"ExpiredToken":                expired,
	"ExpiredTokenException":       expired,
	"RequestExpired":              expired,
	"InvalidClientTokenId":        unknown,
	"UnrecognizedClientException": unknown,
	"AccessDenied":                denied,
	"AccessDeniedException":       denied,
	"UnauthorizedOperation":       denied,
	"SignatureDoesNotMatch": {"AWS does not accept the signature",
		"is AWS_SECRET_ACCESS_KEY complete, and does this machine's clock go right?"},
	"MissingAuthenticationToken": {"the request was not signed", "set credentials: see --profile"},
	"OptInRequired":              {"the account is not signed up for this", ""},
	"InvalidAction":              {"", "is --endpoint-url right where given?"},
}

// wrongRegion is told apart by its message only: the code is that of a wrong
// secret.
var wrongRegion = meaning{"the request was signed for the wrong region",
	"China needs --region cn-north-1, GovCloud --region us-gov-west-1, everything else us-east-1"}

// noCode is the SDK's own code for an error answer in which it found none.
const noCode = "UnknownError"

// answered: AWS gave an answer, and its code says what it means. Its own
// message is kept, since it names the action and the object.
func answered(err error) (what, hint string, ok bool) {
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() == noCode {
		return "", "", false
	}
	m := meanings[api.ErrorCode()]
	switch {
	case strings.Contains(api.ErrorMessage(), "Credential should be scoped to a valid region"):
		m = wrongRegion
	case RefusedForNow(err) && m.hint == "":
		m.hint = "AWS was busy for longer than we waited: try again later, or with a smaller --parallelism"
	}
	return m.say(api) + request(err), m.hint, true
}

func (m meaning) say(api smithy.APIError) string {
	said := fmt.Sprintf("%s: %s", api.ErrorCode(), api.ErrorMessage())
	if m.what == "" {
		return said
	}
	return fmt.Sprintf("%s (%s)", m.what, said)
}

// Denied reports whether AWS refused a call for want of a permission.
func Denied(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && meanings[api.ErrorCode()] == denied
}

// request names the request to AWS's support, where there is an ID.
func request(err error) string {
	var e interface{ ServiceRequestID() string }
	if !errors.As(err, &e) || e.ServiceRequestID() == "" {
		return ""
	}
	return fmt.Sprintf(" [request %s]", e.ServiceRequestID())
}
