package plan

import (
	"slices"

	"iamsync/spec"
)

var oidcKind = behaviour{
	rank: 3, appears: Create, vanishes: Delete,
	zero:  spec.OIDCProvider{},
	path:  noPath,
	loose: true,
	lets:  providerLets,
	fields: map[spec.Field]copies{
		spec.FieldThumbprints: copying(func(want *spec.OIDCProvider, live spec.OIDCProvider) { want.Thumbprints = live.Thumbprints }),
		spec.FieldTags:        copying(func(want *spec.OIDCProvider, live spec.OIDCProvider) { want.Tags = live.Tags }),
	},
	keep:    keepOIDCFields,
	compare: compareOIDC,
	revive:  reviving(func(p *spec.OIDCProvider, id spec.ID, from origin) { p.URL, p.Tags = id.Name, from.tags(p.Tags) }),
	create:  createOIDC,
	update:  updateOIDC,
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: DeleteOpenIDConnectProvider, Params: oidcARN(r)}}
	},
}

// noPath is for entities that have none.
func noPath(spec.Resource) string { return "" }

func oidcARN(r spec.Resource) Params {
	return Params{"OpenIDConnectProviderArn": r.(spec.OIDCProvider).ARN}
}

func compareOIDC(before, after spec.Resource) []Field {
	b, a := before.(spec.OIDCProvider), after.(spec.OIDCProvider)
	fields := append(listed("client_ids", b.ClientIDs, a.ClientIDs), listed("thumbprints", b.Thumbprints, a.Thumbprints)...)
	return append(fields, tags(b.Tags, a.Tags)...)
}

// listed compares two lists in which the order means nothing.
func listed(name string, before, after []string) []Field {
	var fields []Field
	for _, s := range without(before, after) {
		fields = append(fields, Field{Path: []string{name}, Before: s})
	}
	for _, s := range without(after, before) {
		fields = append(fields, Field{Path: []string{name}, After: s})
	}
	return fields
}

// without returns what is in one list and not in another.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

func createOIDC(r spec.Resource, _ context) []Call {
	provider := r.(spec.OIDCProvider)
	p := Params{"Url": "https://" + provider.URL}.withTags(provider.Tags)
	if len(provider.ClientIDs) > 0 {
		p = p.with("ClientIDList", provider.ClientIDs)
	}
	if len(provider.Thumbprints) > 0 {
		p = p.with("ThumbprintList", provider.Thumbprints)
	}
	return []Call{{Action: CreateOpenIDConnectProvider, Params: p}}
}

// updateOIDC adds client IDs before it removes others: who is to be known by another
// one is known by either in between.
func updateOIDC(c Change, _ context) []Call {
	before, after := c.Before.(spec.OIDCProvider), c.After.(spec.OIDCProvider)
	var calls []Call
	then := func(action Action, name string, value any) {
		calls = append(calls, Call{Action: action, Params: oidcARN(after).with(name, value), Needs: nothing, Part: noPart, After: calls != nil})
	}
	for _, id := range without(after.ClientIDs, before.ClientIDs) {
		then(AddClientIDToOpenIDConnectProvider, "ClientID", id)
	}
	for _, id := range without(before.ClientIDs, after.ClientIDs) {
		then(RemoveClientIDFromOpenIDConnectProvider, "ClientID", id)
	}
	if !slices.Equal(before.Thumbprints, after.Thumbprints) {
		then(UpdateOpenIDConnectProviderThumbprint, "ThumbprintList", after.Thumbprints)
	}
	return append(calls, tagCalls(before.Tags, after.Tags, oidcARN(after), UntagOpenIDConnectProvider, TagOpenIDConnectProvider, nil)...)
}

func keepOIDCFields(s *settled, w, l spec.Resource) spec.Resource {
	want, live := w.(spec.OIDCProvider), l.(spec.OIDCProvider)
	if s.declared.LeavesUnsaid(want.ID(), spec.FieldThumbprints) {
		want.Thumbprints = live.Thumbprints
	}
	want.Tags = s.keepTags(want.ID(), want.Tags, live.Tags)
	return want
}
