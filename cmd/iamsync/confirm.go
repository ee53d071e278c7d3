package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"iamsync/plan"
)

// confirm asks whether to go on. The question says how much it is about, since
// the plan itself may have gone into a file.
func (t *terminal) confirm(ctx context.Context, p plan.Plan) error {
	return t.ask(ctx, fmt.Sprintf("Apply %s to account %s?", plan.Count(len(p.Steps), "call"), p.Account.ID), "not applied")
}

// ask wants yes for an answer; not is what happens to what it asks about otherwise. An
// interrupt is an answer, too, and ends the question at once; the goroutine that waits for a
// line ends with the process.
func (t *terminal) ask(ctx context.Context, question, not string) error {
	fmt.Fprintf(t.err, "\n%s Only yes is taken for an answer: ", question)
	answers := make(chan string, 1)
	go func() {
		answer, err := bufio.NewReader(t.in).ReadString('\n')
		if err != nil { // the end of the input: no line was ended on the screen
			answer += "\n"
			fmt.Fprintln(t.err)
		}
		answers <- strings.TrimSpace(answer)
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(t.err)
		return &exitError{code: exitInterrupted, message: "interrupted; nothing was changed"}
	case answer := <-answers:
		switch {
		case answer == "yes":
			return nil
		case strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"):
			return &exitError{code: exitRefused, message: not + ": nothing was changed", hint: "the answer that goes on is yes, in small letters"}
		default:
			return &exitError{code: exitRefused, message: not + ": nothing was changed"}
		}
	}
}
