package fakeiam

import (
	"slices"
	"strings"
)

// Tag is a key and a value on a user, a role, a policy and the like.
type Tag struct {
	Key   string `in:"tagKey,required" json:"key"`
	Value string `in:"tagValue,required" json:"value"`
}

// maxTags is how many tags one object has at most (User Guide, "Tags for IAM resources").
const maxTags = 50

// tagCase says whether two tag keys are one. Users and roles ignore their case, all
// others respect it (User Guide, "Rules for tagging in IAM and AWS STS").
type tagCase func(string) string

func foldedTags(key string) string { return strings.ToLower(key) }
func exactTags(key string) string  { return key }

// mergeTags is the tags that an object has once others are written over its
// own: sorted, and never the slice it had.
func mergeTags(old, added []Tag, as tagCase) ([]Tag, error) {
	seen := map[string]bool{}
	for _, t := range added {
		if strings.HasPrefix(strings.ToLower(t.Key), "aws:") {
			return nil, refuse("InvalidInput", "Tag keys starting with aws: are reserved for system use")
		}
		if seen[as(t.Key)] {
			return nil, duplicateTags(as)
		}
		seen[as(t.Key)] = true
	}
	merged := slices.Clone(added)
	for _, t := range old {
		if !seen[as(t.Key)] {
			merged = append(merged, t)
		}
	}
	if len(merged) > maxTags {
		return nil, refuse("LimitExceeded", "The number of tags has reached the maximum limit.")
	}
	slices.SortFunc(merged, func(a, b Tag) int { return strings.Compare(a.Key, b.Key) })
	return merged, nil
}

func duplicateTags(as tagCase) *Error {
	if as("A") == as("a") {
		return refuse("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
	}
	return refuse("InvalidInput", "Duplicate tag keys found.")
}

// removeTags leaves out tags by their keys; a key that no tag has is ignored.
func removeTags(old []Tag, keys []string, as tagCase) []Tag {
	gone := map[string]bool{}
	for _, k := range keys {
		gone[as(k)] = true
	}
	var left []Tag
	for _, t := range old {
		if !gone[as(t.Key)] {
			left = append(left, t)
		}
	}
	return left
}

// taggable is a kind of objects that have tags, which are named by a Name in inputs. Its
// methods are the actions.
type taggable[Name, T any] struct {
	list string // what the action is called that lists them
	as   tagCase
	of   func(T) *[]Tag
	find func(*account, Name) (T, error)
	// change is find for the actions that change tags; nil where it is the same.
	change func(*account, Name) (T, error)
}

type tagInput[Name any] struct {
	Object Name
	Tags   []Tag `in:"tags,required"`
}

func (t taggable[Name, T]) tag(a *account, in *tagInput[Name]) error {
	tags, err := t.changing(a, in.Object)
	if err != nil {
		return err
	}
	merged, err := mergeTags(*tags, in.Tags, t.as)
	if err == nil {
		*tags = merged
	}
	return err
}

type untagInput[Name any] struct {
	Object  Name
	TagKeys []string `in:"tagKeys,required"`
}

func (t taggable[Name, T]) untag(a *account, in *untagInput[Name]) error {
	tags, err := t.changing(a, in.Object)
	if err == nil {
		*tags = removeTags(*tags, in.TagKeys, t.as)
	}
	return err
}

// changing returns where the tags of an object are.
func (t taggable[Name, T]) changing(a *account, name Name) (*[]Tag, error) {
	find := t.change
	if find == nil {
		find = t.find
	}
	object, err := find(a, name)
	if err != nil {
		return nil, err
	}
	return t.of(object), nil
}

type listTagsInput[Name any] struct {
	Object Name
	paging
}

type listTagsOutput struct {
	Tags []Tag
	paged
}

func (t taggable[Name, T]) tags(a *account, in *listTagsInput[Name]) (*listTagsOutput, error) {
	object, err := t.find(a, in.Object)
	if err != nil {
		return nil, err
	}
	out, paged, err := page(a, t.list, in.paging, sorted(*t.of(object), func(t Tag) string { return t.Key }), every(func(t Tag) Tag { return t }))
	return &listTagsOutput{out, paged}, err
}
