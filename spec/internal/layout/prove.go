package layout

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// prove demands that nothing was lost: all comments are there, all other characters
// but those of the layout, and all values.
func prove(before, after string, comments []string, top *yaml.Node, laid *file) error {
	if laid == nil {
		return errors.New("nothing of it would be left")
	}
	now := laid.texts()
	slices.Sort(comments)
	slices.Sort(now)
	if !slices.Equal(comments, now) {
		return fmt.Errorf("its %d comments would not all be kept", len(comments))
	}
	if ink(before) != ink(after) {
		return errors.New("some of its characters would not be kept")
	}
	if !same(top, laid.top.node) {
		return errors.New("it would not mean the same afterwards")
	}
	return nil
}

// ink counts the characters of a text but those that its layout is made of. It knows
// nothing of YAML, so what the rest of this package misunderstands is not lost.
func ink(text string) string {
	counts := map[rune]int{}
	for _, r := range text {
		if !strings.ContainsRune(" \t\n\"[]{},-.?", r) {
			counts[r]++
		}
	}
	return fmt.Sprint(counts)
}

// same reports whether two nodes mean the same to the loader, to which the order of
// keys means nothing.
func same(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) || a.Style&yaml.TaggedStyle != b.Style&yaml.TaggedStyle {
		return false
	}
	switch a.Kind {
	case yaml.MappingNode:
		return samePairs(a, b)
	case yaml.SequenceNode:
		return slices.EqualFunc(a.Content, b.Content, same)
	}
	return a.Value == b.Value && (a.Tag == "!!null") == (b.Tag == "!!null")
}

func samePairs(a, b *yaml.Node) bool {
	left, right := byKey(a), byKey(b)
	for i := range left {
		if left[i][0].Kind != right[i][0].Kind || left[i][0].Value != right[i][0].Value || !same(left[i][1], right[i][1]) {
			return false
		}
	}
	return true
}

func byKey(n *yaml.Node) [][2]*yaml.Node {
	var pairs [][2]*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		pairs = append(pairs, [2]*yaml.Node{n.Content[i], n.Content[i+1]})
	}
	slices.SortStableFunc(pairs, func(a, b [2]*yaml.Node) int { return strings.Compare(a[0].Value, b[0].Value) })
	return pairs
}
