// Package guards holds the pages about guards, one a code, so that they are in the
// program too. It knows nothing of how any of them decides.
package guards

import "embed"

//go:embed *.md
var pages embed.FS

// index is the page that lists the others.
const index = "README"

// Page returns the page about a guard in Markdown, or "".
func Page(code string) string {
	text, err := pages.ReadFile(code + ".md")
	if err != nil || code == index {
		return ""
	}
	return string(text)
}
