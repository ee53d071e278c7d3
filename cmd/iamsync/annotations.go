package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
	"iamsync/spec/policy/lint"
)

// The systems that show what is said of files beside them.
const (
	github = "github" // by lines that its runner reads from the output
	gitlab = "gitlab" // by a report, which is a file
	none   = "none"
)

// annotators are all that --annotations takes.
var annotators = []string{github, gitlab, none}

func annotationFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "annotations", Usage: "show what is found beside the lines of a pull request, as `SYSTEM` does: github, gitlab or none", DefaultText: "the system that this runs in"},
		&cli.StringFlag{Name: "report-dir", Usage: "write reports for programs into `DIR`, which is made"},
	}
}

// readAnnotations returns the system that shows annotations.
func readAnnotations(c *cli.Context) (string, error) {
	system, dir := c.String("annotations"), c.String("report-dir")
	switch {
	case system == "":
		return annotatedBy(os.Getenv, dir), nil
	case !slices.Contains(annotators, system):
		return "", usageError(fmt.Sprintf("--annotations %s is not known", system), "the systems are "+strings.Join(annotators, ", "))
	case system == gitlab && dir == "":
		return "", usageError("--annotations gitlab needs --report-dir", "GitLab reads a report: name "+qualityFile+" of that directory under artifacts: reports: codequality:")
	default:
		return system, nil
	}
}

// annotatedBy recognises the system by what it sets in the environment of its jobs.
func annotatedBy(getenv func(string) string, dir string) string {
	switch {
	case getenv("GITHUB_ACTIONS") == "true":
		return github
	case getenv("GITLAB_CI") == "true" && dir != "":
		return gitlab
	default:
		return none
	}
}

// maxAnnotations is how many of each level GitHub shows of a step; what is more it drops
// without a word (GitHub Docs, "Workflow commands"; actions/toolkit, docs/problem-matchers.md).
const maxAnnotations = 10

var githubLevels = map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Info: "notice"}

// annotate writes the commands by which GitHub's runner annotates files, the worst first.
// They go to stderr, so that stdout has the result alone: the runner reads both.
func (t *terminal) annotate(list []remark) {
	root := cmp.Or(os.Getenv("GITHUB_WORKSPACE"), sourceRoot())
	shown, more := map[lint.Severity]int{}, 0
	for _, r := range worstFirst(list) {
		if shown[r.Severity]++; shown[r.Severity] > maxAnnotations {
			more++
			continue
		}
		fmt.Fprintln(t.err, r.workflowCommand(root))
	}
	if more > 0 {
		fmt.Fprintf(t.err, "%s without an annotation: of a step, GitHub shows %d errors, %d warnings and %d notices.\n",
			plan.Count(more, "finding"), maxAnnotations, maxAnnotations, maxAnnotations)
	}
}

// workflowCommand annotates the line that a remark is about. Of a file that is not in the
// repository, the name stands in the message.
func (r remark) workflowCommand(root string) string {
	var properties []string
	message := r.text()
	if file, is := inside(root, r.At.File); is && r.At.File != "" {
		properties = append(properties, "file="+commandProperty.Replace(plan.Clean(file)))
		if r.At.Line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d,col=%d", r.At.Line, max(r.At.Col, 1)))
		}
	} else if r.At.File != "" {
		message += "\nat " + plan.Clean(r.At.String())
	}
	properties = append(properties, "title="+commandProperty.Replace("iamsync: "+plan.Clean(r.Code)))
	return "::" + githubLevels[r.Severity] + " " + strings.Join(properties, ",") + "::" + commandData.Replace(message)
}

// What the runner wants to be escaped (actions/toolkit, packages/core/src/command.ts).
var (
	commandData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
