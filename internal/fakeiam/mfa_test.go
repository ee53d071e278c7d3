package fakeiam

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"time"
)

// The secret and the codes of RFC 6238, appendix B, whose last six digits ours are.
func TestCodesOfTheStandard(t *testing.T) {
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		same(t, fmt.Sprint(at), totp([]byte("12345678901234567890"), at/30), want)
	}
}

// shown makes a virtual device, and returns its serial number and its seed.
func (t tb) shown(name string, more ...string) (serial string, seed []byte) {
	t.Helper()
	made := t.do("CreateVirtualMFADevice", append([]string{"VirtualMFADeviceName", name}, more...)...)
	text, err := base64.StdEncoding.DecodeString(made.text("VirtualMFADevice/Base32StringSeed"))
	if err != nil {
		t.Fatal(err)
	}
	if seed, err = base32.StdEncoding.DecodeString(string(text)); err != nil || len(text) != 64 {
		t.Fatalf("the seed is %q: %v", text, err)
	}
	picture, err := base64.StdEncoding.DecodeString(made.text("VirtualMFADevice/QRCodePNG"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(picture)); err != nil {
		t.Error(err)
	}
	return made.text("VirtualMFADevice/SerialNumber"), seed
}

// codes are those of a device some steps from what start says is now.
func codes(seed []byte, steps int64) []string {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Unix()/30 + steps
	return []string{"AuthenticationCode1", totp(seed, now), "AuthenticationCode2", totp(seed, now+1)}
}

func TestVirtualDevices(t *testing.T) {
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	serial, seed := s.shown("phone", "Path", "/a//b/", "Tags.member.1.Key", "k", "Tags.member.1.Value", "v")
	same(t, "serial number", serial, ownARN+"mfa/a//b/phone")
	if state := s.acct.bytes(t); strings.Contains(state, base32.StdEncoding.EncodeToString(seed)) {
		t.Error("the seed is in the state")
	}
	device := func(more ...string) []string {
		return append([]string{"UserName", "u", "SerialNumber", serial}, more...)
	}
	listed := func(status string) []string {
		return s.do("ListVirtualMFADevices", "AssignmentStatus", status).texts("VirtualMFADevices", "SerialNumber")
	}
	same(t, "unassigned", listed("Unassigned"), []string{serial})
	same(t, "assigned", listed("Assigned"), []string{})

	s.do("EnableMFADevice", device(codes(seed, -1)...)...)
	same(t, "unassigned", listed("Unassigned"), []string{})
	same(t, "assigned", listed("Assigned"), []string{serial})
	same(t, "any", listed("Any"), []string{serial})
	all := s.do("ListVirtualMFADevices")
	same(t, "user", all.texts("VirtualMFADevices", "User/UserName"), []string{"u"})
	same(t, "no seed", all.texts("VirtualMFADevices", "Base32StringSeed"), []string{""})
	same(t, "since", s.do("ListMFADevices", "UserName", "u").texts("MFADevices", "EnableDate"), []string{"2026-01-02T03:04:05Z"})
	same(t, "device", s.do("GetMFADevice", device()...).text("UserName"), "u")
	s.do("ResyncMFADevice", device(codes(seed, 3)...)...)

	s.wants("409 EntityAlreadyExists: MFA Device is already in use.", "EnableMFADevice", device(codes(seed, 0)...)...)
	s.wants("409 DeleteConflict: MFA VirtualDevice in use. Must deactivate first.", "DeleteVirtualMFADevice", "SerialNumber", serial)
	s.do("DeactivateMFADevice", device()...)
	s.wants("404 NoSuchEntity: MFA Device with serial number "+serial+" does not exist.", "DeactivateMFADevice", device()...)
	same(t, "devices", s.do("ListMFADevices", "UserName", "u").texts("MFADevices", "SerialNumber"), []string{})

	// It blocks its name until it is deleted, and then has another seed.
	s.wants("409 EntityAlreadyExists: MFA device already exists.", "CreateVirtualMFADevice", "VirtualMFADeviceName", "phone", "Path", "/a//b/")
	s.do("DeleteVirtualMFADevice", "SerialNumber", serial)
	if _, again := s.shown("phone", "Path", "/a//b/"); bytes.Equal(again, seed) {
		t.Error("another device has the same seed")
	}
	s.shown("phone") // under another path
}

func TestWrongCodes(t *testing.T) {
	const wrong = "403 InvalidAuthenticationCode: Authentication code for device is not valid."
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	serial, seed := s.shown("phone")
	other := codes(bytes.Repeat([]byte{1}, 40), 0)
	now := codes(seed, 0)
	for name, pairs := range map[string][]string{
		"of another device":   other,
		"the same code twice": {"AuthenticationCode1", now[1], "AuthenticationCode2", now[1]},
		"in the wrong order":  {"AuthenticationCode1", now[3], "AuthenticationCode2", now[1]},
		"too old":             codes(seed, -totpSlack-1),
		"too young":           codes(seed, totpSlack+1),
	} {
		t.Run(name, func(t *testing.T) {
			s := tb{t, s.Server}
			s.wants(wrong, "EnableMFADevice", append([]string{"UserName", "u", "SerialNumber", serial}, pairs...)...)
		})
	}
	s.do("EnableMFADevice", append([]string{"UserName", "u", "SerialNumber", serial}, codes(seed, -totpSlack)...)...)
	s.wants(wrong, "ResyncMFADevice", append([]string{"UserName", "u", "SerialNumber", serial}, other...)...)
}

func TestHardwareTokens(t *testing.T) {
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	token := []string{"UserName", "u", "SerialNumber", "GAHT12345678", "AuthenticationCode1", "123456", "AuthenticationCode2", "654321"}
	gone := "404 NoSuchEntity: MFA Device with serial number GAHT12345678 does not exist."
	s.do("EnableMFADevice", token...)
	same(t, "of the user", s.do("ListMFADevices", "UserName", "u").texts("MFADevices", "SerialNumber"), []string{"GAHT12345678"})
	same(t, "virtual ones", s.do("ListVirtualMFADevices").texts("VirtualMFADevices", "SerialNumber"), []string{})
	s.wants(gone, "DeleteVirtualMFADevice", "SerialNumber", "GAHT12345678")
	s.wants(gone, "ListMFADeviceTags", "SerialNumber", "GAHT12345678")
	s.do("DeactivateMFADevice", token...)
	s.wants(gone, "ResyncMFADevice", token...)
	s.do("EnableMFADevice", token...)
}

func TestNumberOfDevices(t *testing.T) {
	s := start(t, WithQuota("UsersQuota", 2))
	s.do("CreateUser", "UserName", "u")
	s.shown("a")
	s.shown("b")
	s.wants("409 LimitExceeded: Cannot exceed quota for VirtualMFADevicesPerAccount: 2", "CreateVirtualMFADevice", "VirtualMFADeviceName", "c")
	for i := range maxDevices + 1 {
		params := []string{"UserName", "u", "SerialNumber", fmt.Sprint("TOKEN000", i), "AuthenticationCode1", "123456", "AuthenticationCode2", "654321"}
		if i < maxDevices {
			s.do("EnableMFADevice", params...)
		} else {
			s.wants("409 LimitExceeded: Cannot exceed quota for MFADevicesPerUser: 8", "EnableMFADevice", params...)
		}
	}
	long := []string{"VirtualMFADeviceName", strings.Repeat("n", maxSerial)}
	s.wants("400 ValidationError: The serial number of a virtual MFA device has at most 256 characters.", "CreateVirtualMFADevice", long...)
}

func TestTagsOfDevicesAndServerCertificates(t *testing.T) {
	s := start(t)
	serial, _ := s.shown("phone")
	s.do("UploadServerCertificate", "ServerCertificateName", "c", "CertificateBody", certOne.body, "PrivateKey", certOne.private())
	for kind, of := range map[string][]string{"MFADevice": {"SerialNumber", serial}, "ServerCertificate": {"ServerCertificateName", "c"}} {
		with := func(more ...string) []string { return append(of[:2:2], more...) }
		list := func() string { return strings.Join(s.do("List"+kind+"Tags", of...).texts("Tags", "Key"), " ") }
		same(t, kind, list(), "")
		s.do("Tag"+kind, with("Tags.member.1.Key", "b", "Tags.member.1.Value", "1", "Tags.member.2.Key", "B", "Tags.member.2.Value", "2")...)
		same(t, kind, list(), "B b")
		s.do("Untag"+kind, with("TagKeys.member.1", "b")...)
		same(t, kind, list(), "B")
		s.wants("409 LimitExceeded: The number of tags has reached the maximum limit.", "Tag"+kind, with(tags(50, "k")...)...)
	}
}
