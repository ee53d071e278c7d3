package plan_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// hostilePlan is a plan of which every text is drawn by say: names, paths, descriptions,
// tags, documents, ARNs, places, messages.
func hostilePlan(t interface{ Fatal(...any) }, say func() string) plan.Plan {
	document := func() policy.Document {
		text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{
			"Sid": say(), "Effect": "Allow", "Action": []string{say(), say()}, "Resource": say(),
			"Condition": map[string]any{"StringLike": map[string]any{say(): say()}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		return policy.MustParse(string(text))
	}
	live, desired := spec.NewState(statetest.Account), spec.NewState(statetest.Account)
	name := func(i int) string { return fmt.Sprintf("%s%d", say(), i) }
	user, gone, group, role, managed := name(1), name(2), name(3), name(4), name(5)
	desired.Add(
		spec.User{Name: user, Path: say(), Boundary: say(), Tags: map[string]string{say(): say(), "k": say()}},
		spec.Group{Name: group, Path: say()}, spec.Membership{User: user, Group: group},
		spec.Role{Name: role, Path: "/", Description: say(), MaxSession: 3600, Tags: map[string]string{say(): say()}, Trust: document()},
		spec.Policy{Name: managed, Path: "/", ARN: statetest.Account.PolicyARN("/", managed), Document: document(), Tags: map[string]string{say(): say()}},
		spec.Attachment{Principal: spec.UserID(user), PolicyARN: statetest.Account.PolicyARN("/", managed)},
		spec.Attachment{Principal: spec.GroupID(group), PolicyARN: say()},
		spec.Inline{Principal: spec.GroupID(group), Name: say(), Document: document()},
	)
	live.Add(
		spec.User{Name: user, Path: say(), Tags: map[string]string{say(): say(), "k": say()}}, spec.User{Name: gone, Path: say()},
		spec.Inline{Principal: spec.UserID(gone), Name: say(), Document: document()},
		spec.Credential{Type: spec.KindMFA, User: gone, Key: say()},
		spec.Role{Name: role, Path: "/", Description: say(), MaxSession: 3600, Trust: document()},
		spec.Policy{Name: managed, Path: "/", ARN: statetest.Account.PolicyARN("/", managed), Document: document()},
	)
	for _, id := range slices.SortedFunc(maps.Keys(desired.Resources), spec.Compare) {
		desired.At[id] = spec.Position{File: say(), Line: 3, Col: 5}
	}
	p := plan.Build(plan.Input{
		Live: live, Desired: desired, Scope: everything, Caller: "arn:aws:iam::111122223333:user/" + say(),
		Settings: []plan.Setting{{Key: say(), Before: say(), After: say(), At: spec.Position{File: say(), Line: 1}}},
	})
	for _, s := range []plan.Severity{plan.Info, plan.Warning} {
		p.Findings = append(p.Findings, plan.Finding{Code: say(), Severity: s, Message: "it says " + say() + " of " + say() + ", too", Hint: say(), At: spec.Position{File: say(), Line: 1}})
	}
	p.Refused = append(p.Refused, plan.Finding{Code: say(), Severity: plan.Err, Message: say(), Hint: say() + " " + say()})
	return p
}

// Whatever is in an account or in files, a comment has nothing in it but text: read by
// GitHub's grammar, there is no link, no mention and no HTML but ours.
func TestMarkdownHoldsWhateverIsPutIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := statetest.Hostile()
		p := hostilePlan(t, func() string { return texts.Draw(t, "text") })
		var b strings.Builder
		o := plan.MarkdownOptions{Source: texts.Draw(t, "source"), Whole: texts.Draw(t, "whole"), MaxBytes: rapid.SampledFrom([]int{0, 4000, 6000}).Draw(t, "max")}
		if err := plan.Markdown(&b, p, o); err != nil {
			t.Fatal(err)
		}
		if o.MaxBytes > 0 && b.Len() > o.MaxBytes {
			t.Fatalf("%d bytes, and at most %d are allowed", b.Len(), o.MaxBytes)
		}
		if wrong := judge(b.String()); wrong != "" {
			t.Fatalf("%s, in\n%s", wrong, b.String())
		}
	})
}

