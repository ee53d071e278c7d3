package spec

import (
	"cmp"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// The shapes that fields of several kinds share.
var (
	textShape     = shape{is: "a plain word", node: yaml.ScalarNode, example: "…", empty: `""`}
	pathShape     = shape{is: "a path", node: yaml.ScalarNode, example: "/eng/", empty: "/", standard: "/", value: pathValue(KindUser)}
	tagsShape     = shape{is: "a mapping from keys to values", node: yaml.MappingNode, example: "{team: payments}", empty: "{}", value: tagsValue()}
	policiesShape = shape{is: "a list of policies", node: yaml.SequenceNode, example: "[ReadOnlyAccess]", empty: "[]", value: listValue(entryValue(policyValue(), policyEntryFields))}
	nameShape     = shape{is: "a name", node: yaml.ScalarNode, example: "NAME", empty: "NAME", required: true}
	groupsShape   = shape{is: "a list of groups", node: yaml.SequenceNode, example: "[developers]", empty: "[]", value: listValue(memberValue(KindGroup))}
	membersShape  = shape{is: "a list of users", node: yaml.SequenceNode, example: "[alice]", empty: "[]", value: listValue(memberValue(KindUser))}
)

// iamPath reads the path of an entity.
func (r *reader) iamPath(n *yaml.Node, h *head) {
	h.path = "" // unless it is a good one
	w := r.word(n)
	if w == nil {
		return
	}
	if problem := badPath(h.id.Kind, w.text); problem != "" {
		r.bad(w.at, cmp.Or(r.vars.origin(n.Value), suggestPath(w.text)), problem)
		return
	}
	h.path = w.text
}

func suggestPath(path string) string {
	if inner := strings.ReplaceAll(strings.Trim(path, "/"), " ", "-"); inner != "" && badPath(KindPolicy, "/"+inner+"/") == "" && path != "/"+inner+"/" {
		return fmt.Sprintf("write /%s/", inner)
	}
	return ""
}

// description reads the description of an entity, whose grammar is that of bad.
func (r *reader) description(n *yaml.Node, bad func(string) string) *word {
	w := r.phrase(n)
	if w == nil {
		return nil
	}
	if problem := bad(w.text); problem != "" {
		r.bad(w.at, r.vars.origin(n.Value), problem)
	}
	return w
}

// described returns the description that is written for an entity.
func (rs *resolver) described(id ID, w *word) string {
	if w == nil {
		rs.unsaid(id, FieldDescription)
		return ""
	}
	return rs.text(*w)
}

// tag is a tag as it is written.
type tag struct {
	key   string
	value word
}

// tags reads tags. Where folds is set, IAM does not tell keys apart by case.
func (r *reader) tags(n *yaml.Node, folds bool) []tag {
	list := make([]tag, 0, len(n.Content)/2)
	seen := make(map[string]Position, len(n.Content)/2)
	for _, p := range r.pairs(n) {
		key, at := p.key.Value, r.at(p.key)
		same := key
		if folds {
			same = strings.ToLower(key)
		}
		if first, twice := seen[same]; twice {
			r.failAt(at, "IAM does not tell the keys of a user's tags apart by case", "the tag %q is there already, at %s", key, first)
			continue
		}
		seen[same] = at
		if problem := badTagKey(key); problem != "" {
			r.bad(at, "", problem)
		}
		if value := r.tagValue(p); value != nil {
			list = append(list, tag{key, *value})
		}
	}
	if len(list) > maxTags {
		r.fail(n, fmt.Sprintf("IAM takes at most %d", maxTags), "%d tags are written", len(list))
	}
	return list
}

func (r *reader) tagValue(p pair) *word {
	if isNull(p.value) {
		r.fail(p.key, fmt.Sprintf(`write %s: ""`, p.key.Value), "the tag %q has no value", p.key.Value)
		return nil
	}
	value := r.phrase(p.value)
	if value == nil {
		return nil
	}
	if problem := badTagValue(value.text); problem != "" {
		hint := r.vars.origin(p.value.Value)
		if strings.Contains(value.text, "${") || strings.Contains(value.text, "{{") {
			hint = "variables are written $(name)"
		}
		r.bad(value.at, hint, problem)
	}
	return value
}
