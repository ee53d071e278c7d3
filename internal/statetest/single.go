package statetest

import (
	"pgregory.net/rapid"

	"iamsync/spec"
)

// drawSingles adds what an account has one of, or says that there shall be none: left
// unsaid, it would stay.
func drawSingles(t *rapid.T, s spec.State) {
	alias := spec.Alias{Alias: rapid.SampledFrom([]string{"acme", "acme-2"}).Draw(t, "alias")}
	number := func(some ...int) int { return rapid.SampledFrom(some).Draw(t, "number") }
	flag := func() bool { return rapid.Bool().Draw(t, "flag") }
	passwords := spec.PasswordPolicy{
		MinimumLength: number(6, 14, 128), RequireSymbols: flag(), RequireNumbers: flag(), RequireUppercase: flag(), RequireLowercase: flag(),
		AllowUsersToChange: flag(), MaxAge: number(0, 1, 1095), ReusePrevention: number(0, 24), HardExpiry: flag(),
	}
	for _, r := range []spec.Resource{alias, passwords} {
		if rapid.Bool().Draw(t, "there") {
			s.Add(r)
		} else {
			s.Absent[r.ID()] = true
		}
	}
}
