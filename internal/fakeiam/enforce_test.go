package fakeiam

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	keys "github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// enforced is a server that asks who signed, with a test that signs as the SDK does.
type enforced struct {
	testing.TB
	*Server
	now *time.Time
}

func enforce(t testing.TB) enforced {
	t.Helper()
	now := time.Now()
	e := enforced{t, New(WithEnforcement(), WithClock(func() time.Time { return now })), &now}
	return e
}

// signer calls with a pair of keys, and a token for a session.
type signer struct {
	iam *iam.Client
	sts *sts.Client
}

func (e enforced) as(key, secret, token string) signer {
	cfg := sdk.Config{
		Region: "us-east-1", HTTPClient: &http.Client{Transport: e.Server}, BaseEndpoint: sdk.String("http://iam.test"),
		Credentials: keys.NewStaticCredentialsProvider(key, secret, token), Retryer: func() sdk.Retryer { return sdk.NopRetryer{} },
	}
	return signer{iam.NewFromConfig(cfg), sts.NewFromConfig(cfg)}
}

func (e enforced) root() signer { return e.as(RootKeyID, RootSecret, "") }

// user makes a user below /team/ who has these documents, and a key of theirs.
func (e enforced) user(name string, documents ...string) signer {
	e.Helper()
	root, ctx := e.root().iam, e.Context()
	_, err := root.CreateUser(ctx, &iam.CreateUserInput{UserName: &name, Path: sdk.String("/team/"), Tags: []types.Tag{{Key: sdk.String("team"), Value: sdk.String("red")}}})
	e.check(err)
	for i, d := range documents {
		_, err := root.PutUserPolicy(ctx, &iam.PutUserPolicyInput{UserName: &name, PolicyName: sdk.String("p" + string(rune('0'+i))), PolicyDocument: sdk.String(statements(d))})
		e.check(err)
	}
	return e.keyOf(name)
}

func (e enforced) keyOf(name string) signer {
	e.Helper()
	key, err := e.root().iam.CreateAccessKey(e.Context(), &iam.CreateAccessKeyInput{UserName: &name})
	e.check(err)
	return e.as(*key.AccessKey.AccessKeyId, *key.AccessKey.SecretAccessKey, "")
}

func (e enforced) check(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

func statements(all string) string { return `{"Version":"2012-10-17","Statement":[` + all + `]}` }

// allow is a statement that allows an action on a resource.
func allow(action, resource string) string {
	return `{"Effect":"Allow","Action":"` + action + `","Resource":"` + resource + `"}`
}

func allowIf(action, resource, condition string) string {
	return strings.TrimSuffix(allow(action, resource), "}") + `,"Condition":{` + condition + `}}`
}

// answerOf is an error's code and message, or "allowed" for what was let through: what
// IAM itself says of it then is another matter.
func answerOf(err error) string {
	var api smithy.APIError
	switch {
	case err == nil:
		return "allowed"
	case !errors.As(err, &api):
		return err.Error()
	case !slices.Contains([]string{"AccessDenied", "InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken"}, api.ErrorCode()):
		return "allowed"
	}
	return api.ErrorCode() + ": " + api.ErrorMessage()
}

func TestWhoSigned(t *testing.T) {
	e := enforce(t)
	who := func(s signer) string {
		out, err := s.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		if err != nil {
			return answerOf(err)
		}
		return *out.Arn
	}
	const unknown = "InvalidClientTokenId: The security token included in the request is invalid."
	same(t, "root", who(e.root()), "arn:aws:iam::111122223333:root")
	same(t, "a key that nobody made", who(e.as("AKIAIOSFODNN7EXAMPLE", "secret", "")), unknown)

	ci := e.user("CI")
	same(t, "a user needs no permission to ask", who(ci), ownARN+"user/team/CI")
	got := who(e.as(RootKeyID, "another", ""))
	if !strings.HasPrefix(got, "SignatureDoesNotMatch: The request signature we calculated does not match") {
		t.Errorf("a wrong secret: %s", got)
	}

	listed, err := e.root().iam.ListAccessKeys(t.Context(), &iam.ListAccessKeysInput{UserName: sdk.String("ci")})
	e.check(err)
	_, err = e.root().iam.UpdateAccessKey(t.Context(), &iam.UpdateAccessKeyInput{UserName: sdk.String("ci"), AccessKeyId: listed.AccessKeyMetadata[0].AccessKeyId, Status: types.StatusTypeInactive})
	e.check(err)
	same(t, "a key that is not active", who(ci), unknown)

	*e.now = e.now.Add(16 * time.Minute)
	if got := who(e.root()); !strings.HasPrefix(got, "SignatureDoesNotMatch: Signature expired: ") {
		t.Errorf("a signature of long ago: %s", got)
	}
	*e.now = e.now.Add(-32 * time.Minute)
	if got := who(e.root()); !strings.HasPrefix(got, "SignatureDoesNotMatch: Signature not yet current: ") {
		t.Errorf("a signature of tomorrow: %s", got)
	}
}

// What was signed is what arrives: whoever changes a request on its way is found out.
func TestChangedOnTheWay(t *testing.T) {
	e := enforce(t)
	send := func(change func(*http.Request)) string {
		client := e.root().iam
		_, err := client.ListUsers(t.Context(), &iam.ListUsersInput{}, func(o *iam.Options) {
			o.HTTPClient = &http.Client{Transport: tampering{e.Server, change}}
		})
		code, _, _ := strings.Cut(answerOf(err), ":")
		return code
	}
	same(t, "nothing", send(func(*http.Request) {}), "allowed")
	same(t, "a signed header", send(func(r *http.Request) { r.Header.Set("X-Amz-Date", "20260101T000000Z") }), "SignatureDoesNotMatch")
	same(t, "the host", send(func(r *http.Request) { r.Host = "elsewhere" }), "SignatureDoesNotMatch")
	same(t, "the query", send(func(r *http.Request) { r.URL.RawQuery = "UserName=x" }), "SignatureDoesNotMatch")
	same(t, "a header that is not signed", send(func(r *http.Request) { r.Header.Set("X-Proxy", "y") }), "allowed")
	same(t, "another service's scope", send(func(r *http.Request) {
		r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "/iam/", "/ec2/", 1))
	}), "SignatureDoesNotMatch")
}

