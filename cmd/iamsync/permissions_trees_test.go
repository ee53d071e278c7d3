package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"iamsync/internal/credentialtest"
)

// permitted is a directory, and what becomes of an account that it is for.
type permitted struct {
	name, path string
	before     func(another) // what must be there
	drifts     func(another) // what others do once it was applied
	lost       []string      // actions whose first answer does not arrive
}

// wholeTree declares what the quickstart does not.
const wholeTree = `
version: 1
account: "111122223333"
scope: {prune: true, paths: [/acme/], include: ["oidc-provider/*", "saml-provider/*"]}
guards: {unused_days: 30}
account_alias: acme-production
password_policy: {minimum_length: 14}
roles:
  deploy:
    path: /acme/
    description: Puts what was built where it runs
    trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]}
    tags: {team: platform}
    boundary: PowerUserAccess
    policies: [SecurityAudit]
    inline: {own: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:Get*", Resource: "*"}]}}
  plain:
    path: /acme/
    trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]}
    boundary: none
instance_profiles:
  workers: {path: /acme/, role: deploy, tags: {team: platform}}
oidc_providers:
  login.example.com/acme:
    client_ids: [console, reports]
    thumbprints: [990f4193972f2becf12ddeda5237f9c952f20d9e]
    tags: {team: platform}
saml_providers:
  okta: {metadata: {file: okta.xml}, tags: {team: platform}}
server_certificates:
  www: {path: /acme/, tags: {team: platform}}
`

// bareTree says what an account shall not have.
const bareTree = `
version: 1
account: "111122223333"
guards: {lock: true}
account_alias: none
password_policy: none
`

// movedTree declares what others have moved, and changed besides: most of that is put
// right before it is moved back. It has a scope before it.
const movedTree = `
version: 1
account: "111122223333"
groups:
  payers:
    path: /finance/
    policies: [SecurityAudit]
    inline: {own: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:Get*", Resource: "*"}]}}
users:
  alice:
    path: /finance/
    tags: {team: payments}
    boundary: PowerUserAccess
    groups: [payers]
    policies: [SecurityAudit]
    inline: {own: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:Get*", Resource: "*"}]}}
  bob: {path: /finance/, boundary: none}
  carol: {path: /finance/, renamed_from: caroline, tags: {team: payments}}
server_certificates:
  www: {path: /finance/, tags: {team: payments}}
`

// leftTree leaves paths as they are, and says when somebody ends who was never renamed.
const leftTree = `
version: 1
account: "111122223333"
policies:
  read: {ignore: [path], document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:Get*", Resource: "*"}]}}
roles:
  web:
    ignore: [path]
    trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]}
    tags: {team: payments}
    policies: [read]
instance_profiles:
  web: {ignore: [path], role: web, tags: {team: payments}}
users:
  alice: {ignore: [path], tags: {team: payments}, policies: [read]}
  carol: {path: /finance/, renamed_from: caroline, expires: 2026-01-31}
`

func trees(t *testing.T) []permitted {
	t.Helper()
	whole, bare, within, anywhere := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	put(t, filepath.Join(within, "iamsync.yaml"), movedTree+"scope: {prune: true, paths: [/acme/, /finance/]}\n")
	put(t, filepath.Join(anywhere, "iamsync.yaml"), movedTree)
	put(t, filepath.Join(whole, "iamsync.yaml"), wholeTree)
	put(t, filepath.Join(whole, "okta.xml"), metadata(t))
	put(t, filepath.Join(bare, "iamsync.yaml"), bareTree)
	return []permitted{
		{"quickstart", quickstart, func(another) {}, driftQuickstart, []string{"CreateUser", "CreateGroup", "CreatePolicy"}},
		{"whole", whole, uploadCertificate, driftWhole, []string{"CreateRole", "CreateInstanceProfile", "CreateOpenIDConnectProvider", "CreateSAMLProvider"}},
		{"bare", bare, furnish, func(another) {}, nil},
		{"moved within the scope", within, beforeMoved, driftMoved, []string{"CreateUser", "CreateGroup", "UpdateUser"}},
		{"moved from anywhere", anywhere, beforeMoved, driftMoved, []string{"CreateUser", "CreateGroup", "UpdateUser"}},
	}
}

