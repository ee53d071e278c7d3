package spec

import "iamsync/spec/internal/near"

// maxGuesses bounds for how many wrong names a right one is looked for: where
// that many are wrong, a file is missing, and nothing was mistyped.
const maxGuesses = 200

// guesser suggests names in the place of wrong ones.
type guesser struct {
	known func() []string // the right names; asked for once
	names []string
	found map[string]string
}

func newGuesser(known func() []string) *guesser {
	return &guesser{known: known, found: map[string]string{}}
}

// guess returns the name that was most likely meant, or "".
func (g *guesser) guess(wrong string) string {
	guess, known := g.found[wrong]
	if known || len(g.found) >= maxGuesses {
		return guess
	}
	if len(g.found) == 0 {
		g.names = g.known()
	}
	g.found[wrong] = near.Word(wrong, g.names)
	return g.found[wrong]
}
