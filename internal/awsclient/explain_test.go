package awsclient_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"iamsync/internal/awsclient"
)

// said is what Explain makes of an error: the message must match all of the
// pattern, the hint contain the word.
type said struct{ message, hint string }

func (s said) check(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("there is no error to explain")
	}
	message, hint := awsclient.Explain(err)
	if !regexp.MustCompile(`\A`+s.message+`\z`).MatchString(message) || strings.ContainsRune(message+hint, '\n') {
		t.Errorf("message %q\nwant    %q\nof      %v", message, s.message, err)
	}
	if !strings.Contains(hint, s.hint) || (s.hint == "") != (hint == "") {
		t.Errorf("hint %q, want one with %q", hint, s.hint)
	}
}

// list calls IAM as the user of the options would.
func list(t *testing.T, o awsclient.Options) error {
	t.Helper()
	c, err := awsclient.New(t.Context(), o)
	if err != nil {
		return err
	}
	_, err = c.IAM.ListUsers(t.Context(), &iam.ListUsersInput{})
	return err
}

func answers(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func refusal(code, message string) string {
	return fmt.Sprintf("<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r-1</RequestId></ErrorResponse>", code, message)
}

func TestAnswersAreExplained(t *testing.T) {
	alone(t)
	tests := map[string]struct {
		status int
		body   string
		said
	}{
		"expired":   {403, refusal("ExpiredToken", "The security token included in the request is expired"), said{`the AWS credentials have expired \(ExpiredToken: The security .* is expired\) \[request r-1\]`, "sign in again"}},
		"unknown":   {403, refusal("InvalidClientTokenId", "The security token included in the request is invalid."), said{`AWS does not know this access key \(.*\) \[request r-1\]`, "profile"}},
		"signature": {403, refusal("SignatureDoesNotMatch", "The request signature we calculated does not match"), said{`AWS does not accept the signature \(.*\) \[request r-1\]`, "clock"}},
		"region":    {403, refusal("SignatureDoesNotMatch", "Credential should be scoped to a valid region."), said{`the request was signed for the wrong region \(.*\) \[request r-1\]`, "cn-north-1"}},
		"denied":    {403, refusal("AccessDenied", "User: u is not authorized to perform: iam:ListUsers"), said{`AccessDenied: User: u is not authorized to perform: iam:ListUsers \[request r-1\]`, "organization"}},
		"unsigned":  {403, refusal("MissingAuthenticationToken", "Request is missing Authentication Token"), said{`the request was not signed \(.*\) \[request r-1\]`, "--profile"}},
		"any other": {409, refusal("DeleteConflict", "Cannot delete entity."), said{`DeleteConflict: Cannot delete entity. \[request r-1\]`, ""}},
		"HTML":      {200, "<html><body>Welcome</body></html>", said{`what answers at http://127.0.0.1:\d+ is not AWS \(HTTP status 200\)`, "--endpoint-url"}},
		"a 404":     {404, "<html><body>Not here</body></html>", said{`what answers at http://127.0.0.1:\d+ is not AWS \(HTTP status 404\)`, "--endpoint-url"}},
		"nginx's":   {404, "<html>\n<body>\n<center><h1>404 Not Found</h1></center>\n<hr><center>nginx</center>\n</body>\n</html>\n", said{`what answers at http://127.0.0.1:\d+ is not AWS \(HTTP status 404\)`, "--endpoint-url"}},
		"no body":   {404, "", said{`what answers at http://127.0.0.1:\d+ is not AWS \(HTTP status 404\)`, "--endpoint-url"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			at := serve(t, answers(tt.status, tt.body))
			tt.check(t, list(t, awsclient.Options{EndpointURL: at, Sandbox: true}))
		})
	}
}

func TestThrottlingWithoutEndIsExplained(t *testing.T) {
	said{`Throttling: …`, "--parallelism"}.check(t, answered("Throttling"))
}

func TestOurOwnWordsStayInFront(t *testing.T) {
	alone(t)
	at := serve(t, answers(403, refusal("AccessDenied", "no")))
	err := list(t, awsclient.Options{EndpointURL: at, Sandbox: true})
	said{`reading users: AccessDenied: no \[request r-1\]`, "policies"}.check(t, fmt.Errorf("reading users: %w", err))
}

func TestWhatIsMissingIsExplained(t *testing.T) {
	none := said{"there are no AWS credentials", "AWS_PROFILE"}
	t.Run("credentials, metadata turned off", func(t *testing.T) {
		alone(t)
		t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
		none.check(t, list(t, awsclient.Options{}))
	})
	t.Run("credentials of STS", func(t *testing.T) {
		alone(t)
		_, err := clients(t, awsclient.Options{}).STS.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		none.check(t, err)
	})
	t.Run("profile", func(t *testing.T) {
		alone(t)
		said{`there is no AWS profile "nope"`, "list-profiles"}.check(t, list(t, awsclient.Options{Profile: "nope"}))
	})
	t.Run("SSO session", func(t *testing.T) {
		dir := alone(t)
		const sso = "[profile p]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = r\n[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://x.awsapps.com/start\n"
		if err := os.WriteFile(filepath.Join(dir, "config"), []byte(sso), 0o600); err != nil {
			t.Fatal(err)
		}
		said{`the SSO session has expired, or there is none`, "aws sso login"}.check(t, list(t, awsclient.Options{Profile: "p"}))
	})
}

// What the transport says of a port that speaks something else is tried again for
// a minute by the client, so it is asked itself.
func TestWhatSpeaksNoHTTPIsExplained(t *testing.T) {
	t.Run("something else", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		go func() {
			for {
				c, err := ln.Accept()
				if err != nil {
					return
				}
				fmt.Fprint(c, "SSH-2.0-OpenSSH_9.6\r\n")
				c.Close()
			}
		}()
		err = get(t, "http://"+ln.Addr().String()+"/")
		said{`what answers at http://127.0.0.1:\d+ is not AWS: (malformed HTTP .*|it speaks before it is asked)`, "--endpoint-url"}.check(t, err)
		err = get(t, "https://"+ln.Addr().String()+"/")
		said{`what answers at https://127.0.0.1:\d+ is not AWS: .*TLS handshake`, "--endpoint-url"}.check(t, err)
	})
	t.Run("something that speaks first", func(t *testing.T) {
		// What net/http says depends on who is quicker, so it is given.
		err := &url.Error{Op: "Get", URL: "http://127.0.0.1:22/", Err: errors.New("readLoopPeekFailLocked: %!w(<nil>)")}
		said{`what answers at http://127.0.0.1:22 is not AWS: it speaks before it is asked`, "--endpoint-url"}.check(t, err)
	})
	t.Run("HTTP where HTTPS is asked for", func(t *testing.T) {
		at := serve(t, answers(200, ""))
		err := get(t, strings.Replace(at, "http://", "https://", 1))
		said{`what answers at https://127.0.0.1:\d+ speaks HTTP and not HTTPS`, "http://"}.check(t, err)
	})
	t.Run("nothing", func(t *testing.T) {
		err := fmt.Errorf("reading the answer: it is empty: %w", io.ErrUnexpectedEOF)
		said{`the answer is empty, or breaks off in the middle`, "--endpoint-url"}.check(t, err)
	})
}

