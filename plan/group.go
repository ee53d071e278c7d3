package plan

import "iamsync/spec"

var groupKind = behaviour{
	rank: 1, appears: Create, vanishes: Delete,
	zero: spec.Group{},
	path: func(r spec.Resource) string { return r.(spec.Group).Path },
	fields: map[spec.Field]copies{
		spec.FieldPath: copying(func(want *spec.Group, live spec.Group) { want.Path = live.Path }),
	},
	compare: flat,
	revive:  reviving(func(g *spec.Group, id spec.ID, _ origin) { g.Name = id.Name }),
	create: func(r spec.Resource, _ context) []Call {
		return []Call{{Action: CreateGroup, Params: groupName(r).with("Path", entityPath(r))}}
	},
	update: func(c Change, _ context) []Call { return moveCalls(UpdateGroup, "Group", c) },
	remove: func(r spec.Resource, _ spec.Facts) []Call {
		return []Call{{Action: DeleteGroup, Params: groupName(r)}}
	},
}

func groupName(r spec.Resource) Params { return Params{"GroupName": r.ID().Name} }
