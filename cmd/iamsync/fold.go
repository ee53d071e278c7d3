package main

import (
	"strings"
	"unicode/utf8"
)

// beneath is what the lines of a folded message begin with: more than a hint, so
// that the two can be told apart.
const beneath = "    "

// fold breaks a message between words, where a terminal would break it within
// one. Behind what is printed already it begins in the column that is given.
// Elsewhere a message stays one line, for grep.
func (t *terminal) fold(column int, text string) string { return fold(t.width, column, text) }

func fold(width, column int, text string) string {
	if width < 40 {
		return text
	}
	var b strings.Builder
	for i, word := range strings.Split(text, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+n > width:
			b.WriteString("\n" + beneath)
			column = len(beneath)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}
