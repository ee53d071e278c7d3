package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"iamsync/internal/awsclient"
	"iamsync/spec"
)

func (s *session) connect(ctx context.Context) (err error) {
	o := s.options
	s.clients, err = awsclient.New(ctx, awsclient.Options{
		Profile: o.profile, Region: o.region, EndpointURL: o.endpointURL,
		Sandbox: s.sandbox != nil, Parallelism: o.parallelism, Transport: o.network,
	})
	return err
}

// identify asks whose credentials these are, and of which account.
func (s *session) identify(ctx context.Context) error {
	identity, err := s.clients.STS.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fmt.Errorf("asking who the credentials belong to: %w", err)
	}
	if aws.ToString(identity.Account) == "" {
		return fmt.Errorf("asking who the credentials belong to: the answer names no account: is what answers%s AWS?", at(s.options.endpointURL))
	}
	s.caller = aws.ToString(identity.Arn)
	s.account = spec.Account{ID: aws.ToString(identity.Account), Partition: partition(s.caller)}
	close(s.identified)
	return nil
}

// at is " at URL", or nothing where there is none.
func at(url string) string {
	if url == "" {
		return ""
	}
	return " at " + url
}

// checkAccount refuses any account but the spec's.
func (s *session) checkAccount() error {
	if s.account.ID != s.spec.Account {
		return &exitError{
			code:    exitRefused,
			message: fmt.Sprintf("%s is for account %s, and these credentials are for %s (%s)", s.root(), s.spec.Account, s.account.ID, s.caller),
			hint:    s.accountHint(),
			at:      s.spec.AccountAt(),
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
		return "is it the right endpoint? A sandbox of that account is started by iamsync sandbox --account " + s.spec.Account + ", and the number in the files is at " + s.spec.AccountAt().String()
	}
	return fmt.Sprintf("use credentials of %s: --profile NAME, or AWS_PROFILE in the environment; or is the number at %s the wrong one?", s.spec.Account, s.spec.AccountAt())
}

// partition returns the second part of an ARN.
func partition(arn string) string {
	parts := strings.SplitN(arn, ":", 3)
	if len(parts) < 3 {
		return ""
	}
	return parts[1]
}
