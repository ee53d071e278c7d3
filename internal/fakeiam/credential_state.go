package fakeiam

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// accountState is what the state file has of an account besides users, groups
// and policies.
type accountState struct {
	// SecretSeed makes the secrets that were given out; see account.secret.
	SecretSeed         string               `json:"secret_seed,omitempty"`
	Alias              string               `json:"alias,omitempty"`
	PasswordPolicy     *passwordPolicy      `json:"password_policy,omitempty"`
	MFADevices         []deviceState        `json:"mfa_devices,omitempty"`
	ServerCertificates []*serverCertificate `json:"server_certificates,omitempty"`
	CredentialReport   *credentialReport    `json:"credential_report,omitempty"`
}

type deviceState struct {
	Serial  string    `json:"serial"`
	ID      string    `json:"id,omitempty"` // of virtual devices alone
	User    string    `json:"user,omitempty"`
	Enabled time.Time `json:"enabled,omitzero"`
	Tags    []Tag     `json:"tags,omitempty"`
}

// credentialState is a user's.
type credentialState struct {
	Login        *loginProfile                   `json:"login_profile,omitempty"`
	PasswordUsed time.Time                       `json:"password_used,omitzero"`
	Credentials  map[credentialKind][]credential `json:"credentials,omitempty"`
}

func (a *account) accountState() accountState {
	st := accountState{SecretSeed: a.seed, Alias: a.alias, PasswordPolicy: a.passwords, CredentialReport: a.report}
	for _, d := range a.devices.all() {
		ds := deviceState{Serial: d.serial, ID: d.id, Enabled: d.enabled, Tags: d.tags}
		if d.user != nil {
			ds.User = d.user.name
		}
		st.MFADevices = append(st.MFADevices, ds)
	}
	for _, c := range a.serverCerts.all() {
		st.ServerCertificates = append(st.ServerCertificates, c)
	}
	return st
}

func (c *credentials) snapshot() credentialState {
	st := credentialState{Login: c.login, PasswordUsed: c.passwordUsed, Credentials: maps.Clone(c.held)}
	maps.DeleteFunc(st.Credentials, func(_ credentialKind, all []credential) bool { return len(all) == 0 })
	return st
}

// restoreAccount comes after the users, whom devices belong to.
func (a *account) restoreAccount(st accountState) error {
	a.alias, a.passwords, a.report = st.Alias, st.PasswordPolicy, st.CredentialReport
	if a.seed = st.SecretSeed; a.seed == "" {
		a.seed = a.newSeed()
	}
	for _, s := range st.MFADevices {
		if err := a.restoreDevice(s); err != nil {
			return err
		}
	}
	for _, c := range st.ServerCertificates {
		if a.serverCerts.has(c.Name) {
			return fmt.Errorf("server certificate %s is there twice", c.Name)
		}
		a.serverCerts.put(c.Name, c)
	}
	return nil
}

func (a *account) restoreDevice(s deviceState) error {
	if a.devices.has(s.Serial) {
		return fmt.Errorf("MFA device %s is there twice", s.Serial)
	}
	d := &mfaDevice{serial: s.Serial, id: s.ID, tags: s.Tags}
	a.devices.put(s.Serial, d)
	if s.User == "" {
		return nil
	}
	u, ok := a.users.get(s.User)
	if !ok {
		return fmt.Errorf("MFA device %s belongs to user %s, who is not there", s.Serial, s.User)
	}
	a.assign(d, u, s.Enabled)
	return nil
}

func (c *credentials) restore(s credentialState) error {
	c.login, c.passwordUsed = s.Login, s.PasswordUsed
	for _, kind := range slices.Sorted(maps.Keys(s.Credentials)) {
		if _, ok := credentialKinds[kind]; !ok {
			return fmt.Errorf("there are no credentials called %s", kind)
		}
		for _, one := range s.Credentials[kind] {
			if _, err := c.find(kind, one.ID); err == nil {
				return fmt.Errorf("credential %s is there twice", one.ID)
			}
			c.hold(kind, append(c.held[kind], one))
		}
	}
	return nil
}