func metadata(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../examples/complete/okta.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func uploadCertificate(a another) {
	a.Helper()
	body, key := credentialtest.Certificate()
	a.do("UploadServerCertificate", "ServerCertificateName", "www", "Path", "/acme/x/", "CertificateBody", body, "PrivateKey", key,
		"Tags.member.1.Key", "more", "Tags.member.1.Value", "x")
}

func furnish(a another) {
	a.Helper()
	a.do("CreateAccountAlias", "AccountAlias", "acme")
	a.do("UpdateAccountPasswordPolicy", "MinimumPasswordLength", "9")
}

// driftWhole changes what the whole tree declares, in every way that a file could.
func driftWhole(a another) {
	a.Helper()
	const own = "arn:aws:iam::111122223333:"
	tags := []string{"Tags.member.1.Key", "team", "Tags.member.1.Value", "other", "Tags.member.2.Key", "more", "Tags.member.2.Value", "x"}
	tag := func(action string, params ...string) { a.do(action, append(params, tags...)...) }
	oidc, saml := own+"oidc-provider/login.example.com/acme", own+"saml-provider/okta"
	furnish(a)
	a.do("UpdateRole", "RoleName", "deploy", "Description", "Something else")
	a.do("UpdateAssumeRolePolicy", "RoleName", "deploy", "PolicyDocument",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)
	a.do("DeleteRolePermissionsBoundary", "RoleName", "deploy")
	a.do("PutRolePermissionsBoundary", "RoleName", "plain", "PermissionsBoundary", "arn:aws:iam::aws:policy/ReadOnlyAccess")
	a.do("AttachRolePolicy", "RoleName", "deploy", "PolicyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess")
	a.do("PutRolePolicy", "RoleName", "deploy", "PolicyName", "more", "PolicyDocument", asJSON("s3:Other"))
	a.do("RemoveRoleFromInstanceProfile", "InstanceProfileName", "workers", "RoleName", "deploy")
	a.do("AddRoleToInstanceProfile", "InstanceProfileName", "workers", "RoleName", "plain")
	a.do("AddClientIDToOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc, "ClientID", "more")
	a.do("RemoveClientIDFromOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc, "ClientID", "reports")
	a.do("UpdateOpenIDConnectProviderThumbprint", "OpenIDConnectProviderArn", oidc, "ThumbprintList.member.1", strings.Repeat("a", 40))
	a.do("UpdateSAMLProvider", "SAMLProviderArn", saml, "SAMLMetadataDocument", strings.Replace(metadata(a.T), "login.example.com/acme", "login.example.com/other", 1))
	tag("TagRole", "RoleName", "deploy")
	tag("TagInstanceProfile", "InstanceProfileName", "workers")
	tag("TagOpenIDConnectProvider", "OpenIDConnectProviderArn", oidc)
	tag("TagSAMLProvider", "SAMLProviderArn", saml)
	tag("TagServerCertificate", "ServerCertificateName", "www")
}

// beforeMoved makes what the files do not create: a certificate, and a user of an old name.
func beforeMoved(a another) {
	a.Helper()
	uploadCertificate(a)
	a.do("CreateUser", "UserName", "caroline", "Path", "/acme/x/")
}

// driftMoved moves what the moved tree declares, and changes all that it says of it.
func driftMoved(a another) {
	a.Helper()
	const elsewhere, aws = "/acme/x/", "arn:aws:iam::aws:policy/"
	tags := []string{"Tags.member.1.Key", "team", "Tags.member.1.Value", "other", "Tags.member.2.Key", "more", "Tags.member.2.Value", "x"}
	for kind, name := range map[string]string{"User": "alice", "Group": "payers"} {
		a.do("Detach"+kind+"Policy", kind+"Name", name, "PolicyArn", aws+"SecurityAudit")
		a.do("Attach"+kind+"Policy", kind+"Name", name, "PolicyArn", aws+"ReadOnlyAccess")
		a.do("Delete"+kind+"Policy", kind+"Name", name, "PolicyName", "own")
		a.do("Put"+kind+"Policy", kind+"Name", name, "PolicyName", "more", "PolicyDocument", asJSON("s3:Other"))
		a.do("Update"+kind, kind+"Name", name, "NewPath", elsewhere)
	}
	a.do("RemoveUserFromGroup", "GroupName", "payers", "UserName", "alice")
	a.do("AddUserToGroup", "GroupName", "payers", "UserName", "bob")
	a.do("DeleteUserPermissionsBoundary", "UserName", "alice")
	a.do("PutUserPermissionsBoundary", "UserName", "bob", "PermissionsBoundary", aws+"ReadOnlyAccess")
	a.do("UpdateUser", "UserName", "bob", "NewPath", elsewhere)
	a.do("UpdateUser", "UserName", "carol", "NewUserName", "caroline", "NewPath", elsewhere)
	a.do("UpdateServerCertificate", "ServerCertificateName", "www", "NewPath", elsewhere)
	a.do("TagUser", append([]string{"UserName", "alice"}, tags...)...)
	a.do("TagServerCertificate", append([]string{"ServerCertificateName", "www"}, tags...)...)
}

// beforeLeft makes all of it elsewhere.
func beforeLeft(a another) {
	a.Helper()
	const path, trusted = "/acme/x/", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	a.do("CreatePolicy", "PolicyName", "read", "Path", path, "PolicyDocument", asJSON("s3:Other"))
	a.do("CreateRole", "RoleName", "web", "Path", path, "AssumeRolePolicyDocument", trusted)
	a.do("CreateInstanceProfile", "InstanceProfileName", "web", "Path", path)
	a.do("CreateUser", "UserName", "alice", "Path", path)
	a.do("CreateUser", "UserName", "caroline", "Path", path)
	a.do("PutUserPolicy", "UserName", "caroline", "PolicyName", "own", "PolicyDocument", asJSON("s3:Other"))
}
