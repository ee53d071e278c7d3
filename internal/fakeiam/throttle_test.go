package fakeiam

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestThrottlingByRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, WithFaults(Faults{ThrottleReads: 10, ThrottleWrites: 2, ThrottleBurst: 4}))
		passed := func(action string, calls int) (n int) {
			for range calls {
				if s.try(form(action, "UserName", "u", "TagKeys.member.1", "k")) != "Throttling" {
					n++
				}
			}
			return n
		}
		same(t, "reads at once", passed("ListUsers", 9), 4)
		same(t, "writes at once", passed("UntagUser", 9), 4)
		for range 5 {
			time.Sleep(time.Second / 2)
			same(t, "reads after half a second", passed("ListUsers", 9), 4) // five, but for the burst
			same(t, "writes after half a second", passed("UntagUser", 9), 1)
		}
		time.Sleep(time.Hour)
		same(t, "writes after a long pause", passed("UntagUser", 9), 4)
		s.wants("400 Throttling: Rate exceeded", "UntagUser", "UserName", "u", "TagKeys.member.1", "k")
	})
}

func TestBurstWithoutOne(t *testing.T) {
	for rate, want := range map[float64]float64{0.2: 1, 1: 1, 7: 7, 2.5: 3} {
		same(t, "burst", newBucket(rate, 0).size, want)
	}
}

// Many clients that insist get through at the rate, neither faster nor slower.
func TestThrottledClientsGetThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, WithFaults(Faults{ThrottleWrites: 5, ThrottleBurst: 1}), WithLatency(20*time.Millisecond))
		var refused atomic.Int64
		begin := time.Now()
		var clients sync.WaitGroup
		for range 10 {
			clients.Go(func() {
				for range 10 {
					for s.try(form("UntagUser", "UserName", "u", "TagKeys.member.1", "k")) == "Throttling" {
						refused.Add(1)
						time.Sleep(20 * time.Millisecond)
					}
				}
			})
		}
		clients.Wait()
		if took := time.Since(begin).Seconds(); took < 19.8 || took > 21.5 || refused.Load() == 0 {
			t.Errorf("100 calls at 5 a second took %vs, with %d refusals", took, refused.Load())
		}
	})
}

// A client that waits for exactly the time of one call is let in each time.
func TestThrottlingAtThePaceOfTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, WithFaults(Faults{ThrottleReads: 30, ThrottleBurst: 1}))
		for i := range 1000 {
			if code := s.try(form("ListUsers")); code != "" {
				t.Fatalf("call %d: %s", i, code)
			}
			time.Sleep(time.Second / 30)
		}
	})
}
