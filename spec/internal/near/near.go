// Package near guesses what somebody meant who mistyped a word.
package near

import "strings"

// Word returns the one of known that wrong was most likely meant to be, or ""
// where none is near. Of several that are as near, the first is taken.
func Word(wrong string, known []string) string {
	best, distance := "", limit(wrong)+1
	for _, k := range known {
		if d := edits(strings.ToLower(wrong), strings.ToLower(k), distance); d < distance && k != wrong {
			best, distance = k, d
		}
	}
	return best
}

// limit says how many slips of the finger still make the same word.
func limit(word string) int { return max(1, min(len(word)/3, 3)) }

// edits counts the insertions, deletions, replacements and swaps of neighbours
// that turn a into b; it gives up at enough.
func edits(a, b string, enough int) int {
	if abs(len(a)-len(b)) >= enough {
		return enough
	}
	older, old, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			now[j] = min(old[j]+1, now[j-1]+1, old[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], older[j-2]+1)
			}
		}
		older, old, now = old, now, older
	}
	return old[len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}

func abs(n int) int { return max(n, -n) }
