package main

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The measures of the picture, in pixels.
const (
	fontSize   = 14.0
	charWidth  = 8.43 // what most monospaced fonts have at this size
	lineHeight = 20.0
	margin     = 20.0
)

// styles are the classes of the SVG by the SGR codes of a terminal.
var styles = map[string]string{"1": "b", "2": "d", "31": "r", "32": "g", "33": "y"}

// css looks like a dark terminal on light pages and on dark ones.
const css = `text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;` +
	`font-size:14px;fill:#d1d7e0;white-space:pre}` +
	`.b{fill:#f0f6fc;font-weight:700}.d{fill:#8b949e}.r{fill:#ff7b72}.g{fill:#56d364}.y{fill:#e3b341}`

// run is a stretch of text in one style.
type run struct{ class, text string }

var sgr = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// runs takes a line with colours apart.
func runs(line string) []run {
	var out []run
	class := ""
	add := func(text string) {
		if text != "" {
			out = append(out, run{class, text})
		}
	}
	from := 0
	for _, m := range sgr.FindAllStringSubmatchIndex(line, -1) {
		add(line[from:m[0]])
		class = styles[line[m[2]:m[3]]]
		from = m[1]
	}
	add(line[from:])
	return out
}

// render draws what a terminal shows. Every run of text has its place and its
// length, so that columns stay columns whatever the font is.
func render(screen string) []byte {
	lines := strings.Split(strings.TrimRight(screen, "\n"), "\n")
	var body bytes.Buffer
	columns := 0
	for i, line := range lines {
		column := 0
		for _, r := range runs(line) {
			words := strings.TrimLeft(r.text, " ")
			indent := len(r.text) - len(words)
			if words = strings.TrimRight(words, " "); words != "" {
				body.WriteString(run{r.class, words}.element(column+indent, i))
			}
			column += utf8.RuneCountInString(r.text)
		}
		columns = max(columns, column)
	}
	width, height := 2*margin+float64(columns)*charWidth, 2*margin+float64(len(lines))*lineHeight
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img" aria-labelledby="t">`+"\n",
		width, height, width, height)
	fmt.Fprintf(&out, "<title id=\"t\">What iamsync plan prints</title>\n<style>%s</style>\n", css)
	fmt.Fprintf(&out, `<rect x="0.5" y="0.5" width="%.0f" height="%.0f" rx="8" fill="#151b23" stroke="#3d444d"/>`+"\n", width-1, height-1)
	out.Write(body.Bytes())
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// element draws a run that neither begins nor ends with a space: what becomes of
// those differs between browsers.
func (r run) element(column, line int) string {
	class := ""
	if r.class != "" {
		class = fmt.Sprintf(` class="%s"`, r.class)
	}
	length := float64(utf8.RuneCountInString(r.text)) * charWidth
	return fmt.Sprintf(`<text x="%.2f" y="%.1f" textLength="%.2f"%s xml:space="preserve">%s</text>`+"\n",
		margin+float64(column)*charWidth, margin+float64(line)*lineHeight+fontSize, length, class, html.EscapeString(r.text))
}
