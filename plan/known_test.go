package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
)

// TestWhatIsNotKnown plans from a snapshot that lacks something: nothing is planned for
// that, and a finding names it.
func TestWhatIsNotKnown(t *testing.T) {
	bob, provider := spec.User{Name: "bob", Path: "/"}, spec.OIDCProvider{URL: "x.example.com", ARN: "arn:aws:iam::111122223333:oidc-provider/x.example.com"}
	other := provider
	other.ClientIDs = []string{"a"}
	role := func(longest int) spec.Role {
		return spec.Role{Name: "web", Path: "/", MaxSession: longest, Trust: someDocument}
	}
	bare := spec.Policy{Name: "look", Path: "/", ARN: "arn:aws:iam::111122223333:policy/look", Document: someDocument}
	tagged := bare
	tagged.Tags = map[string]string{"a": "b"}
	for name, test := range map[string]struct {
		known         plan.Known
		live, desired []spec.Resource
		absent        []spec.ID
		in            plan.Input
		want          []string // of findings and changes
	}{
		"an object that may be there": {
			known: plan.Known{Incomplete: []spec.Kind{spec.KindOIDC}}, desired: []spec.Resource{other},
			want: []string{"oidc-provider/x.example.com: whether the account has it, FILE does not say; nothing is planned for it"},
		},
		"an object that shall not be there": {
			known: plan.Known{Incomplete: []spec.Kind{spec.KindOIDC}}, absent: []spec.ID{provider.ID()},
			want: []string{"oidc-provider/x.example.com: whether the account has it, FILE does not say; nothing is planned for it"},
		},
		"an object of such a kind that is told": {
			known: plan.Known{Incomplete: []spec.Kind{spec.KindOIDC}, InFull: []spec.ID{provider.ID()}, Wanted: []spec.ID{provider.ID()}},
			live:  []spec.Resource{other}, desired: []spec.Resource{other},
		},
		"no more than the name": {
			known: plan.Known{Wanted: []spec.ID{provider.ID()}}, live: []spec.Resource{provider}, desired: []spec.Resource{other},
			want: []string{"oidc-provider/x.example.com: all that it has but its name could not be compared: FILE does not say that"},
		},
		"fields of a role": {
			known: plan.Known{Partly: []spec.Kind{spec.KindRole}}, live: []spec.Resource{role(0)}, desired: []spec.Resource{role(7200)},
			want: []string{"role/web: description, max_session_duration could not be compared: FILE does not say that"},
		},
		"a role that is created": {
			known: plan.Known{Partly: []spec.Kind{spec.KindRole}}, desired: []spec.Resource{role(7200)},
			in:   plan.Input{Quotas: map[string]int{}, Caller: "arn:aws:iam::111122223333:root"},
			want: []string{"create role/web"},
		},
		"tags of a policy": {
			known: plan.Known{Wanted: []spec.ID{tagged.ID()}}, live: []spec.Resource{bare}, desired: []spec.Resource{tagged},
			want: []string{"policy/look: description, tags could not be compared: FILE does not say that"},
		},
		"guards that could not look": {
			desired: []spec.Resource{bob},
			want: []string{
				"the guard quotas: FILE does not say what the account's quotas are; those of a new account are taken",
				"the guards self-lockout and self-escalation: FILE does not say who would apply; they looked at guards.appliers only",
				"create user/bob",
			},
		},
		"credentials of a user who goes": {
			live: []spec.Resource{bob}, absent: []spec.ID{bob.ID()},
			in: plan.Input{Quotas: map[string]int{}, Caller: "arn:aws:iam::111122223333:root", Guards: spec.Guards{UnusedDays: 30}},
			want: []string{
				"user/bob: the guard used-recently could not see when passwords and access keys were used: FILE does not say",
				"user/bob: whether there are a password, keys or devices, which go first, FILE does not say; their calls are not in the plan",
				"delete user/bob",
			},
		},
		"when credentials were used": {
			known: plan.Known{Users: []spec.ID{bob.ID()}}, live: []spec.Resource{bob}, absent: []spec.ID{bob.ID()},
			in: plan.Input{Quotas: map[string]int{}, Caller: "arn:aws:iam::111122223333:root", Guards: spec.Guards{UnusedDays: 30}},
			want: []string{
				"user/bob: the guard used-recently could not see when passwords and access keys were used: FILE does not say",
				"delete user/bob",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			in, account := test.in, spec.Account{ID: "111122223333", Partition: "aws"}
			in.Live, in.Desired, in.Known = spec.NewState(account), spec.NewState(account), &test.known
			in.Known.Source = "FILE"
			in.Live.Add(test.live...)
			in.Desired.Add(test.desired...)
			for _, id := range test.absent {
				in.Desired.Absent[id] = true
			}
			in.Guards.MaxDeletes = noLimit(t)
			p := plan.Build(in)
			var got []string
			for _, f := range append(p.Findings, p.Refused...) {
				got = append(got, f.Message)
			}
			for _, c := range p.Changes {
				got = append(got, string(c.Verb)+" "+c.ID.String())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("findings and changes (-want +got):\n%s", diff)
			}
			var text strings.Builder
			if err := plan.Text(&text, p, plan.TextOptions{}); err != nil {
				t.Fatal(err)
			}
			if claims := strings.Contains(text.String(), "No changes. The account is as"); claims && len(test.want) > 0 {
				t.Errorf("it says more than it can know:\n%s", text.String())
			}
		})
	}
}

func noLimit(t *testing.T) spec.Limit {
	t.Helper()
	limit, err := spec.ParseLimit("100%")
	if err != nil {
		t.Fatal(err)
	}
	return limit
}