type tampering struct {
	next   http.RoundTripper
	change func(*http.Request)
}

func (t tampering) RoundTrip(r *http.Request) (*http.Response, error) {
	t.change(r)
	return t.next.RoundTrip(r)
}

// A presigned request has its signature in the query, as clusters take it for a login.
func TestPresigned(t *testing.T) {
	e := enforce(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://iam.test/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Expires=60", nil)
	e.check(err)
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	url, _, err := v4.NewSigner().PresignHTTP(t.Context(), sdk.Credentials{AccessKeyID: RootKeyID, SecretAccessKey: RootSecret}, r, empty, "sts", "us-east-1", *e.now)
	e.check(err)
	get := func(url string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		e.check(err)
		resp, err := e.RoundTrip(r)
		e.check(err)
		return resp.StatusCode
	}
	same(t, "as it is", get(url), 200)
	same(t, "another parameter", get(url+"&UserName=x"), 403)
	*e.now = e.now.Add(2 * time.Minute)
	same(t, "later than it says", get(url), 403)
}

// A call is asked for by its action, on what it is about, with the condition keys of both.
func TestMayThey(t *testing.T) {
	const team = ownARN + "user/team/*"
	create := func(ctx context.Context, c *iam.Client) error {
		_, err := c.CreateUser(ctx, &iam.CreateUserInput{UserName: sdk.String("New"), Path: sdk.String("/team/")})
		return err
	}
	tagged := func(ctx context.Context, c *iam.Client) error {
		_, err := c.CreateUser(ctx, &iam.CreateUserInput{UserName: sdk.String("New"), Path: sdk.String("/team/"), Tags: []types.Tag{{Key: sdk.String("team"), Value: sdk.String("red")}}})
		return err
	}
	get := func(ctx context.Context, c *iam.Client) error {
		_, err := c.GetUser(ctx, &iam.GetUserInput{UserName: sdk.String("CALLER")}) // in another case
		return err
	}
	attach := func(ctx context.Context, c *iam.Client) error {
		_, err := c.AttachUserPolicy(ctx, &iam.AttachUserPolicyInput{UserName: sdk.String("caller"), PolicyArn: sdk.String(readOnly)})
		return err
	}
	move := func(ctx context.Context, c *iam.Client) error {
		_, err := c.UpdateUser(ctx, &iam.UpdateUserInput{UserName: sdk.String("caller"), NewPath: sdk.String("/up/")})
		return err
	}
	fill := func(ctx context.Context, c *iam.Client) error {
		_, err := c.AddRoleToInstanceProfile(ctx, &iam.AddRoleToInstanceProfileInput{InstanceProfileName: sdk.String("machine"), RoleName: sdk.String("Machine")})
		return err
	}
	denied := func(action, resource, why string) string {
		return "AccessDenied: User: " + ownARN + "user/team/caller is not authorized to perform: iam:" + action + " on resource: " + resource + " " + why
	}
	unallowed := func(action, resource string) string {
		return denied(action, resource, "because no identity-based policy allows the iam:"+action+" action")
	}
	for _, test := range []struct {
		name string
		call func(context.Context, *iam.Client) error
		has  []string
		want string
	}{
		{"nothing", create, nil, unallowed("CreateUser", ownARN+"user/team/New")},
		{"the action on the path", create, []string{allow("iam:CreateUser", team)}, "allowed"},
		{"the action on another path", create, []string{allow("iam:CreateUser", ownARN+"user/eng/*")}, unallowed("CreateUser", ownARN+"user/team/New")},
		{"a deny", create, []string{allow("iam:*", "*"), `{"Effect":"Deny","Action":"iam:Create*","Resource":"*"}`},
			denied("CreateUser", ownARN+"user/team/New", "with an explicit deny in an identity-based policy")},
		{"tags ask for TagUser too", tagged, []string{allow("iam:CreateUser", team)}, unallowed("TagUser", ownARN+"user/team/New")},
		{"tags, with TagUser", tagged, []string{allow("iam:CreateUser", team), allow("iam:TagUser", team)}, "allowed"},
		{"aws:RequestTag", tagged, []string{allowIf("iam:*", team, `"StringEquals":{"aws:RequestTag/team":"red"},"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}`)}, "allowed"},
		{"aws:RequestTag, another", tagged, []string{allowIf("iam:*", team, `"StringEquals":{"aws:RequestTag/team":"blue"}`)}, unallowed("CreateUser", ownARN+"user/team/New")},
		{"the name as it is stored", get, []string{allow("iam:GetUser", ownARN+"user/team/caller")}, "allowed"},
		{"the name as it is asked for", get, []string{allow("iam:GetUser", ownARN+"user/team/CALLER")}, unallowed("GetUser", "user caller")},
		{"aws:username", get, []string{allow("iam:GetUser", ownARN+"user/team/${aws:username}")}, "allowed"},
		{"aws:PrincipalArn", get, []string{allowIf("iam:GetUser", "*", `"ArnEquals":{"aws:PrincipalArn":"`+ownARN+`user/team/caller"}`)}, "allowed"},
		{"aws:ResourceTag", get, []string{allowIf("iam:GetUser", "*", `"StringEquals":{"aws:ResourceTag/team":"red","iam:ResourceTag/team":"red"}`)}, "allowed"},
		{"aws:PrincipalTag", get, []string{allowIf("iam:GetUser", "*", `"StringEquals":{"aws:PrincipalTag/team":"red"}`)}, "allowed"},
		{"the address", get, []string{allowIf("iam:GetUser", "*", `"Bool":{"aws:SecureTransport":"true"}`)}, unallowed("GetUser", "user caller")},
		{"iam:PolicyARN", attach, []string{allowIf("iam:AttachUserPolicy", "*", `"ArnEquals":{"iam:PolicyARN":"`+readOnly+`"}`)}, "allowed"},
		{"iam:PolicyARN, another", attach, []string{allowIf("iam:AttachUserPolicy", "*", `"ArnEquals":{"iam:PolicyARN":"arn:aws:iam::aws:policy/Billing"}`)}, unallowed("AttachUserPolicy", "user caller")},
		{"a move asks at both ends", move, []string{allow("iam:UpdateUser", team)}, unallowed("UpdateUser", "user caller")},
		{"a move, with both ends", move, []string{allow("iam:UpdateUser", team), allow("iam:UpdateUser", ownARN+"user/up/*")}, "allowed"},
		{"a role is passed", fill, []string{allow("iam:AddRoleToInstanceProfile", ownARN+"instance-profile/machine")}, unallowed("PassRole", ownARN+"role/Machine")},
		{"a role is passed, with PassRole", fill, []string{allow("iam:AddRoleToInstanceProfile", "*"),
			allowIf("iam:PassRole", ownARN+"role/Machine", `"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}`)}, "allowed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := enforce(t)
			root, ctx := e.root().iam, t.Context()
			_, err := root.CreateRole(ctx, &iam.CreateRoleInput{RoleName: sdk.String("Machine"), AssumeRolePolicyDocument: sdk.String(trustOf("ec2.amazonaws.com"))})
			e.check(err)
			_, err = root.CreateInstanceProfile(ctx, &iam.CreateInstanceProfileInput{InstanceProfileName: sdk.String("machine")})
			e.check(err)
			same(t, "answer", answerOf(test.call(ctx, e.user("caller", test.has...).iam)), test.want)
		})
	}
}

