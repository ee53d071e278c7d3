package docs_test

import (
	"os"
	"path/filepath"
	"slices"

	"gopkg.in/yaml.v3"
)

// step is one of a workflow.
type step struct {
	Uses string
	With map[string]any
}

// action is the action itself, as whoever copies a workflow finds it.
const action = "OWNER/iamsync@COMMIT"

// stepsOf reads steps of a workflow that use the action, or what one of them is given.
func stepsOf(node *yaml.Node) (steps []step, is bool) {
	var one step
	switch {
	case node.Decode(&steps) == nil && len(steps) > 0 && steps[0].Uses == action:
		return steps, true
	case valueOf(node, "with") != nil && node.Decode(&one) == nil:
		return []step{one}, true
	}
	return nil, false
}

// checkSteps wants nothing but inputs that the action has.
func checkSteps(b *block, steps []step) (problems []string) {
	var about struct{ Inputs map[string]any }
	text, err := os.ReadFile(filepath.Join(root, "action.yml"))
	if err == nil {
		err = yaml.Unmarshal(text, &about)
	}
	if err != nil {
		return []string{b.say(0, "%v", err)}
	}
	for _, s := range steps {
		for name := range s.With {
			if _, is := about.Inputs[name]; !is {
				problems = append(problems, b.say(0, "the action has no input %s", name))
			}
		}
	}
	return problems
}

// checkHooks wants hooks that this repository has.
func checkHooks(b *block, node *yaml.Node) (problems []string) {
	type hook struct{ ID string }
	var ours []hook
	var theirs struct{ Repos []struct{ Hooks []hook } }
	text, err := os.ReadFile(filepath.Join(root, ".pre-commit-hooks.yaml"))
	if err == nil {
		err = yaml.Unmarshal(text, &ours)
	}
	if err == nil {
		err = node.Decode(&theirs)
	}
	if err != nil {
		return []string{b.say(0, "%v", err)}
	}
	for _, repo := range theirs.Repos {
		for _, h := range repo.Hooks {
			if !slices.Contains(ours, h) {
				problems = append(problems, b.say(0, "there is no hook %s", h.ID))
			}
		}
	}
	return problems
}
