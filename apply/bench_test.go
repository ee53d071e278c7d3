package apply_test

import (
	"fmt"
	"testing"
	"time"

	"iamsync/apply"
	"iamsync/plan"
)

// large is a plan of three phases that meet at barriers; a tenth of its steps
// belong to one entity.
func large(n int) plan.Plan {
	var p plan.Plan
	phase := []string(nil)
	for i := range n {
		if i == n/3 || i == 2*n/3 {
			b := barrier(fmt.Sprintf("b%d", len(p.Barriers)), ids(p.Steps)...)
			p.Barriers = append(p.Barriers, b)
			phase = []string{b.ID}
		}
		entity := fmt.Sprintf("u%d", i/3)
		if i%10 == 0 {
			entity = "hot"
		}
		p.Steps = append(p.Steps, stepOf(entity, fmt.Sprintf("s%d", i), phase...))
	}
	return p
}

// BenchmarkRun is what 20,000 steps cost besides their calls.
func BenchmarkRun(b *testing.B) {
	p := large(20_000)
	b.ReportAllocs()
	for b.Loop() {
		if r := apply.Run(b.Context(), p, &fake{}, apply.Options{}); !r.Complete() {
			b.Fatal(r.Err())
		}
	}
}

// Twice the steps take about twice the time: a scheduler that looks at all steps
// for each would take four times as long, and this many for minutes.
func TestManyStepsCostLittle(t *testing.T) {
	begun := time.Now()
	if r := apply.Run(t.Context(), large(20_000), &fake{}, apply.Options{}); !r.Complete() {
		t.Fatal(r.Err())
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("20,000 steps took %v without their calls", took)
	}
}
