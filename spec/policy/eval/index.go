package eval

import "strings"

// index finds the statements of a policy that an action can concern, by the service
// of the action.
type index struct {
	services map[string][]int // of one service or a few
	others   []int            // of any, as those with Action * or with NotAction
}

func newIndex(entries []*statement) index {
	x := index{services: map[string][]int{}}
	for i, s := range entries {
		names, all := s.action.services()
		if all {
			x.others = append(x.others, i)
			continue
		}
		for name := range names {
			x.services[name] = append(x.services[name], i)
		}
	}
	return x
}

// of returns the statements for an action in lower case, as two lists.
func (x *index) of(action string) (own, others []int) {
	service, _, _ := strings.Cut(action, ":")
	return x.services[service], x.others
}
