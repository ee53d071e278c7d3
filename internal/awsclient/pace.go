package awsclient

import (
	"context"
	"strings"
	"sync"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

// pacer slows the attempts of one account's calls down when AWS throttles them.
// Reads and writes have budgets of their own, as they have at AWS. Both start
// open: AWS publishes no figures, so they can only be found out.
type pacer struct {
	reads, writes *budget
}

func newPacer() *pacer { return &pacer{newBudget(), newBudget()} }

// install puts the pacer between the retries and the signature of every call, so
// that each attempt waits for its turn and is signed when it has it.
func (p *pacer) install(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("Pace", p.attempt), "Retry", middleware.After)
}

func (p *pacer) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
	b := p.writes
	if name := awsmiddleware.GetOperationName(ctx); strings.HasPrefix(name, "Get") || strings.HasPrefix(name, "List") {
		b = p.reads
	}
	if err := b.wait(ctx); err != nil {
		return middleware.FinalizeOutput{}, middleware.Metadata{}, err
	}
	out, metadata, err := next.HandleFinalize(ctx, in)
	if _, throttled := retry.DefaultThrottleErrorCodes[Code(err)]; throttled {
		b.halve()
	}
	return out, metadata, err
}

// The figures of a budget. A burst of refusals within a cutting interval is one
// sign of being too fast, not many.
const (
	cutInterval = time.Second
	minRate     = 1.0   // attempts a second
	openRate    = 500.0 // from here on a budget is open again
	recovery    = 1.25  // how a rate grows in each cutting interval without a refusal
)

// budget is how many attempts a second are made. It is open until AWS refuses
// one; then it holds half of what was made lately, and grows again while it is
// not refused.
type budget struct {
	mu     sync.Mutex
	limit  *rate.Limiter
	cut    time.Time // when the limit was last halved
	raised time.Time // when it was last raised, or halved

	since       time.Time // when counting began
	now, lately int       // attempts since then, and in the interval before
}

func newBudget() *budget { return &budget{limit: rate.NewLimiter(rate.Inf, 1)} }

// wait returns when the next attempt may be made.
func (b *budget) wait(ctx context.Context) error {
	b.mu.Lock()
	b.count()
	b.recover()
	b.mu.Unlock()
	return b.limit.Wait(ctx)
}

// count keeps the number of attempts of the last full interval.
func (b *budget) count() {
	now := time.Now()
	if elapsed := now.Sub(b.since); elapsed >= cutInterval {
		b.lately = b.now
		if elapsed >= 2*cutInterval {
			b.lately = 0
		}
		b.since, b.now = now, 0
	}
	b.now++
}

// recover raises the limit for the intervals that passed without a refusal.
func (b *budget) recover() {
	limit := float64(b.limit.Limit())
	for b.limit.Limit() != rate.Inf && time.Since(b.raised) >= cutInterval {
		b.raised = b.raised.Add(cutInterval)
		if limit *= recovery; limit >= openRate {
			b.limit.SetLimit(rate.Inf)
			return
		}
		b.limit.SetLimit(rate.Limit(limit))
	}
}

// halve is called when AWS refused an attempt for being too fast.
func (b *budget) halve() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if time.Since(b.cut) < cutInterval {
		return
	}
	b.cut, b.raised = time.Now(), time.Now()
	limit := float64(b.limit.Limit())
	if b.limit.Limit() == rate.Inf {
		limit = float64(max(b.now, b.lately))
	}
	b.limit.SetLimit(rate.Limit(max(minRate, limit/2)))
}