var (
	// ourHTML is all HTML that a comment has.
	ourHTML = regexp.MustCompile(`^(<!-- iamsync:111122223333:plan -->\n|<br>|<details( open)?><summary><b>[a-z]+</b> [a-z-]+ <code>[^<>]*</code>(: [a-z ,]+)?( · <code>[^<>]*</code>)?</summary>\n|</details>\n(<details( open)?><summary><b>[a-z]+</b> [a-z-]+ <code>[^<>]*</code>(: [a-z ,]+)?( · <code>[^<>]*</code>)?</summary>\n)?)$`)
	// acted is what GitHub or GitLab make something of where it stands in text.
	acted = regexp.MustCompile("[@#<>&$`{}|~*_\\\\]|https?:|www\\.|:[a-z0-9_+-]+:|\\b(GH|[A-Z]+)-[0-9]|\\b[0-9a-f]{7,}\\b")
	// invisible is what shows something else than what is there, or nothing.
	invisible = regexp.MustCompile("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
	// command is a line that GitHub's runner or that of Azure acts on.
	command = regexp.MustCompile(`(?mi)^\s*::|##\[|##vso\[`)
)

// judge says what there is in a comment beside text; "" where there is nothing.
func judge(page string) string {
	source := []byte(page)
	wrong := ""
	if found := invisible.FindString(page); found != "" {
		return fmt.Sprintf("there is %q", found)
	}
	if found := command.FindString(page); found != "" {
		return fmt.Sprintf("a runner acts on %q", found)
	}
	tree := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(gmtext.NewReader(source))
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || wrong != "" {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan, *ast.FencedCodeBlock:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			text := strings.TrimSuffix(strings.TrimPrefix(string(n.Segment.Value(source)), "[!CAUTION]"), "\n")
			if found := acted.FindString(text); found != "" {
				wrong = fmt.Sprintf("the text %q has %q", text, found)
			}
		case *ast.HTMLBlock:
			html := string(n.Lines().Value(source))
			if n.HasClosure() {
				html += string(n.ClosureLine.Value(source))
			}
			if !ourHTML.MatchString(html) {
				wrong = fmt.Sprintf("there is the HTML %q", html)
			}
		case *ast.RawHTML:
			if html := string(n.Segments.Value(source)); !ourHTML.MatchString(html) {
				wrong = fmt.Sprintf("there is the HTML %q", html)
			}
		case *ast.Link, *ast.Image, *ast.AutoLink, *ast.CodeBlock, *ast.ThematicBreak, *east.Table, *east.Strikethrough, *east.TaskCheckBox:
			wrong = fmt.Sprintf("there is a %s", n.Kind())
		}
		return ast.WalkContinue, nil
	})
	return wrong
}

// The judge sees what it is to see.
func TestJudge(t *testing.T) {
	for _, page := range []string{
		"a @octocat", "see http://a.b", "see www.a.bc", "<b>a</b>", "a\n\n<script>\n", "[a](b)", "![a](b)", "| a |\n| - |\n", "- [ ] a", ":smile:", "fixes #1", "GH-12",
		"a\u202eb", "::error::a", "a ##[error]", "~~a~~", "<!-- a -->", "<details><summary><b>create</b> user <code>a</code></summary><img src=x>", "*a* `b` 1234567abc",
	} {
		if judge(page) == "" {
			t.Errorf("nothing is wrong with %q", page)
		}
	}
}

// Hostile names and descriptions, as they look in a comment.
func TestMarkdownOfHostileNames(t *testing.T) {
	all := []string{
		"@octocat", "</code></summary><img src=x onerror=alert(1)>", "```\n# heading", "<!-- iamsync:111122223333:plan -->", "see https://evil.example/ or www.evil.example",
		"fixes #1, GH-2 and org/repo#3", ":tada: | a | b |", "\u202etxt.exe", "\x1b[31mred\x1b[0m", "::error::owned", "##[add-mask]a", "me@evil.example", "`tick` and ``two``", `"]:::go %%{init}%%`, "$`x`$", "&#64;octocat",
	}
	i := 0
	p := hostilePlan(t, func() string { i++; return all[i%len(all)] })
	text := markdownOf(t, p, plan.MarkdownOptions{Source: "@team/iam (9 objects)"})
	if wrong := judge(text); wrong != "" {
		t.Error(wrong)
	}
	compareMarkdown(t, "testdata/markdown/hostile.md", p, plan.MarkdownOptions{Source: "@team/iam (9 objects)"})
}

// Text, JSON and commands are read in the log of a job: no runner finds a command in them,
// and no terminal one either.
func TestNoCommandsInLogs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := statetest.Hostile()
		p := hostilePlan(t, func() string { return texts.Draw(t, "text") })
		var text, encoded, script strings.Builder
		err := errors.Join(plan.Text(&text, p, plan.TextOptions{Source: texts.Draw(t, "source"), Unmanaged: true}),
			plan.JSON(&encoded, p), plan.Commands(&script, p, plan.CommandsOptions{}))
		if err != nil {
			t.Fatal(err)
		}
		for name, log := range map[string]string{"text": text.String(), "json": encoded.String()} {
			if found := command.FindString(log); found != "" {
				t.Fatalf("in %s, a runner acts on %q:\n%s", name, found, log)
			}
		}
		if found := invisible.FindString(text.String()); found != "" {
			t.Fatalf("there is %q in\n%s", found, text.String())
		}
		if !json.Valid([]byte(encoded.String())) {
			t.Fatalf("this is no JSON:\n%s", encoded.String())
		}
	})
}
