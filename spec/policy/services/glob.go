package services

// glob reports whether a pattern stands for the whole of s: * for any letters,
// also none, and ? for one.
//
// Where the letters after a * do not fit, the last * takes one letter more. Those
// before it need not be tried again: they took as few as they could.
func glob(pattern, s string) bool {
	p, at := 0, 0
	star, taken := -1, 0 // the last *, and where in s it ends
	for at < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, taken = p, at
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[at]):
			p++
			at++
		case star >= 0:
			taken++
			p, at = star+1, taken
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
