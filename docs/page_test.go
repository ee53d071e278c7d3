package docs_test

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gmtext "github.com/yuin/goldmark/text"
)

// page is a page of documentation.
type page struct {
	name     string
	blocks   []block
	problems []string // of the comments above blocks
}

// block is a piece of code, with what the comments above it say.
type block struct {
	page     string
	line     int // of its first line
	language string
	text     string

	before []string // commands to run first
	exit   int      // how it ends
	serves bool     // it goes on until the page ends
	excuse string   // why it is not run; empty where it is
}

// say returns a problem with a line of the block; the first one is 0.
func (b *block) say(line int, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: ", b.page, b.line+line) + fmt.Sprintf(format, args...)
}

// readPage finds the blocks of a page.
func readPage(name string, source []byte) page {
	p := page{name: name}
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(gmtext.NewReader(source))
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && (n.Kind() == ast.KindFencedCodeBlock || n.Kind() == ast.KindCodeBlock) {
			p.add(n, source)
		}
		return ast.WalkContinue, nil // there is no error to return
	})
	return p
}

func (p *page) add(n ast.Node, source []byte) {
	b := block{page: p.name, text: string(n.Lines().Value(source)), line: lineOf(n, source)}
	if fence, is := n.(*ast.FencedCodeBlock); is {
		b.language = string(fence.Language(source))
	}
	for _, comment := range comments(n, source) {
		if err := b.heed(comment); err != nil {
			p.problems = append(p.problems, b.say(0, "the comment above says %q: %v", comment, err))
		}
	}
	p.blocks = append(p.blocks, b)
}

// lineOf returns the line on which the text of a block begins.
func lineOf(n ast.Node, source []byte) int {
	if n.Lines().Len() > 0 {
		return 1 + bytes.Count(source[:n.Lines().At(0).Start], []byte("\n"))
	}
	if fence, is := n.(*ast.FencedCodeBlock); is && fence.Info != nil {
		return 1 + bytes.Count(source[:fence.Info.Segment.Start], []byte("\n"))
	}
	return 0
}

// comments returns the comments just above a block, in their order.
func comments(n ast.Node, source []byte) (list []string) {
	for above := n.PreviousSibling(); above != nil; above = above.PreviousSibling() {
		html, is := above.(*ast.HTMLBlock)
		if !is {
			break
		}
		text := string(html.Lines().Value(source))
		if html.HasClosure() {
			text += string(html.ClosureLine.Value(source))
		}
		text, is = strings.CutPrefix(strings.TrimSpace(text), "<!--")
		if !is {
			break
		}
		list = append([]string{strings.TrimSpace(strings.TrimSuffix(text, "-->"))}, list...)
	}
	return list
}

var expectExit = regexp.MustCompile(`^exit ([0-9]+)$`)

// heed takes to heart what a comment says.
func (b *block) heed(comment string) error {
	word, rest, _ := strings.Cut(comment, ":")
	rest = strings.TrimSpace(rest)
	exit := expectExit.FindStringSubmatch(rest)
	switch {
	case rest == "":
		return errors.New("it wants run:, expect: or not run:, and something behind it")
	case word == "run":
		b.before = append(b.before, rest)
	case word == "not run":
		b.excuse = rest
	case word == "expect" && rest == "serves":
		b.serves = true
	case word == "expect" && exit != nil:
		code, err := strconv.Atoi(exit[1])
		b.exit = code
		return err
	default:
		return errors.New("it wants run:, expect: exit N, expect: serves, or not run: with a reason")
	}
	return nil
}
