package plan

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// lets says what a change of an entity lets others do; see behaviour.lets.
func lets(before, after spec.Resource) string {
	if says := kinds[after.ID().Kind].lets; says != nil {
		return says(before, after)
	}
	return ""
}

func roleLets(before, after spec.Resource) string {
	if before != nil {
		return "" // the documents are compared
	}
	return letsIn(after.(spec.Role).Trust)
}

func profileLets(before, after spec.Resource) string {
	if role := after.(spec.Profile).Role; before == nil && role != "" {
		return "gives instances role " + code(role)
	}
	return ""
}

func providerLets(before, _ spec.Resource) string {
	if before != nil {
		return ""
	}
	return "is new: roles can trust whom it vouches for"
}

func passwordLets(before, after spec.Resource) string {
	if before == nil || !weaker(before.(spec.PasswordPolicy), after.(spec.PasswordPolicy)) {
		return ""
	}
	return "asks less of passwords"
}

// mostNamed is how many principals a line has room for.
const mostNamed = 5

// letsIn says who may become a role that is new.
func letsIn(trust policy.Document) string {
	var who []string
	for _, s := range trust.Model().Statements {
		if s.Effect.Text != policy.Allow {
			continue
		}
		terms := ""
		if len(s.Conditions) > 0 {
			terms = " on conditions"
		}
		if s.Principal.Not {
			who = append(who, "everybody but some"+terms)
			continue
		}
		for _, p := range s.Principal.List {
			name := code(p.Text)
			if p.Text == "*" {
				name = "everybody"
			}
			who = append(who, name+terms)
		}
	}
	slices.Sort(who)
	who = slices.Compact(who)
	if more := len(who) - mostNamed; more > 0 {
		who = append(who[:mostNamed], fmt.Sprintf("%d more", more))
	}
	if who == nil {
		return ""
	}
	return "lets in " + strings.Join(who, ", ")
}

// weaker reports whether a password policy asks less than before, in any way. An age or a
// number of former passwords that is 0 is none.
func weaker(before, after spec.PasswordPolicy) bool {
	return after.MinimumLength < before.MinimumLength || after.ReusePrevention < before.ReusePrevention ||
		before.MaxAge > 0 && (after.MaxAge == 0 || after.MaxAge > before.MaxAge) ||
		before.RequireSymbols && !after.RequireSymbols || before.RequireNumbers && !after.RequireNumbers ||
		before.RequireUppercase && !after.RequireUppercase || before.RequireLowercase && !after.RequireLowercase ||
		before.HardExpiry && !after.HardExpiry
}
