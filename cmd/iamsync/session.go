package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

// session is a spec and the account that it is for.
type session struct {
	spec    *spec.Spec
	path    string
	guards  guardOptions
	clients *awsclient.Clients
	account spec.Account
	caller  string
	options accountOptions

	sandbox *fakeiam.Server // nil where the account is a real one
	close   func()
}

// open loads the spec, connects, and refuses any account but the spec's.
func open(ctx context.Context, path string, o accountOptions, g guardOptions) (*session, error) {
	sp, err := spec.Load(path)
	if err != nil {
		return nil, err
	}
	s := &session{spec: sp, path: path, guards: g, options: o, close: func() {}}
	if o.sandbox != "" {
		if err := s.startSandbox(); err != nil {
			return nil, err
		}
	}
	if err := s.connect(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// startSandbox serves the embedded IAM on loopback: it is called over HTTP like
// any other.
func (s *session) startSandbox() error {
	if err := s.sandboxBeside(); err != nil {
		return err
	}
	server, err := fakeiam.Open(s.options.sandbox, fakeiam.WithAccount(s.spec.Account))
	if err != nil {
		return &exitError{code: exitRefused, message: err.Error(), cause: err,
			hint: "--sandbox FILE holds an account that apply --sandbox made; name another file for another account"}
	}
	listener, err := server.Start("127.0.0.1:0")
	if err != nil {
		return err
	}
	s.sandbox = server
	s.close = func() { _ = listener.Close() } // nobody else knew of it
	s.options.endpointURL = listener.URL
	return nil
}

// saveContinually keeps what the embedded IAM, if it is one, is told. What it
// returns saves a last time.
func (s *session) saveContinually() (stop func() error) {
	if s.sandbox == nil {
		return func() error { return nil }
	}
	return s.sandbox.SaveContinually(saveInterval)
}

func (s *session) connect(ctx context.Context) (err error) {
	o := s.options
	s.clients, err = awsclient.New(ctx, awsclient.Options{
		Profile: o.profile, Region: o.region, EndpointURL: o.endpointURL,
		Sandbox: s.sandbox != nil, Parallelism: o.parallelism, Transport: o.network,
	})
	if err != nil {
		return err
	}
	identity, err := s.clients.STS.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fmt.Errorf("asking who the credentials belong to: %w", err)
	}
	s.caller = aws.ToString(identity.Arn)
	s.account = spec.Account{ID: aws.ToString(identity.Account), Partition: partition(s.caller)}
	if s.account.ID != s.spec.Account {
		return &exitError{
			code:    exitRefused,
			message: fmt.Sprintf("%s is for account %s, and these credentials are for %s (%s)", s.root(), s.spec.Account, s.account.ID, s.caller),
			hint:    s.accountHint(),
		}
	}
	return nil
}

// root names the file that says which account it is for; PATH may be that file.
func (s *session) root() string {
	if filepath.Base(s.path) == s.spec.Root {
		return s.path
	}
	return filepath.Join(s.path, s.spec.Root)
}

func (s *session) accountHint() string {
	if s.options.endpointURL != "" {
		return "is it the right endpoint? A sandbox of that account is started by iamsync sandbox --account " + s.spec.Account
	}
	return "use credentials of " + s.spec.Account + ": --profile NAME, or AWS_PROFILE in the environment"
}

// partition returns the second part of an ARN.
func partition(arn string) string {
	parts := strings.SplitN(arn, ":", 3)
	if len(parts) < 3 {
		return ""
	}
	return parts[1]
}

// plan reads the account and compares it with the spec.
func (s *session) plan(ctx context.Context) (plan.Plan, error) {
	account, err := live.Read(ctx, s.clients.IAM, s.account, live.Want{
		Catalogue:   s.spec.NeedsCatalogue(),
		PolicyTags:  s.spec.TaggedPolicies(),
		Parallelism: s.options.parallelism,
	})
	if err != nil {
		return plan.Plan{}, err
	}
	desired, err := s.spec.Resolve(account.Names())
	if err != nil {
		return plan.Plan{}, err
	}
	in := plan.Input{
		Desired: desired, Live: account.State, Scope: s.spec.Scope, MaxDeletes: s.spec.MaxDeletes,
		Allow: s.guards.allow, Caller: s.caller, Quotas: account.Quotas,
	}
	if s.guards.maxDeletes != nil {
		in.MaxDeletes = *s.guards.maxDeletes
	}
	return plan.Build(in), nil
}

// look finds out what a call did whose answer was lost.
func (s *session) look(ctx context.Context, place spec.Resource) (spec.Resource, error) {
	return live.Look(ctx, s.clients.IAM, place)
}

// source says in words where the desired state and the account come from.
func (s *session) source() string {
	source := fmt.Sprintf("%s (%s, %s)", s.path, plan.Count(s.spec.Len(), "object"), plan.Count(len(s.spec.Files), "file"))
	switch {
	case s.sandbox != nil:
		return source + ", against the sandbox " + s.options.sandbox
	case s.options.endpointURL != "":
		return source + ", against " + s.options.endpointURL
	default:
		return source
	}
}
