package conformance

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// boundaryARN is "" where there is no boundary.
func boundaryARN(b *types.AttachedPermissionsBoundary) string {
	if b == nil {
		return ""
	}
	return aws.ToString(b.PermissionsBoundaryArn)
}

var boundaryCases = []testCase{
	{"a user is created with its boundary", func(s *script) {
		name, fence := s.name("u"), s.policy("fence")
		made := do(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &name, PermissionsBoundary: &fence}).User
		s.same("boundary in the answer", boundaryARN(made.PermissionsBoundary), fence)
		s.same("boundary", boundaryARN(s.getUser(name).PermissionsBoundary), fence)
	}},
	{"the type of a boundary is Policy, whatever the enum says", func(s *script) {
		u, fence := s.user("u"), s.policy("fence")
		s.bound(u, fence)
		s.same("boundary", s.getUser(u).PermissionsBoundary,
			&types.AttachedPermissionsBoundary{PermissionsBoundaryArn: &fence, PermissionsBoundaryType: "Policy"})
	}},
	{"a boundary is replaced by another", func(s *script) {
		u, a, b := s.user("u"), s.policy("a"), s.policy("b")
		s.bound(u, a)
		s.bound(u, b)
		s.same("boundary", boundaryARN(s.getUser(u).PermissionsBoundary), b)
		s.same("uses of the first", s.getPolicy(a).PermissionsBoundaryUsageCount, new(int32(0)))
		s.same("uses of the second", s.getPolicy(b).PermissionsBoundaryUsageCount, new(int32(1)))
	}},
	{"putting a boundary twice is putting it once", func(s *script) {
		u, fence := s.user("u"), s.policy("fence")
		s.bound(u, fence)
		s.bound(u, fence)
		s.same("uses", s.getPolicy(fence).PermissionsBoundaryUsageCount, new(int32(1)))
	}},
	{"a removed boundary is gone", func(s *script) {
		u, fence := s.user("u"), s.policy("fence")
		s.bound(u, fence)
		do(s, s.iam.DeleteUserPermissionsBoundary, &iam.DeleteUserPermissionsBoundaryInput{UserName: &u})
		s.same("boundary", s.getUser(u).PermissionsBoundary, (*types.AttachedPermissionsBoundary)(nil))
		s.same("uses", s.getPolicy(fence).PermissionsBoundaryUsageCount, new(int32(0)))
	}},
	{"a boundary is not attached", func(s *script) {
		u, fence := s.user("u"), s.policy("fence")
		s.bound(u, fence)
		s.same("attached", len(s.attachedToUser(u)), 0)
		s.same("count", s.getPolicy(fence).AttachmentCount, new(int32(0)))
		s.same("listed", len(s.policies(&iam.ListPoliciesInput{PathPrefix: &s.path, OnlyAttached: true})), 0)
	}},
	{"a policy may be attached to whom it bounds", func(s *script) {
		u, p := s.user("u"), s.policy("p")
		s.bound(u, p)
		s.attachUser(u, p)
		do(s, s.iam.DeleteUserPermissionsBoundary, &iam.DeleteUserPermissionsBoundaryInput{UserName: &u})
		s.same("attached", s.attachedToUser(u), []string{p})
	}},
	{"a boundary that is no ARN of a policy is refused", func(s *script) {
		u := s.user("u")
		arn := s.arn("user", s.path, u)
		s.refused(try(s, s.iam.PutUserPermissionsBoundary, &iam.PutUserPermissionsBoundaryInput{UserName: &u, PermissionsBoundary: &arn}),
			invalidInput, "ARN "+arn+" is not valid.")
	}},
	{"a user is not created with a boundary that is not there", func(s *script) {
		name, arn := s.name("u"), s.absent()
		s.refused(try(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &name, PermissionsBoundary: &arn}),
			noSuchEntity, "Scope ARN: "+arn+" does not exist or is not attachable.")
		s.refused(try(s, s.iam.GetUser, &iam.GetUserInput{UserName: &name}), noSuchEntity, "")
	}},
	{"a deleted user's boundary is not in use", func(s *script) {
		u, fence := s.user("u"), s.policy("fence")
		s.bound(u, fence)
		do(s, s.iam.DeleteUser, &iam.DeleteUserInput{UserName: &u})
		s.same("uses", s.getPolicy(fence).PermissionsBoundaryUsageCount, new(int32(0)))
		do(s, s.iam.DeletePolicy, &iam.DeletePolicyInput{PolicyArn: &fence})
	}},
}
