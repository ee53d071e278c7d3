package fakeiam

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// Everything that a user signs in with holds it, each with its own words.
func TestCredentialsHoldTheirUser(t *testing.T) {
	const must, objects = "409 DeleteConflict: Cannot delete entity, must ", "remove referenced objects first."
	for _, test := range []struct{ create, remove, words string }{
		{"CreateLoginProfile", "DeleteLoginProfile", "delete login profile first."},
		{"CreateAccessKey", "DeleteAccessKey", "delete access keys first."},
		{"EnableMFADevice", "DeactivateMFADevice", "delete MFA device first."},
		{"UploadSigningCertificate", "DeleteSigningCertificate", "delete signing certificates first."},
		{"UploadSSHPublicKey", "DeleteSSHPublicKey", objects},
		{"CreateServiceSpecificCredential", "DeleteServiceSpecificCredential", objects},
	} {
		t.Run(test.create, func(t *testing.T) {
			s := start(t)
			s.do("CreateUser", "UserName", "u")
			all := append([]string{"UserName", "u"}, credentialParams("TOKEN0001", "", "", "", certOne)...)
			s.do(test.create, all...)
			s.wants(must+test.words, "DeleteUser", "UserName", "u")
			if _, n := s.send(s.named(form(test.remove, all...))); n.XMLName.Local != test.remove+"Response" {
				t.Fatalf("%s: %s", test.remove, flat(n))
			}
			s.do("DeleteUser", "UserName", "u")
		})
	}
}

// dressed gives Alice of furnished one of every credential.
func dressed(t testing.TB, opts ...Option) (tb, []byte) {
	s := furnished(t, opts...)
	s.withCredentials(form(""))
	s.do("CreateLoginProfile", "UserName", "Alice", "Password", "Correct-horse-1")
	serial, seed := s.shown("phone")
	s.do("EnableMFADevice", append([]string{"UserName", "Alice", "SerialNumber", serial}, codes(seed, 0)...)...)
	return s, seed
}

// lists are answers about a user's credentials, without the user's name.
func (t tb) lists(userName string) []string {
	t.Helper()
	var all []string
	for _, action := range []string{"GetLoginProfile", "ListAccessKeys", "ListMFADevices", "ListSSHPublicKeys", "ListSigningCertificates",
		"ListServiceSpecificCredentials"} {
		all = append(all, strings.ReplaceAll(flat(t.do(action, "UserName", userName)), "(UserName="+userName+")", ""))
	}
	return all
}

func TestRenamedUserKeepsItsCredentials(t *testing.T) {
	s, _ := dressed(t)
	before := s.lists("Alice")
	if joined := strings.Join(before, "\n"); strings.Contains(joined, "UserName=Alice)") || !strings.Contains(joined, "TOKEN0001") {
		t.Fatalf("got %s", joined)
	}
	s.do("UpdateUser", "UserName", "Alice", "NewUserName", "carol", "NewPath", "/x/")
	same(t, "credentials", s.lists("carol"), before)
	same(t, "holder of the device", s.do("ListVirtualMFADevices").texts("VirtualMFADevices", "User/Arn"), []string{ownARN + "user/x/carol"})
}

