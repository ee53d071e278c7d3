package fakeiam

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
)

// credential is what a user has any number of, up to a quota: an access key, an
// SSH key, a signing certificate, a credential for one service. None holds a
// secret; see account.secret.
type credential struct {
	ID      string    `json:"id"`
	Status  string    `json:"status"`
	Created time.Time `json:"created"`
	Body    string    `json:"body,omitempty"` // of an SSH key or a certificate, as it was uploaded

	LastUsed time.Time `json:"last_used,omitzero"` // of an access key
	Region   string    `json:"region,omitempty"`   // where it was used last
	Service  string    `json:"service,omitempty"`  // with which service, or for which

	Name    string    `json:"name,omitempty"`   // for the service; it does not change when the user's does
	Resets  int       `json:"resets,omitempty"` // how often the service's password was made anew
	Expires time.Time `json:"expires,omitzero"`
}

const (
	active   = "Active"
	inactive = "Inactive"
)

// credentialKind names a kind of credential, in the state file too.
type credentialKind string

const (
	accessKeys         credentialKind = "access_keys"
	sshKeys            credentialKind = "ssh_public_keys"
	signingCerts       credentialKind = "signing_certificates"
	serviceCredentials credentialKind = "service_credentials"
)

// credentialRow is what sets a kind of credential apart from the others.
type credentialRow struct {
	prefix   string // of the ID
	idLength int
	missing  string // IAM's sentence about an ID that is not there
	holds    string // why a user who has one cannot be deleted
}

const referenced = "must remove referenced objects first."

var credentialKinds = map[credentialKind]credentialRow{
	accessKeys:         {"AKIA", 20, "The Access Key with id %s cannot be found.", "must delete access keys first."},
	sshKeys:            {"APKA", 20, "The Public Key with id %s cannot be found.", referenced},
	signingCerts:       {"", 32, "The Certificate with id %s cannot be found.", "must delete signing certificates first."},
	serviceCredentials: {"ACCA", 21, "No such credential %s exists", referenced},
}

// credentials are all that a user signs in with.
type credentials struct {
	login        *loginProfile // replaced, never written to
	passwordUsed time.Time
	held         map[credentialKind][]credential // in the order in which they came
	devices      []*mfaDevice
}

// issue gives a user one more credential. Whether that is one too many has been
// looked at.
func (a *account) issue(u *user, kind credentialKind, c credential) credential {
	row := credentialKinds[kind]
	a.ids++
	c.ID = derived(row.prefix, fmt.Sprintf("%s/%d", a.id, a.ids), row.idLength-len(row.prefix))
	c.Status, c.Created = active, a.date()
	u.hold(kind, append(slices.Clone(u.held[kind]), c))
	return c
}

func (c *credentials) hold(kind credentialKind, all []credential) {
	if c.held == nil {
		c.held = map[credentialKind][]credential{}
	}
	c.held[kind] = all
}

// find is the position of a credential.
func (c *credentials) find(kind credentialKind, id string) (int, error) {
	at := slices.IndexFunc(c.held[kind], func(c credential) bool { return c.ID == id })
	if at < 0 {
		return 0, noSuch(credentialKinds[kind].missing, id)
	}
	return at, nil
}

// change puts another credential in place of one of the same ID.
func (c *credentials) change(kind credentialKind, id string, to func(*credential)) error {
	at, err := c.find(kind, id)
	if err == nil {
		all := slices.Clone(c.held[kind])
		to(&all[at])
		c.held[kind] = all
	}
	return err
}

// setStatus is what all Update actions of credentials do. Expired is a value of
// the API's enum, but nothing that a caller could make of a credential.
func (a *account) setStatus(userName string, kind credentialKind, id, status string) error {
	u, err := a.userOrCaller(userName)
	if err != nil {
		return err
	}
	if status == "Expired" {
		return refuse("InvalidInput", "The status of a credential cannot be set to Expired.")
	}
	return u.change(kind, id, func(c *credential) { c.Status = status })
}

// drop is what all Delete actions of credentials do.
func (a *account) drop(userName string, kind credentialKind, id string) error {
	u, err := a.userOrCaller(userName)
	if err != nil {
		return err
	}
	at, err := u.find(kind, id)
	if err == nil {
		u.held[kind] = slices.Delete(slices.Clone(u.held[kind]), at, at+1)
	}
	return err
}

// oldestFirst walks credentials in the order in which they came.
func oldestFirst(all []credential) func(string) iter.Seq2[string, credential] {
	key := func(c credential) string { return c.Created.Format(time.RFC3339) + c.ID }
	return sorted(slices.SortedFunc(slices.Values(all), func(a, b credential) int { return strings.Compare(key(a), key(b)) }), key)
}

// disposable says what of its credentials must go before a user can.
func (c *credentials) disposable() error {
	switch {
	case c.login != nil:
		return conflict("must delete login profile first.")
	case len(c.devices) > 0:
		return conflict("must delete MFA device first.")
	}
	for _, kind := range []credentialKind{accessKeys, signingCerts, sshKeys, serviceCredentials} {
		if len(c.held[kind]) > 0 {
			return conflict(credentialKinds[kind].holds)
		}
	}
	return nil
}

// optionalUser is the parameter of actions that are about the caller where it
// is left out.
type optionalUser struct {
	UserName string `in:"name"`
}

// userOrCaller finds a user by name, or who calls where there is no name. The root
// user and roles have no credentials here.
func (a *account) userOrCaller(name string) (*user, error) {
	if name == "" {
		_, resource, _ := strings.Cut(a.caller, "::"+a.id+":")
		if !strings.HasPrefix(resource, "user/") {
			return nil, invalid("Must specify userName when calling with non-User credentials")
		}
		name = resource[strings.LastIndex(resource, "/")+1:]
	}
	return a.user(name)
}
