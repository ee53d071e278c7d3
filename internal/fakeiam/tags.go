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

type listTagsOutput struct {
	Tags []Tag
	paged
}

func (a *account) listTags(list string, tags []Tag, p paging) (*listTagsOutput, error) {
	out, paged, err := page(a, list, p, sorted(tags, func(t Tag) string { return t.Key }), every(func(t Tag) Tag { return t }))
	return &listTagsOutput{out, paged}, err
}

type tagUserInput struct {
	userName
	Tags []Tag `in:"tags,required"`
}

func (a *account) tagUser(in *tagUserInput) error {
	u, err := a.user(in.UserName)
	if err != nil {
		return err
	}
	tags, err := mergeTags(u.tags, in.Tags, foldedTags)
	if err == nil {
		u.tags = tags
	}
	return err
}

type untagUserInput struct {
	userName
	TagKeys []string `in:"tagKeys,required"`
}

func (a *account) untagUser(in *untagUserInput) error {
	u, err := a.user(in.UserName)
	if err == nil {
		u.tags = removeTags(u.tags, in.TagKeys, foldedTags)
	}
	return err
}

type listUserTagsInput struct {
	userName
	paging
}

func (a *account) listUserTags(in *listUserTagsInput) (*listTagsOutput, error) {
	u, err := a.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return a.listTags("ListUserTags", u.tags, in.paging)
}

type tagPolicyInput struct {
	policyARN
	Tags []Tag `in:"tags,required"`
}

func (a *account) tagPolicy(in *tagPolicyInput) error {
	p, err := a.ownPolicy(in.PolicyArn, "update")
	if err != nil {
		return err
	}
	tags, err := mergeTags(p.tags, in.Tags, exactTags)
	if err == nil {
		p.tags = tags
	}
	return err
}

type untagPolicyInput struct {
	policyARN
	TagKeys []string `in:"tagKeys,required"`
}

func (a *account) untagPolicy(in *untagPolicyInput) error {
	p, err := a.ownPolicy(in.PolicyArn, "update")
	if err == nil {
		p.tags = removeTags(p.tags, in.TagKeys, exactTags)
	}
	return err
}

type listPolicyTagsInput struct {
	policyARN
	paging
}

func (a *account) listPolicyTags(in *listPolicyTagsInput) (*listTagsOutput, error) {
	p, err := a.findPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	return a.listTags("ListPolicyTags", p.tags, in.paging)
}