// Permissions come from groups and from AWS's own policies too, and a boundary ends them.
func TestWherePermissionsComeFrom(t *testing.T) {
	e := enforce(t)
	root, ctx := e.root().iam, t.Context()
	list := func(s signer) string {
		_, err := s.iam.ListUsers(ctx, &iam.ListUsersInput{})
		return answerOf(err)
	}
	const no = "AccessDenied: User: " + ownARN + "user/team/ann is not authorized to perform: iam:ListUsers on resource: * because no "
	ann := e.user("ann")
	same(t, "nothing", list(ann), no+"identity-based policy allows the iam:ListUsers action")

	_, err := root.CreateGroup(ctx, &iam.CreateGroupInput{GroupName: sdk.String("readers")})
	e.check(err)
	_, err = root.AttachGroupPolicy(ctx, &iam.AttachGroupPolicyInput{GroupName: sdk.String("readers"), PolicyArn: sdk.String("arn:aws:iam::aws:policy/IAMReadOnlyAccess")})
	e.check(err)
	_, err = root.AddUserToGroup(ctx, &iam.AddUserToGroupInput{GroupName: sdk.String("readers"), UserName: sdk.String("ann")})
	e.check(err)
	same(t, "by AWS's policy of her group", list(ann), "allowed")

	for _, boundary := range []struct{ name, document, want string }{
		{"small", allow("s3:*", "*"), no + "permissions boundary allows the iam:ListUsers action"},
		{"denying", allow("*", "*") + `,{"Effect":"Deny","Action":"iam:List*","Resource":"*"}`,
			strings.TrimSuffix(no, "because no ") + "with an explicit deny in a permissions boundary"},
		{"large", allow("*", "*"), "allowed"},
	} {
		p, err := root.CreatePolicy(ctx, &iam.CreatePolicyInput{PolicyName: &boundary.name, PolicyDocument: sdk.String(statements(boundary.document))})
		e.check(err)
		_, err = root.PutUserPermissionsBoundary(ctx, &iam.PutUserPermissionsBoundaryInput{UserName: sdk.String("ann"), PermissionsBoundary: p.Policy.Arn})
		e.check(err)
		same(t, boundary.name, list(ann), boundary.want)
	}
}

