// Package findings holds the pages about findings and refusals, one a code, so that
// they are in the program too. It knows nothing of how any of them comes about.
package findings

import (
	"embed"
	"strings"
)

//go:embed *.md
var pages embed.FS

// index is the page that lists the others.
const index = "README"

// Page returns the page about a code in Markdown, or "".
func Page(code string) string {
	text, err := pages.ReadFile(code + ".md")
	if err != nil || code == index {
		return ""
	}
	return string(text)
}

// Codes returns the codes that have a page, in order.
func Codes() []string {
	entries, err := pages.ReadDir(".")
	if err != nil {
		panic("reading what is embedded: " + err.Error())
	}
	var codes []string
	for _, e := range entries {
		if code := strings.TrimSuffix(e.Name(), ".md"); code != index {
			codes = append(codes, code)
		}
	}
	return codes
}
