package plan

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
)

// findBrought notes at each membership that comes what it brings: the policies that the
// group holds when all is done.
func findBrought(changes []Change, desired spec.State) {
	comes := func(c Change) bool { return kinds[c.ID.Kind].joins != nil && c.After != nil }
	held := map[spec.ID][]spec.Resource{}
	for _, c := range changes {
		if comes(c) {
			held[kinds[c.ID.Kind].joins(c.After)] = nil
		}
	}
	if len(held) == 0 {
		return
	}
	for id, r := range desired.Resources {
		if _, asked := held[r.Owner()]; asked && id != r.Owner() {
			held[r.Owner()] = append(held[r.Owner()], r)
		}
	}
	for _, list := range held {
		slices.SortFunc(list, func(a, b spec.Resource) int { return compareIDs(a.ID(), b.ID()) })
	}
	for i, c := range changes {
		if comes(c) {
			changes[i].brings = held[kinds[c.ID.Kind].joins(c.After)]
		}
	}
}

// brought says in Markdown what a membership brings; nothing where that is nothing.
func brought(c Change) string {
	const most = 3
	var names []string
	for _, r := range c.brings[:min(most, len(c.brings))] {
		label, value := kinds[r.ID().Kind].says(r)
		names = append(names, edgeWord(label)+" "+code(value))
	}
	if more := len(c.brings) - most; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	if names == nil {
		return ""
	}
	return " (" + strings.Join(names, ", ") + ")"
}
