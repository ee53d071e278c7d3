package plan

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What came from the account or from files gets into Markdown by one of the functions
// here, and by no other way. GitHub and GitLab look for mentions, references, links and
// emoji in the text of a page after it was rendered, so that neither a backslash nor an
// entity keeps them off: only code does.

// code makes a code span. Its delimiter is longer than any run of backticks within, and
// a space keeps the two apart (CommonMark 0.31, "Code spans").
func code(s string) string {
	s = Clean(s)
	if strings.TrimSpace(s) != s || s == "" {
		s = strconv.Quote(s) // a space at an end would be lost, and nothing cannot be seen
	}
	ticks := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

// htmlCode is code where Markdown is not read: in the summary of a block that folds.
func htmlCode(s string) string {
	if s = Clean(s); strings.TrimSpace(s) != s || s == "" {
		s = strconv.Quote(s)
	}
	return "<code>" + html.EscapeString(s) + "</code>"
}

// sentenceWord is what nobody takes for anything but a word or a number, whatever stands
// beside it; the rest of it is the punctuation of a sentence.
var sentenceWord = regexp.MustCompile(`^(\(?)([A-Za-z]+(?:'[a-z]+)?|[0-9]+%?)?([).,;:?]*)$`)

// hexWord could be taken for a commit.
var hexWord = regexp.MustCompile(`^[0-9a-fA-F]{7,}$`)

// closing is the punctuation that stays outside of a code span. The question mark of a
// question does, too; any other may be that of a pattern, such as s3:Get?.
var (
	closing  = regexp.MustCompile(`[.,;:]$`)
	question = regexp.MustCompile(`\bdid you mean .*\?$`)
)

// prose writes a sentence of ours that may have anything within: words stay words, and
// whatever is more than that becomes code.
func prose(s string) string {
	var out, odd []string
	flush := func(tail string) {
		if odd != nil {
			out = append(out, code(strings.Join(odd, " "))+tail)
			odd = nil
		}
	}
	words, asks := strings.Split(Clean(s), " "), question.MatchString(s)
	for i, w := range words {
		plain := sentenceWord.FindStringSubmatch(w)
		option := len(odd) == 1 && strings.HasPrefix(odd[0], "--") // a flag keeps its value
		end := closing.FindString(w)
		if asks && i == len(words)-1 {
			end = "?"
		}
		switch {
		case w == "":
		case option && end == "":
			odd = append(odd, w)
			flush("")
		case plain != nil && !hexWord.MatchString(plain[2]) && plain[2] != "":
			flush("")
			out = append(out, w)
		case end != "" && w != end:
			odd = append(odd, strings.TrimSuffix(w, end))
			flush(end)
		default:
			odd = append(odd, w)
		}
	}
	flush("")
	return strings.Join(out, " ")
}

// withHint puts a hint on a line of its own below a text that is Markdown already. A line
// that is empty is left out: HTML at the beginning of one would be a block of HTML.
func withHint(text, hint string) string {
	return joinSaid("<br>", text, prose(hint))
}

// joinSaid joins what is not empty.
func joinSaid(separator string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), separator)
}

// fence makes a block of code of lines that are clean. Its delimiter is longer than any
// run of backticks within.
func fence(info string, lines []string, indent string) string {
	longest := 2
	for _, l := range lines {
		longest = max(longest, longestRun(l, '`'))
	}
	ticks := strings.Repeat("`", longest+1)
	var b strings.Builder
	for _, l := range append(append([]string{ticks + info}, lines...), ticks) {
		b.WriteString(indent + l + "\n")
	}
	return b.String()
}

func longestRun(s string, of byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if run++; s[i] != of {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// maxClip is how long a text may be of which the rest can be found elsewhere.
const maxClip = 200

// clip shortens what nobody has to read to its end.
func clip(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return string([]rune(s)[:runes-1]) + "…"
}

// mermaidText writes a text for a label in quotes: letters, digits and what means nothing
// to Mermaid, and its own entities for all else.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range clip(Clean(s), 60) {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == ' ', r == '-':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}

// notLabel is all that a label of a marker must not hold.
var notLabel = regexp.MustCompile(`[^A-Za-z0-9._-]|--|^[.-]|-$`)

// IsLabel reports whether a text can be the label of a plan in Markdown.
func IsLabel(s string) bool { return s != "" && len(s) <= 64 && !notLabel.MatchString(s) }

// Marker is the first line of a plan in Markdown, which is not seen where that is
// rendered: a program finds its own comment by it.
func Marker(account, label string) string {
	return "<!-- iamsync:" + notLabel.ReplaceAllString(account, "_") + ":" + notLabel.ReplaceAllString(label, "_") + " -->"
}
