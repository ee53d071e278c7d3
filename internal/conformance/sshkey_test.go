package conformance

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/internal/credentialtest"
)

// noPublicKey is an SSH key of no case.
const noPublicKey = "APKAXXXXXXXXXXXXXXXXX"

func (s *script) getSSHKey(user string, id *string, as types.EncodingType) *types.SSHPublicKey {
	in := &iam.GetSSHPublicKeyInput{UserName: &user, SSHPublicKeyId: id, Encoding: as}
	return do(s, s.iam.GetSSHPublicKey, in).SSHPublicKey
}

func (s *script) sshKeysOf(user string) []types.SSHPublicKeyMetadata {
	p := iam.NewListSSHPublicKeysPaginator(s.iam, &iam.ListSSHPublicKeysInput{UserName: &user})
	return collect(s, p, func(out *iam.ListSSHPublicKeysOutput) []types.SSHPublicKeyMetadata { return out.SSHPublicKeys })
}

var sshKeyCases = []testCase{
	{"an SSH key is read as it was uploaded", func(s *script) {
		u := s.user("u")
		k := s.sshKey(u, 1)
		if !strings.HasPrefix(*k.SSHPublicKeyId, "APKA") {
			s.errorf("the id is %s", *k.SSHPublicKeyId)
		}
		if parts := strings.Split(*k.Fingerprint, ":"); len(parts) != 16 {
			s.errorf("the fingerprint is %s", *k.Fingerprint)
		}
		s.recent("its date", k.UploadDate)
		s.same("what GetSSHPublicKey returns", s.getSSHKey(u, k.SSHPublicKeyId, types.EncodingTypeSsh), k)
		s.same("what ListSSHPublicKeys returns", s.sshKeysOf(u), []types.SSHPublicKeyMetadata{
			{UserName: &u, SSHPublicKeyId: k.SSHPublicKeyId, Status: types.StatusTypeActive, UploadDate: k.UploadDate},
		})
	}},
	{"an SSH key is read as PEM, too", func(s *script) {
		u := s.user("u")
		got := s.getSSHKey(u, s.sshKey(u, 1).SSHPublicKeyId, types.EncodingTypePem)
		if !strings.HasPrefix(*got.SSHPublicKeyBody, "-----BEGIN PUBLIC KEY-----\n") {
			s.errorf("it is %s", *got.SSHPublicKeyBody)
		}
	}},
	{"an SSH key is made inactive", func(s *script) {
		u := s.user("u")
		k := s.sshKey(u, 1)
		do(s, s.iam.UpdateSSHPublicKey, &iam.UpdateSSHPublicKeyInput{UserName: &u, SSHPublicKeyId: k.SSHPublicKeyId, Status: types.StatusTypeInactive})
		s.same("status", s.getSSHKey(u, k.SSHPublicKeyId, types.EncodingTypeSsh).Status, types.StatusTypeInactive)
		do(s, s.iam.DeleteSSHPublicKey, &iam.DeleteSSHPublicKeyInput{UserName: &u, SSHPublicKeyId: k.SSHPublicKeyId})
		s.same("keys", len(s.sshKeysOf(u)), 0)
	}},
	{"a user has an SSH key once", func(s *script) {
		u := s.user("u")
		s.sshKey(u, 1)
		again := &iam.UploadSSHPublicKeyInput{UserName: &u, SSHPublicKeyBody: new(credentialtest.SSHKey(1) + " comment")}
		s.refused(try(s, s.iam.UploadSSHPublicKey, again), "400 DuplicateSSHPublicKey", "")
		s.sshKey(s.user("v"), 1)
	}},
	{"a user has five SSH keys at most", func(s *script) {
		u := s.user("u")
		for i := range int64(5) {
			s.sshKey(u, i)
		}
		s.refused(try(s, s.iam.UploadSSHPublicKey, &iam.UploadSSHPublicKeyInput{UserName: &u, SSHPublicKeyBody: new(credentialtest.SSHKey(9))}), limitExceeded, "")
	}},
	{"what is no SSH key is not uploaded", func(s *script) {
		u := s.user("u")
		for _, body := range []string{"key", "ssh-rsa AAAA"} {
			in := &iam.UploadSSHPublicKeyInput{UserName: &u, SSHPublicKeyBody: &body}
			s.refused(try(s, s.iam.UploadSSHPublicKey, in), "400 InvalidPublicKey", "")
		}
	}},
	{"an SSH key that is not there is neither read, changed nor deleted", func(s *script) {
		u, id, words := s.user("u"), new(noPublicKey), "The Public Key with id "+noPublicKey+" cannot be found."
		get := &iam.GetSSHPublicKeyInput{UserName: &u, SSHPublicKeyId: id, Encoding: types.EncodingTypeSsh}
		s.refused(try(s, s.iam.GetSSHPublicKey, get), noSuchEntity, words)
		update := &iam.UpdateSSHPublicKeyInput{UserName: &u, SSHPublicKeyId: id, Status: types.StatusTypeInactive}
		s.refused(try(s, s.iam.UpdateSSHPublicKey, update), noSuchEntity, words)
		s.refused(try(s, s.iam.DeleteSSHPublicKey, &iam.DeleteSSHPublicKeyInput{UserName: &u, SSHPublicKeyId: id}), noSuchEntity, words)
	}},
	{"a renamed user keeps its SSH keys", func(s *script) {
		u, renamed := s.user("u"), s.name("v")
		k := s.sshKey(u, 1)
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u, NewUserName: &renamed})
		s.same("id", s.sshKeysOf(renamed)[0].SSHPublicKeyId, k.SSHPublicKeyId)
		s.same("user", s.sshKeysOf(renamed)[0].UserName, &renamed)
	}},
}
