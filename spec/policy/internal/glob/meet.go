package glob

// Meet reports whether there is a text that both patterns stand for. It takes at
// most the product of their lengths.
func Meet(p, q string) bool {
	switch {
	case p == q || p == "*" || q == "*":
		return true
	case diverge(p, q):
		return false
	}
	if !IsPattern(p) {
		return Match(q, p)
	}
	if !IsPattern(q) {
		return Match(p, q)
	}
	// row[j] says whether the rest of p and q[j:] meet; it is filled from behind.
	row, next := make([]bool, len(q)+1), make([]bool, len(q)+1)
	for i := len(p); i >= 0; i-- {
		for j := len(q); j >= 0; j-- {
			row[j] = meet(p, q, i, j, row, next)
		}
		row, next = next, row
	}
	return next[0]
}

// meet decides for p[i:] and q[j:], where row is known behind j and next is the row
// of i+1.
func meet(p, q string, i, j int, row, next []bool) bool {
	switch {
	case i == len(p) && j == len(q):
		return true
	case i < len(p) && p[i] == '*':
		return next[j] || j < len(q) && row[j+1]
	case j < len(q) && q[j] == '*':
		return row[j+1] || i < len(p) && next[j]
	case i == len(p) || j == len(q):
		return false
	default:
		return (p[i] == q[j] || p[i] == '?' || q[j] == '?') && next[j+1]
	}
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
