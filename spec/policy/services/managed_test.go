package services_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"iamsync/internal/fakeiam/catalogue"
	"iamsync/spec/policy/services"
)

// What AWS writes into its own policies shows how complete the list is. What is
// missing stands in testdata/unknown.txt with the reason, as far as there is one.
func TestTheListKnowsTheManagedPolicies(t *testing.T) {
	b, err := os.ReadFile("testdata/unknown.txt")
	if err != nil {
		t.Fatal(err)
	}
	expected := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			expected[line] = true
		}
	}
	used := managed(t)
	for action, policies := range used {
		prefix, name, _ := strings.Cut(action, ":")
		line := fmt.Sprintf("%s %d", action, policies)
		switch unknown := action != "*" && !services.Matches(prefix, name); {
		case unknown && !expected[line]:
			t.Errorf("unknown, and not in testdata/unknown.txt: %s", line)
		case !unknown && expected[line]:
			t.Errorf("known, and still in testdata/unknown.txt: %s", line)
		}
		delete(expected, line)
	}
	for line := range expected {
		t.Errorf("in no policy, but in testdata/unknown.txt: %s", line)
	}
	if len(used) < 10000 {
		t.Errorf("the policies name only %d actions", len(used))
	}
}

// managed has the actions and patterns of all managed policies, with the number of
// policies that name each.
func managed(t *testing.T) map[string]int {
	t.Helper()
	used := map[string]int{}
	for _, p := range catalogue.All() {
		var document struct{ Statement statements }
		if err := json.Unmarshal([]byte(catalogue.Document(p.Path, p.Name)), &document); err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		var all []string
		for _, s := range document.Statement {
			all = append(all, s.Action...)
			all = append(all, s.NotAction...)
		}
		slices.Sort(all)
		for _, a := range slices.Compact(all) {
			used[a]++
		}
	}
	return used
}

type statement struct{ Action, NotAction many[string] }

type statements = many[statement]

// many is one thing or a list of them.
type many[T any] []T

func (m *many[T]) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, (*[]T)(m))
	}
	*m = make(many[T], 1)
	return json.Unmarshal(b, &(*m)[0])
}

// A check of many documents must not be slow on their actions.
func BenchmarkManagedPolicies(b *testing.B) {
	var used [][2]string
	for _, p := range catalogue.All() {
		var document struct{ Statement statements }
		if err := json.Unmarshal([]byte(catalogue.Document(p.Path, p.Name)), &document); err != nil {
			b.Fatal(err)
		}
		for _, s := range document.Statement {
			for _, a := range s.Action {
				prefix, name, _ := strings.Cut(a, ":")
				used = append(used, [2]string{prefix, name})
			}
		}
	}
	b.ResetTimer()
	for b.Loop() {
		for _, a := range used {
			services.Matches(a[0], a[1])
		}
	}
	b.ReportMetric(float64(len(used)), "actions/op")
}
