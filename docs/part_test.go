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
// a part of a file of this repository, steps of a workflow, hooks of pre-commit, a part of
// a spec.
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
	if valueOf(&node, "repos") != nil {
		return checkHooks(b, &node)
	}
	return w.spec(b, &node)
}

// head is the root file that a part of a spec is joined with: behind it, so that its lines
// stay where they are.
const head = "\nversion: 1\naccount: \"111122223333\"\n"

// spec reads a part of a spec as the program does, in a directory "../part": there, a hidden
// command can put the documents that it refers to.
func (w *walk) spec(b *block, node *yaml.Node) (problems []string) {
	dir := filepath.Join(filepath.Dir(w.dir), "part")
	defer func() { _ = os.RemoveAll(dir) }()
	text := b.text
	if valueOf(node, "version") == nil {
		text += head
	}
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "iamsync.yaml"), []byte(text), 0o600)
	}
	if err == nil {
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
