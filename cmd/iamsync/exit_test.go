package main

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"iamsync/spec"
)

func TestErrorsMapToExitCodesAndMessages(t *testing.T) {
	t.Parallel()
	mistakes := spec.Errors{
		{At: spec.Position{File: "a.yaml", Line: 2, Col: 3}, Message: "this is wrong", Hint: "write it right"},
		{At: spec.Position{File: "b.yaml"}, Message: "so is \x1b[31mthis"},
	}
	tests := []struct {
		name   string
		err    error
		code   int
		stderr string
	}{
		{"usage", usageError("wrong", "right"), exitRefused, "Error: wrong\n  right\n"},
		{"without a hint", usageError("wrong", ""), exitRefused, "Error: wrong\n"},
		{"wrapped and joined", errors.Join(fmt.Errorf("doing: %w", usageError("wrong", "")), errors.New("closing")), exitRefused, "Error: wrong\n"},
		{"said already", exitSilently(exitChanges), exitChanges, ""},
		{"mistakes", fmt.Errorf("resolving: %w", error(mistakes)), exitRefused,
			"a.yaml:2:3: this is wrong\n  write it right\nb.yaml: so is \\u001b[31mthis\nError: 2 mistakes; nothing was changed\n"},
		{"interrupted", fmt.Errorf("reading: %w", context.Canceled), exitInterrupted, "Error: interrupted; nothing was changed\n"},
		{"anything else", errors.New("it\nbroke"), exitFailed, "Error: it broke\n"},
		{"escapes of a terminal", usageError("a\x1b[31mb\u202e", "c\nd"), exitRefused, "Error: a\\u001b[31mb\\u202e\n  c\\u000ad\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			paper, stdout, stderr := onPaper("")
			if code := paper.report(test.err); code != test.code || stderr.String() != test.stderr || stdout.Len() > 0 {
				t.Errorf("code %d, stderr %q, stdout %q; want %d, %q", code, stderr, stdout, test.code, test.stderr)
			}
		})
	}
}

func TestMessagesAreColoredWhereWanted(t *testing.T) {
	t.Parallel()
	paper, _, stderr := onPaper("")
	paper.errStyle = true
	paper.complain("wrong", "")
	paper.warn("odd")
	if got, want := stderr.String(), "\x1b[31mError:\x1b[0m wrong\n\x1b[33mWarning:\x1b[0m odd\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
