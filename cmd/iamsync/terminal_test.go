package main

import (
	"context"
	"strings"
	"testing"

	"iamsync/plan"
	"iamsync/spec"
)

func TestColors(t *testing.T) {
	t.Parallel()
	type env map[string]string
	tests := []struct {
		env      env
		terminal bool
		want     bool
	}{
		{env{}, true, true},
		{env{}, false, false},
		{env{"TERM": "dumb"}, true, false},
		{env{"NO_COLOR": "1"}, true, false},
		{env{"NO_COLOR": ""}, true, true}, // no-color.org: only where it is not empty
		{env{"CLICOLOR_FORCE": "1"}, false, true},
		{env{"CLICOLOR_FORCE": "0"}, false, false},
		{env{"CLICOLOR_FORCE": "1", "TERM": "dumb"}, false, true},
		{env{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, true, false},
	}
	for _, test := range tests {
		if got := colors(test.terminal, func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v, terminal %v: colours %v, want %v", test.env, test.terminal, got, test.want)
		}
	}
}

var somePlan = plan.Plan{Account: spec.Account{ID: "111122223333"}, Steps: make([]plan.Step, 2)}

func TestConfirm(t *testing.T) {
	t.Parallel()
	tests := []struct {
		answer string
		hint   string
		goesOn bool
	}{
		{answer: "yes\n", goesOn: true},
		{answer: "  yes \r\n", goesOn: true},
		{answer: "yes", goesOn: true}, // piped without a line end
		{answer: "no\n"},
		{answer: "\n"},
		{answer: ""},
		{answer: "yes please\n"},
		{answer: "YES\n", hint: "the answer that goes on is yes, in small letters"},
		{answer: "y\n", hint: "the answer that goes on is yes, in small letters"},
	}
	for _, test := range tests {
		paper, stdout, stderr := onPaper(test.answer)
		err := paper.confirm(t.Context(), somePlan)
		if goesOn := err == nil; goesOn != test.goesOn {
			t.Errorf("%q: %v", test.answer, err)
		}
		if known, is := exitErrorOf(err); is && (known.code != exitRefused || known.hint != test.hint) {
			t.Errorf("%q: code %d, hint %q; want %d, %q", test.answer, known.code, known.hint, exitRefused, test.hint)
		}
		if stdout.Len() > 0 || !strings.Contains(stderr.String(), "Apply 2 calls to account 111122223333?") {
			t.Errorf("%q: stdout %q, stderr %q", test.answer, stdout, stderr)
		}
	}
}

// silent never answers.
type silent struct{}

func (silent) Read([]byte) (int, error) { select {} }

func TestConfirmEndsWithAnInterrupt(t *testing.T) {
	t.Parallel()
	paper, _, _ := onPaper("")
	paper.in = silent{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := paper.confirm(ctx, somePlan)
	if known, is := exitErrorOf(err); !is || known.code != exitInterrupted {
		t.Errorf("got %v, want code %d", err, exitInterrupted)
	}
}
