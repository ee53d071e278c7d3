package findings_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"iamsync/docs/findings"
	"iamsync/internal/race"
	"iamsync/plan"
	"iamsync/spec/policy"
	"iamsync/spec/policy/lint"
)

var update = flag.Bool("update", false, "write what is found in the examples into the pages")

// TestEveryCodeHasAPage compares the pages with the rules and with the codes that
// stand in the sources of plan.
func TestEveryCodeHasAPage(t *testing.T) {
	var want []string
	for _, r := range lint.Rules() {
		want = append(want, r.Code)
	}
	want = append(want, codesOf(t, "../../plan")...)
	slices.Sort(want)
	if diff := cmp.Diff(slices.Compact(want), codesWithPages(t)); diff != "" {
		t.Errorf("codes and pages (-codes +pages):\n%s", diff)
	}
}

// TestPages demands of each page that it says at its head what it is about, that the
// index lists it so, and that it says what to do.
func TestPages(t *testing.T) {
	words := map[lint.Severity]string{lint.Error: "An error", lint.Warning: "A warning", lint.Info: "A note"}
	for _, r := range lint.Rules() {
		if head := fmt.Sprintf("# %s\n\n%s: %s.\n", r.Code, words[r.Severity], r.Title); !strings.HasPrefix(findings.Page(r.Code), head) {
			t.Errorf("the page of %s does not begin with\n%s", r.Code, head)
		}
	}
	for _, code := range codesWithPages(t) {
		page, index := pageOf(code)
		m := regexp.MustCompile(`^# ` + code + `\n\nAn? ([a-z]+)[^:]*: (.*)\.\n`).FindStringSubmatch(page)
		if m == nil {
			t.Errorf("the page of %s does not say in its third line what it is about", code)
			continue
		}
		if !strings.Contains(index, fmt.Sprintf("[%s](%s.md) | ", code, code)) || !strings.Contains(index, "| "+m[2]+" |") {
			t.Errorf("the index does not say of %s: %s", code, m[2])
		}
		if !strings.Contains(page, "**What to do:**") {
			t.Errorf("the page of %s does not say what to do", code)
		}
	}
}

// guardPages is where the pages about guards are.
const guardPages = "../guards"

// pageOf returns the page about a code, and the index that lists it: that of the guards,
// or of the findings.
func pageOf(code string) (page, index string) {
	dir := "."
	if _, err := os.Stat(filepath.Join(guardPages, code+".md")); err == nil {
		dir = guardPages
	}
	text, _ := os.ReadFile(filepath.Join(dir, code+".md")) // none: the page is empty
	list, _ := os.ReadFile(filepath.Join(dir, "README.md"))
	return string(text), string(list)
}

// codesWithPages returns the codes that have a page in either directory, in order.
func codesWithPages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(guardPages, "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no pages about guards: %v", err)
	}
	codes := findings.Codes()
	for _, file := range files {
		if code := strings.TrimSuffix(filepath.Base(file), ".md"); code != "README" {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

// TestGuardsAreAmongTheGuards demands that what can be lifted has its page with the
// guards, which the index of findings leads to.
func TestGuardsAreAmongTheGuards(t *testing.T) {
	index, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range plan.Codes() {
		if _, err := os.Stat(filepath.Join(guardPages, code+".md")); err != nil {
			t.Errorf("%s: %v", code, err)
		}
		if !strings.Contains(string(index), fmt.Sprintf("[%s](%s/%[1]s.md)", code, guardPages)) {
			t.Errorf("the index of findings does not lead to %s", code)
		}
	}
}

var example = regexp.MustCompile("(?s)```yaml\n(.*?)```\n\n```\n(.*?)```\n")

// TestExamples lints the document of each page: what is said beneath it is what is
// found. After a change of what is said: go test ./docs/findings -update
func TestExamples(t *testing.T) {
	for _, r := range lint.Rules() {
		t.Run(r.Code, func(t *testing.T) {
			page := findings.Page(r.Code)
			m := example.FindStringSubmatchIndex(page)
			if m == nil {
				testQuotes(t, page)
				return
			}
			got := lintExample(t, page[m[2]:m[3]], strings.Contains(page, "trust policy of a role:"))
			if !strings.Contains(got, "["+r.Code+"]") {
				t.Errorf("the example does not show it:\n%s", got)
			}
			if *update {
				write(t, r.Code, page[:m[4]]+got+page[m[5]:])
				return
			}
			if diff := cmp.Diff(page[m[4]:m[5]], got); diff != "" {
				t.Errorf("(-page +found):\n%s", diff)
			}
		})
	}
}

func write(t *testing.T, code, page string) {
	t.Helper()
	if err := os.WriteFile(code+".md", []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
}

// lintExample writes what is found as iamsync validate does.
func lintExample(t *testing.T, text string, trust bool) string {
	t.Helper()
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(text), &node); err != nil {
		t.Fatal(err)
	}
	d, err := policy.FromYAML(&node, nil)
	if err != nil {
		t.Fatal(err)
	}
	severities := map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Info: "note"}
	var b strings.Builder
	for _, f := range lint.New().Check(lint.Document{Model: d.Model(), Trust: trust}) {
		fmt.Fprintf(&b, "policy.yaml:%d:%d: %s: %s [%s]\n", f.Line, f.Col, severities[f.Severity], f.Message, f.Code)
		if f.Hint != "" {
			fmt.Fprintf(&b, "  %s\n", f.Hint)
		}
	}
	return b.String()
}

// TestQuotes demands that the messages which pages about plans quote are messages of
// the program.
func TestQuotes(t *testing.T) {
	race.Skip(t, "it compares texts")
	for _, code := range codesOf(t, "../../plan") {
		t.Run(code, func(t *testing.T) {
			page, _ := pageOf(code)
			testQuotes(t, page)
		})
	}
}

func testQuotes(t *testing.T, page string) {
	t.Helper()
	quotes := quotesOf(page)
	if len(quotes) == 0 {
		t.Error("the page shows no message")
	}
	messages := messagesOf(t, "../../plan", "../../spec", "../../spec/policy/lint")
	for _, q := range quotes {
		if !slices.ContainsFunc(messages, func(m *regexp.Regexp) bool { return m.MatchString(q) }) {
			t.Errorf("no message is like %q", q)
		}
	}
}

// quotesOf returns the texts that stand behind >, with their lines joined.
func quotesOf(page string) []string {
	var quotes []string
	open := false
	for line := range strings.Lines(page) {
		text, quoted := strings.CutPrefix(strings.TrimSuffix(line, "\n"), ">")
		text = strings.TrimSpace(text)
		switch {
		case !quoted || text == "":
			open = false
		case open:
			quotes[len(quotes)-1] += " " + text
		default:
			open = true
			quotes = append(quotes, text)
		}
	}
	return quotes
}

// Links between pages lead to pages that are there.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[a-z-]+)?\)`)
	for _, dir := range []string{".", guardPages, "../reference", "..", "../.."} {
		files, err := filepath.Glob(filepath.Join(dir, "*.md"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no pages: %v", dir, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range link.FindAllStringSubmatch(string(text), -1) {
				if _, err := os.Stat(filepath.Join(dir, m[1])); err != nil {
					t.Errorf("%s links to %s, which is not there", file, m[1])
				}
			}
		}
	}
}
