package apply_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/google/go-cmp/cmp"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
	"iamsync/plan"
	"iamsync/spec"
)

// trust lets machines assume a role.
const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// metadata is a SAML provider's.
var metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><IDPSSODescriptor/></EntityDescriptor>` + strings.Repeat(" ", 1000)

const document = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}`

func ownPolicy(name string) string { return "arn:aws:iam::111122223333:policy/" + name }

// wire stands between the SDK and the emulator. A fault is used up by the next
// attempt of its action.
type wire struct {
	server *fakeiam.Server

	mu     sync.Mutex
	faults map[plan.Action][]fault
	sent   []plan.Action
}

// fault is what can happen to one attempt. It is given the request and the way on.
type fault func(*http.Request, http.RoundTripper) (*http.Response, error)

// Do implements the SDK's HTTP client.
func (w *wire) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	action := plan.Action(form.Get("Action"))
	w.mu.Lock()
	w.sent = append(w.sent, action)
	var f fault
	if waiting := w.faults[action]; len(waiting) > 0 {
		f, w.faults[action] = waiting[0], waiting[1:]
	}
	w.mu.Unlock()
	if f != nil {
		return f(r, w.server)
	}
	return w.server.RoundTrip(r)
}

// refuse answers with an error of IAM before anything happens.
func refuse(status int, code string) fault {
	return func(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
		body := "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>Not now.</Message></Error></ErrorResponse>"
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
}

// lose lets the call take effect and loses the answer.
func lose(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	if _, err := next.RoundTrip(r); err != nil {
		return nil, err
	}
	return nil, errors.New("read: connection reset by peer")
}

// cut lets the call take effect and breaks the answer off in the middle.
func cut(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	half := io.LimitReader(resp.Body, 20)
	resp.Body = io.NopCloser(io.MultiReader(half, broken{}))
	return resp, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// empty loses only the body.
func empty(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	resp.Body = http.NoBody
	return resp, nil
}

// connect returns the SDK's client, with our retryer, to a new emulator.
func connect(opts ...fakeiam.Option) (*wire, *iam.Client) {
	w := &wire{
		server: fakeiam.New(append([]fakeiam.Option{fakeiam.WithRecording()}, opts...)...),
		faults: map[plan.Action][]fault{},
	}
	return w, iam.New(iam.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String("http://iam.test"),
		Credentials:  credentials.NewStaticCredentialsProvider("a", "b", ""),
		HTTPClient:   awsclient.WholeAnswers(w),
		Retryer:      awsclient.Retryer(),
	})
}

// changed lists the changing calls that were not refused.
func changed(s *fakeiam.Server) []string {
	var out []string
	for _, c := range s.Calls() {
		if c.Mutating && c.Code == "" {
			out = append(out, c.Action)
		}
	}
	return out
}

func do(id string, action plan.Action, entity spec.ID, params plan.Params, needs ...string) plan.Step {
	return plan.Step{ID: id, Action: action, Params: params, Needs: needs, Entity: entity, Change: entity}
}

// everything is a plan that makes one of each object and takes it away again:
// every action there is, once or more.
func everything() plan.Plan {
	var steps []plan.Step
	add := func(entity spec.ID, action plan.Action, params plan.Params) {
		id := fmt.Sprintf("s%d", len(steps))
		var needs []string
		if len(steps) > 0 {
			needs = []string{steps[len(steps)-1].ID}
		}
		steps = append(steps, do(id, action, entity, params, needs...))
	}
	u, g, p, r, i := spec.UserID("u"), spec.GroupID("g"), spec.PolicyID("p"), spec.RoleID("r"), spec.ProfileID("i")
	arn, tags := ownPolicy("p"), []plan.Tag{{Key: "k", Value: "v"}}
	add(p, plan.CreatePolicy, plan.Params{"PolicyName": "p", "PolicyDocument": document})
	add(p, plan.TagPolicy, plan.Params{"PolicyArn": arn, "Tags": tags})
	add(p, plan.UntagPolicy, plan.Params{"PolicyArn": arn, "TagKeys": []string{"k"}})
	add(p, plan.CreatePolicyVersion, plan.Params{"PolicyArn": arn, "PolicyDocument": document, "SetAsDefault": true})
	add(p, plan.SetDefaultPolicyVersion, plan.Params{"PolicyArn": arn, "VersionId": "v1"})
	add(p, plan.DeletePolicyVersion, plan.Params{"PolicyArn": arn, "VersionId": "v2"})
	add(g, plan.CreateGroup, plan.Params{"GroupName": "g"})
	add(g, plan.UpdateGroup, plan.Params{"GroupName": "g", "NewPath": "/eng/"})
	add(g, plan.AttachGroupPolicy, plan.Params{"GroupName": "g", "PolicyArn": arn})
	add(g, plan.PutGroupPolicy, plan.Params{"GroupName": "g", "PolicyName": "i", "PolicyDocument": document})
	add(u, plan.CreateUser, plan.Params{"UserName": "u", "Path": "/eng/", "PermissionsBoundary": arn, "Tags": tags})
	add(u, plan.UpdateUser, plan.Params{"UserName": "u", "NewPath": "/"})
	add(u, plan.TagUser, plan.Params{"UserName": "u", "Tags": tags})
	add(u, plan.UntagUser, plan.Params{"UserName": "u", "TagKeys": []string{"k"}})
	add(u, plan.PutUserPermissionsBoundary, plan.Params{"UserName": "u", "PermissionsBoundary": arn})
	add(u, plan.AttachUserPolicy, plan.Params{"UserName": "u", "PolicyArn": arn})
	add(u, plan.PutUserPolicy, plan.Params{"UserName": "u", "PolicyName": "i", "PolicyDocument": document})
	add(u, plan.AddUserToGroup, plan.Params{"UserName": "u", "GroupName": "g"})
	add(u, plan.RemoveUserFromGroup, plan.Params{"UserName": "u", "GroupName": "g"})
	add(u, plan.DeleteUserPolicy, plan.Params{"UserName": "u", "PolicyName": "i"})
	add(u, plan.DetachUserPolicy, plan.Params{"UserName": "u", "PolicyArn": arn})
	add(u, plan.DeleteUserPermissionsBoundary, plan.Params{"UserName": "u"})
	add(u, plan.DeleteUser, plan.Params{"UserName": "u"})
	add(r, plan.CreateRole, plan.Params{"RoleName": "r", "Path": "/eng/", "AssumeRolePolicyDocument": trust, "MaxSessionDuration": 7200, "PermissionsBoundary": arn})
	add(r, plan.UpdateRole, plan.Params{"RoleName": "r", "Description": "d", "MaxSessionDuration": 3600})
	add(r, plan.UpdateAssumeRolePolicy, plan.Params{"RoleName": "r", "PolicyDocument": trust})
	add(r, plan.TagRole, plan.Params{"RoleName": "r", "Tags": tags})
	add(r, plan.UntagRole, plan.Params{"RoleName": "r", "TagKeys": []string{"k"}})
	add(r, plan.PutRolePermissionsBoundary, plan.Params{"RoleName": "r", "PermissionsBoundary": arn})
	add(r, plan.AttachRolePolicy, plan.Params{"RoleName": "r", "PolicyArn": arn})
	add(r, plan.PutRolePolicy, plan.Params{"RoleName": "r", "PolicyName": "i", "PolicyDocument": document})
	add(i, plan.CreateInstanceProfile, plan.Params{"InstanceProfileName": "i", "Path": "/eng/"})
	add(i, plan.TagInstanceProfile, plan.Params{"InstanceProfileName": "i", "Tags": tags})
	add(i, plan.UntagInstanceProfile, plan.Params{"InstanceProfileName": "i", "TagKeys": []string{"k"}})
	add(i, plan.AddRoleToInstanceProfile, plan.Params{"InstanceProfileName": "i", "RoleName": "r"})
	add(i, plan.RemoveRoleFromInstanceProfile, plan.Params{"InstanceProfileName": "i", "RoleName": "r"})
	add(i, plan.DeleteInstanceProfile, plan.Params{"InstanceProfileName": "i"})
	o, oidc := spec.OIDCProviderID("o.example.com/x"), plan.Params{"OpenIDConnectProviderArn": "arn:aws:iam::111122223333:oidc-provider/o.example.com/x"}
	prints := []string{strings.Repeat("ab", 20)}
	add(o, plan.CreateOpenIDConnectProvider, plan.Params{"Url": "https://o.example.com/x", "ClientIDList": []string{"a"}, "ThumbprintList": prints, "Tags": tags})
	add(o, plan.AddClientIDToOpenIDConnectProvider, with(oidc, "ClientID", "b"))
	add(o, plan.RemoveClientIDFromOpenIDConnectProvider, with(oidc, "ClientID", "a"))
	add(o, plan.UpdateOpenIDConnectProviderThumbprint, with(oidc, "ThumbprintList", prints))
	add(o, plan.TagOpenIDConnectProvider, with(oidc, "Tags", tags))
	add(o, plan.UntagOpenIDConnectProvider, with(oidc, "TagKeys", []string{"k"}))
	add(o, plan.DeleteOpenIDConnectProvider, oidc)
	m, saml := spec.SAMLProviderID("m"), plan.Params{"SAMLProviderArn": "arn:aws:iam::111122223333:saml-provider/m"}
	add(m, plan.CreateSAMLProvider, plan.Params{"Name": "m", "SAMLMetadataDocument": metadata, "Tags": tags})
	add(m, plan.UpdateSAMLProvider, with(saml, "SAMLMetadataDocument", metadata))
	add(m, plan.TagSAMLProvider, with(saml, "Tags", tags))
	add(m, plan.UntagSAMLProvider, with(saml, "TagKeys", []string{"k"}))
	add(m, plan.DeleteSAMLProvider, saml)
	alias, passwords := spec.Alias{}.ID(), spec.PasswordPolicy{}.ID()
	add(alias, plan.CreateAccountAlias, plan.Params{"AccountAlias": "acme"})
	add(alias, plan.DeleteAccountAlias, plan.Params{"AccountAlias": "acme"})
	add(passwords, plan.UpdateAccountPasswordPolicy, plan.Params{"MinimumPasswordLength": 14, "RequireSymbols": true, "HardExpiry": false})
	add(passwords, plan.DeleteAccountPasswordPolicy, plan.Params{})
	c, old, renamed := spec.ServerCertificateID("new"), plan.Params{"ServerCertificateName": "old"}, plan.Params{"ServerCertificateName": "new"}
	add(c, plan.UpdateServerCertificate, with(old, "NewServerCertificateName", "new"))
	add(c, plan.TagServerCertificate, with(renamed, "Tags", tags))
	add(c, plan.UntagServerCertificate, with(renamed, "TagKeys", []string{"k"}))
	add(c, plan.DeleteServerCertificate, renamed)
	add(r, plan.DeleteRolePolicy, plan.Params{"RoleName": "r", "PolicyName": "i"})
	add(r, plan.DetachRolePolicy, plan.Params{"RoleName": "r", "PolicyArn": arn})
	add(r, plan.DeleteRolePermissionsBoundary, plan.Params{"RoleName": "r"})
	add(r, plan.DeleteRole, plan.Params{"RoleName": "r"})
	add(g, plan.DeleteGroupPolicy, plan.Params{"GroupName": "g", "PolicyName": "i"})
	add(g, plan.DetachGroupPolicy, plan.Params{"GroupName": "g", "PolicyArn": arn})
	add(g, plan.DeleteGroup, plan.Params{"GroupName": "g"})
	add(p, plan.DeletePolicy, plan.Params{"PolicyArn": arn})
	return plan.Plan{Steps: steps}
}

// with returns the parameters and one more.
func with(p plan.Params, name string, value any) plan.Params {
	out := plan.Params{name: value}
	maps.Copy(out, p)
	return out
}

func TestApplyMakesExactlyTheCallsOfThePlan(t *testing.T) {
	w, api := connect()
	upload(t, api, "old") // which no plan does
	w.server.ResetCalls()
	p := everything()
	r := apply.Run(t.Context(), p, api, apply.Options{})
	if !r.Complete() || r.Sent != len(p.Steps) {
		t.Fatalf("sent %d: %v", r.Sent, r.Err())
	}
	var want []string
	for _, s := range p.Steps {
		want = append(want, string(s.Action))
	}
	if diff := cmp.Diff(want, changed(w.server)); diff != "" {
		t.Errorf("changing calls (-plan +account):\n%s", diff)
	}
	if n := len(w.server.Calls()); n != len(p.Steps) {
		t.Errorf("%d calls in all, for %d steps", n, len(p.Steps))
	}
	for action := range plan.Actions {
		if !slices.Contains(want, string(action)) && !slices.Contains(ofCredentials, action) {
			t.Errorf("%s is not tried here", action)
		}
	}
}

// ofCredentials are the actions that take something from a user which no plan gives:
// TestAUserLosesItsCredentials of cmd/iamsync tries them.
var ofCredentials = []plan.Action{
	plan.DeleteLoginProfile, plan.DeleteAccessKey, plan.DeleteSSHPublicKey, plan.DeleteServiceSpecificCredential,
	plan.DeleteSigningCertificate, plan.DeactivateMFADevice, plan.DeleteVirtualMFADevice,
}

// What is gone already needs no removing, whichever action says so.
func TestRemovingWhatIsGoneIsDone(t *testing.T) {
	for _, s := range everything().Steps {
		_, api := connect()
		s.Needs = nil
		r := apply.Run(t.Context(), plan.Plan{Steps: []plan.Step{s}}, api, apply.Options{})
		gone := plan.Actions[s.Action].Repeat == plan.Gone
		made := slices.Contains([]plan.Action{plan.CreateUser, plan.CreateGroup, plan.CreatePolicy, plan.CreateInstanceProfile, plan.CreateOpenIDConnectProvider, plan.CreateSAMLProvider, plan.CreateAccountAlias, plan.UpdateAccountPasswordPolicy}, s.Action)
		if s.Action == plan.CreateUser { // its boundary is not there
			made = false
		}
		if r.Complete() != (gone || made) {
			t.Errorf("%s in an empty account: %v", s.Action, r.Err())
		}
	}
}