// Whoever calls without a name means themselves.
func TestTheCallerIsMeant(t *testing.T) {
	e := enforce(t)
	ann := e.user("ann", allow("iam:*AccessKey*", ownARN+"user/team/${aws:username}"))
	made, err := ann.iam.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{})
	e.check(err)
	same(t, "whose key", *made.AccessKey.UserName, "ann")
	listed, err := e.as(*made.AccessKey.AccessKeyId, *made.AccessKey.SecretAccessKey, "").iam.ListAccessKeys(t.Context(), &iam.ListAccessKeysInput{})
	e.check(err)
	same(t, "keys", len(listed.AccessKeyMetadata), 2)
}

func TestAssumeRole(t *testing.T) {
	e := enforce(t)
	root, ctx := e.root(), t.Context()
	role := func(name, trusts string) string {
		trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + trusts + `"},"Action":"sts:AssumeRole"}]}`
		out, err := root.iam.CreateRole(ctx, &iam.CreateRoleInput{RoleName: &name, Path: sdk.String("/ops/"), AssumeRolePolicyDocument: &trust})
		e.check(err)
		_, err = root.iam.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: &name, PolicyName: sdk.String("p"), PolicyDocument: sdk.String(statements(allow("iam:ListUsers", "*")))})
		e.check(err)
		return *out.Role.Arn
	}
	assume := func(s signer, arn string) (*sts.AssumeRoleOutput, string) {
		out, err := s.sts.AssumeRole(ctx, &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: sdk.String("job-7")})
		return out, answerOf(err)
	}
	ann, bob := e.user("ann"), e.user("bob", allow("sts:AssumeRole", "*"))
	hers, account := role("hers", ownARN+"user/team/ann"), role("account", ownARN+"root")
	refused := func(who, arn string) string {
		return "AccessDenied: User: " + ownARN + "user/team/" + who + " is not authorized to perform: sts:AssumeRole on resource: " + arn
	}
	for _, test := range []struct {
		name, arn string
		who       signer
		want      string
	}{
		{"trusted by name", hers, ann, "allowed"},
		{"not trusted", hers, bob, refused("bob", hers)},
		{"trusted by the account, and allowed", account, bob, "allowed"},
		{"trusted by the account alone", account, ann, refused("ann", account)},
		{"not there", ownARN + "role/none", bob, refused("bob", ownARN+"role/none")},
		{"root", hers, root, "AccessDenied: Roles may not be assumed by root accounts."},
	} {
		_, got := assume(test.who, test.arn)
		same(t, test.name, got, test.want)
	}

	out, _ := assume(ann, hers)
	session := e.as(*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, *out.Credentials.SessionToken)
	who, err := session.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	e.check(err)
	same(t, "who", *who.Arn, "arn:aws:sts::111122223333:assumed-role/hers/job-7")
	same(t, "ID", *who.UserId, *out.AssumedRoleUser.AssumedRoleId)
	_, err = session.iam.ListUsers(ctx, &iam.ListUsersInput{})
	same(t, "what the role may", answerOf(err), "allowed")
	_, err = session.iam.ListGroups(ctx, &iam.ListGroupsInput{})
	same(t, "what it may not", answerOf(err), "AccessDenied: User: arn:aws:sts::111122223333:assumed-role/hers/job-7 is not authorized to perform: "+
		"iam:ListGroups on resource: * because no identity-based policy allows the iam:ListGroups action")

	_, err = e.as(*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, "").iam.ListUsers(ctx, &iam.ListUsersInput{})
	same(t, "without the token", answerOf(err), answerOf(unknownKeyOf()))
	_, err = e.as(*out.Credentials.AccessKeyId, *out.Credentials.SecretAccessKey, *out.Credentials.SessionToken+"AAAA").iam.ListUsers(ctx, &iam.ListUsersInput{})
	same(t, "with another token", answerOf(err), answerOf(unknownKeyOf()))
	*e.now = out.Credentials.Expiration.Add(time.Second)
	_, err = session.iam.ListUsers(ctx, &iam.ListUsersInput{})
	same(t, "afterwards", answerOf(err), "ExpiredToken: The security token included in the request is expired")
}

