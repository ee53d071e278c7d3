package fakeiam

import (
	"fmt"
	"time"
)

// KeyUsed records when, where and for which service an access key was used last:
// the server does not look at who signs. It is as if IAM had noticed.
func (s *Server) KeyUsed(id string, at time.Time, region, service string) error {
	return s.notice(func(a *account) error {
		u, _, ok := a.keyHolder(id)
		if !ok {
			return fmt.Errorf("noticing the use of access key %s: it is not there", id)
		}
		return u.change(accessKeys, id, func(c *credential) {
			c.LastUsed, c.Region, c.Service = wholeSeconds(at), region, service
		})
	})
}

// PasswordUsed records when a user signed in last.
func (s *Server) PasswordUsed(userName string, at time.Time) error {
	return s.notice(func(a *account) error {
		u, ok := a.users.get(userName)
		if !ok || u.login == nil {
			return fmt.Errorf("noticing the use of a password: user %s has none", userName)
		}
		u.passwordUsed = wholeSeconds(at)
		return nil
	})
}

// notice makes a change that no call makes.
func (s *Server) notice(change func(*account) error) error {
	var err error
	s.commit(func(a *account) answer {
		if err = change(a); err != nil {
			return answer{err: asError(err)}
		}
		return answer{}
	})
	return err
}

func wholeSeconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
