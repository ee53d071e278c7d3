package main

import (
	"fmt"
	"time"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/plan"
)

// progress shows how an apply gets on: one line that is rewritten on a terminal,
// a line a call elsewhere. Its hooks are called one at a time.
type progress struct {
	t           *terminal
	total, done int
	inFlight    int
}

func newProgress(t *terminal, total int) *progress { return &progress{t: t, total: total} }

func (p *progress) observer() apply.Observer {
	return apply.Observer{
		Started: func(s plan.Step) { p.inFlight++; p.rewrite(s) },
		Done: func(s plan.Step, took time.Duration) {
			p.ended()
			if p.t.live {
				p.rewrite(s)
				return
			}
			p.line("[%d/%d] %s (%s)", p.done, p.total, describe(s), max(took.Round(time.Millisecond), time.Millisecond))
		},
		Failed: func(s plan.Step, err error) {
			message, _ := awsclient.Explain(reason(err))
			p.ended()
			p.line("[%d/%d] %s %s: %s", p.done, p.total, p.t.errStyle.red("failed"), describe(s), plan.Clean(message))
		},
		Skipped: func(plan.Step, string) { p.done++ },
		Retried: func(s plan.Step, r apply.Retry) {
			message, _ := awsclient.Explain(r.Err)
			p.line("trying %s again in %s: %s", describe(s), r.Pause.Round(time.Millisecond), plan.Clean(message))
		},
	}
}

func (p *progress) ended() {
	p.done++
	p.inFlight--
}

// rewrite shows the state in the one line of a terminal.
func (p *progress) rewrite(s plan.Step) {
	if p.t.live {
		fmt.Fprintf(p.t.err, "\r\x1b[K[%d/%d] %d in flight, %s", p.done, p.total, p.inFlight, shorten(describe(s), 50))
	}
}

// line prints something that stays.
func (p *progress) line(format string, args ...any) {
	if p.t.live {
		fmt.Fprint(p.t.err, "\r\x1b[K")
	}
	fmt.Fprintf(p.t.err, format+"\n", args...)
}

// finish clears the rewritten line.
func (p *progress) finish() {
	if p.t.live {
		fmt.Fprint(p.t.err, "\r\x1b[K")
	}
}

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
