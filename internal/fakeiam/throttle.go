package fakeiam

import (
	"math"
	"time"
)

// bucket lets calls through at a rate: a call takes a token, and tokens come
// back with time. Calls that are refused cost nothing.
type bucket struct {
	rate   float64 // tokens a second; 0 is no limit
	size   float64
	tokens float64
	at     time.Time // when tokens was right
}

// newBucket is full. A burst of 0 is what the rate lets through in a second.
func newBucket(rate float64, burst int) bucket {
	size := float64(burst)
	if burst == 0 {
		size = math.Max(1, math.Ceil(rate))
	}
	return bucket{rate: rate, size: size, tokens: size, at: time.Now()}
}

// take says whether a call may pass.
func (b *bucket) take(now time.Time) bool {
	if b.rate == 0 {
		return true
	}
	// A millionth more than has come back, so that a client which waits for
	// exactly one token is not refused for a rounding.
	b.tokens = math.Min(b.size, b.tokens+now.Sub(b.at).Seconds()*b.rate*(1+1e-6))
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
