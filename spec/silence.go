package spec

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"iamsync/spec/internal/near"
	"iamsync/spec/internal/schema"
	"iamsync/spec/policy/lint"
)

var silenceShape = shape{is: "a mapping from codes of findings to reasons", node: yaml.MappingNode, example: `{admin-wildcard: "break-glass, reviewed in March"}`, empty: "{}", value: silenceValue()}

// silenceKey is the key of what an object silences.
const silenceKey = "silence"

// silenceDoc is what the field means, for every kind that has it.
const silenceDoc = "findings about its documents that are known: the code of each, and the reason"

// silence is a finding that somebody knows of, for an object.
type silence struct {
	code   string
	at     Position
	reason string
}

// silenceValue takes the codes that can be silenced, each with a reason.
func silenceValue() schema.Node {
	reason := textValue("why it is right here", `[\s\S]*\S[\s\S]*`)
	key := keyValue("the code of a finding", anyOf(silenceable()))
	return schema.Node{Names: &key, Others: &schema.Others{Node: &reason}}
}

// silences reads the codes that an object silences. A reason is for who comes next,
// so there is no silence without one.
func (r *reader) silences(n *yaml.Node, h *head) {
	for _, p := range r.pairs(n) {
		if hint := notSilenced(p.key.Value); hint != "" {
			r.fail(p.key, hint, "there is no finding %q that can be silenced", p.key.Value)
			continue
		}
		if isNull(p.value) {
			r.fail(p.key, fmt.Sprintf(`write %s: "why it is right here"`, p.key.Value), "the finding %q is silenced without a reason", p.key.Value)
			continue
		}
		reason := r.word(p.value)
		switch {
		case reason == nil:
		case strings.TrimSpace(reason.text) == "":
			r.failAt(reason.at, "say why it is right here", "the finding %q is silenced without a reason", p.key.Value)
		default:
			h.silenced = append(h.silenced, silence{p.key.Value, r.at(p.key), reason.text})
		}
	}
}

// silenceable lists the codes that can be silenced.
func silenceable() []string {
	var codes []string
	for _, rule := range lint.Rules() {
		if rule.Code != lint.UnusedSilence {
			codes = append(codes, rule.Code)
		}
	}
	return codes
}

// notSilenced says what to do about a code that cannot be silenced, or "".
func notSilenced(code string) string {
	codes := silenceable()
	if slices.Contains(codes, code) {
		return ""
	}
	if guess := near.Word(code, codes); guess != "" {
		return fmt.Sprintf("did you mean %q?", guess)
	}
	return "what can be silenced is what validate finds in documents, by the code that it prints"
}
