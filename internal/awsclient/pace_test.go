package awsclient

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

func TestBudgetIsOpenUntilRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, began := newBudget(), time.Now()
		for range 1000 {
			if err := b.wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("1,000 attempts that nobody refused waited %s", took)
		}
	})
}

func TestBudgetHalvesOnceForABurstOfRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget()
		for range 100 {
			_ = b.wait(t.Context())
		}
		for range 10 {
			b.halve()
		}
		if got := b.limit.Limit(); got != 50 {
			t.Errorf("after 100 attempts and a burst of refusals, %v attempts a second are made, want 50", got)
		}
		time.Sleep(cutInterval)
		b.halve()
		if got := b.limit.Limit(); got != 25 {
			t.Errorf("after another one it is %v, want 25", got)
		}
	})
}

func TestBudgetOpensAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget()
		_ = b.wait(t.Context())
		b.halve()
		if got := b.limit.Limit(); got != minRate {
			t.Fatalf("the slowest is %v attempts a second, not %v", minRate, got)
		}
		time.Sleep(time.Minute)
		if err := b.wait(t.Context()); err != nil || b.limit.Limit() != rate.Inf {
			t.Errorf("a minute without a refusal leaves a limit of %v (%v)", b.limit.Limit(), err)
		}
	})
}

func TestBudgetStopsWaitingWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget()
		_ = b.wait(t.Context())
		b.halve()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		_ = b.wait(t.Context())
		if err := b.wait(ctx); err == nil {
			t.Error("it waited for longer than it was asked to")
		}
	})
}

// Twenty callers against a service that takes ten calls a second: nearly all of
// its capacity is used, and few attempts are wasted.
func TestBudgetFindsTheRateOfAService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, service, began := newBudget(), rate.NewLimiter(10, 10), time.Now()
		var mu sync.Mutex
		var wg sync.WaitGroup
		left, refused := 600, 0
		for range 20 {
			wg.Go(func() {
				for {
					if err := b.wait(t.Context()); err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if left == 0 {
						mu.Unlock()
						return
					}
					if service.Allow() {
						left--
					} else {
						refused++
						b.halve()
					}
					mu.Unlock()
					time.Sleep(30 * time.Millisecond)
				}
			})
		}
		wg.Wait()
		if took := time.Since(began); took > 90*time.Second || refused > 200 {
			t.Errorf("600 calls took %s, and %d attempts were refused", took, refused)
		}
	})
}