func unknownKeyOf() error {
	return &smithy.GenericAPIError{Code: unknownKey().Code, Message: unknownKey().Message}
}

// Every action of IAM that there is has a type of resource, and no other has.
func TestEveryActionHasAResource(t *testing.T) {
	listed := 0
	for _, names := range resourceTypes {
		listed += len(names)
	}
	same(t, "actions that are listed", listed, len(actions[iamVersion]))
	for name := range actions[iamVersion] {
		if resourceTypeOf[name] == "" {
			t.Errorf("%s is on no resource", name)
		}
	}
}

// Of everything that has an ARN, a call is asked for by the one that it has.
func TestNeedsAreOnWhatThereIs(t *testing.T) {
	for name, kind := range resourceTypeOf {
		s := furnished(t)
		v := form(name, "UserName", "Alice", "GroupName", "DEVELOPERS", "PolicyArn", fence, "NewPath", "")
		s.withCredentials(v)
		s.aboutRoles(v)
		needs := s.acct.needs(&call{action: name, version: iamVersion, form: v, caller: s.acct.caller})
		stem := s.acct.arn(kind + "/")
		if kind == "*" {
			stem = "*"
		}
		for _, n := range needs {
			if !strings.HasPrefix(n.Resource, stem) && n.Action != "iam:PassRole" {
				t.Errorf("%s needs %s on %s", name, n.Action, n.Resource)
			}
		}
		if len(needs) == 0 || needs[0].Action != "iam:"+name {
			t.Errorf("%s needs %v", name, needs)
		}
	}
}
