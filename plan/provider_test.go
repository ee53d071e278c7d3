package plan_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

const github = "token.actions.githubusercontent.com"

// provider is one with these client IDs.
func provider(url string, clientIDs ...string) spec.OIDCProvider {
	return spec.OIDCProvider{URL: url, ARN: statetest.Account.ProviderARN(spec.OIDCProviderID(url)), ClientIDs: clientIDs}
}

// federated is a role that trusts a provider of the account.
func federated(name string, id spec.ID) spec.Role {
	trust := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"` +
		statetest.Account.ProviderARN(id) + `"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`)
	return spec.Role{Name: name, Path: "/", MaxSession: 3600, Trust: trust, Trusted: statetest.Account.Principals(trust)}
}

func stateOf(resources ...spec.Resource) spec.State {
	s := spec.NewState(statetest.Account)
	s.Add(resources...)
	return s
}

// said lists the steps of a plan with all that they say.
func said(t *testing.T, p plan.Plan) string {
	t.Helper()
	var lines []string
	for _, s := range p.Steps {
		params, err := json.Marshal(s.Params)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(s.Action)+" "+string(params))
	}
	return strings.Join(lines, "\n")
}

func TestProvidersChange(t *testing.T) {
	const arn = `"OpenIDConnectProviderArn":"arn:aws:iam::111122223333:oidc-provider/` + github + `"`
	with := func(change func(*spec.OIDCProvider)) spec.OIDCProvider {
		p := provider(github, "b", "c")
		p.Thumbprints, p.Tags = []string{"aa"}, map[string]string{"k": "v"}
		change(&p)
		return p
	}
	none := func(*spec.OIDCProvider) {}
	for _, test := range []struct {
		name          string
		live, desired []spec.Resource
		unsaid        []spec.Field
		want          string
	}{
		{
			name: "a new one", desired: []spec.Resource{with(none)},
			want: `CreateOpenIDConnectProvider {"ClientIDList":["b","c"],"Tags":[{"Key":"k","Value":"v"}],"ThumbprintList":["aa"],"Url":"https://` + github + `"}`,
		},
		{
			name: "one that nobody may use yet", desired: []spec.Resource{provider(github)},
			want: `CreateOpenIDConnectProvider {"Url":"https://` + github + `"}`,
		},
		{
			name: "client IDs come before others go", live: []spec.Resource{with(none)}, desired: []spec.Resource{with(func(p *spec.OIDCProvider) { p.ClientIDs = []string{"a", "b"} })},
			want: `AddClientIDToOpenIDConnectProvider {"ClientID":"a",` + arn + "}\n" + `RemoveClientIDFromOpenIDConnectProvider {"ClientID":"c",` + arn + "}",
		},
		{
			name: "thumbprints are replaced", live: []spec.Resource{with(none)}, desired: []spec.Resource{with(func(p *spec.OIDCProvider) { p.Thumbprints = []string{"bb", "cc"} })},
			want: "UpdateOpenIDConnectProviderThumbprint {" + arn + `,"ThumbprintList":["bb","cc"]}`,
		},
		{
			name: "tags", live: []spec.Resource{with(none)}, desired: []spec.Resource{with(func(p *spec.OIDCProvider) { p.Tags = map[string]string{"l": "v"} })},
			want: "TagOpenIDConnectProvider {" + arn + `,"Tags":[{"Key":"l","Value":"v"}]}` + "\nUntagOpenIDConnectProvider {" + arn + `,"TagKeys":["k"]}`,
		},
		{
			name: "what is not said stays", live: []spec.Resource{with(none)}, desired: []spec.Resource{provider(github, "b", "c")},
			unsaid: []spec.Field{spec.FieldThumbprints, spec.FieldTags},
		},
		{
			name: "a role waits for it", desired: []spec.Resource{federated("ci", spec.OIDCProviderID(github)), provider(github)},
			want: `CreateOpenIDConnectProvider {"Url":"https://` + github + `"}` + "\nCreateRole",
		},
		{
			name: "a role does not wait for one that is not there", desired: []spec.Resource{federated("ci", spec.OIDCProviderID(github))},
			want: "CreateRole",
		},
		{
			name: "one that goes", live: []spec.Resource{with(none)},
			want: "DeleteOpenIDConnectProvider {" + arn + "}",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			desired := stateOf(test.desired...)
			desired.Unsaid[spec.OIDCProviderID(github)] = test.unsaid
			p := build(t, stateOf(test.live...), desired, func(in *plan.Input) { in.Allow = []string{"empty-spec"} })
			got := said(t, p)
			if before, _, found := strings.Cut(got, "CreateRole"); found {
				got = before + "CreateRole"
			}
			if diff := cmp.Diff(test.want, got); diff != "" || len(p.Refused) > 0 {
				t.Errorf("refused %v, steps (-want +got):\n%s", p.Refused, diff)
			}
		})
	}
}

