package docs_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"iamsync/spec"
)

// yaml checks a block that is a part of something, by the first of these that it can be:
// a part of a file of this repository, steps of a workflow, a part of a spec.
func (w *walk) yaml(b *block) []string {
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(b.text), &node); err != nil {
		return []string{b.say(0, "%v", err)}
	}
	texts, err := shipped()
	if err != nil {
		return []string{b.say(0, "%v", err)}
	}
	if quotes(texts, b.text) {
		return nil
	}
	if steps, is := stepsOf(&node); is {
		return checkSteps(b, steps)
	}
	return checkSpec(b, &node)
}

// root file that a part of a spec is joined with; behind it, so that its lines stay.
const head = "\nversion: 1\naccount: \"111122223333\"\n"

// checkSpec reads a part of a spec as the program does.
func checkSpec(b *block, node *yaml.Node) (problems []string) {
	dir, err := os.MkdirTemp("", "docs")
	if err != nil {
		return []string{b.say(0, "%v", err)}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	text := b.text
	if valueOf(node, "version") == nil {
		text += head
	}
	if err = os.WriteFile(filepath.Join(dir, "iamsync.yaml"), []byte(text), 0o600); err == nil {
		_, err = spec.Load(dir)
	}
	var mistakes spec.Errors
	if errors.As(err, &mistakes) {
		for _, m := range mistakes {
			problems = append(problems, b.say(max(m.At.Line-1, 0), "it is no part of a spec: %v", m.Message))
		}
	} else if err != nil {
		problems = append(problems, b.say(0, "it is no part of a spec: %v", err))
	}
	return problems
}

// valueOf returns the value of a key at the top.
func valueOf(node *yaml.Node, key string) *yaml.Node {
	if node.Kind == yaml.DocumentNode && len(node.Content) == 1 {
		node = node.Content[0]
	}
	for i := 0; node.Kind == yaml.MappingNode && i < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}

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

// shipped returns the YAML that people copy.
var shipped = sync.OnceValues(func() (texts []string, err error) {
	for _, dir := range []string{"examples", ".github"} {
		err = errors.Join(err, filepath.WalkDir(filepath.Join(root, dir), func(file string, _ fs.DirEntry, err error) error {
			if ext := filepath.Ext(file); err != nil || ext != ".yml" && ext != ".yaml" {
				return err
			}
			text, err := os.ReadFile(file)
			texts = append(texts, string(text))
			return err
		}))
	}
	if err == nil && len(texts) == 0 {
		err = fmt.Errorf("there is no YAML in %s", root)
	}
	return texts, err
})

// quotes reports whether a text stands in one of others, line by line, at any depth.
func quotes(texts []string, part string) bool {
	for _, text := range texts {
		lines := strings.Split(text, "\n")
		wanted := strings.Split(strings.TrimRight(part, "\n"), "\n")
		for i := 0; i+len(wanted) <= len(lines); i++ {
			if level(lines[i:i+len(wanted)]) == level(wanted) {
				return true
			}
		}
	}
	return false
}

// level joins lines without the white space that all of them begin with.
func level(lines []string) string {
	least := -1
	for _, line := range lines {
		if depth := len(line) - len(strings.TrimLeft(line, " ")); strings.TrimSpace(line) != "" && (least < 0 || depth < least) {
			least = depth
		}
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(strings.TrimRight(line[min(max(least, 0), len(line)):], " ") + "\n")
	}
	return b.String()
}
