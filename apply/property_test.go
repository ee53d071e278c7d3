package apply_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"iamsync/apply"
	_ "iamsync/internal/race" // draws fewer under it
	"iamsync/plan"
)

// scenario is a random plan, which of its steps fail, and when the user stops.
type scenario struct {
	plan  plan.Plan
	at    int
	fails map[string]bool
	stop  int // stop when this many have started; 0 is never
}

// drawScenario draws a directed graph without circles by letting nodes need only
// nodes drawn before them; barriers and steps mix.
func drawScenario(t *rapid.T) scenario {
	s := scenario{at: rapid.IntRange(1, 6).Draw(t, "parallelism"), fails: map[string]bool{}}
	var known []string
	for i := range rapid.IntRange(0, 40).Draw(t, "nodes") {
		var needs []string
		if len(known) > 0 {
			needs = rapid.SliceOfN(rapid.SampledFrom(known), 0, 3).Draw(t, "needs")
		}
		id := fmt.Sprintf("n%d", i)
		known = append(known, id)
		if rapid.IntRange(0, 4).Draw(t, "barrier") == 0 {
			s.plan.Barriers = append(s.plan.Barriers, barrier(id, needs...))
			continue
		}
		s.plan.Steps = append(s.plan.Steps, stepOf(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "entity"), id, needs...))
		s.fails[id] = rapid.IntRange(0, 9).Draw(t, "fails") == 0
	}
	if rapid.Bool().Draw(t, "interrupted") {
		s.stop = rapid.IntRange(1, 20).Draw(t, "stop")
	}
	return s
}

// needed is the oracle: the steps that a node depends on at first hand, where
// barriers stand for what they need.
func (s scenario) needed(needs []string) []string {
	var out []string
	for _, id := range needs {
		at := slices.IndexFunc(s.plan.Barriers, func(b plan.Barrier) bool { return b.ID == id })
		if at < 0 {
			out = append(out, id)
			continue
		}
		out = append(out, s.needed(s.plan.Barriers[at].Needs)...)
	}
	return out
}

// run runs the scenario and returns what happened, with every rule that was
// broken on the way.
func (s scenario) run(ctx context.Context) (apply.Result, []string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &watch{scenario: s, cancel: cancel, ended: map[string]bool{}, flying: map[string]int{}}
	first, observer := s.firstReady()
	r := apply.Run(ctx, s.plan, &fake{do: w.call}, apply.Options{Parallelism: s.at}, observer)
	return r, append(w.broken, *first...)
}

// firstReady watches that what starts is the first step, in the order of the
// plan, that could.
func (s scenario) firstReady() (broken *[]string, o apply.Observer) {
	broken = new([]string)
	begun, done, busy := map[string]bool{}, map[string]bool{}, map[string]bool{}
	waits := func(need string) bool { return !done[need] }
	o.Started = func(x plan.Step) {
		for _, y := range s.plan.Steps {
			if y.ID == x.ID {
				break
			}
			if !begun[y.ID] && !busy[y.Entity.Name] && !slices.ContainsFunc(s.needed(y.Needs), waits) {
				*broken = append(*broken, x.ID+" started although "+y.ID+" could have")
			}
		}
		begun[x.ID], busy[x.Entity.Name] = true, true
	}
	o.Done = func(x plan.Step, _ time.Duration) { done[x.ID], busy[x.Entity.Name] = true, false }
	o.Failed = func(x plan.Step, _ error) { busy[x.Entity.Name] = false }
	return broken, o
}

// watch is the other end of the calls, and keeps an eye on the rules.
type watch struct {
	scenario
	cancel context.CancelFunc

	mu       sync.Mutex
	ended    map[string]bool
	flying   map[string]int // by entity
	total    int
	started  int
	canceled bool
	broken   []string
}

