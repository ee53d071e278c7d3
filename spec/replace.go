package spec

import "gopkg.in/yaml.v3"

const replaceKey = "replace"

// replaceField is the key of kinds that IAM cannot change in every respect.
func replaceField[T any, P interface {
	*T
	object
}]() field[T] {
	return field[T]{
		replaceKey, flagShape, "whether it may be deleted and created again, where IAM cannot change its path",
		func(r *reader, n *yaml.Node, o *T) { P(o).base().replace = r.flag(n) },
	}
}

// replaceable notes that an object may be deleted and created again.
func (rs *resolver) replaceable(id ID, may bool) {
	if may {
		rs.state.Replaceable[id] = true
	}
}