func TestSAMLProvidersChange(t *testing.T) {
	okta := spec.SAMLProvider{Name: "okta", ARN: "arn:aws:iam::111122223333:saml-provider/okta", Metadata: "<a/>", Tags: map[string]string{"k": "v"}}
	with := func(change func(*spec.SAMLProvider)) []spec.Resource {
		p := okta
		change(&p)
		return []spec.Resource{p}
	}
	same := with(func(*spec.SAMLProvider) {})
	for _, test := range []struct {
		name          string
		live, desired []spec.Resource
		want, fields  string
	}{
		{
			name: "a new one", desired: same,
			want: `CreateSAMLProvider {"Name":"okta","SAMLMetadataDocument":"\u003ca/\u003e","Tags":[{"Key":"k","Value":"v"}]}`,
		},
		{name: "a mark of byte order", live: with(func(p *spec.SAMLProvider) { p.Metadata = "\ufeff<a/>" }), desired: same},
		{name: "white space at the end", live: same, desired: with(func(p *spec.SAMLProvider) { p.Metadata = "<a/>\r\n" })},
		{
			name: "another document", live: same, desired: with(func(p *spec.SAMLProvider) { p.Metadata = "<b/>" }),
			want:   `UpdateSAMLProvider {"SAMLMetadataDocument":"\u003cb/\u003e","SAMLProviderArn":"arn:aws:iam::111122223333:saml-provider/okta"}`,
			fields: "[metadata] 4 characters, sha256 29114363f749a022 -> 4 characters, sha256 c5a1c182c87ac852",
		},
		{
			name: "no tags", live: same, desired: with(func(p *spec.SAMLProvider) { p.Tags = nil }),
			want:   `UntagSAMLProvider {"SAMLProviderArn":"arn:aws:iam::111122223333:saml-provider/okta","TagKeys":["k"]}`,
			fields: "[tags k] v -> <nil>",
		},
		{name: "one that goes", live: same, want: `DeleteSAMLProvider {"SAMLProviderArn":"arn:aws:iam::111122223333:saml-provider/okta"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, stateOf(test.live...), stateOf(test.desired...), func(in *plan.Input) { in.Allow = []string{"empty-spec"} })
			fields := ""
			for _, c := range p.Changes {
				for _, f := range c.Fields {
					fields += fmt.Sprint(f.Path, " ", f.Before, " -> ", f.After)
				}
			}
			if diff := cmp.Diff([]string{test.want, test.fields}, []string{said(t, p), fields}); diff != "" {
				t.Errorf("steps and fields (-want +got):\n%s", diff)
			}
		})
	}
}

func TestARoleThatWaitsNeedsItsProvider(t *testing.T) {
	p := build(t, stateOf(), stateOf(federated("ci", spec.OIDCProviderID(github)), provider(github)), nil)
	if got := p.Steps[1].Needs; len(got) != 1 || got[0] != p.Steps[0].ID {
		t.Errorf("the role needs %v, want %s", got, p.Steps[0].ID)
	}
}

// IAM deletes a provider whatever trusts it.
func TestAProviderGoesAlthoughARoleTrustsIt(t *testing.T) {
	role := federated("ci", spec.OIDCProviderID(github))
	p := build(t, stateOf(role, provider(github)), stateOf(role), nil)
	if got := codes(p.Findings); got != "trusted" || len(p.Refused) > 0 || len(p.Steps) != 1 {
		t.Errorf("findings %q, refused %v, %d steps", got, p.Refused, len(p.Steps))
	}
}

func TestAProviderOutsideTheScopeStays(t *testing.T) {
	for include, want := range map[spec.Pattern]int{"oidc-provider/*": 1, "oidc-provider/" + github: 1, "oidc-provider/other": 0} {
		p := build(t, stateOf(provider(github)), stateOf(), func(in *plan.Input) {
			in.Scope = spec.Scope{Prune: true, Paths: []string{"/"}, Include: []spec.Pattern{include}}
			in.Allow = []string{"empty-spec"}
		})
		if len(p.Steps) != want {
			t.Errorf("with %s in the scope: %s", include, said(t, p))
		}
	}
}

// TestMatchOfANewProvider goes on with a plan that has made a provider without thumbprints:
// AWS has found them out since.
func TestMatchOfANewProvider(t *testing.T) {
	desired := stateOf(provider(github, "b"))
	desired.Unsaid[spec.OIDCProviderID(github)] = []spec.Field{spec.FieldThumbprints}
	saved := plan.Record(build(t, stateOf(), desired, nil))
	made := provider(github, "b")
	made.Thumbprints = []string{"aa"}
	now := build(t, stateOf(made), desired, func(in *plan.Input) { in.Watch = saved.IDs() })
	if differs := saved.Match(now); len(differs) > 0 {
		t.Errorf("it is said to be another plan: %v", differs)
	}
}
