package fakeiam

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"time"
)

// account is everything that the server knows. Its methods are called under the
// server's lock. Values that leave it are copies; slices and documents that it
// shares with outputs are replaced, never written to. What changes it depends on
// nothing but the account, the input and the moment, since a replica makes every
// change again.
type account struct {
	*config
	id        string
	partition string
	caller    string
	ids       uint64    // unique IDs given out so far; they are never reused
	moment    time.Time // what the clock said when the change that is being made began

	users    index[*user]
	groups   index[*group]
	policies index[*policy] // customer managed
	foreign  index[*policy] // AWS managed, those that were ever used here

	roles     index[*role]
	profiles  index[*profile]
	oidc      index[*oidcProvider]
	saml      index[*samlProvider]
	deletions []string // of service-linked roles, by their tasks

	seed        string // makes secrets; see secret
	alias       string // "" for none
	passwords   *passwordPolicy
	devices     index[*mfaDevice] // by serial number
	serverCerts index[*serverCertificate]
	report      *credentialReport

	loginSettles time.Duration // see Faults
}

// principal is what users, groups and roles, to which policies are attached, have
// in common.
type principal struct {
	kind     *principalKind
	name     string
	path     string
	id       string
	created  time.Time
	attached []*policy // in the order of their keys
	inline   []inlinePolicy
	boundary *policy
	tags     []Tag
	gone     bool // deleted; trust documents may still hold it
}

// principalKind is a row of the table of principals.
type principalKind struct {
	label       string // user
	plural      string // Users
	idPrefix    string // AIDA
	attachQuota string // AttachedPoliciesPerUserQuota
	inlineQuota string // UserPolicySizeQuota
}

var (
	userKind  = kindOf("user", "AIDA")
	groupKind = kindOf("group", "AGPA")
	roleKind  = kindOf("role", "AROA")
)

func kindOf(label, idPrefix string) *principalKind {
	title := strings.ToUpper(label[:1]) + label[1:]
	return &principalKind{
		label:       label,
		plural:      title + "s",
		idPrefix:    idPrefix,
		attachQuota: "AttachedPoliciesPer" + title + "Quota",
		inlineQuota: title + "PolicySizeQuota",
	}
}

// newID is a unique ID of IAM's form: a prefix that tells the kind, and 17
// characters (User Guide, "IAM identifiers"). The same calls give the same IDs.
func (a *account) newID(prefix string) string {
	a.ids++
	return derivedID(prefix, fmt.Sprintf("%s/%d", a.id, a.ids))
}

func derivedID(prefix, from string) string { return derived(prefix, from, 17) }

// derived is a prefix and n characters, 52 at most.
func derived(prefix, from string, n int) string {
	sum := sha256.Sum256([]byte(prefix + "/" + from))
	return prefix + base32.StdEncoding.EncodeToString(sum[:])[:n]
}

func (a *account) arn(resource string) string {
	return "arn:" + a.partition + ":iam::" + a.id + ":" + resource
}

func (p *principal) arn(a *account) string {
	return a.arn(p.kind.label + p.path + p.name)
}

// date is the time of a change; IAM's dates have whole seconds.
func (a *account) date() time.Time { return a.moment.UTC().Truncate(time.Second) }

// orRoot is the path of what was created without one.
func orRoot(path string) string {
	if path == "" {
		return "/"
	}
	return path
}
