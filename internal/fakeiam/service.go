package fakeiam

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// maxServiceCredentials is how many a user has for one service at most (API
// Reference, CreateServiceSpecificCredential).
const maxServiceCredentials = 2

// services are those that have credentials of their own, and whether these are a
// key with an alias, which can expire, or a password with a user name.
var services = map[string]struct{ keys bool }{
	"codecommit.amazonaws.com": {},
	"cassandra.amazonaws.com":  {},
	"bedrock.amazonaws.com":    {keys: true},
}

func knownService(name string) error {
	if _, ok := services[name]; !ok {
		return noSuch("No such service %s is supported for Service Specific Credentials", name)
	}
	return nil
}

// serviceCredentialOutput is without what is secret, as lists show it.
type serviceCredentialOutput struct {
	UserName                    string
	Status                      string
	ServiceUserName             string `out:"omitempty"`
	ServiceCredentialAlias      string `out:"omitempty"`
	CreateDate                  time.Time
	ExpirationDate              time.Time `out:"omitempty"`
	ServiceSpecificCredentialId string
	ServiceName                 string
}

type newServiceCredential struct {
	serviceCredentialOutput
	ServicePassword         string `out:"omitempty"`
	ServiceCredentialSecret string `out:"omitempty"`
}

type oneServiceCredential struct{ ServiceSpecificCredential newServiceCredential }

func serviceCredentialBrief(u *user, c credential) serviceCredentialOutput {
	out := serviceCredentialOutput{
		UserName: u.name, Status: c.Status, CreateDate: c.Created, ExpirationDate: c.Expires,
		ServiceSpecificCredentialId: c.ID, ServiceName: c.Service,
	}
	if services[c.Service].keys {
		out.ServiceCredentialAlias = c.Name
	} else {
		out.ServiceUserName = c.Name
	}
	return out
}

// withServiceSecret is a credential as it is shown once.
func (a *account) withServiceSecret(u *user, c credential) *oneServiceCredential {
	out := newServiceCredential{serviceCredentialOutput: serviceCredentialBrief(u, c)}
	password := base64.StdEncoding.EncodeToString(a.secret(fmt.Sprintf("service credential %s %d", c.ID, c.Resets), 32))
	if services[c.Service].keys {
		out.ServiceCredentialSecret = "ABSK" + base64.StdEncoding.EncodeToString([]byte(c.Name+":"+password))
	} else {
		out.ServicePassword = password
	}
	return &oneServiceCredential{out}
}

type createServiceCredentialInput struct {
	UserName          string `in:"userName,required"`
	ServiceName       string `in:"serviceName,required"`
	CredentialAgeDays int    `in:"credentialAge"`
}

func (a *account) createServiceSpecificCredential(in *createServiceCredentialInput) (*oneServiceCredential, error) {
	u, err := a.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if err := knownService(in.ServiceName); err != nil {
		return nil, err
	}
	keys := services[in.ServiceName].keys
	if in.CredentialAgeDays > 0 && !keys {
		return nil, invalid("CredentialAgeDays is not supported for service %s", in.ServiceName)
	}
	taken := map[string]bool{}
	for _, c := range u.held[serviceCredentials] {
		if c.Service == in.ServiceName {
			taken[c.Name] = true
		}
	}
	if len(taken) >= maxServiceCredentials {
		return nil, overQuota("ServiceSpecificCredentialsPerUser", maxServiceCredentials)
	}
	c := credential{Service: in.ServiceName, Name: a.serviceName(u, keys, taken)}
	if in.CredentialAgeDays > 0 {
		c.Expires = a.date().AddDate(0, 0, in.CredentialAgeDays)
	}
	return a.withServiceSecret(u, a.issue(u, serviceCredentials, c)), nil
}

// serviceName is what a credential is called where it is used.
func (a *account) serviceName(u *user, keys bool, taken map[string]bool) string {
	if keys {
		suffix := derived("", fmt.Sprintf("alias/%s/%d", a.id, a.ids), 4)
		return fmt.Sprintf("BedrockAPIKey-%s-at-%s", strings.ToLower(suffix), a.id)
	}
	name := u.name + "-at-" + a.id
	for i := 1; taken[name]; i++ {
		name = fmt.Sprintf("%s+%d-at-%s", u.name, i, a.id)
	}
	return name
}

type listServiceCredentialsInput struct {
	UserName    string `in:"userName"`
	ServiceName string `in:"serviceName"`
	AllUsers    bool
	paging
}

type listServiceCredentialsOutput struct {
	ServiceSpecificCredentials []serviceCredentialOutput
	paged
}

func (a *account) listServiceSpecificCredentials(in *listServiceCredentialsInput) (*listServiceCredentialsOutput, error) {
	if in.ServiceName != "" {
		if err := knownService(in.ServiceName); err != nil {
			return nil, err
		}
	}
	var all []credential
	holders := map[string]*user{}
	if in.AllUsers {
		for _, u := range a.users.all() {
			for _, c := range u.held[serviceCredentials] {
				all, holders[c.ID] = append(all, c), u
			}
		}
	} else {
		u, err := a.userOrCaller(in.UserName)
		if err != nil {
			return nil, err
		}
		for _, c := range u.held[serviceCredentials] {
			all, holders[c.ID] = append(all, c), u
		}
	}
	out, p, err := page(a, "ListServiceSpecificCredentials", in.paging, oldestFirst(all),
		func(c credential) (serviceCredentialOutput, bool) {
			return serviceCredentialBrief(holders[c.ID], c), in.ServiceName == "" || c.Service == in.ServiceName
		})
	return &listServiceCredentialsOutput{out, p}, err
}

type serviceCredentialInput struct {
	UserName                    string `in:"userName"`
	ServiceSpecificCredentialId string `in:"credentialId,required"`
}

type updateServiceCredentialInput struct {
	serviceCredentialInput
	Status string `in:"status,required"`
}

func (a *account) updateServiceSpecificCredential(in *updateServiceCredentialInput) error {
	return a.setStatus(in.UserName, serviceCredentials, in.ServiceSpecificCredentialId, in.Status)
}

// resetServiceSpecificCredential makes the password anew; the old one is gone.
func (a *account) resetServiceSpecificCredential(in *serviceCredentialInput) (*oneServiceCredential, error) {
	u, err := a.userOrCaller(in.UserName)
	if err != nil {
		return nil, err
	}
	var after credential
	err = u.change(serviceCredentials, in.ServiceSpecificCredentialId, func(c *credential) {
		c.Resets++
		after = *c
	})
	if err != nil {
		return nil, err
	}
	return a.withServiceSecret(u, after), nil
}

func (a *account) deleteServiceSpecificCredential(in *serviceCredentialInput) error {
	return a.drop(in.UserName, serviceCredentials, in.ServiceSpecificCredentialId)
}
