package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"iamsync/internal/fakeiam"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
	"iamsync/spec/policy/eval"
)

// compareNeeds holds what was called against what iamsync permissions prints for the tree:
// all of it must be allowed, on whatever it was done to.
func compareNeeds(job plan.Job, args []string, t *terminal, calls []fakeiam.Call) error {
	partition := "aws"
	for _, c := range calls {
		for _, n := range c.Needs {
			if parts := strings.Split(n.Resource, ":"); len(parts) > 1 {
				partition = parts[1]
			}
		}
	}
	if slices.Contains(args, "scope-escape") {
		return nil // it has to do with what lies where the tree has no business
	}
	tree, err := treeOf(pathOf(args, t), partition)
	var mistakes spec.Errors
	if errors.As(err, &mistakes) { // nothing was planned with it
		return nil
	}
	if err != nil {
		return err
	}
	text, _ := tree.Permissions(job)
	who := eval.Holder{Identity: []*eval.Policy{eval.NewCompiler().Compile(policy.MustParse(text))}}
	for _, c := range calls {
		for _, n := range c.Needs {
			if d := who.Decide(eval.Request{Action: n.Action, Resource: n.Resource, Context: eval.Closed(n.Context)}); d != eval.Allowed {
				return fmt.Errorf("%s on %s is not among them", n.Action, n.Resource)
			}
		}
	}
	return nil
}

// pathOf is the tree of a command line.
func pathOf(args []string, t *terminal) string {
	arranged, err := arrange(newApp(t), args)
	if err != nil {
		return ""
	}
	if at := slices.Index(arranged, "--"); at >= 0 && at+1 < len(arranged) {
		return arranged[at+1]
	}
	return "."
}