func (w *watch) call(ctx context.Context, id string) error {
	s := w.plan.Steps[slices.IndexFunc(w.plan.Steps, func(s plan.Step) bool { return s.ID == id })]
	w.begin(s)
	time.Sleep(time.Duration(len(id)*7%5) * 20 * time.Microsecond)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flying[s.Entity.Name]--
	w.total--
	if ctx.Err() != nil {
		w.broken = append(w.broken, id+" was torn by the interrupt")
	}
	if w.fails[id] {
		return errors.New("broken")
	}
	w.ended[id] = true
	return nil
}

func (w *watch) begin(s plan.Step) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, need := range w.needed(s.Needs) {
		if !w.ended[need] {
			w.broken = append(w.broken, s.ID+" started before "+need)
		}
	}
	w.total++
	w.flying[s.Entity.Name]++
	w.started++
	if w.flying[s.Entity.Name] > 1 || w.total > w.at {
		w.broken = append(w.broken, fmt.Sprintf("%s made %d in flight, %d at %s", s.ID, w.total, w.flying[s.Entity.Name], s.Entity))
	}
	// Up to one call for each worker may have been handed out before the
	// interrupt is seen.
	if w.canceled && w.started > w.stop+w.at {
		w.broken = append(w.broken, s.ID+" started after the interrupt")
	}
	if w.started == w.stop {
		w.canceled = true
		w.cancel()
	}
}

// fates says what must become of every step, in the order of the plan, from what
// ran: the oracle knows nothing of the order of events.
func (s scenario) fates(r apply.Result) map[string]string {
	ran := map[string]bool{}
	for _, d := range r.Done {
		ran[d.ID] = true
	}
	for _, f := range r.Failed {
		ran[f.Step.ID] = true
	}
	out := map[string]string{}
	for _, step := range s.plan.Steps {
		out[step.ID] = "done"
		for _, need := range s.needed(step.Needs) {
			if out[need] == "failed" || out[need] == "skipped" {
				out[step.ID] = "skipped"
			}
		}
		switch {
		case out[step.ID] == "skipped":
		case s.stop > 0 && !ran[step.ID]:
			out[step.ID] = "not started"
		case s.fails[step.ID]:
			out[step.ID] = "failed"
		}
	}
	return out
}

// told is the same from the result.
func told(r apply.Result) (fates map[string]string, order [][]string) {
	fates = map[string]string{}
	lists := make([][]string, 4)
	note := func(list int, fate, id string) {
		fates[id] = fate
		lists[list] = append(lists[list], id)
	}
	for _, s := range r.Done {
		note(0, "done", s.ID)
	}
	for _, f := range r.Failed {
		note(1, "failed", f.Step.ID)
	}
	for _, s := range r.Skipped {
		note(2, "skipped", s.Step.ID)
	}
	for _, s := range r.NotStarted {
		note(3, "not started", s.ID)
	}
	return fates, lists
}

func TestAnyPlanIsRunByTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		r, broken := s.run(context.Background())
		if len(broken) > 0 {
			t.Fatalf("rules were broken:\n%s", strings.Join(broken, "\n"))
		}
		want := s.fates(r)
		got, lists := told(r)
		for _, step := range s.plan.Steps {
			if got[step.ID] != want[step.ID] {
				t.Fatalf("%s was %q, want %q", step.ID, got[step.ID], want[step.ID])
			}
		}
		if n := len(r.Done) + len(r.Failed) + len(r.Skipped) + len(r.NotStarted); n != len(s.plan.Steps) {
			t.Fatalf("%d steps have a fate, of %d", n, len(s.plan.Steps))
		}
		place := func(id string) int {
			return slices.IndexFunc(s.plan.Steps, func(x plan.Step) bool { return x.ID == id })
		}
		for _, list := range lists {
			if !slices.IsSortedFunc(list, func(a, b string) int { return place(a) - place(b) }) {
				t.Fatalf("not in the order of the plan: %v", list)
			}
		}
		if s.stop > 0 && len(r.Done)+len(r.Failed) < min(s.stop, len(r.Done)+len(r.Failed)+len(r.NotStarted)) {
			t.Fatalf("interrupted after %d, and only %d ran", s.stop, len(r.Done)+len(r.Failed))
		}
	})
}
