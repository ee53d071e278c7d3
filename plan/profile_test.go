package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// A profile that does not say which role it holds goes on holding one that is nobody's to
// take out, as a group does its members.
func TestRolesOfOthersInProfiles(t *testing.T) {
	trust := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)
	role := func(name string) spec.Role {
		return spec.Role{Name: name, Path: "/eng/", MaxSession: 3600, Trust: trust}
	}
	holding := func(role string) spec.Profile { return spec.Profile{Name: "p", Path: "/eng/", Role: role} }
	out := `RemoveRoleFromInstanceProfile {"InstanceProfileName":"p","RoleName":"theirs"}`
	for _, test := range []struct {
		name     string
		desired  []spec.Resource
		says     bool // which role it holds
		change   func(*plan.Input)
		want     string
		findings string
	}{
		{name: "nothing is said", desired: []spec.Resource{holding("")}, findings: "foreign-role"},
		{name: "none is said", desired: []spec.Resource{holding("")}, says: true, want: out},
		{
			name: "another one is said", desired: []spec.Resource{holding("ours"), role("ours")}, says: true,
			want: "CreateRole\n" + out + "\n" + `AddRoleToInstanceProfile {"InstanceProfileName":"p","RoleName":"ours"}`,
		},
		{name: "the role is declared, without the profile", desired: []spec.Resource{holding(""), role("theirs")}, want: out},
		{
			name: "the role is ignored", desired: []spec.Resource{holding("")},
			change: func(in *plan.Input) { in.Scope = spec.Scope{Ignore: []spec.Pattern{"role/theirs"}} },
		},
		{
			name: "the role is pruned", desired: []spec.Resource{holding("")},
			change: func(in *plan.Input) { in.Scope = spec.Scope{Prune: true, Paths: []string{"/eng/"}} },
			want:   out + "\n" + `DeleteRole {"RoleName":"theirs"}`,
		},
		{
			name: "the role shall be absent", desired: []spec.Resource{holding("")},
			change: func(in *plan.Input) { in.Desired.Absent[spec.RoleID("theirs")] = true },
			want:   out + "\n" + `DeleteRole {"RoleName":"theirs"}`,
		},
		{
			name: "the field is ignored", desired: []spec.Resource{holding("")},
			change: func(in *plan.Input) {
				in.Desired.Ignored[spec.ProfileID("p")] = []spec.Field{spec.FieldRole}
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			desired := stateOf(test.desired...)
			if !test.says {
				desired.Unsaid[spec.ProfileID("p")] = []spec.Field{spec.FieldRole}
			}
			p := build(t, stateOf(holding("theirs"), role("theirs")), desired, func(in *plan.Input) {
				in.Scope = spec.Scope{}
				if test.change != nil {
					test.change(in)
				}
			})
			var got []string
			for _, line := range strings.Split(said(t, p), "\n") {
				if strings.HasPrefix(line, "CreateRole ") {
					line = "CreateRole"
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "\n")); diff != "" || len(p.Refused) > 0 || codes(p.Findings) != test.findings {
				t.Errorf("refused %v, findings %q, steps (-want +got):\n%s", p.Refused, codes(p.Findings), diff)
			}
		})
	}
}