func TestRefusalsOfCredentials(t *testing.T) {
	const absentSerial = ownARN + "mfa/absent"
	alice := func(more ...string) []string { return append([]string{"UserName", "Alice"}, more...) }
	nobody := func(more ...string) []string { return append([]string{"UserName", "nobody"}, more...) }
	twoCodes := []string{"SerialNumber", absentSerial, "AuthenticationCode1", "123456", "AuthenticationCode2", "654321"}
	const noDevice, noUser = "404 NoSuchEntity: MFA Device with serial number " + absentSerial + " does not exist.",
		"404 NoSuchEntity: The user with name nobody cannot be found."
	const noLogin = "404 NoSuchEntity: Login Profile for User bob cannot be found."
	const certID, apka = "NONEXISTENTCERTID12345678901", "APKAXXXXXXXXXXXXXXXXX"
	status := []string{"Status", "Inactive"}
	one := func(at, constraint string) string {
		return "400 ValidationError: 1 validation error detected: Value at '" + at + "' failed to satisfy constraint: Member must " + constraint
	}
	s, _ := dressed(t)
	for _, test := range []struct {
		name, want, action string
		params             []string
	}{
		{"a second login profile", "409 EntityAlreadyExists: Login Profile for user Alice already exists.",
			"CreateLoginProfile", alice("Password", "x")},
		{"login profile of nobody", noUser, "CreateLoginProfile", nobody("Password", "x")},
		{"no login profile", noLogin, "UpdateLoginProfile", []string{"UserName", "bob"}},
		{"no login profile to delete", noLogin, "DeleteLoginProfile", []string{"UserName", "bob"}},
		{"access key of nobody", noUser, "CreateAccessKey", nobody()},
		{"no such access key", "404 NoSuchEntity: The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.",
			"UpdateAccessKey", alice("AccessKeyId", "AKIAIOSFODNN7EXAMPLE", "Status", "Active")},
		{"another's access key", "404 NoSuchEntity: The Access Key with id " + s.named(form("", alice("AccessKeyId", last)...)).Get("AccessKeyId") + " cannot be found.",
			"DeleteAccessKey", []string{"UserName", "bob", "AccessKeyId", s.named(form("", alice("AccessKeyId", last)...)).Get("AccessKeyId")}},
		{"no such public key", "404 NoSuchEntity: The Public Key with id " + apka + " cannot be found.",
			"UpdateSSHPublicKey", alice(append(status, "SSHPublicKeyId", apka)...)},
		{"no such certificate", "404 NoSuchEntity: The Certificate with id " + certID + " cannot be found.",
			"DeleteSigningCertificate", alice("CertificateId", certID)},
		{"no such credential for a service", "404 NoSuchEntity: No such credential ACCAXXXXXXXXXXXXXXXX exists",
			"UpdateServiceSpecificCredential", alice(append(status, "ServiceSpecificCredentialId", "ACCAXXXXXXXXXXXXXXXX")...)},
		{"a service that has none", "404 NoSuchEntity: No such service lambda.amazonaws.com is supported for Service Specific Credentials",
			"CreateServiceSpecificCredential", alice("ServiceName", "lambda.amazonaws.com")},
		{"list of a service that has none", "404 NoSuchEntity: No such service x is supported for Service Specific Credentials",
			"ListServiceSpecificCredentials", alice("ServiceName", "x")},
		{"the user is missed before the service", noUser, "CreateServiceSpecificCredential", nobody("ServiceName", "x")},
		{"no such device", noDevice, "EnableMFADevice", alice(twoCodes...)},
		{"the user is missed before the device", noUser, "EnableMFADevice", nobody(twoCodes...)},
		{"no such device to take away", noDevice, "DeactivateMFADevice", alice("SerialNumber", absentSerial)},
		{"another's device", "404 NoSuchEntity: MFA Device with serial number TOKEN0001 does not exist.",
			"DeactivateMFADevice", []string{"UserName", "bob", "SerialNumber", "TOKEN0001"}},
		{"no such device to delete", noDevice, "DeleteVirtualMFADevice", []string{"SerialNumber", absentSerial}},
		{"a device in another case", "409 EntityAlreadyExists: MFA device already exists.", "CreateVirtualMFADevice", []string{"VirtualMFADeviceName", "PHONE"}},

		{"a code of letters", one("authenticationCode1", `satisfy regular expression pattern: [\d]+`),
			"ResyncMFADevice", alice("SerialNumber", "TOKEN0001", "AuthenticationCode1", "abcdef", "AuthenticationCode2", "123456")},
		{"a code of five", one("authenticationCode2", "have length greater than or equal to 6"),
			"ResyncMFADevice", alice("SerialNumber", "TOKEN0001", "AuthenticationCode1", "123456", "AuthenticationCode2", "12345")},
		{"a status", one("status", "satisfy enum value set: [Active, Inactive, Expired]"),
			"UpdateSSHPublicKey", alice("SSHPublicKeyId", apka, "Status", "active")},
		{"an assignment", one("assignmentStatus", "satisfy enum value set: [Assigned, Unassigned, Any]"),
			"ListVirtualMFADevices", []string{"AssignmentStatus", "None"}},
		{"a password beyond Latin 1", one("password", `satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+`),
			"CreateLoginProfile", []string{"UserName", "bob", "Password", "Correct-€-1"}},
		{"a password of 129", one("password", "have length less than or equal to 128"),
			"CreateLoginProfile", []string{"UserName", "bob", "Password", strings.Repeat("Aa1-", 32) + "a"}},
		{"a credential's ID with a dash", one("serviceSpecificCredentialId", `satisfy regular expression pattern: [\w]+`),
			"ResetServiceSpecificCredential", alice("ServiceSpecificCredentialId", "totally-wrong-credential-id")},
		{"no boolean", "400 MalformedInput: Invalid boolean: maybe", "UpdateLoginProfile", alice("PasswordResetRequired", "maybe")},
	} {
		t.Run(test.name, func(t *testing.T) {
			tb{t, s.Server}.wants(test.want, test.action, test.params...)
		})
	}
}

