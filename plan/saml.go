package plan

import (
	"crypto/sha256"
	"fmt"

	"iamsync/spec"
)

var samlKind = behaviour{
	rank: 4, appears: Create, vanishes: Delete,
	zero:  spec.SAMLProvider{},
	path:  noPath,
	loose: true,
	lets:  providerLets,
	fields: map[spec.Field]copies{
		spec.FieldTags: copying(func(want *spec.SAMLProvider, live spec.SAMLProvider) { want.Tags = live.Tags }),
	},
	keep:    keepSAMLFields,
	compare: compareSAML,
	revive:  reviving(func(p *spec.SAMLProvider, id spec.ID, from origin) { p.Name, p.Tags = id.Name, from.tags(p.Tags) }),
	create: func(r spec.Resource, _ context) []Call {
		p := r.(spec.SAMLProvider)
		params := Params{"Name": p.Name, "SAMLMetadataDocument": p.Metadata}
		return []Call{{Action: CreateSAMLProvider, Params: params.withTags(p.Tags)}}
	},
	update: updateSAML,
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: DeleteSAMLProvider, Params: samlARN(r)}}
	},
}

func samlARN(r spec.Resource) Params {
	return Params{"SAMLProviderArn": r.(spec.SAMLProvider).ARN}
}

func compareSAML(before, after spec.Resource) []Field {
	b, a := before.(spec.SAMLProvider), after.(spec.SAMLProvider)
	var fields []Field
	if !spec.SameMetadata(b.Metadata, a.Metadata) {
		fields = []Field{{Path: []string{"metadata"}, Before: summed(b.Metadata), After: summed(a.Metadata)}}
	}
	return append(fields, tags(b.Tags, a.Tags)...)
}

// summed is a metadata document as the plan shows it: it is long, full of keys, and
// made by programs for programs.
func summed(metadata string) any {
	if metadata == "" {
		return nil
	}
	return fmt.Sprintf("%d characters, sha256 %.8x", len(metadata), sha256.Sum256([]byte(metadata)))
}

func updateSAML(c Change, _ context) []Call {
	before, after := c.Before.(spec.SAMLProvider), c.After.(spec.SAMLProvider)
	var calls []Call
	if !spec.SameMetadata(before.Metadata, after.Metadata) {
		calls = []Call{{Action: UpdateSAMLProvider, Params: samlARN(after).with("SAMLMetadataDocument", after.Metadata), Needs: nothing, Part: noPart}}
	}
	return append(calls, tagCalls(before.Tags, after.Tags, samlARN(after), UntagSAMLProvider, TagSAMLProvider, nil)...)
}

func keepSAMLFields(s *settled, w, l spec.Resource) spec.Resource {
	want, live := w.(spec.SAMLProvider), l.(spec.SAMLProvider)
	want.Tags = s.keepTags(want.ID(), want.Tags, live.Tags)
	return want
}
