package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iamsync/internal/statetest"
	"iamsync/spec"
	"iamsync/spec/policy/lint"
)

func TestWhoShowsAnnotations(t *testing.T) {
	for _, test := range []struct {
		name, github, gitlab, dir, want string
	}{
		{"a terminal", "", "", "", none},
		{"a job of GitHub", "true", "", "", github},
		{"and with reports", "true", "", "out", github},
		{"a job of GitLab, which reads no output", "", "true", "", none},
		{"a job of GitLab with reports", "", "true", "out", gitlab},
		{"something else", "1", "yes", "out", none},
	} {
		getenv := func(name string) string {
			return map[string]string{"GITHUB_ACTIONS": test.github, "GITLAB_CI": test.gitlab}[name]
		}
		if got := annotatedBy(getenv, test.dir); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// Each level has its ten, and what is more is counted.
func TestAnnotationsWithinLimits(t *testing.T) {
	var list []remark
	for i := range 12 {
		for _, s := range []lint.Severity{lint.Info, lint.Error, lint.Warning} {
			list = append(list, remark{Code: "c", Severity: s, Message: fmt.Sprintf("m%d", i)})
		}
	}
	var stderr bytes.Buffer
	(&terminal{err: &stderr}).annotate(list)
	lines := strings.Split(strings.TrimSuffix(stderr.String(), "\n"), "\n")
	if len(lines) != 31 || lines[0] != "::error title=iamsync%3A c::m0" || lines[10] != "::warning title=iamsync%3A c::m0" || lines[20] != "::notice title=iamsync%3A c::m0" {
		t.Errorf("%d lines:\n%s", len(lines), stderr.String())
	}
	if want := "6 findings without an annotation: of a step, GitHub shows 10 errors, 10 warnings and 10 notices."; lines[30] != want {
		t.Errorf("the last is %q", lines[30])
	}
}

// runnerCommand is how the runner reads a line of a step (actions/runner,
// src/Runner.Common/ActionCommand.cs, TryParseV2).
var runnerCommand = regexp.MustCompile(`^\s*::([a-z-]+)(?: ([^\n]*?))?::(.*)$`)

var runnerDecode = strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",")

// Whatever is found, of whatever file, is one command, and says what was found.
func TestWorkflowCommandsHoldWhateverIsPutIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := statetest.Hostile()
		r := remark{Code: text.Draw(t, "code"), Severity: lint.Warning, Message: text.Draw(t, "message"), Hint: text.Draw(t, "hint"),
			At: spec.Position{File: text.Draw(t, "file"), Line: rapid.IntRange(0, 2).Draw(t, "line"), Col: 1}}
		line := r.workflowCommand(sourceRoot())
		parts := runnerCommand.FindStringSubmatch(line)
		if strings.Contains(line, "\n") || parts == nil || parts[1] != "warning" || strings.Contains(line, "##[") {
			t.Fatalf("the runner reads %q", line)
		}
		for _, property := range strings.Split(parts[2], ",") {
			if !regexp.MustCompile(`^(file|line|col|title)=[^:\n\r,]*$`).MatchString(property) {
				t.Fatalf("the property %q of %q", property, line)
			}
		}
		if got := runnerDecode.Replace(parts[3]); !strings.HasPrefix(got, r.text()) {
			t.Fatalf("the message is %q, want %q", got, r.text())
		}
	})
}

// Addresses are relative to the repository; what lies outside is named in the message.
func TestPlacesOfAnnotations(t *testing.T) {
	t.Chdir(t.TempDir())
	here := sourceRoot()
	r := remark{Code: "a,b", Severity: lint.Error, Message: "50% of\nit", Hint: "mend it"}
	for _, test := range []struct {
		at   spec.Position
		want string
	}{
		{spec.Position{File: "iam/a,b.yaml", Line: 3, Col: 5}, "::error file=iam/a%2Cb.yaml,line=3,col=5,title=iamsync%3A a%2Cb::50%25 of\\u000ait%0Amend it"},
		{spec.Position{File: here + "/iam/a.yaml"}, "::error file=iam/a.yaml,title=iamsync%3A a%2Cb::50%25 of\\u000ait%0Amend it"},
		{spec.Position{File: "../x.yaml", Line: 3, Col: 5}, "::error title=iamsync%3A a%2Cb::50%25 of\\u000ait%0Amend it%0Aat ../x.yaml:3:5"},
		{spec.Position{}, "::error title=iamsync%3A a%2Cb::50%25 of\\u000ait%0Amend it"},
	} {
		r.At = test.at
		if diff := cmp.Diff(test.want, r.workflowCommand(here)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.at, diff)
		}
	}
}

// GitLab tells what is new by fingerprints: a remark keeps its own on another line, and two
// of one file have two.
func TestCodeQuality(t *testing.T) {
	t.Setenv("CI_PROJECT_DIR", "")
	read := func(list ...remark) []quality {
		var b bytes.Buffer
		var entries []quality
		if err := codeQuality(&b, list, "iam"); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b.Bytes(), &entries); err != nil {
			t.Fatal(err)
		}
		return entries
	}
	one := remark{Code: "c", Severity: lint.Warning, Message: "m", Hint: "h", At: spec.Position{File: "iam/a.yaml", Line: 3}}
	moved, bad := one, remark{Code: "e", Severity: lint.Error, Message: "no place"}
	moved.At.Line = 9
	first, all := read(one), read(moved, one, bad)
	if len(first) != 1 || len(all) != 3 || all[1].Fingerprint != first[0].Fingerprint || all[2].Fingerprint == first[0].Fingerprint {
		t.Errorf("%v\n%v", first, all)
	}
	want := quality{"no place", "e", all[0].Fingerprint, "critical", qualityLocation{"cmd/iamsync/iam", qualityLines{1}}}
	if all[0] != want || all[1].Description != "m\nh" || all[1].Location != (qualityLocation{"cmd/iamsync/iam/a.yaml", qualityLines{9}}) {
		t.Errorf("%v", all)
	}
	if entries := read(); entries == nil || len(entries) != 0 {
		t.Errorf("nothing is %v", entries)
	}
}

// What is said of a plan is SARIF too, each with its rule, whatever it is.
func TestSARIFOfPlans(t *testing.T) {
	var list []remark
	for _, code := range []string{mistake, "admin-wildcard", "max_deletes", "kept", "left-behind", "a-code-without-a-page"} {
		list = append(list, remark{Code: code, Severity: lint.Error, Message: "m", Hint: "h"})
	}
	var b strings.Builder
	if err := writeSARIF(&b, list); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(b.String()), &log); err != nil {
		t.Fatal(err)
	}
	for i, r := range log.Runs[0].Results {
		rule := log.Runs[0].Tool.Driver.Rules[r.RuleIndex]
		if rule.ID != list[i].Code || rule.ShortDescription.Text == "" || rule.Help.Text == "" {
			t.Errorf("%s has the rule %+v", list[i].Code, rule)
		}
	}
}
