package awsclient_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
)

// alone takes away what the machine that runs the tests has configured.
func alone(t *testing.T) string {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
			_ = os.Unsetenv(name)
		}
	}
	dir := t.TempDir()
	t.Setenv("HOME", dir)
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(dir, "config"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "credentials"))
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")
	return dir
}

func clients(t *testing.T, o awsclient.Options) *awsclient.Clients {
	t.Helper()
	c, err := awsclient.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func TestBothClientsTalkToTheEndpoint(t *testing.T) {
	alone(t)
	url := serve(t, fakeiam.New())
	c := clients(t, awsclient.Options{EndpointURL: url, Sandbox: true})
	who, err := c.STS.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil || *who.Account != "111122223333" {
		t.Errorf("caller %+v: %v", who, err)
	}
	if _, err := c.IAM.ListUsers(t.Context(), &iam.ListUsersInput{}); err != nil {
		t.Error(err)
	}
}

// Nothing of the user's reaches an emulator, and nothing of his misleads it.
func TestTheSandboxReadsNoConfiguration(t *testing.T) {
	alone(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "real")
	t.Setenv("AWS_PROFILE", "absent")
	t.Setenv("AWS_REGION", "cn-north-1")
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
	var auth string
	server := fakeiam.New()
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		auth = r.Header.Get("Authorization")
		server.ServeHTTP(w, r)
	}))
	c := clients(t, awsclient.Options{EndpointURL: url, Sandbox: true})
	if _, err := c.IAM.ListUsers(t.Context(), &iam.ListUsersInput{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(auth, "Credential=sandbox/") || !strings.Contains(auth, "/us-east-1/iam/") {
		t.Errorf("signed with %s", auth)
	}
	if n := c.IAM.Options().Retryer.MaxAttempts(); n < 10 {
		t.Errorf("%d attempts", n)
	}
}

func TestRegion(t *testing.T) {
	dir := alone(t)
	if err := os.WriteFile(filepath.Join(dir, "config"), []byte("[profile p]\nregion = eu-west-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		options awsclient.Options
		env     string
		want    string
	}{
		"none":        {awsclient.Options{}, "", "us-east-1"},
		"environment": {awsclient.Options{}, "cn-north-1", "cn-north-1"},
		"profile":     {awsclient.Options{Profile: "p"}, "", "eu-west-1"},
		"flag":        {awsclient.Options{Profile: "p", Region: "us-gov-west-1"}, "cn-north-1", "us-gov-west-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_REGION", tt.env)
			c := clients(t, tt.options)
			if c.IAM.Options().Region != tt.want || c.STS.Options().Region != tt.want {
				t.Errorf("IAM in %s, STS in %s, want %s", c.IAM.Options().Region, c.STS.Options().Region, tt.want)
			}
		})
	}
}

// The SDK's own variables go on working.
func TestTheSDKsOwnVariablesWork(t *testing.T) {
	alone(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_MAX_ATTEMPTS", "2")
	t.Setenv("AWS_ENDPOINT_URL", serve(t, fakeiam.New()))
	c := clients(t, awsclient.Options{})
	if _, err := c.IAM.ListUsers(t.Context(), &iam.ListUsersInput{}); err != nil {
		t.Error(err)
	}
	if n := c.IAM.Options().Retryer.MaxAttempts(); n != 2 {
		t.Errorf("%d attempts", n)
	}
}

// Who names the wrong endpoint is told so before he loses patience: the call that
// asks who is calling is not repeated as often as others.
func TestWhoAnswersIsFoundOutSoon(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter){
		"a page that is not found":  func(w http.ResponseWriter) { http.Error(w, "<html>", http.StatusBadGateway) },
		"an answer without content": func(w http.ResponseWriter) { w.WriteHeader(http.StatusOK) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				c, err := awsclient.New(t.Context(), awsclient.Options{Sandbox: true, EndpointURL: "http://not.aws", Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					calls++
					w := httptest.NewRecorder()
					answer(w)
					return w.Result(), nil
				})})
				if err != nil {
					t.Fatal(err)
				}
				began := time.Now()
				if _, err := c.STS.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}); err == nil {
					t.Fatal("it was taken for AWS")
				}
				if took := time.Since(began); calls != 6 || took > 10*time.Second {
					t.Errorf("%d calls in %v", calls, took)
				}
			})
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
