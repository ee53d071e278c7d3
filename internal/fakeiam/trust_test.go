package fakeiam

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// trusts is a trust document of one statement, with other members in place of its own.
func trusts(principal, action, more string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":` + principal + `,"Action":` + action + more + `}]}`
}

const assume = `"sts:AssumeRole"`

func aws(principal string) string { return trusts(`{"AWS":"`+principal+`"}`, assume, "") }

func TestTrustDocumentsThatIAMRefuses(t *testing.T) {
	const (
		syntax  = "Syntax errors in policy."
		actions = "AssumeRole policy may only specify STS AssumeRole actions."
		nobody  = "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!"
		domain  = "Federated principals must be valid domain names or SAML metadata ARNs"
	)
	invalid := func(principal string) string { return `Invalid principal in policy: "AWS":"` + principal + `"` }
	service := `{"Service":"ec2.amazonaws.com"}`
	tests := []struct{ name, document, want string }{
		{"no JSON", "not valid json", "This policy contains invalid Json"},
		{"trailing comma", `{"Version":"2012-10-17",}`, "This policy contains invalid Json"},
		{"no object", `[]`, syntax},
		{"unknown member", trusts(service, assume, `,"Principals":{}`), syntax},
		{"no statement", `{"Version":"2012-10-17","Statement":[]}`, syntax},
		{"a version that is none", strings.Replace(trustEC2, "2012", "2013", 1), syntax},
		{"an effect in another case", strings.Replace(trustEC2, "Allow", "allow", 1), "The policy failed legacy parsing"},
		{"a resource", trusts(service, assume, `,"Resource":"*"`), "Has prohibited field Resource"},
		{"no resource in so many words", trusts(service, assume, `,"NotResource":"*"`), "Has prohibited field NotResource"},
		{"all but somebody", strings.Replace(trustEC2, `"Principal"`, `"NotPrincipal"`, 1), "Has prohibited field NotPrincipal"},
		{"no principal", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}`, "Missing required field Principal"},
		{"no action", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*"}}`, "Missing required field Action"},
		{"no actions", trusts(service, `[]`, ""), "Missing required field Action"},
		{"equal sids", `{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"},` +
			`{"Sid":"a","Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}`, "Statement IDs (SID) in a single policy must be unique."},
		{"an action that is none", trusts(service, `"sts:InvalidAction"`, ""), actions},
		{"an action of another service", trusts(service, `["sts:AssumeRole","s3:GetObject"]`, ""), actions},
		{"all actions but one", strings.Replace(trustEC2, `"Action"`, `"NotAction"`, 1), actions},
		{"nobody", trusts(`{}`, assume, ""), nobody},
		{"an empty list", trusts(`{"AWS":[]}`, assume, ""), nobody},
		{"a principal that is a string", trusts(`"111122223333"`, assume, ""), syntax},
		{"a kind of principal that is none", trusts(`{"Aws":"*"}`, assume, ""), syntax},
		{"a principal that is a number", trusts(`{"AWS":111122223333}`, assume, ""), syntax},
		{"a user that is not there", aws(ownARN + "user/nobody"), invalid(ownARN + "user/nobody")},
		{"a role that is not there yet", aws(ownARN + "role/new"), invalid(ownARN + "role/new")},
		{"a user under another path", aws(ownARN + "user/Alice"), invalid(ownARN + "user/Alice")},
		{"a user in another case", aws(ownARN + "user/eng/alice"), invalid(ownARN + "user/eng/alice")},
		{"a group", aws(ownARN + "group/Developers"), invalid(ownARN + "group/Developers")},
		{"a group of another account", aws("arn:aws:iam::999999999999:group/x"), invalid("arn:aws:iam::999999999999:group/x")},
		{"a wildcard in a name", aws(ownARN + "user/*"), invalid(ownARN + "user/*")},
		{"another partition", aws("arn:aws-cn:iam::111122223333:root"), invalid("arn:aws-cn:iam::111122223333:root")},
		{"an account of eleven digits", aws("11112222333"), invalid("11112222333")},
		{"an ID of nobody", aws("AIDAAAAAAAAAAAAAAAAAA"), invalid("AIDAAAAAAAAAAAAAAAAAA")},
		{"a session of a role that is not there", aws("arn:aws:sts::111122223333:assumed-role/none/s"), invalid("arn:aws:sts::111122223333:assumed-role/none/s")},
		{"one of two", trusts(`{"AWS":["`+ec2+`","`+ownARN+`user/nobody"]}`, assume, ""), invalid(ownARN + "user/nobody")},
		{"a service without a domain", trusts(`{"Service":"amazonaws.com"}`, assume, ""), `Invalid principal in policy: "SERVICE":"amazonaws.com"`},
		{"a provider that is none", trusts(`{"Federated":"none"}`, assume, ""), domain},
	}
	s := roles(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := tb{t, s.Server}
			want := "400 MalformedPolicyDocument: " + test.want
			s.wants(want, "CreateRole", "RoleName", "new", "AssumeRolePolicyDocument", test.document)
			s.wants(want, "UpdateAssumeRolePolicy", "RoleName", "ec2", "PolicyDocument", test.document)
		})
	}
}

