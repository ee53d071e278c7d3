package fakeiam

import "time"

type oneAccessKey struct{ AccessKey newAccessKey }

// newAccessKey is an access key with its secret, which is shown this once.
type newAccessKey struct {
	UserName        string
	AccessKeyId     string
	Status          string
	SecretAccessKey string
	CreateDate      time.Time
}

func (a *account) createAccessKey(in *optionalUser) (*oneAccessKey, error) {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return nil, err
	}
	if n := a.quotas["AccessKeysPerUserQuota"]; len(u.held[accessKeys]) >= n {
		return nil, overQuota("AccessKeysPerUser", n)
	}
	c := a.issue(u, accessKeys, credential{})
	return &oneAccessKey{newAccessKey{u.name, c.ID, c.Status, a.secretKey(c.ID), c.Created}}, nil
}

type accessKeyMetadata struct {
	UserName    string
	AccessKeyId string
	Status      string
	CreateDate  time.Time
}

type listForUserInput struct {
	optionalUser
	paging
}

type listAccessKeysOutput struct {
	AccessKeyMetadata []accessKeyMetadata
	paged
}

func (a *account) listAccessKeys(in *listForUserInput) (*listAccessKeysOutput, error) {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return nil, err
	}
	keys, p, err := page(a, "ListAccessKeys", in.paging, oldestFirst(u.held[accessKeys]),
		every(func(c credential) accessKeyMetadata { return accessKeyMetadata{u.name, c.ID, c.Status, c.Created} }))
	return &listAccessKeysOutput{keys, p}, err
}

type accessKeyInput struct {
	optionalUser
	AccessKeyId string `in:"keyId,required"`
}

type updateAccessKeyInput struct {
	accessKeyInput
	Status string `in:"status,required"`
}

func (a *account) updateAccessKey(in *updateAccessKeyInput) error {
	return a.setStatus(in.UserName, accessKeys, in.AccessKeyId, in.Status)
}

func (a *account) deleteAccessKey(in *accessKeyInput) error {
	return a.drop(in.UserName, accessKeys, in.AccessKeyId)
}

type keyLastUsedInput struct {
	AccessKeyId string `in:"keyId,required"`
}

type accessKeyLastUsed struct {
	LastUsedDate time.Time `out:"omitempty"`
	ServiceName  string
	Region       string
}

type keyLastUsedOutput struct {
	UserName          string
	AccessKeyLastUsed accessKeyLastUsed
}

// getAccessKeyLastUsed denies access to a key that is not there, which could be
// another account's.
func (a *account) getAccessKeyLastUsed(in *keyLastUsedInput) (*keyLastUsedOutput, error) {
	u, at, ok := a.keyHolder(in.AccessKeyId)
	if !ok {
		return nil, refuse("AccessDenied",
			"User: %s is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key %s", a.caller, in.AccessKeyId)
	}
	c := u.held[accessKeys][at]
	return &keyLastUsedOutput{u.name, accessKeyLastUsed{c.LastUsed, orNone(c.Service), orNone(c.Region)}}, nil
}

// keyHolder finds an access key of whomever.
func (a *account) keyHolder(id string) (*user, int, bool) {
	for _, u := range a.users.all() {
		if at, err := u.find(accessKeys, id); err == nil {
			return u, at, true
		}
	}
	return nil, 0, false
}

// none stands where IAM has nothing to say.
const none = "N/A"

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}