// get asks a URL whose answer is an error.
func get(t *testing.T, at string) error {
	t.Helper()
	answer, err := http.Get(at)
	if err == nil {
		answer.Body.Close()
	}
	return err
}

func TestTheNetworkIsExplained(t *testing.T) {
	t.Run("refused", func(t *testing.T) {
		alone(t)
		said{`no answer from 127.0.0.1:1: .*connection refused`, "nothing runs at --endpoint-url http://127.0.0.1:1: is it right?"}.check(t, list(t, awsclient.Options{EndpointURL: "http://127.0.0.1:1", Sandbox: true}))
	})
	t.Run("no such host", func(t *testing.T) {
		alone(t)
		said{`there is no host iam.nowhere.invalid`, "region"}.check(t, list(t, awsclient.Options{EndpointURL: "http://iam.nowhere.invalid", Sandbox: true}))
	})
	t.Run("certificate", func(t *testing.T) {
		alone(t)
		s := httptest.NewUnstartedServer(answers(200, ""))
		s.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of the client
		s.StartTLS()
		defer s.Close()
		said{`the certificate from 127.0.0.1:\d+ is not trusted: x509: .*`, "AWS_CA_BUNDLE"}.check(t, list(t, awsclient.Options{EndpointURL: s.URL, Sandbox: true}))
	})
}

func TestOtherErrorsSayWhatTheySay(t *testing.T) {
	if m, h := awsclient.Explain(nil); m != "" || h != "" {
		t.Errorf("nil: %q %q", m, h)
	}
	said{"reading x: broken in two", ""}.check(t, fmt.Errorf("reading x: %w", errors.New("broken\n in two")))
	said{"interrupted", ""}.check(t, fmt.Errorf("reading x: %w", context.Canceled))
}
