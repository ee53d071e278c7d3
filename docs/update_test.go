package docs_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what commands show into the pages; what they leave out stays as it is")

// edit is what a page should say instead of some of its lines.
type edit struct {
	from, to int // lines; the second is behind them
	lines    []string
}

// rewritten puts what is shown beneath its command. What leaves something out was written
// by somebody who knows why, and is left to them.
func (b *block) rewritten(e exchange, shown string, edits *[]edit) bool {
	if strings.Contains(strings.Join(e.want, "\n"), "…") || slices.Contains(e.want, "...") {
		return false
	}
	from := b.line + e.end() - len(e.want)
	*edits = append(*edits, edit{from: from, to: from + len(trimmed(e.want)), lines: trimmed(strings.Split(shown, "\n"))})
	return true
}

// rewrite makes the edits of a page, which are in its order.
func rewrite(t *testing.T, name string, edits []edit) {
	t.Helper()
	file := filepath.Join(root, name)
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, []byte(edited(string(text), edits)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func edited(text string, edits []edit) string {
	lines := strings.Split(text, "\n")
	for _, e := range slices.Backward(edits) {
		lines = slices.Replace(lines, e.from-1, e.to-1, e.lines...)
	}
	return strings.Join(lines, "\n")
}
