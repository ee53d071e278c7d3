package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"strconv"

	"iamsync/plan"
	"iamsync/spec/policy/lint"
)

// qualityFile is the report that GitLab shows beside the lines of a merge request.
const qualityFile = "gl-code-quality.json"

// quality is an entry of that report (GitLab Docs, "Code Quality report format").
type quality struct {
	Description string          `json:"description"`
	Check       string          `json:"check_name"`
	Fingerprint string          `json:"fingerprint"`
	Severity    string          `json:"severity"`
	Location    qualityLocation `json:"location"`
}

type qualityLocation struct {
	Path  string       `json:"path"`
	Lines qualityLines `json:"lines"`
}

type qualityLines struct {
	Begin int `json:"begin"`
}

var qualitySeverities = map[lint.Severity]string{lint.Error: "critical", lint.Warning: "major", lint.Info: "info"}

// codeQuality writes remarks for GitLab. It wants a file of each, which is the tree where
// a remark is about no file.
func codeQuality(w io.Writer, list []remark, tree string) error {
	root := cmp.Or(os.Getenv("CI_PROJECT_DIR"), sourceRoot())
	entries, seen := []quality{}, map[string]int{}
	for _, r := range worstFirst(list) {
		file := cmp.Or(r.At.File, tree)
		if name, is := inside(root, file); is {
			file = name
		}
		file = plan.Clean(file)
		entries = append(entries, quality{
			Description: r.text(), Check: r.Code, Severity: qualitySeverities[r.Severity],
			Fingerprint: fingerprint(seen, r.Code, file, r.Message),
			Location:    qualityLocation{file, qualityLines{max(r.At.Line, 1)}},
		})
	}
	return plan.WriteJSON(w, entries)
}

// fingerprint is the same for the same remark on another line, by which GitLab tells what
// is new; of equal ones in a file, each has its own.
func fingerprint(seen map[string]int, words ...string) string {
	h := sha256.New()
	for _, w := range words {
		h.Write([]byte(strconv.Quote(w)))
	}
	first := hex.EncodeToString(h.Sum(nil))
	seen[first]++
	if n := seen[first]; n > 1 {
		h.Write([]byte(strconv.Itoa(n)))
	}
	return hex.EncodeToString(h.Sum(nil))
}
