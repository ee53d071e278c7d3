package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
)

func TestWhatAnAccountHasOneOf(t *testing.T) {
	alias := func(name string) []spec.Resource { return []spec.Resource{spec.Alias{Alias: name}} }
	passwords := func(p spec.PasswordPolicy) []spec.Resource { return []spec.Resource{p} }
	const flags = `"HardExpiry":false,`
	for _, test := range []struct {
		name          string
		live, desired []spec.Resource
		none          bool
		want          string
	}{
		{name: "a first alias", desired: alias("acme"), want: `CreateAccountAlias {"AccountAlias":"acme"}`},
		{name: "another alias", live: alias("acme"), desired: alias("new"), want: `CreateAccountAlias {"AccountAlias":"new"}`},
		{name: "the same alias", live: alias("acme"), desired: alias("acme")},
		{name: "an alias that nobody speaks of", live: alias("acme")},
		{name: "no alias", live: alias("acme"), none: true, want: `DeleteAccountAlias {"AccountAlias":"acme"}`},
		{
			name: "all of a password policy is said", desired: passwords(spec.PasswordPolicy{MinimumLength: 14, RequireSymbols: true, MaxAge: 90, ReusePrevention: 24}),
			want: `UpdateAccountPasswordPolicy {"AllowUsersToChangePassword":false,"HardExpiry":false,"MaxPasswordAge":90,"MinimumPasswordLength":14,"PasswordReusePrevention":24,` +
				`"RequireLowercaseCharacters":false,"RequireNumbers":false,"RequireSymbols":true,"RequireUppercaseCharacters":false}`,
		},
		{
			name: "what is not wanted any more is left out", live: passwords(spec.PasswordPolicy{MinimumLength: 14, MaxAge: 90, HardExpiry: true}), desired: passwords(spec.PasswordPolicy{MinimumLength: 14}),
			want: `UpdateAccountPasswordPolicy {"AllowUsersToChangePassword":false,` + flags + `"MinimumPasswordLength":14,` +
				`"RequireLowercaseCharacters":false,"RequireNumbers":false,"RequireSymbols":false,"RequireUppercaseCharacters":false}`,
		},
		{name: "a password policy that nobody speaks of", live: passwords(spec.PasswordPolicy{MinimumLength: 14})},
		{name: "no password policy", live: passwords(spec.PasswordPolicy{MinimumLength: 14}), none: true, want: `DeleteAccountPasswordPolicy {}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			desired := stateOf(append(test.desired, spec.User{Name: "al", Path: "/"})...)
			if test.none {
				desired.Absent[test.live[0].ID()] = true
			}
			p := build(t, stateOf(append(test.live, spec.User{Name: "al", Path: "/"})...), desired, func(in *plan.Input) {
				in.Scope = spec.Scope{Prune: true, Paths: []string{"/"}} // which does not own them, and need not
			})
			if diff := cmp.Diff(test.want, said(t, p)); diff != "" || len(p.Refused) > 0 {
				t.Errorf("refused %v, steps (-want +got):\n%s", p.Refused, diff)
			}
		})
	}
}