// trustOfRole is a role's trust document as answers have it.
func (t tb) trustOfRole(name string) string {
	t.Helper()
	text, err := url.PathUnescape(t.do("GetRole", "RoleName", name).text("Role/AssumeRolePolicyDocument"))
	if err != nil {
		t.Error(err)
	}
	return text
}

func TestTrustDocumentsAreRenderedAnew(t *testing.T) {
	id := map[string]string{}
	s := roles(t)
	id["Alice"] = s.do("GetUser", "UserName", "Alice").text("User/UserId")
	id["ec2"] = s.do("GetRole", "RoleName", "ec2").text("Role/RoleId")
	root := aws("arn:aws:iam::999999999999:root")
	tests := []struct{ name, document, want string }{
		{"a service", trustEC2, trustEC2},
		{"white space", "\n" + strings.ReplaceAll(trustEC2, ",", " ,\t"), trustEC2},
		{"the order of members", `{"Statement":{"Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"},"Effect":"Allow"},"Version":"2012-10-17"}`, trustEC2},
		{"lists of one", trusts(`{"Service":["ec2.amazonaws.com"]}`, `["sts:AssumeRole"]`, ""), trusts(`{"Service":["ec2.amazonaws.com"]}`, `["sts:AssumeRole"]`, "")},
		{"everybody", trusts(`"*"`, assume, ""), trusts(`{"AWS":"*"}`, assume, "")},
		{"an account by its number", aws("999999999999"), root},
		{"an account by its root", root, root},
		{"an account twice", trusts(`{"AWS":["999999999999","arn:aws:iam::999999999999:root"]}`, assume, ""), trusts(`{"AWS":["arn:aws:iam::999999999999:root"]}`, assume, "")},
		{"somebody of another account", aws("arn:aws:iam::999999999999:user/a/b"), aws("arn:aws:iam::999999999999:user/a/b")},
		{"a user", aws(ownARN + "user/eng/Alice"), aws(ownARN + "user/eng/Alice")},
		{"a user by its ID", aws(id["Alice"]), aws(ownARN + "user/eng/Alice")},
		{"the role itself by its ID", aws(id["ec2"]), aws(ec2)},
		{"sessions", trusts(`{"AWS":"arn:aws:sts::111122223333:assumed-role/ec2/s"}`, assume, ""), aws("arn:aws:sts::111122223333:assumed-role/ec2/s")},
		{"a federated user", aws("arn:aws:sts::111122223333:federated-user/f"), aws("arn:aws:sts::111122223333:federated-user/f")},
		{"a provider, there or not", trusts(`{"Federated":"`+noSAML+`"}`, `"sts:AssumeRoleWithSAML"`, ""), trusts(`{"Federated":"`+noSAML+`"}`, `"sts:AssumeRoleWithSAML"`, "")},
		{"a domain", trusts(`{"Federated":"accounts.google.com"}`, `"sts:AssumeRoleWithWebIdentity"`, ""), trusts(`{"Federated":"accounts.google.com"}`, `"sts:AssumeRoleWithWebIdentity"`, "")},
		{"kinds of principals", trusts(`{"Service":"ec2.amazonaws.com","AWS":"*"}`, assume, ""), trusts(`{"AWS":"*","Service":"ec2.amazonaws.com"}`, assume, "")},
		{"the old version, an ID and a condition", `{"Version":"2008-10-17","Id":"i","Statement":[{"Sid":"","Effect":"Deny","Principal":"*","Action":["sts:TagSession","STS:assumerole*"],"Condition":{"Bool":{"aws:MultiFactorAuthPresent":false}}}]}`,
			`{"Version":"2008-10-17","Id":"i","Statement":[{"Sid":"","Effect":"Deny","Principal":{"AWS":"*"},"Action":["sts:TagSession","STS:assumerole*"],"Condition":{"Bool":{"aws:MultiFactorAuthPresent":false}}}]}`},
		{"no version", `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`,
			`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := tb{t, s.Server}
			s.do("UpdateAssumeRolePolicy", "RoleName", "ec2", "PolicyDocument", test.document)
			same(t, "document", s.trustOfRole("ec2"), test.want)
		})
	}
}

// The order of a list is IAM's own and not the author's, whichever that was.
func TestOrderOfPrincipals(t *testing.T) {
	s := roles(t)
	arns := []string{ownARN + "user/eng/Alice", ownARN + "user/bob", ec2, ownARN + "root", "arn:aws:iam::999999999999:role/x"}
	seen := map[string]bool{}
	for i := range arns {
		s.do("UpdateAssumeRolePolicy", "RoleName", "ec2", "PolicyDocument", trusting(append(arns[i:len(arns):len(arns)], arns[:i]...)...))
		seen[s.trustOfRole("ec2")] = true
	}
	if len(seen) != 1 || seen[trusting(arns...)] {
		t.Errorf("got %v", seen)
	}
}

// Trust follows who is trusted, and not the name.
func TestTrustIsInWhoItWas(t *testing.T) {
	s, file := opened(t)
	s.do("CreateUser", "UserName", "alice")
	s.do("CreateRole", "RoleName", "a", "AssumeRolePolicyDocument", aws(ownARN+"user/alice"))
	s.do("CreateRole", "RoleName", "b", "AssumeRolePolicyDocument", aws(ownARN+"role/a"))
	s.do("UpdateAssumeRolePolicy", "RoleName", "a", "PolicyDocument", trusting(ownARN+"role/b", ownARN+"role/a"))
	s.do("CreateRole", "RoleName", "c", "AssumeRolePolicyDocument", aws(ownARN+"user/alice"))
	user, role := s.do("GetUser", "UserName", "alice").text("User/UserId"), s.do("GetRole", "RoleName", "a").text("Role/RoleId")

	s.do("UpdateUser", "UserName", "alice", "NewUserName", "zoe", "NewPath", "/ops/")
	same(t, "after the renaming", s.trustOfRole("c"), aws(ownARN+"user/ops/zoe"))
	s.do("DeleteUser", "UserName", "zoe")
	s.do("DeleteRole", "RoleName", "a")
	s.do("CreateUser", "UserName", "zoe", "Path", "/ops/") // somebody else
	s.do("CreateRole", "RoleName", "a", "AssumeRolePolicyDocument", trustEC2)
	for _, s := range []tb{s, s.reopened(file)} {
		same(t, "after the deletion", s.trustOfRole("c"), aws(user))
		same(t, "after the deletion", s.trustOfRole("b"), aws(role))
		s.wants(fmt.Sprintf(`400 MalformedPolicyDocument: Invalid principal in policy: "AWS":"%s"`, user),
			"UpdateAssumeRolePolicy", "RoleName", "c", "PolicyDocument", aws(user))
		details := s.do("GetAccountAuthorizationDetails", "Filter.member.1", "Role").texts("RoleDetailList", "AssumeRolePolicyDocument")
		same(t, "in account details", details[1:], []string{urlEncoded(aws(role)), urlEncoded(aws(user))})
	}
}

func FuzzTrust(f *testing.F) {
	for _, seed := range []string{trustEC2, trusting(ec2, ownARN+"user/bob"), trusts(`"*"`, assume, `,"Condition":{}`), `{"Statement":{"Principal":null}}`} {
		f.Add(seed)
	}
	s := roles(f)
	f.Fuzz(func(t *testing.T, text string) {
		first, err := s.acct.parseTrust(text)
		if err != nil {
			return
		}
		// What is shown can be written again, and is the same; so is what is stored.
		shown := first.render(s.acct, trusted.shown)
		again, err := s.acct.parseTrust(shown)
		if err != nil {
			t.Fatalf("%s is shown as %s: %v", text, shown, err)
		}
		same(t, "shown again", again.render(s.acct, trusted.shown), shown)
		same(t, "stored again", again.render(s.acct, trusted.stored), first.render(s.acct, trusted.stored))
	})
}
