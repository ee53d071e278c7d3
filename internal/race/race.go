// Package race says whether a test runs under the race detector, which makes everything
// five to ten times as slow. Whatever is tested without it, in full and on every change,
// need not be: properties are drawn less often then, and what has nothing running side
// by side within this process is left out. It is imported by tests only.
package race

import "testing"

// Skip leaves out a test that the race detector could tell nothing of. It runs without.
func Skip(t testing.TB, why string) {
	t.Helper()
	if Enabled {
		t.Skip("under the race detector: " + why)
	}
}

// Fewer returns n, or under the race detector a number that shows the same.
func Fewer(n, under int) int {
	if Enabled {
		return under
	}
	return n
}
