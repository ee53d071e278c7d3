package main

import (
	"testing"

	"iamsync/spec"
)

func TestMessagesFoldBetweenWords(t *testing.T) {
	t.Parallel()
	mistakes := spec.Errors{{
		At:      spec.Position{File: "users.yaml", Line: 4, Col: 2},
		Message: "this is no YAML: found character that", Hint: "indent with spaces: YAML does not take tabs",
	}}
	tests := []struct {
		name  string
		width int
		err   error
		want  string
	}{
		{"no terminal", 0, mistakes, "users.yaml:4:2: this is no YAML: found character that\n  indent with spaces: YAML does not take tabs\nError: 1 mistake; nothing was changed\n"},
		{"mistakes", 40, mistakes, "users.yaml:4:2: this is no YAML: found\n    character that\n  indent with spaces: YAML does not take\n    tabs\nError: 1 mistake; nothing was changed\n"},
		{"an error and its hint", 40, usageError("all of this stands in forty columns x yz", "and all of this beneath it in forty more"),
			"Error: all of this stands in forty\n    columns x yz\n  and all of this beneath it in forty\n    more\n"},
		{"just so", 40, usageError("this stands in forty columns, no.", ""), "Error: this stands in forty columns, no.\n"},
		{"a long word", 40, usageError("arn:aws:iam::111122223333:policy/eng/limit it is", ""), "Error: arn:aws:iam::111122223333:policy/eng/limit\n    it is\n"},
		{"a terminal that does not say how wide it is", 10, usageError("this stands in forty columns, no?", ""), "Error: this stands in forty columns, no?\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			paper, _, stderr := onPaper("")
			paper.width = test.width
			paper.report(test.err)
			if stderr.String() != test.want {
				t.Errorf("got  %q\nwant %q", stderr, test.want)
			}
		})
	}
}