func TestSummaryCountsDevicesAndCertificates(t *testing.T) {
	s, _ := dressed(t)
	s.shown("spare")
	s.do("UploadServerCertificate", "ServerCertificateName", "c", "CertificateBody", certOne.body, "PrivateKey", certOne.private())
	m := s.do("GetAccountSummary")
	keys, values := m.texts("SummaryMap", "key"), m.texts("SummaryMap", "value")
	for key, want := range map[string]string{"MFADevices": "3", "MFADevicesInUse": "2", "ServerCertificates": "1", "AccountMFAEnabled": "0",
		"AccessKeysPerUserQuota": "2", "SigningCertificatesPerUserQuota": "2", "ServerCertificatesQuota": "20"} {
		same(t, key, values[slices.Index(keys, key)], want)
	}
}

func TestStateKeepsCredentials(t *testing.T) {
	s, file := opened(t)
	s.do("CreateUser", "UserName", "Alice")
	s.withCredentials(form(""))
	s.do("CreateLoginProfile", "UserName", "Alice", "Password", "Correct-horse-1")
	serial, _ := s.shown("phone", "Tags.member.1.Key", "k", "Tags.member.1.Value", "v")
	s.do("UploadServerCertificate", "ServerCertificateName", "c", "CertificateBody", certOne.body, "PrivateKey", certOne.private(), "Path", "/p/")
	s.do("CreateAccountAlias", "AccountAlias", "alias")
	s.do("UpdateAccountPasswordPolicy", "MaxPasswordAge", "90")
	s.do("GenerateCredentialReport")
	s.do("GenerateCredentialReport")
	again := s.reopened(file)
	same(t, "state", again.acct.bytes(t), s.acct.bytes(t))
	same(t, "credentials", again.lists("Alice"), s.lists("Alice"))
	for _, call := range [][]string{{"ListVirtualMFADevices"}, {"ListMFADeviceTags", "SerialNumber", serial}, {"GetServerCertificate", "ServerCertificateName", "c"},
		{"ListAccountAliases"}, {"GetAccountPasswordPolicy"}, {"GetCredentialReport"}, {"GetAccountSummary"}} {
		same(t, call[0], flat(again.do(call[0], call[1:]...)), flat(s.do(call[0], call[1:]...)))
	}
	d, _ := s.acct.devices.get(serial)
	same(t, "seed", again.acct.mfaSeed(d), s.acct.mfaSeed(d))
}

// A file of a program that did not know credentials.
func TestOlderStates(t *testing.T) {
	_, file := opened(t)
	const old = `{"format_version":1,"account":"111122223333","partition":"aws","ids":1,` +
		`"users":[{"name":"u","path":"/","id":"AIDA1","created":"2026-01-01T00:00:00Z"}],"groups":[],"policies":[]}`
	if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	server, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	s := tb{t, server}
	id := s.do("CreateAccessKey", "UserName", "u").text("AccessKey/AccessKeyId")
	same(t, "keys", s.reopened(file).do("ListAccessKeys", "UserName", "u").texts("AccessKeyMetadata", "AccessKeyId"), []string{id})
}

func TestStatesOfCredentialsThatCannotBeOpened(t *testing.T) {
	s, file := opened(t)
	s.do("CreateUser", "UserName", "Alice")
	s.withCredentials(form(""))
	s.do("UploadServerCertificate", "ServerCertificateName", "c", "CertificateBody", certOne.body, "PrivateKey", certOne.private())
	good := s.acct.bytes(t)
	key := s.named(form("", "UserName", "Alice", "AccessKeyId", last)).Get("AccessKeyId")
	for want, change := range map[string][2]string{
		"MFA device TOKEN0001 belongs to user bob, who is not there": {`"user": "Alice"`, `"user": "bob"`},
		"MFA device token0001 is there twice":                        {`"mfa_devices": [`, `"mfa_devices": [{"serial":"token0001"},`},
		"server certificate c is there twice":                        {`"server_certificates": [`, `"server_certificates": [{"name":"C"},`},
		"user Alice: there are no credentials called keys":           {`"access_keys"`, `"keys"`},
		"user Alice: credential " + key + " is there twice":          {`"access_keys": [`, `"access_keys": [{"id":"` + key + `"},`},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(file)
		if err == nil || !strings.HasPrefix(err.Error(), "reading "+file+": ") || text == good {
			t.Fatalf("got %v, want %s", err, want)
		}
		got := strings.TrimPrefix(err.Error(), "reading "+file+": ")
		same(t, "message", strings.ToLower(got), strings.ToLower(want))
	}
}
