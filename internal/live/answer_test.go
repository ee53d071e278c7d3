package live_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/internal/live"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// Documents arrive encoded from IAM and as they are from moto; both have plus
// signs, percent signs and spaces that must survive.
func TestDocumentsArriveInTwoForms(t *testing.T) {
	pretty := "\n  " + strings.ReplaceAll(oddDoc, ",", ",\n\t")
	forms := map[string]string{
		"encoded":          url.PathEscape(oddDoc),
		"encoded, as AWS":  strings.ReplaceAll(url.QueryEscape(oddDoc), "+", "%20"),
		"raw":              oddDoc,
		"raw and pretty":   pretty,
		"encoded, pretty":  strings.ReplaceAll(url.QueryEscape(pretty), "+", "%20"),
		"raw, with breaks": "\r\n" + oddDoc + "\r\n",
	}
	for name, text := range forms {
		t.Run(name, func(t *testing.T) {
			s := newScript()
			s.policies = []answer[gaad]{say(gaad{Policies: []types.ManagedPolicyDetail{managed("p", text)}})}
			got := read(t, s, live.Want{}).State.Resources[spec.PolicyID("p")].(spec.Policy).Document
			if want := policy.MustParse(oddDoc); got.JSON() != want.JSON() {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestWhatCannotBeReadIsAnErrorThatNamesIt(t *testing.T) {
	inline := func(name, doc *string) gaad {
		out := users("alice")
		out.UserDetailList[0].UserPolicyList = []types.PolicyDetail{{PolicyName: name, PolicyDocument: doc}}
		return out
	}
	versions := func(change func(*types.ManagedPolicyDetail)) gaad {
		p := managed("p", plainDoc)
		change(&p)
		return gaad{Policies: []types.ManagedPolicyDetail{p}}
	}
	tests := map[string]struct {
		stream string
		out    gaad
		want   string
	}{
		"no JSON":             {"users", inline(aws.String("i"), aws.String("%7Bnonsense")), `reading users: reading inline policy "i" of user/alice: reading its document: `},
		"bad escapes":         {"users", inline(aws.String("i"), aws.String("%zz")), `reading users: reading inline policy "i" of user/alice: decoding its document: `},
		"no document":         {"users", inline(aws.String("i"), nil), `reading users: reading inline policy "i" of user/alice: reading its document: there is none`},
		"no name":             {"users", inline(nil, aws.String(plainDoc)), `reading users: reading inline policy "" of user/alice: it has no name`},
		"a user without name": {"users", gaad{UserDetailList: []types.UserDetail{{}}}, "reading users: reading a user: it has no name"},
		"a group's document":  {"groups", gaad{GroupDetailList: []types.GroupDetail{{GroupName: aws.String("g"), GroupPolicyList: []types.PolicyDetail{{PolicyName: aws.String("i"), PolicyDocument: aws.String("[]")}}}}}, `reading groups: reading inline policy "i" of group/g: `},
		"an ARN":              {"users", member("", "arn:nonsense", ""), `reading users: reading the policies attached to user/alice: "arn:nonsense" is not the ARN of a managed policy`},
		"a boundary's ARN":    {"users", member("", "", "nonsense"), `reading users: reading the boundary of user/alice: "nonsense" is not the ARN of a managed policy`},
		"a policy's ARN":      {"policies", versions(func(p *types.ManagedPolicyDetail) { p.Arn = nil }), `reading policies: reading a policy: "" is not the ARN of a managed policy`},
		"an old version": {"policies", versions(func(p *types.ManagedPolicyDetail) {
			p.PolicyVersionList = append(p.PolicyVersionList, types.PolicyVersion{VersionId: aws.String("v0")})
		}), "reading policies: reading policy " + *local("p") + ": reading version v0: reading its document: there is none"},
		"no default version": {"policies", versions(func(p *types.ManagedPolicyDetail) { p.DefaultVersionId = aws.String("v9") }), "reading policies: reading policy " + *local("p") + `: reading its default version "v9": it is not among its versions`},
		"no versions":        {"policies", versions(func(p *types.ManagedPolicyDetail) { p.PolicyVersionList, p.DefaultVersionId = nil, nil }), "reading policies: reading policy " + *local("p") + `: reading its default version "": `},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript()
			*map[string]*[]answer[gaad]{"users": &s.users, "groups": &s.groups, "policies": &s.policies}[tt.stream] = []answer[gaad]{say(tt.out)}
			if got := refused(t, s, live.Want{}); !strings.HasPrefix(got, "reading account 111122223333: "+tt.want) {
				t.Errorf("got  %s\nwant %s…", got, tt.want)
			}
		})
	}
}

// moto leaves PolicyName out of attachments, sends documents raw and, with the
// catalogue loaded, shows AWS's policies as if they were the account's.
const motoUsers = `<UserDetailList><member>
  <Path>/</Path><UserName>alice</UserName><UserId>AIDAALICE</UserId><Arn>arn:aws:iam::111122223333:user/alice</Arn>
  <UserPolicyList><member><PolicyName>self</PolicyName><PolicyDocument>%s</PolicyDocument></member></UserPolicyList>
  <AttachedManagedPolicies><member><PolicyArn>arn:aws:iam::111122223333:policy/own</PolicyArn></member></AttachedManagedPolicies>
</member></UserDetailList>`

const motoPolicies = `<Policies><member>
  <PolicyName>own</PolicyName><Arn>arn:aws:iam::111122223333:policy/own</Arn><Path>/</Path><DefaultVersionId>v10</DefaultVersionId>
  <PolicyVersionList>
    <member><Document>%[1]s</Document><VersionId>v10</VersionId><IsDefaultVersion>true</IsDefaultVersion></member>
    <member><Document>%[1]s</Document><VersionId>v9</VersionId><IsDefaultVersion>false</IsDefaultVersion></member>
  </PolicyVersionList>
</member><member>
  <PolicyName>ReadOnlyAccess</PolicyName><Arn>arn:aws:iam::aws:policy/ReadOnlyAccess</Arn><Path>/</Path>
</member></Policies>`

// moto answers as it does: everything at once whatever the filter, and no pages.
func moto(w http.ResponseWriter, r *http.Request) {
	action := r.FormValue("Action")
	body := ""
	if action == "GetAccountPasswordPolicy" {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>There is none.</Message></Error></ErrorResponse>`)
		return
	}
	if action == "GetAccountAuthorizationDetails" {
		body = "<IsTruncated>false</IsTruncated>" + fmt.Sprintf(motoUsers+motoPolicies, plainDoc)
	}
	fmt.Fprintf(w, `<%[1]sResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>`, action, body)
}

func TestAnEmulatorThatForgivesIsRead(t *testing.T) {
	a := read(t, connect(t, http.HandlerFunc(moto)), live.Want{})
	var ids []string
	for _, id := range a.State.IDs() {
		ids = append(ids, id.String())
	}
	if got, want := strings.Join(ids, " "), "attachment/user:alice:"+*local("own")+" inline/user:alice:self policy/own user/alice"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	v := a.State.Facts[spec.PolicyID("own")].Versions
	if len(v) != 2 || v[0].ID != "v9" || v[1].ID != "v10" || !v[1].Default {
		t.Errorf("versions %+v", v)
	}
}

// An answer that is no answer must not look like an account without users.
func TestNothingIsNotAnEmptyAccount(t *testing.T) {
	bodies := map[string]string{
		"HTML":        "<html><body>Please sign in to the network</body></html>",
		"a cut":       "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><UserDetailList><member>",
		"other words": "<GetUserResponse><GetUserResult/></GetUserResponse>",
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			c := connect(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
			refused(t, c, live.Want{})
		})
	}
}
