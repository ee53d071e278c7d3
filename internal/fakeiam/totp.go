package fakeiam

import (
	"crypto/hmac"
	"crypto/sha1" // what authenticator apps use
	"encoding/binary"
	"fmt"
	"time"
)

const (
	totpStep = 30 * time.Second
	// totpSlack is how many steps a device's clock may be off. IAM's own limit is
	// not known, but it takes codes that are a while old (API Reference, EnableMFADevice).
	totpSlack = 20
)

// totp is the code of a device in a step of time (RFC 6238, with RFC 4226).
func totp(seed []byte, step int64) string {
	h := hmac.New(sha1.New, seed)
	_ = binary.Write(h, binary.BigEndian, step) // a hash does not fail
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff)%1_000_000)
}

// consecutive says whether two codes are those of two steps that follow each
// other, not too far from a moment.
func consecutive(seed []byte, moment time.Time, first, second string) bool {
	now := moment.Unix() / int64(totpStep/time.Second)
	for step := now - totpSlack; step <= now+totpSlack; step++ {
		if totp(seed, step) == first && totp(seed, step+1) == second {
			return true
		}
	}
	return false
}
