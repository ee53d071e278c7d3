package fakeiam

import "strings"

// The key of the account's root user, which may do everything: somebody must be able to
// make the first user. It is what iamsync sandbox tells people to set.
const (
	RootKeyID  = "sandbox"
	RootSecret = "sandbox"
)

// WithEnforcement makes the server ask who signed a request, and whether they may. The
// keys are those that CreateAccessKey made, sessions of AssumeRole, and RootKeyID.
func WithEnforcement() Option {
	return func(c *config) { c.enforce = true }
}

// identity is who makes a call, by their unique ID: names change.
type identity struct {
	id      string // of a user or role; "" for the root user
	session string // of a role
}

// authenticate refuses what nobody signed: neither a Signature Version 4 header
// nor the query parameters of a presigned request (IAM User Guide, "Signing AWS
// API requests"). Whose signature it is, and whether it is right, is looked at with
// WithEnforcement alone.
func (s *Server) authenticate(next handler) handler {
	return func(c *call) answer {
		signature, signed := c.signature()
		if !signed {
			return answer{err: refuse("MissingAuthenticationToken", "Request is missing Authentication Token")}
		}
		if s.cfg.enforce {
			if err := s.identify(c, signature); err != nil {
				return answer{err: err}
			}
		}
		return next(c)
	}
}

// unknownKey is said of a key that is not there, that is not active, and of a token that
// nobody gave out (IAM API Reference, "Common Error Types").
func unknownKey() *Error {
	return refuse("InvalidClientTokenId", "The security token included in the request is invalid.")
}

// scopes are what a key must be scoped to, by the version of the protocol.
var scopes = map[string]string{iamVersion: "iam", stsVersion: "sts"}

func (s *Server) identify(c *call, sig signature) *Error {
	now := s.cfg.now()
	s.mu.RLock()
	who, secret, err := s.acct.holder(sig.key, sig.token, now)
	s.mu.RUnlock()
	if err != nil {
		return err
	}
	if err := c.verify(sig, secret, now); err != nil {
		return err
	}
	if want, got := scopes[c.version], strings.Split(sig.scope, "/"); want != "" && (len(got) != 4 || got[2] != want) {
		return refuse("SignatureDoesNotMatch", "Credential should be scoped to correct service: '%s'. ", want)
	}
	c.who = who
	return nil
}
