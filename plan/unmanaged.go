package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"iamsync/spec"
)

// maxKept bounds how many names a finding gives.
const maxKept = 10

// findKept says what the scope covers and prune leaves alone all the same, a
// finding for each reason but that the files say so.
func (s *settled) findKept() {
	why := map[string][]spec.ID{}
	for id, reason := range s.kept {
		if reason != spec.ScopeIgnores {
			why[reason] = append(why[reason], id)
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		ids := why[reason]
		slices.SortFunc(ids, compareIDs)
		message := fmt.Sprintf("not pruned, since %s: %s", reason, enumerate(ids[:min(len(ids), maxKept)]))
		if more := len(ids) - maxKept; more > 0 {
			message += fmt.Sprintf(" and %d more, see plan --unmanaged", more)
		}
		s.findings = append(s.findings, Finding{Code: "kept", Severity: Info, Message: message})
	}
}

// unmanaged lists what no file declares and the plan leaves alone, by kind.
func (t *text) unmanaged() {
	if len(t.plan.Unmanaged) == 0 {
		return
	}
	t.line("%s", t.bold("Unmanaged:"))
	kind, name := 0, 0
	for _, id := range t.plan.Unmanaged {
		kind, name = max(kind, len(id.Kind)), max(name, len(id.Name))
	}
	for _, id := range t.plan.Unmanaged {
		line := "  " + pad(string(id.Kind), kind) + "  " + pad(id.Name, name)
		if why := t.plan.Kept[id]; why != "" {
			line += "  kept: " + why
		}
		t.line("%s", strings.TrimRight(Clean(line), " "))
	}
	t.line("")
}

// enumerate writes IDs one after the other.
func enumerate(ids []spec.ID) string {
	var names []string
	for _, id := range ids {
		names = append(names, id.String())
	}
	return strings.Join(names, ", ")
}
