package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
)

// testCase is one thing that IAM does. Its name is what testdata/moto.txt knows it by.
type testCase struct {
	name string
	run  func(*script)
}

// script is a case at work on a backend. It is no testing.T, since whether a
// failure fails the test depends on the list.
type script struct {
	*backend
	ctx      context.Context
	id       string   // what the names of its objects begin with
	path     string   // where they lie
	problems []string // what the backend did otherwise
	words    []string // what it did, but said otherwise
}

// errStopped is what ends a script early.
var errStopped = errors.New("stopped")

// attempt runs a case. Whatever goes wrong is a problem of the case: one that
// panics, since an answer lacks a part, hides none of the others.
func (b *backend) attempt(ctx context.Context, number int, c testCase) (s *script) {
	s = &script{
		backend: b, ctx: ctx,
		id:   fmt.Sprintf("%s-%03d-", b.run, number),
		path: fmt.Sprintf("/%s/%03d/", b.run, number),
	}
	defer func() {
		if r := recover(); r != nil && r != any(errStopped) {
			s.errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	c.run(s)
	return s
}

func (s *script) errorf(format string, args ...any) {
	s.problems = append(s.problems, fmt.Sprintf(format, args...))
}

// same compares what should be the same; the types of the SDK have parts that
// only it can see.
func (s *script) same(what string, got, want any) {
	if d := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })); d != "" {
		s.errorf("%s (-want +got):\n%s", what, d)
	}
}

// call is a method of the SDK's client.
type call[In, Out any] func(context.Context, *In, ...func(*iam.Options)) (*Out, error)

// do makes a call that must succeed.
func do[In, Out any](s *script, f call[In, Out], in *In) *Out {
	out, err := f(s.ctx, in)
	if err != nil {
		s.errorf("%v", err)
		panic(errStopped)
	}
	return out
}

// try makes a call that may fail.
func try[In, Out any](s *script, f call[In, Out], in *In) error {
	_, err := f(s.ctx, in)
	return err
}

// The codes of refusals, with the status that each comes with.
const (
	noSuchEntity    = "404 NoSuchEntity"
	alreadyExists   = "409 EntityAlreadyExists"
	deleteConflict  = "409 DeleteConflict"
	limitExceeded   = "409 LimitExceeded"
	validationError = "400 ValidationError"
	invalidInput    = "400 InvalidInput"
	malformed       = "400 MalformedPolicyDocument"
	notAttachable   = "400 PolicyNotAttachable"
	accessDenied    = "403 AccessDenied"
)

// refused wants an error of a code. The words are compared only where IAM was
// seen to use them; "" is where it was not.
func (s *script) refused(err error, code, words string) {
	var api smithy.APIError
	var answer *awshttp.ResponseError
	switch {
	case err == nil:
		s.errorf("a call succeeded that is refused with %s %s", code, words)
		return
	case !errors.As(err, &api) || !errors.As(err, &answer):
		s.errorf("want %s, got no answer of IAM: %v", code, err)
		return
	}
	if got := fmt.Sprint(answer.HTTPStatusCode(), " ", api.ErrorCode()); got != code {
		s.errorf("want %s, got %v", code, err)
		return
	}
	if got := api.ErrorMessage(); words != "" && got != words {
		s.words = append(s.words, fmt.Sprintf("want %q, got %q", words, got))
	}
}

// recent wants a date of whole seconds that is not long ago. Clocks may differ.
func (s *script) recent(what string, at *time.Time) {
	if at == nil || at.Nanosecond() != 0 || time.Since(*at).Abs() > time.Hour {
		s.errorf("%s is %v, want about now, in whole seconds", what, at)
	}
}

// uniqueID wants an ID of IAM's form: a prefix that tells the kind, and 17 characters.
func (s *script) uniqueID(id *string, prefix string) {
	if id == nil || len(*id) != 21 || !strings.HasPrefix(*id, prefix) {
		s.errorf("the id is %s, want %s and 17 characters", show(id), prefix)
	}
}

func show(p *string) string {
	if p == nil {
		return "nothing"
	}
	return fmt.Sprintf("%q", *p)
}

// paginator is what the SDK walks the pages of a list with.
type paginator[Out any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...func(*iam.Options)) (*Out, error)
}

// collect returns what is on all pages of a list.
func collect[Out, T any](s *script, p paginator[Out], items func(*Out) []T) []T {
	all := []T{}
	for p.HasMorePages() {
		page, err := p.NextPage(s.ctx)
		if err != nil {
			s.errorf("%v", err)
			panic(errStopped)
		}
		all = append(all, items(page)...)
	}
	return all
}

// names are the names of things, in their order; "" is that of a thing without.
func names[T any](things []T, name func(T) *string) []string {
	all := []string{}
	for _, t := range things {
		all = append(all, aws.ToString(name(t)))
	}
	return all
}

// unordered are names of which IAM does not promise an order.
func unordered(names []string) []string { return slices.Sorted(slices.Values(names)) }

// raw sends a form that no SDK would send, signed by nobody in particular.
func (s *script) raw(form string) (status int, body string) {
	r, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.url, strings.NewReader(form))
	if err != nil {
		s.errorf("%v", err)
		panic(errStopped)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/iam/aws4_request, "+
		"SignedHeaders=host, Signature=0000000000000000000000000000000000000000000000000000000000000000")
	return s.answer(r)
}
