package live_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
	"iamsync/internal/live"
	"iamsync/spec"
)

var account = spec.Account{ID: "111122223333", Partition: "aws"}

func known() spec.Account { return account }

// serve starts an emulator and returns the real client that talks to it.
func serve(t testing.TB, opts ...fakeiam.Option) (*fakeiam.Server, *iam.Client) {
	t.Helper()
	s := fakeiam.New(append([]fakeiam.Option{fakeiam.WithRecording()}, opts...)...)
	return s, connect(t, s)
}

// connect returns the real client for a server.
func connect(t testing.TB, h http.Handler) *iam.Client {
	t.Helper()
	l := httptest.NewServer(h)
	t.Cleanup(l.Close)
	c, err := awsclient.New(t.Context(), awsclient.Options{EndpointURL: l.URL, Sandbox: true, Parallelism: 4})
	if err != nil {
		t.Fatal(err)
	}
	return c.IAM
}

// must fails the test where setting up an account fails.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// script is an API that answers with what a test says, page after page.
type script struct {
	users, groups, policies []answer[iam.GetAccountAuthorizationDetailsOutput]
	roles                   []answer[iam.GetAccountAuthorizationDetailsOutput]
	listed                  []answer[iam.ListRolesOutput]
	profiles                []answer[iam.ListInstanceProfilesOutput]
	oidc                    []answer[iam.ListOpenIDConnectProvidersOutput]
	saml                    []answer[iam.ListSAMLProvidersOutput]
	aliases                 []answer[iam.ListAccountAliasesOutput]
	passwords               []answer[iam.GetAccountPasswordPolicyOutput]
	certificates            []answer[iam.ListServerCertificatesOutput]
	list                    []answer[iam.ListPoliciesOutput]
	get                     []answer[iam.GetPolicyOutput]
	summary                 error
	asked                   chan *iam.GetAccountAuthorizationDetailsInput
}

type answer[T any] struct {
	out *T
	err error
}

func say[T any](out T) answer[T]      { return answer[T]{out: &out} }
func fail[T any](err error) answer[T] { return answer[T]{err: err} }

type gaad = iam.GetAccountAuthorizationDetailsOutput

// newScript answers with an empty account.
func newScript() *script {
	return &script{
		users: []answer[gaad]{say(gaad{})}, groups: []answer[gaad]{say(gaad{})}, roles: []answer[gaad]{say(gaad{})}, policies: []answer[gaad]{say(gaad{})},
		list:         []answer[iam.ListPoliciesOutput]{say(iam.ListPoliciesOutput{})},
		listed:       []answer[iam.ListRolesOutput]{say(iam.ListRolesOutput{})},
		profiles:     []answer[iam.ListInstanceProfilesOutput]{say(iam.ListInstanceProfilesOutput{})},
		oidc:         []answer[iam.ListOpenIDConnectProvidersOutput]{say(iam.ListOpenIDConnectProvidersOutput{})},
		saml:         []answer[iam.ListSAMLProvidersOutput]{say(iam.ListSAMLProvidersOutput{})},
		aliases:      []answer[iam.ListAccountAliasesOutput]{say(iam.ListAccountAliasesOutput{})},
		passwords:    []answer[iam.GetAccountPasswordPolicyOutput]{fail[iam.GetAccountPasswordPolicyOutput](&types.NoSuchEntityException{})},
		certificates: []answer[iam.ListServerCertificatesOutput]{say(iam.ListServerCertificatesOutput{})},
		asked:        make(chan *iam.GetAccountAuthorizationDetailsInput, 1000),
	}
}

// turn takes the next answer; the last is given again and again.
func turn[T any](answers *[]answer[T]) (*T, error) {
	a := (*answers)[0]
	if len(*answers) > 1 {
		*answers = (*answers)[1:]
	}
	return a.out, a.err
}

func (s *script) GetAccountAuthorizationDetails(_ context.Context, in *iam.GetAccountAuthorizationDetailsInput, _ ...func(*iam.Options)) (*gaad, error) {
	s.asked <- in
	switch in.Filter[0] {
	case types.EntityTypeUser:
		return turn(&s.users)
	case types.EntityTypeGroup:
		return turn(&s.groups)
	case types.EntityTypeRole:
		return turn(&s.roles)
	default:
		return turn(&s.policies)
	}
}

func (s *script) GetAccountSummary(context.Context, *iam.GetAccountSummaryInput, ...func(*iam.Options)) (*iam.GetAccountSummaryOutput, error) {
	return &iam.GetAccountSummaryOutput{SummaryMap: map[string]int32{"UsersQuota": 5000}}, s.summary
}

