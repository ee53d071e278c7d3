package plan

import (
	"fmt"

	"iamsync/spec"
)

// CheckKind reports what the row of a kind in the table of kinds lacks.
func CheckKind(kind spec.Kind) error {
	row, found := kinds[kind]
	entity := row.path != nil
	for name, missing := range map[string]bool{
		"a row":                      !found,
		"verbs":                      row.appears == "" || row.vanishes == "",
		"compare":                    row.compare == nil,
		"create":                     row.create == nil,
		"remove":                     row.remove == nil,
		"what it counts as (counts)": !entity && row.counts == nil,
		"when it goes (goes)":        !entity && row.goes == nil,
		"how it is called (says)":    !entity && row.says == nil,
		"what it leads to":           !entity && row.document == nil && row.attaches == nil && row.joins == nil,
		"a zero":                     entity && row.zero == nil,
		"update":                     row.zero != nil && row.update == nil,
	} {
		if missing {
			return fmt.Errorf("kind %s lacks %s in plan's table of kinds", kind, name)
		}
	}
	return nil
}

// FlatDiff is what the library says of two resources of one kind.
var FlatDiff = flat
