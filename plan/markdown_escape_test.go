package plan

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gmtext "github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"iamsync/internal/statetest"
)

// parse reads Markdown as GitHub does, by a parser that is not ours.
func parse(page string) ast.Node {
	return goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(gmtext.NewReader([]byte(page)))
}

func TestProse(t *testing.T) {
	for in, want := range map[string]string{
		"the plan deletes 12 of 14 objects, and guards.max_deletes is 10": "the plan deletes 12 of 14 objects, and `guards.max_deletes` is 10",
		"lift the guard once: --allow protect":                            "lift the guard once: `--allow protect`",
		"lift it: --max-deletes 12":                                       "lift it: `--max-deletes 12`",
		"role/ci, whose credentials these are (arn:aws:iam::1:role/ci)":   "`role/ci`, whose credentials these are `(arn:aws:iam::1:role/ci)`",
		"did you mean \"policies\"?":                                      "did you mean `\"policies\"`?",
		"did you mean s3:GetObject?":                                      "did you mean `s3:GetObject`?",
		"no action is s3:Get?":                                            "no action is `s3:Get?`",
		"it isn't so; why?":                                               "it isn't so; why?",
		"ping @octocat about #1 and GH-2":                                 "ping `@octocat` about `#1` and `GH-2`",
		"see www.example.com or me@a.b.":                                  "see `www.example.com` or `me@a.b`.",
		"commit deadbeef and 1234567 at 10%.":                             "commit `deadbeef` and `1234567` at 10%.",
		"a `b` c":                                                         "a `` `b` `` c",
		"two\nlines <b>":                                                  "`two\\u000alines <b>`",
		":smile: **bold**":                                                "`:smile`: `**bold**`",
		"über alles":                                                      "`über` alles",
		"":                                                                "",
	} {
		if got := prose(in); got != want {
			t.Errorf("prose(%q) is\n%s, want\n%s", in, got, want)
		}
	}
}

// A code span is one, wherever it stands, and says what was put in.
func TestCodeSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := statetest.Hostile().Draw(t, "text")
		page := "a " + code(in) + " b"
		paragraph := parse(page).FirstChild()
		span, is := paragraph.FirstChild().NextSibling().(*ast.CodeSpan)
		if paragraph.NextSibling() != nil || paragraph.ChildCount() != 3 || !is {
			t.Fatalf("%q is no span in %q", in, page)
		}
		if got, want := string(span.Text([]byte(page))), Clean(in); got != want && !strings.HasPrefix(got, `"`) { //nolint:staticcheck // the text of a span is just what is asked for
			t.Fatalf("%q reads %q", page, got)
		}
	})
}

// A fence ends with its own end, and says what was put in.
func TestFences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := diffLines(each(rapid.SliceOfN(statetest.Hostile(), 1, 3).Draw(t, "lines"), func(s string) string { return "+ " + s }), "")
		page := fence("diff", lines, rapid.SampledFrom([]string{"", "  "}).Draw(t, "indent"))
		if strings.HasPrefix(page, " ") {
			page = "- item\n" + page
		}
		var blocks []*ast.FencedCodeBlock
		walk(parse(page), func(n ast.Node) {
			if b, is := n.(*ast.FencedCodeBlock); is {
				blocks = append(blocks, b)
			}
		})
		if len(blocks) != 1 {
			t.Fatalf("%d blocks in\n%s", len(blocks), page)
		}
		if got := strings.TrimSuffix(string(blocks[0].Lines().Value([]byte(page))), "\n"); got != strings.Join(lines, "\n") {
			t.Fatalf("%q reads %q", lines, got)
		}
	})
}

// Nothing in a label ends it, and nothing is left that Mermaid acts on.
func TestMermaidText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if got := mermaidText(statetest.Hostile().Draw(t, "text")); !regexp.MustCompile(`^([A-Za-z0-9 -]|#[0-9]+;)*$`).MatchString(got) {
			t.Fatalf("the label is %q", got)
		}
	})
}

func TestMarkers(t *testing.T) {
	for _, label := range []string{"production", "plan", "a.b_c-9"} {
		if !IsLabel(label) {
			t.Errorf("%q is refused", label)
		}
	}
	bad := []string{"", "a b", "a-->", "a--b", "-a", "a-", "@a", "a:b", "<a", "ü", "a\n", ".a", strings.Repeat("a", 65)}
	if i := slices.IndexFunc(bad, IsLabel); i >= 0 {
		t.Errorf("%q is let through", bad[i])
	}
	if got := Marker("111122223333", "production"); got != "<!-- iamsync:111122223333:production -->" {
		t.Error(got)
	}
	if got := Marker("1", "--><b>"); got != "<!-- iamsync:1:___b_ -->" {
		t.Error(got)
	}
}

// walk visits all nodes.
func walk(n ast.Node, visit func(ast.Node)) {
	visit(n)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		walk(c, visit)
	}
}
