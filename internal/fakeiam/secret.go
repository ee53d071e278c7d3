package fakeiam

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha512"
	"encoding/base64"
)

// WithSecretSeed makes the secrets that a new account gives out the same each
// time. Without it, or with "", nobody can foresee them.
func WithSecretSeed(seed string) Option {
	return func(c *config) { c.seed = seed }
}

// secret is n bytes, 64 at most, that only the account's seed and the name of
// what they belong to decide: nothing else is kept of a secret, and a replica that
// makes a change again gives out the same. What signs with an access key or shows
// the codes of a device can be checked as long as the seed is there, so whoever
// reads the state file has the secrets of the account. Passwords are not made
// here, and not kept at all.
func (a *account) secret(of string, n int) []byte {
	h := hmac.New(sha512.New, []byte(a.seed))
	h.Write([]byte(of))
	return h.Sum(nil)[:n]
}

// secretKey is that of an access key: 40 characters of base 64.
func (a *account) secretKey(id string) string {
	return base64.StdEncoding.EncodeToString(a.secret("access key "+id, 30))
}

// newSeed is that of an account which has none: what the option says, or chance.
func (c *config) newSeed() string {
	if c.seed != "" {
		return c.seed
	}
	return rand.Text()
}
