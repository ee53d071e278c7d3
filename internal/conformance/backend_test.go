package conformance

import (
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
)

// backend is an IAM that is asked.
type backend struct {
	url       string
	iam       *iam.Client
	sts       *sts.Client
	account   string
	partition string
	caller    string
	run       string // sets the names of this run apart from those of every other
}

// connect makes the clients. They are those of iamsync, but that they try only
// once: what a backend does wrong must not be hidden by repeating it.
func connect(t *testing.T, endpoint string) *backend {
	t.Helper()
	c, err := awsclient.New(t.Context(), awsclient.Options{EndpointURL: endpoint, Sandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	once := func(o *iam.Options) { o.Retryer = aws.NopRetryer{} }
	who, err := c.STS.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil {
		t.Fatalf("asking %s who we are: %v", endpoint, err)
	}
	return &backend{
		url: endpoint, iam: iam.New(c.IAM.Options(), once), sts: c.STS,
		account: *who.Account, partition: strings.Split(*who.Arn, ":")[1], caller: *who.Arn,
		run: strings.ToLower("t" + rand.Text()[:7]),
	}
}

// check runs all cases and compares how they went with what is known of the
// backend. It says whether all ran, and not only those that -run asked for.
func (b *backend) check(t *testing.T, k known) bool {
	ran, words := 0, []string{}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			ran++
			s := b.attempt(t.Context(), i, c)
			k.judge(t, c.name, s.problems)
			for _, w := range s.words {
				words = append(words, c.name+": "+w)
			}
		})
	}
	if ran < len(cases) {
		return false
	}
	t.Run(wordsCase, func(t *testing.T) { k.judge(t, wordsCase, words) })
	k.complete(t)
	return true
}

// emulator is the embedded IAM on a port of its own, until the test ends.
func emulator(t *testing.T, opts ...fakeiam.Option) (*fakeiam.Server, string) {
	t.Helper()
	s := fakeiam.New(opts...)
	l, err := s.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, l.URL
}

func TestEmulator(t *testing.T) {
	t.Parallel()
	s, endpoint := emulator(t, fakeiam.WithRecording())
	if connect(t, endpoint).check(t, nil) {
		everyActionIsTried(t, s.Calls())
	}
}

// A page may be shorter than was asked for while there are more. Nothing of what
// the cases say depends on the length of a page.
func TestEmulatorWithShortPages(t *testing.T) {
	t.Parallel()
	_, endpoint := emulator(t, fakeiam.WithPageLimit(3))
	connect(t, endpoint).check(t, nil)
}

// endpointVariable names one more IAM to ask.
const endpointVariable = "IAMSYNC_TEST_ENDPOINT"

func TestEndpoint(t *testing.T) {
	t.Parallel()
	endpoint := os.Getenv(endpointVariable)
	if endpoint == "" {
		t.Skipf("%s names no endpoint", endpointVariable)
	}
	if err := loopback(endpoint); err != nil {
		t.Fatalf("reading %s: %v", endpointVariable, err)
	}
	connect(t, endpoint).check(t, nil)
}

// loopback refuses whatever is not on this machine: the cases create, change and
// delete, and nobody's account shall be what a forgotten variable points at.
func loopback(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil {
		return err
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%q is no URL of an endpoint, such as http://127.0.0.1:4580", endpoint)
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%s is not on this machine; the suite talks to loopback addresses only", host)
}

func TestOnlyLoopbackIsAsked(t *testing.T) {
	for endpoint, want := range map[string]string{
		"http://127.0.0.1:4580":      "",
		"http://127.9.9.9:1":         "",
		"http://[::1]:4580":          "",
		"http://localhost:4580/":     "",
		"https://iam.amazonaws.com":  "iam.amazonaws.com is not on this machine; the suite talks to loopback addresses only",
		"http://192.0.2.1:4580":      "192.0.2.1 is not on this machine; the suite talks to loopback addresses only",
		"http://127.0.0.1.nip.io":    "127.0.0.1.nip.io is not on this machine; the suite talks to loopback addresses only",
		"http://127.0.0.1@192.0.2.1": "192.0.2.1 is not on this machine; the suite talks to loopback addresses only",
		"127.0.0.1:4580":             "first path segment in URL cannot contain colon",
		"localhost:4580":             `"localhost:4580" is no URL of an endpoint`,
	} {
		got := ""
		if err := loopback(endpoint); err != nil {
			got = err.Error()
		}
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", endpoint, got, want)
		}
	}
}

func (s *script) answer(r *http.Request) (status int, body string) {
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.errorf("%v", err)
		panic(errStopped)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.errorf("%v", err)
	}
	return resp.StatusCode, string(b)
}
