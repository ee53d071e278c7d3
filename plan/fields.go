package plan

import (
	"maps"
	"slices"
	"strings"

	"iamsync/spec/policy"
)

// with returns the parameters and one more.
func (p Params) with(name string, value any) Params {
	out := maps.Clone(p)
	out[name] = value
	return out
}

func (p Params) withTags(tags map[string]string) Params {
	if len(tags) == 0 {
		return p
	}
	return p.with("Tags", tagList(tags, slices.Collect(maps.Keys(tags))))
}

// tagList returns the tags with these keys in the form of the API, in order.
func tagList(tags map[string]string, keys []string) []Tag {
	var list []Tag
	for _, key := range slices.Sorted(slices.Values(keys)) {
		list = append(list, Tag{key, tags[key]})
	}
	return list
}

// maxTags is how many tags an object can have (IAM User Guide, "Tags for IAM
// resources").
const maxTags = 50

// tagCalls makes the tags of an object the wanted ones: what comes first, then
// what goes, so that no condition on tags finds neither. Only where there is no
// room for both it is the other way round. Only keys that may pass removed (all,
// where it is nil) are taken away.
func tagCalls(before, after map[string]string, object Params, untag, tag Action, removed func(key string) bool) []Call {
	var gone, set []string
	for _, f := range tags(before, after) {
		key := f.Path[1]
		switch {
		case f.After != nil:
			set = append(set, key)
		case removed == nil || removed(key):
			gone = append(gone, key)
		}
	}
	var calls []Call
	if set != nil {
		calls = append(calls, Call{Action: tag, Params: object.with("Tags", tagList(after, set)), Needs: nothing, Part: tagPart})
	}
	if gone != nil {
		calls = append(calls, Call{Action: untag, Params: object.with("TagKeys", gone), Needs: nothing, Part: untagPart})
	}
	if len(before)+len(after) > maxTags {
		slices.Reverse(calls)
	}
	if len(calls) > 1 {
		calls[1].After = true
	}
	return calls
}

// tags compares two sets of tags.
func tags(before, after map[string]string) []Field {
	if maps.Equal(before, after) {
		return nil
	}
	keys := map[string]bool{}
	for key := range before {
		keys[key] = true
	}
	for key := range after {
		keys[key] = true
	}
	var fields []Field
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		b, had := before[key]
		a, has := after[key]
		if had != has || a != b {
			fields = append(fields, Field{Path: []string{"tags", key}, Before: optional(b, had), After: optional(a, has)})
		}
	}
	return fields
}

func optional(s string, there bool) any {
	if there {
		return s
	}
	return nil
}

// allFields returns what an update changes, or all that a resource brings or
// takes with it.
func (c Change) allFields() []Field {
	kind := kinds[c.ID.Kind]
	switch {
	case kind.zero == nil:
		return nil
	case c.Before == nil:
		return kind.compare(kind.zero, c.After)
	case c.After == nil:
		return kind.compare(c.Before, kind.zero)
	default:
		return c.Fields
	}
}

func (f Field) verb() Verb {
	switch {
	case f.Renewed:
		return replace
	case absent(f.Before):
		return Create
	case absent(f.After):
		return Delete
	default:
		return Update
	}
}

func absent(v any) bool {
	d, is := v.(policy.Document)
	return v == nil || is && d.IsZero()
}

// isDocument reports whether the field holds a policy document.
func (f Field) isDocument() bool { return isDocumentName(f.Path[0]) }

func isDocumentName(name string) bool { return name == "document" || name == "trust" }

// changedDocument compares two policy documents by what they mean.
func changedDocument(name string, before, after policy.Document) []Field {
	if before.Equal(after) {
		return nil
	}
	return []Field{{Path: []string{name}, Before: before, After: after}}
}

// foldedTagCalls minds that IAM does not tell the keys of the tags of users and
// roles apart by their case: writing "team" replaces "Team", and removing "Team"
// afterwards would remove both (IAM User Guide, "Tags for IAM resources").
func foldedTagCalls(before, after map[string]string, object Params, untag, tag Action) []Call {
	folded := map[string]bool{}
	for key := range after {
		folded[strings.ToLower(key)] = true
	}
	return tagCalls(before, after, object, untag, tag, func(key string) bool { return !folded[strings.ToLower(key)] })
}

func documentShift(before, after policy.Document) Shift {
	switch {
	case before.Narrows(after):
		return Narrowing
	case after.Narrows(before):
		return Widening
	default:
		return Shifting
	}
}
