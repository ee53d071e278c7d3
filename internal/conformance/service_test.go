package conformance

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const noService = "lambda.amazonaws.com"

// credentialsFor are two at most; the SDK has no paginator for them.
func (s *script) credentialsFor(user, service string) []types.ServiceSpecificCredentialMetadata {
	in := &iam.ListServiceSpecificCredentialsInput{UserName: &user, ServiceName: &service}
	return do(s, s.iam.ListServiceSpecificCredentials, in).ServiceSpecificCredentials
}

var serviceCases = []testCase{
	{"a credential for a service is listed as it was created, without its password", func(s *script) {
		u := s.user("u")
		c := s.serviceCredential(u, commits)
		s.same("name", c.ServiceUserName, new(u+"-at-"+s.account))
		if !strings.HasPrefix(*c.ServiceSpecificCredentialId, "ACCA") || c.ServicePassword == nil || *c.ServicePassword == "" {
			s.errorf("got %s with the password %s", *c.ServiceSpecificCredentialId, show(c.ServicePassword))
		}
		s.recent("its date", c.CreateDate)
		s.same("credentials", s.credentialsFor(u, commits), []types.ServiceSpecificCredentialMetadata{{
			UserName: &u, Status: types.StatusTypeActive, ServiceUserName: c.ServiceUserName, CreateDate: c.CreateDate,
			ServiceSpecificCredentialId: c.ServiceSpecificCredentialId, ServiceName: new(commits),
		}})
		s.same("credentials for another service", len(s.credentialsFor(u, "cassandra.amazonaws.com")), 0)
	}},
	{"a credential for a service is made inactive, reset and deleted", func(s *script) {
		u := s.user("u")
		c := s.serviceCredential(u, commits)
		id := c.ServiceSpecificCredentialId
		do(s, s.iam.UpdateServiceSpecificCredential, &iam.UpdateServiceSpecificCredentialInput{
			UserName: &u, ServiceSpecificCredentialId: id, Status: types.StatusTypeInactive,
		})
		s.same("status", s.credentialsFor(u, commits)[0].Status, types.StatusTypeInactive)
		again := do(s, s.iam.ResetServiceSpecificCredential, &iam.ResetServiceSpecificCredentialInput{UserName: &u, ServiceSpecificCredentialId: id})
		s.same("id", again.ServiceSpecificCredential.ServiceSpecificCredentialId, id)
		if *again.ServiceSpecificCredential.ServicePassword == *c.ServicePassword {
			s.errorf("the password is the same")
		}
		do(s, s.iam.DeleteServiceSpecificCredential, &iam.DeleteServiceSpecificCredentialInput{UserName: &u, ServiceSpecificCredentialId: id})
		s.same("credentials", len(s.credentialsFor(u, commits)), 0)
	}},
	{"a user has two credentials for a service at most", func(s *script) {
		u := s.user("u")
		s.serviceCredential(u, commits)
		s.serviceCredential(u, commits)
		in := &iam.CreateServiceSpecificCredentialInput{UserName: &u, ServiceName: new(commits)}
		s.refused(try(s, s.iam.CreateServiceSpecificCredential, in), limitExceeded, "")
		s.serviceCredential(u, "cassandra.amazonaws.com")
	}},
	{"not every service has credentials", func(s *script) {
		u, words := s.user("u"), "No such service "+noService+" is supported for Service Specific Credentials"
		create := &iam.CreateServiceSpecificCredentialInput{UserName: &u, ServiceName: new(noService)}
		s.refused(try(s, s.iam.CreateServiceSpecificCredential, create), noSuchEntity, words)
		list := &iam.ListServiceSpecificCredentialsInput{UserName: &u, ServiceName: new(noService)}
		s.refused(try(s, s.iam.ListServiceSpecificCredentials, list), noSuchEntity, words)
	}},
	{"a credential for a service that is not there is neither changed, reset nor deleted", func(s *script) {
		u, id, words := s.user("u"), new("satisfiesregexbutstillinvalid"), "No such credential satisfiesregexbutstillinvalid exists"
		update := &iam.UpdateServiceSpecificCredentialInput{UserName: &u, ServiceSpecificCredentialId: id, Status: types.StatusTypeInactive}
		s.refused(try(s, s.iam.UpdateServiceSpecificCredential, update), noSuchEntity, words)
		reset := &iam.ResetServiceSpecificCredentialInput{UserName: &u, ServiceSpecificCredentialId: id}
		s.refused(try(s, s.iam.ResetServiceSpecificCredential, reset), noSuchEntity, words)
		remove := &iam.DeleteServiceSpecificCredentialInput{UserName: &u, ServiceSpecificCredentialId: id}
		s.refused(try(s, s.iam.DeleteServiceSpecificCredential, remove), noSuchEntity, words)
	}},
	{"a renamed user keeps its credentials for services, and their names", func(s *script) {
		u, renamed := s.user("u"), s.name("v")
		c := s.serviceCredential(u, commits)
		do(s, s.iam.UpdateUser, &iam.UpdateUserInput{UserName: &u, NewUserName: &renamed})
		got := s.credentialsFor(renamed, commits)[0]
		s.same("user", got.UserName, &renamed)
		s.same("name", got.ServiceUserName, c.ServiceUserName)
	}},
}
