package plan

import (
	"encoding/json"
	"io"
	"strings"

	"iamsync/spec"
)

// FormatVersion is the version of the plan's JSON. Fields are added under one
// version and never change their meaning.
const FormatVersion = "1"

type jsonPlan struct {
	FormatVersion string        `json:"format_version"`
	Account       string        `json:"account"`
	Caller        string        `json:"caller"`
	Settings      []Setting     `json:"settings"`
	Changes       []jsonChange  `json:"changes"`
	Steps         []jsonStep    `json:"steps"`
	Barriers      []jsonBarrier `json:"barriers"`
	Summary       Summary       `json:"summary"`
	Findings      []Finding     `json:"findings"`
	Refused       []Finding     `json:"refused"`
	Unmanaged     []spec.ID     `json:"unmanaged"`
	Digest        string        `json:"digest"`
}

type jsonChange struct {
	Action   Verb          `json:"action"`
	Kind     spec.Kind     `json:"kind"`
	Name     string        `json:"name"`
	Owner    spec.ID       `json:"owner"`
	Cause    string        `json:"cause"`
	Replaces string        `json:"replaces"`
	Before   spec.Resource `json:"before"`
	After    spec.Resource `json:"after"`
	Fields   []jsonField   `json:"fields"`
	Reason   string        `json:"reason"`
	Steps    []string      `json:"steps"`
	At       spec.Position `json:"at"`
}

type jsonField struct {
	Path   []string `json:"path"`
	Before any      `json:"before"`
	After  any      `json:"after"`
	Cause  string   `json:"cause,omitempty"`
	// Renewed is a value that is written again, because what it names is replaced.
	Renewed bool `json:"renewed,omitempty"`
	// Difference is that of a document that changes.
	Difference *jsonDifference `json:"difference,omitempty"`
}

type jsonStep struct {
	ID     string   `json:"id"`
	Action Action   `json:"action"`
	Params Params   `json:"params"`
	Needs  []string `json:"needs"`
}

type jsonBarrier struct {
	ID    string   `json:"id"`
	Needs []string `json:"needs"`
}

// JSON writes the plan for programs. Lists are never null.
func JSON(w io.Writer, p Plan) error {
	out := jsonPlan{
		FormatVersion: FormatVersion,
		Account:       p.Account.ID,
		Caller:        p.Caller,
		Settings:      list(p.Settings),
		Changes:       each(p.Changes, toJSONChange),
		Steps: each(p.Steps, func(s Step) jsonStep {
			return jsonStep{s.ID, s.Action, s.Params, list(s.Needs)}
		}),
		Barriers:  each(p.Barriers, func(b Barrier) jsonBarrier { return jsonBarrier{b.ID, list(b.Needs)} }),
		Summary:   p.Summary(),
		Findings:  list(p.Findings),
		Refused:   list(p.Refused),
		Unmanaged: list(p.Unmanaged),
		Digest:    p.Digest,
	}
	return WriteJSON(w, out)
}

// WriteJSON writes a value as people can read it. What a CI system would act on in a log
// is written otherwise, and means the same.
func WriteJSON(w io.Writer, v any) error {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, withoutCommands(b.String()))
	return err
}

func toJSONChange(c Change) jsonChange {
	return jsonChange{
		Action: c.Verb, Kind: c.ID.Kind, Name: c.ID.Name, Owner: c.Owner, Cause: c.Cause, Reason: c.Reason,
		Before: c.Before, After: c.After, Steps: list(c.Steps), At: c.At, Replaces: nameOf(c.Replaces),
		Fields: each(c.Fields, toJSONField),
	}
}

func nameOf(id spec.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

func toJSONField(f Field) jsonField {
	return jsonField{Path: f.Path, Before: f.Before, After: f.After, Cause: f.Cause, Renewed: f.Renewed, Difference: toJSONDifference(f)}
}

func each[A, B any](as []A, f func(A) B) []B {
	bs := make([]B, 0, len(as))
	for _, a := range as {
		bs = append(bs, f(a))
	}
	return bs
}

func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
