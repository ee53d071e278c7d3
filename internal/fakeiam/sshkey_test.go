package fakeiam

import (
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"regexp"
	"strings"
	"testing"
)

// Made and fingerprinted by ssh-keygen.
const (
	realKey = `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQChzKs8sLrAEWmpc94Yb0u4FOh4OCrAwhlmnkwztPdkppOzBeUtz3lqX9T2kXJDJCvlMtKmQvbEiHUtabAaEJziV3krMXk4idFCgODzz7RfGMt6DskSFcDDgv3lNRjDvICK2rw00MVc4Qb8YyDJN07DwORgASd4Hsuotf0mQk0SKp+/EKqPQZMAYeBxs64I6Nm9HGw5nHO34IgNWjFRDkex5V4/rm00gib19bTppIUhq5U1mKYxU0VLbOFjt6e2vWV519JQ6ONugGEhGQPHuq5ajMb7+fpF2Rp2vwS0OPDaHhgzEZTCzZQs5/bclTKqfVSJH+ZWvuelns3UfoItivx9 alice@example.com`
	realSum = "70:36:a9:b4:ff:57:05:6e:47:22:e6:94:89:dd:4d:a4"
)

func TestSSHKeys(t *testing.T) {
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	made := s.do("UploadSSHPublicKey", "UserName", "u", "SSHPublicKeyBody", realKey)
	id := made.text("SSHPublicKey/SSHPublicKeyId")
	if !regexp.MustCompile(`^APKA[A-Z2-7]{16}$`).MatchString(id) {
		t.Errorf("the ID is %s", id)
	}
	same(t, "fingerprint", made.text("SSHPublicKey/Fingerprint"), realSum)
	key := func(more ...string) []string { return append([]string{"UserName", "u", "SSHPublicKeyId", id}, more...) }
	same(t, "as it was uploaded", flat(s.do("GetSSHPublicKey", key("Encoding", "SSH")...).Below[0]), flat(made.Below[0]))

	pem := s.do("GetSSHPublicKey", key("Encoding", "PEM")...).text("SSHPublicKey/SSHPublicKeyBody")
	s.do("UpdateSSHPublicKey", key("Status", "Inactive")...)
	list := s.do("ListSSHPublicKeys", "UserName", "u")
	same(t, "status", list.texts("SSHPublicKeys", "Status"), []string{"Inactive"})
	same(t, "no bodies", list.texts("SSHPublicKeys", "SSHPublicKeyBody"), []string{""})

	const duplicate = "400 DuplicateSSHPublicKey: The SSH public key is already associated with the specified IAM user."
	s.wants(duplicate, "UploadSSHPublicKey", "UserName", "u", "SSHPublicKeyBody", strings.TrimSuffix(realKey, " alice@example.com"))
	s.wants(duplicate, "UploadSSHPublicKey", "UserName", "u", "SSHPublicKeyBody", pem)
	s.do("CreateUser", "UserName", "v")
	made = s.do("UploadSSHPublicKey", "UserName", "v", "SSHPublicKeyBody", pem)
	same(t, "fingerprint", made.text("SSHPublicKey/Fingerprint"), realSum)
	got := s.do("GetSSHPublicKey", "UserName", "v", "SSHPublicKeyId", made.text("SSHPublicKey/SSHPublicKeyId"), "Encoding", "SSH")
	same(t, "PEM as a line", got.text("SSHPublicKey/SSHPublicKeyBody"), strings.TrimSuffix(realKey, " alice@example.com"))

	s.do("DeleteSSHPublicKey", key()...)
	s.wants("404 NoSuchEntity: The Public Key with id "+id+" cannot be found.", "GetSSHPublicKey", key("Encoding", "SSH")...)
	for i := range int64(maxSSHKeys) {
		s.do("UploadSSHPublicKey", "UserName", "u", "SSHPublicKeyBody", sshLine(i))
	}
	s.wants("409 LimitExceeded: Cannot exceed quota for SSHPublicKeysPerUser: 5", "UploadSSHPublicKey", "UserName", "u", "SSHPublicKeyBody", sshLine(9))
}

func TestWhatIsNoSSHKey(t *testing.T) {
	wire, err := base64.StdEncoding.DecodeString(strings.Fields(realKey)[1])
	if err != nil {
		t.Fatal(err)
	}
	line := func(wire []byte) string { return "ssh-rsa " + base64.StdEncoding.EncodeToString(wire) }
	s := start(t)
	s.do("CreateUser", "UserName", "u")
	for name, body := range map[string]string{
		"a word":              "key",
		"another kind":        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKzvfE+qS09w+okgrO0gY7jryF0lSCxdEO/O0UaUhuZe",
		"no base 64":          "ssh-rsa !",
		"cut off":             line(wire[:len(wire)-1]),
		"something behind":    line(append(wire[:len(wire):len(wire)], 0)),
		"a length beyond all": line(append([]byte{0xff, 0xff, 0xff, 0xff}, wire...)),
		"another label":       line([]byte(strings.Replace(string(wire), "ssh-rsa", "ssh-dss", 1))),
		"2047 bits":           line(wireOf(&rsa.PublicKey{E: 65537, N: new(big.Int).SetBit(big.NewInt(1), 2046, 1)})),
		"two lines":           realKey + "\n" + realKey,
		"a certificate":       certOne.body,
	} {
		t.Run(name, func(t *testing.T) {
			tb{t, s.Server}.wants("400 InvalidPublicKey: The public key is malformed or otherwise invalid.",
				"UploadSSHPublicKey", "UserName", "u", "SSHPublicKeyBody", body)
		})
	}
}

func FuzzParsingSSHKeys(f *testing.F) {
	f.Add(realKey)
	f.Add(sshLine(1))
	f.Add("ssh-rsa AAAA")
	f.Add(certOne.body)
	f.Fuzz(func(t *testing.T, body string) {
		key, err := parseSSHKey(body)
		if err != nil {
			return
		}
		for _, encoding := range []string{"SSH", "PEM"} {
			text, err := encodeSSHKey(key, body, encoding)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := parseSSHKey(text); err != nil || !again.Equal(key) {
				t.Errorf("%q came back as %q: %v", body, text, err)
			}
		}
	})
}
