package main

import (
	"cmp"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"iamsync/docs/findings"
	"iamsync/docs/guards"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy/lint"
)

// The part of SARIF 2.1.0 that a report needs (OASIS, "Static Analysis Results
// Interchange Format (SARIF) Version 2.1.0").
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string       `json:"id"`
		ShortDescription sarifMessage `json:"shortDescription"`
		Help             sarifMessage `json:"help"`
		Configuration    sarifLevel   `json:"defaultConfiguration"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn,omitempty"`
	}
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// mistake is the rule that all mistakes in the files break.
const mistake = "mistake"

var sarifLevels = map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Info: "note"}

// sarifReport writes a report for code scanning.
func sarifReport(w io.Writer, r report, _ *terminal) error {
	return writeSARIF(w, remarksOf(r.Report))
}

// writeSARIF writes remarks for code scanning.
func writeSARIF(w io.Writer, list []remark) error {
	rules := sarifRules(list)
	index := map[string]int{}
	for i, rule := range rules {
		index[rule.ID] = i
	}
	base := sourceRoot()
	results := []sarifResult{}
	for _, r := range list {
		message := sarifMessage{Text: strings.Join(r.lines(), "\n")}
		results = append(results, sarifResult{r.Code, index[r.Code], sarifLevels[r.Severity], message, []sarifLocation{{location(base, r.At)}}})
	}
	return plan.WriteJSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{{
		Tool:       sarifTool{sarifDriver{"iamsync", version(), rules}},
		ColumnKind: "unicodeCodePoints",
		Results:    results,
	}}})
}

// sarifRules are all rules of documents and those of the remarks, each with its page:
// SARIF asks for absolute addresses where a page is linked, and the pages have none.
func sarifRules(list []remark) []sarifRule {
	rules := []sarifRule{{
		ID: mistake, ShortDescription: sarifMessage{Text: "the files are not what the format or IAM demands"},
		Help:          sarifMessage{Text: "Correct what the message names. Nothing is planned before that."},
		Configuration: sarifLevel{"error"},
	}}
	for _, rule := range lint.Rules() {
		page := unlinked(findings.Page(rule.Code))
		rules = append(rules, sarifRule{rule.Code, sarifMessage{Text: rule.Title}, sarifMessage{page, page}, sarifLevel{sarifLevels[rule.Severity]}})
	}
	for _, r := range list {
		if !slices.ContainsFunc(rules, func(known sarifRule) bool { return known.ID == r.Code }) {
			page := cmp.Or(unlinked(findings.Page(r.Code)+guards.Page(r.Code)), r.Code)
			rules = append(rules, sarifRule{r.Code, sarifMessage{Text: cmp.Or(title(page), r.Code)}, sarifMessage{page, page}, sarifLevel{sarifLevels[r.Severity]}})
		}
	}
	return rules
}

// title is the first sentence of a page, beneath its heading.
func title(page string) string {
	_, text, _ := strings.Cut(page, "\n\n")
	first, _, _ := strings.Cut(text, "\n\n")
	return strings.Join(strings.Fields(first), " ")
}

var link = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)

// unlinked takes links out of a page that is read in another place.
func unlinked(page string) string { return link.ReplaceAllString(page, "$1") }

// sourceRoot returns the top of the repository that the command runs in, or the
// working directory where it is in none. Addresses in SARIF are relative to it.
func sourceRoot() string {
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	for dir := here; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			return here
		}
	}
}

// location is a place in a file, whose address is relative to base where the file is
// below it.
func location(base string, at spec.Position) sarifPhysical {
	p := sarifPhysical{Artifact: artifact(base, cmp.Or(at.File, "."))}
	if at.Line > 0 {
		p.Region = &sarifRegion{at.Line, at.Col}
	}
	return p
}

func artifact(base, file string) sarifArtifact {
	absolute, err := filepath.Abs(filepath.FromSlash(file))
	if err != nil {
		return sarifArtifact{URI: (&url.URL{Path: file}).String()}
	}
	if slash, is := inside(base, file); is {
		return sarifArtifact{URI: (&url.URL{Path: slash}).EscapedPath(), Base: "%SRCROOT%"}
	}
	return sarifArtifact{URI: (&url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(absolute), "/")}).String()}
}
