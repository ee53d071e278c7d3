package fakeiam

import "time"

// maxSSHKeys is how many a user has at most (User Guide, "IAM and AWS STS quotas").
const maxSSHKeys = 5

type sshKeyMetadata struct {
	UserName       string
	SSHPublicKeyId string
	Status         string
	UploadDate     time.Time
}

type sshKeyOutput struct {
	sshKeyMetadata
	Fingerprint      string
	SSHPublicKeyBody string
}

type oneSSHKey struct{ SSHPublicKey sshKeyOutput }

func sshKeyBrief(u *user, c credential) sshKeyMetadata {
	return sshKeyMetadata{u.name, c.ID, c.Status, c.Created}
}

// sshUser is the user of actions on SSH keys, who has to be named in most.
type sshUser struct {
	UserName string `in:"userName,required"`
}

type uploadSSHKeyInput struct {
	sshUser
	SSHPublicKeyBody string `in:"publicKey,required"`
}

func (a *account) uploadSSHPublicKey(in *uploadSSHKeyInput) (*oneSSHKey, error) {
	u, err := a.user(in.UserName)
	if err != nil {
		return nil, err
	}
	key, err := parseSSHKey(in.SSHPublicKeyBody)
	if err != nil {
		return nil, refuse("InvalidPublicKey", "The public key is malformed or otherwise invalid.")
	}
	for _, c := range u.held[sshKeys] {
		if other, err := parseSSHKey(c.Body); err == nil && other.Equal(key) {
			return nil, refuse("DuplicateSSHPublicKey", "The SSH public key is already associated with the specified IAM user.")
		}
	}
	if len(u.held[sshKeys]) >= maxSSHKeys {
		return nil, overQuota("SSHPublicKeysPerUser", maxSSHKeys)
	}
	c := a.issue(u, sshKeys, credential{Body: in.SSHPublicKeyBody})
	return &oneSSHKey{sshKeyOutput{sshKeyBrief(u, c), fingerprint(key), c.Body}}, nil
}

type sshKeyInput struct {
	sshUser
	SSHPublicKeyId string `in:"publicKeyId,required"`
}

type getSSHKeyInput struct {
	sshKeyInput
	Encoding string `in:"keyEncoding,required"`
}

// getSSHPublicKey returns a key as it was uploaded, or in the other encoding.
func (a *account) getSSHPublicKey(in *getSSHKeyInput) (*oneSSHKey, error) {
	u, err := a.user(in.UserName)
	if err != nil {
		return nil, err
	}
	at, err := u.find(sshKeys, in.SSHPublicKeyId)
	if err != nil {
		return nil, err
	}
	c := u.held[sshKeys][at]
	key, err := parseSSHKey(c.Body)
	if err != nil {
		return nil, err // it was looked at when it came
	}
	body, err := encodeSSHKey(key, c.Body, in.Encoding)
	return &oneSSHKey{sshKeyOutput{sshKeyBrief(u, c), fingerprint(key), body}}, err
}

type listSSHKeysInput struct {
	UserName string `in:"userName"`
	paging
}

type listSSHKeysOutput struct {
	SSHPublicKeys []sshKeyMetadata
	paged
}

func (a *account) listSSHPublicKeys(in *listSSHKeysInput) (*listSSHKeysOutput, error) {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return nil, err
	}
	keys, p, err := page(a, "ListSSHPublicKeys", in.paging, oldestFirst(u.held[sshKeys]),
		every(func(c credential) sshKeyMetadata { return sshKeyBrief(u, c) }))
	return &listSSHKeysOutput{keys, p}, err
}

type updateSSHKeyInput struct {
	sshKeyInput
	Status string `in:"status,required"`
}

func (a *account) updateSSHPublicKey(in *updateSSHKeyInput) error {
	return a.setStatus(in.UserName, sshKeys, in.SSHPublicKeyId, in.Status)
}

func (a *account) deleteSSHPublicKey(in *sshKeyInput) error {
	return a.drop(in.UserName, sshKeys, in.SSHPublicKeyId)
}