func (s *script) ListPolicies(context.Context, *iam.ListPoliciesInput, ...func(*iam.Options)) (*iam.ListPoliciesOutput, error) {
	return turn(&s.list)
}

func (s *script) GetPolicy(context.Context, *iam.GetPolicyInput, ...func(*iam.Options)) (*iam.GetPolicyOutput, error) {
	return turn(&s.get)
}

func (s *script) ListRoles(context.Context, *iam.ListRolesInput, ...func(*iam.Options)) (*iam.ListRolesOutput, error) {
	return turn(&s.listed)
}

func (s *script) ListInstanceProfiles(context.Context, *iam.ListInstanceProfilesInput, ...func(*iam.Options)) (*iam.ListInstanceProfilesOutput, error) {
	return turn(&s.profiles)
}

func (s *script) GetInstanceProfile(context.Context, *iam.GetInstanceProfileInput, ...func(*iam.Options)) (*iam.GetInstanceProfileOutput, error) {
	return nil, s.summary
}

func (s *script) ListOpenIDConnectProviders(context.Context, *iam.ListOpenIDConnectProvidersInput, ...func(*iam.Options)) (*iam.ListOpenIDConnectProvidersOutput, error) {
	return turn(&s.oidc)
}

func (s *script) GetOpenIDConnectProvider(context.Context, *iam.GetOpenIDConnectProviderInput, ...func(*iam.Options)) (*iam.GetOpenIDConnectProviderOutput, error) {
	return nil, s.summary
}

func (s *script) ListSAMLProviders(context.Context, *iam.ListSAMLProvidersInput, ...func(*iam.Options)) (*iam.ListSAMLProvidersOutput, error) {
	return turn(&s.saml)
}

func (s *script) GetSAMLProvider(context.Context, *iam.GetSAMLProviderInput, ...func(*iam.Options)) (*iam.GetSAMLProviderOutput, error) {
	return nil, s.summary
}

func (s *script) ListAccountAliases(context.Context, *iam.ListAccountAliasesInput, ...func(*iam.Options)) (*iam.ListAccountAliasesOutput, error) {
	return turn(&s.aliases)
}

func (s *script) GetAccountPasswordPolicy(context.Context, *iam.GetAccountPasswordPolicyInput, ...func(*iam.Options)) (*iam.GetAccountPasswordPolicyOutput, error) {
	return turn(&s.passwords)
}

func (s *script) ListServerCertificates(context.Context, *iam.ListServerCertificatesInput, ...func(*iam.Options)) (*iam.ListServerCertificatesOutput, error) {
	return turn(&s.certificates)
}

func (s *script) GetServerCertificate(context.Context, *iam.GetServerCertificateInput, ...func(*iam.Options)) (*iam.GetServerCertificateOutput, error) {
	return nil, s.summary
}

// tagsOf wants the tags of these policies.
func tagsOf(policies ...string) func() []spec.ID {
	return func() []spec.ID {
		var ids []spec.ID
		for _, name := range policies {
			ids = append(ids, spec.PolicyID(name))
		}
		return ids
	}
}

// read reads and fails the test on an error.
func read(t testing.TB, api live.API, want live.Want) live.Account {
	t.Helper()
	a, err := live.Read(t.Context(), api, known, want)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// refused reads and returns the error, which must be there.
func refused(t testing.TB, api live.API, want live.Want) string {
	t.Helper()
	a, err := live.Read(t.Context(), api, known, want)
	if err == nil {
		t.Fatalf("read %d resources and no error", len(a.State.Resources))
	}
	if a.State.Resources != nil || a.Quotas != nil {
		t.Errorf("an error, and with it a part of the account: %+v", a)
	}
	return err.Error()
}

func users(names ...string) gaad {
	var out gaad
	for _, n := range names {
		out.UserDetailList = append(out.UserDetailList, types.UserDetail{UserName: aws.String(n), Path: aws.String("/")})
	}
	return out
}

func local(name string) *string { return aws.String("arn:aws:iam::111122223333:policy/" + name) }

// managed is a policy with one version.
func managed(name, document string) types.ManagedPolicyDetail {
	return types.ManagedPolicyDetail{
		Arn: local(name), PolicyName: &name, Path: aws.String("/"), DefaultVersionId: aws.String("v1"),
		PolicyVersionList: []types.PolicyVersion{{VersionId: aws.String("v1"), Document: &document, IsDefaultVersion: true}},
	}
}
