package eval

import "strings"

// filler stands for a star in the texts that probes are made of. No document has it.
const filler = "probe"

// instance returns a text that a pattern stands for, and that others hardly do.
func instance(pattern string) string {
	text := strings.ReplaceAll(strings.ReplaceAll(pattern, "*", filler), "?", "p")
	return reveal.Replace(text)
}

// overlap returns a shortest text that both patterns stand for.
func overlap(p, q string) (string, bool) {
	if diverge(p, q) {
		return "", false
	}
	m := meeting{p: p, q: q, dead: map[[2]int]bool{}}
	text, found := m.from(0, 0)
	return reveal.Replace(text), found
}

// diverge reports whether two patterns differ before any of their wildcards.
func diverge(p, q string) bool {
	for i := range min(len(p), len(q)) {
		switch {
		case p[i] == '*' || q[i] == '*' || p[i] == '?' || q[i] == '?':
			return false
		case p[i] != q[i]:
			return true
		}
	}
	return false
}

// meeting looks for a text of two patterns, from the front, without trying the same
// two places twice.
type meeting struct {
	p, q string
	dead map[[2]int]bool
}

func (m *meeting) from(i, j int) (string, bool) {
	if i == len(m.p) && j == len(m.q) {
		return "", true
	}
	if m.dead[[2]int{i, j}] {
		return "", false
	}
	for _, next := range m.steps(i, j) {
		if rest, found := m.from(next.i, next.j); found {
			return next.text + rest, true
		}
	}
	m.dead[[2]int{i, j}] = true
	return "", false
}

type step struct {
	i, j int
	text string
}

// steps are the ways to go on from two places: to end a star, to let it take what the
// other has, or to take one character of both.
func (m *meeting) steps(i, j int) []step {
	var all []step
	a, b := at(m.p, i), at(m.q, j)
	if a == '*' {
		all = append(all, step{i + 1, j, ""})
	}
	if b == '*' {
		all = append(all, step{i, j + 1, ""})
	}
	switch {
	case a == '*' && b != '*' && b != 0:
		all = append(all, step{i, j + 1, character(b)})
	case b == '*' && a != '*' && a != 0:
		all = append(all, step{i + 1, j, character(a)})
	case a == '*' || b == '*' || a == 0 || b == 0:
	case a == b || b == '?':
		all = append(all, step{i + 1, j + 1, character(a)})
	case a == '?':
		all = append(all, step{i + 1, j + 1, character(b)})
	}
	return all
}

// end is what follows the last character of a pattern.
const end = 0

func at(s string, i int) rune {
	if i == len(s) {
		return end
	}
	if s[i] == literalStar[0] {
		return -1
	}
	return rune(s[i])
}

func character(c rune) string {
	switch c {
	case '?':
		return "p"
	case -1:
		return literalStar
	}
	return string([]byte{byte(c)})
}
