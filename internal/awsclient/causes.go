package awsclient

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// A cause recognises one kind of error and puts it into words.
type cause func(error) (what, hint string, ok bool)

// causes are asked in turn. Those that tell more come first: a missing
// credential ends in a failed connection to the metadata service, and an expired
// session in an answer of AWS.
var causes = []cause{
	interrupted, noProfile, ssoSession, noCredentials, answered, untrusted, unresolved, noHTTP, unreachable, brokenOff, notAWS,
}

func interrupted(err error) (string, string, bool) {
	return "interrupted", "", errors.Is(err, context.Canceled)
}

func noProfile(err error) (string, string, bool) {
	var e config.SharedConfigProfileNotExistError
	if !errors.As(err, &e) {
		return "", "", false
	}
	return fmt.Sprintf("there is no AWS profile %q", e.Profile), "`aws configure list-profiles` shows those that there are", true
}

func ssoSession(err error) (string, string, bool) {
	var e *ssocreds.InvalidTokenError
	return "the SSO session has expired, or there is none",
		"run `aws sso login`, with --profile where you use one, and try again",
		errors.As(err, &e) || strings.Contains(err.Error(), "cached SSO token")
}

// noCredentials: the last place where the SDK looks for credentials is the
// metadata service of an EC2 instance, so on any other machine a failure to
// reach that is what comes out when there are none.
func noCredentials(err error) (string, string, bool) {
	return "there are no AWS credentials",
		"set AWS_PROFILE or --profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; in CI, let the job assume a role, and where it does, see why that step failed. A sandbox takes any keys",
		service(err, "ec2imds") || strings.Contains(err.Error(), "static credentials are empty")
}

// NoCredentials reports whether a call was not made for want of credentials.
func NoCredentials(err error) bool {
	if err == nil {
		return false
	}
	_, _, is := noCredentials(err)
	return is
}

// service reports whether a call to the service is among the causes of err.
func service(err error, name string) bool {
	for err != nil {
		var op *smithy.OperationError
		if !errors.As(err, &op) {
			return false
		}
		if op.ServiceID == name {
			return true
		}
		err = op.Err
	}
	return false
}

func untrusted(err error) (string, string, bool) {
	var e *tls.CertificateVerificationError
	if !errors.As(err, &e) {
		return "", "", false
	}
	return fmt.Sprintf("the certificate%s is not trusted: %v", fromHost(err), e.Err),
		"behind a proxy that opens TLS, name its certificate in AWS_CA_BUNDLE", true
}

func unresolved(err error) (string, string, bool) {
	var e *net.DNSError
	if !errors.As(err, &e) {
		return "", "", false
	}
	return "there is no host " + e.Name, "is the region right, and --endpoint-url where given? Is there a network?", true
}

// noHTTP: something listens there, and it is no web server.
func noHTTP(err error) (string, string, bool) {
	var e *url.Error
	if !errors.As(err, &e) {
		return "", "", false
	}
	at, said := endpoint(e), innermost(e).Error()
	switch {
	case errors.Is(err, http.ErrSchemeMismatch):
		return "what answers at " + at + " speaks HTTP and not HTTPS", "write http:// where https:// is", true
	case strings.Contains(said, "malformed HTTP") || strings.Contains(said, "does not look like a TLS handshake"):
		return "what answers at " + at + " is not AWS: " + said, wrongEndpoint, true
	case strings.Contains(said, "readLoopPeekFailLocked"):
		// net/http's words for bytes that came before it had written its request, as
		// the greeting of an SSH or mail server does when it is quick.
		return "what answers at " + at + " is not AWS: it speaks before it is asked", wrongEndpoint, true
	default:
		return "", "", false
	}
}

func unreachable(err error) (string, string, bool) {
	var e *url.Error
	if !errors.As(err, &e) {
		return "", "", false
	}
	if u, parseErr := url.Parse(e.URL); parseErr == nil && u.Scheme == "http" && errors.Is(err, syscall.ECONNREFUSED) {
		return "no answer" + fromHost(err) + ": " + innermost(e).Error(),
			"nothing runs at --endpoint-url " + endpoint(e) + ": is it right? iamsync sandbox starts an account of your own", true
	}
	return "no answer" + fromHost(err) + ": " + innermost(e).Error(),
		"is the network there, and --endpoint-url right where given? A proxy is named in HTTPS_PROXY", true
}

const wrongEndpoint = "is --endpoint-url right where given? A proxy may have answered instead"

// notAWS: what answered speaks HTTP, but not the AWS Query protocol. Whatever has
// a code of AWS was explained before.
func notAWS(err error) (string, string, bool) {
	var e *smithyhttp.ResponseError
	if !errors.As(err, &e) || e.Response == nil || e.Response.Response == nil || e.Response.StatusCode == 0 {
		return "", "", false
	}
	what := "the answer is not one of AWS"
	if r := e.Response.Request; r != nil && r.URL != nil {
		what = fmt.Sprintf("what answers at %s://%s is not AWS", r.URL.Scheme, r.URL.Host)
	}
	return fmt.Sprintf("%s (HTTP status %d)", what, e.Response.StatusCode), wrongEndpoint, true
}

// brokenOff: the connection was there, and ended before the answer did.
func brokenOff(err error) (string, string, bool) {
	return "the answer is empty, or breaks off in the middle", wrongEndpoint, errors.Is(err, io.ErrUnexpectedEOF)
}

// endpoint is where a request went, without its path: http://127.0.0.1:4580.
func endpoint(e *url.Error) string {
	u, err := url.Parse(e.URL)
	if err != nil {
		return e.URL
	}
	return u.Scheme + "://" + u.Host
}

// fromHost is " from HOST" where the request's URL is known.
func fromHost(err error) string {
	var e *url.Error
	if !errors.As(err, &e) {
		return ""
	}
	u, parseErr := url.Parse(e.URL)
	if parseErr != nil {
		return ""
	}
	return " from " + u.Host
}

func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
