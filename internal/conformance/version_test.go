package conformance

import (
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// versions are the ids of a policy's versions, the default one with a star.
func (s *script) versions(arn string) []string {
	p := iam.NewListPolicyVersionsPaginator(s.iam, &iam.ListPolicyVersionsInput{PolicyArn: &arn})
	return names(collect(s, p, func(out *iam.ListPolicyVersionsOutput) []types.PolicyVersion { return out.Versions }),
		func(v types.PolicyVersion) *string {
			if v.IsDefaultVersion {
				return new(*v.VersionId + "*")
			}
			return v.VersionId
		})
}

func (s *script) getVersion(arn, id string) *types.PolicyVersion {
	return do(s, s.iam.GetPolicyVersion, &iam.GetPolicyVersionInput{PolicyArn: &arn, VersionId: &id}).PolicyVersion
}

func (s *script) deleteVersion(arn, id string) {
	do(s, s.iam.DeletePolicyVersion, &iam.DeletePolicyVersionInput{PolicyArn: &arn, VersionId: &id})
}

const tooManyVersions = "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version."

var versionCases = []testCase{
	{"a policy begins with version v1", func(s *script) {
		arn := s.policy("p")
		s.same("versions", s.versions(arn), []string{"v1*"})
		v := s.getVersion(arn, "v1")
		s.same("id", v.VersionId, new("v1"))
		s.same("default", v.IsDefaultVersion, true)
	}},
	{"a new version is not the default one", func(s *script) {
		arn := s.policy("p")
		s.same("id", s.version(arn, false), "v2")
		s.same("default", s.getPolicy(arn).DefaultVersionId, new("v1"))
		s.same("versions", unordered(s.versions(arn)), []string{"v1*", "v2"})
	}},
	{"a new version can be made the default one at once", func(s *script) {
		arn := s.policy("p")
		s.version(arn, true)
		s.same("default", s.getPolicy(arn).DefaultVersionId, new("v2"))
		s.same("versions", unordered(s.versions(arn)), []string{"v1", "v2*"})
	}},
	{"creating a version answers without its document", func(s *script) {
		arn := s.policy("p")
		v := do(s, s.iam.CreatePolicyVersion, &iam.CreatePolicyVersionInput{PolicyArn: &arn, PolicyDocument: new(another), SetAsDefault: true}).PolicyVersion
		s.same("document", v.Document, (*string)(nil))
		s.same("default", v.IsDefaultVersion, true)
	}},
	{"a list of versions has no documents", func(s *script) {
		for _, v := range do(s, s.iam.ListPolicyVersions, &iam.ListPolicyVersionsInput{PolicyArn: new(s.policy("p"))}).Versions {
			s.same("document", v.Document, (*string)(nil))
		}
	}},
	{"each version has its document", func(s *script) {
		arn := s.policy("p")
		s.version(arn, false)
		s.same("first", s.decoded(s.getVersion(arn, "v1").Document), document)
		s.same("second", s.decoded(s.getVersion(arn, "v2").Document), another)
	}},
	{"versions are listed with the newest first", func(s *script) {
		arn := s.policy("p")
		for range 4 {
			s.version(arn, false)
		}
		s.same("versions", s.versions(arn), []string{"v5", "v4", "v3", "v2", "v1*"})
	}},
	{"ids of versions are never given out again", func(s *script) {
		arn := s.policy("p")
		for range 4 {
			s.version(arn, false)
		}
		s.deleteVersion(arn, "v2")
		s.same("after v5 was made and v2 deleted", s.version(arn, false), "v6")
		s.deleteVersion(arn, "v6")
		s.same("after v6 was deleted", s.version(arn, false), "v7")
		s.same("versions", unordered(s.versions(arn)), []string{"v1*", "v3", "v4", "v5", "v7"})
	}},
	{"versions beyond the tenth are listed by number", func(s *script) {
		arn := s.policy("p")
		for _, old := range []string{"v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9"} {
			s.version(arn, true)
			s.deleteVersion(arn, old)
		}
		s.version(arn, false)
		s.same("versions", s.versions(arn), []string{"v11", "v10*"})
	}},
	{"a sixth version is refused", func(s *script) {
		arn := s.policy("p")
		for range 4 {
			s.version(arn, false)
		}
		in := &iam.CreatePolicyVersionInput{PolicyArn: &arn, PolicyDocument: new(another)}
		s.refused(try(s, s.iam.CreatePolicyVersion, in), limitExceeded, tooManyVersions)
		s.deleteVersion(arn, "v3")
		do(s, s.iam.CreatePolicyVersion, in)
	}},
	{"an older version can be made the default again", func(s *script) {
		arn := s.policy("p")
		s.version(arn, true)
		do(s, s.iam.SetDefaultPolicyVersion, &iam.SetDefaultPolicyVersionInput{PolicyArn: &arn, VersionId: new("v1")})
		s.same("versions", unordered(s.versions(arn)), []string{"v1*", "v2"})
		s.same("default", s.getPolicy(arn).DefaultVersionId, new("v1"))
	}},
	{"the default version cannot be deleted", func(s *script) {
		arn := s.policy("p")
		s.version(arn, true)
		in := &iam.DeletePolicyVersionInput{PolicyArn: &arn, VersionId: new("v2")}
		s.refused(try(s, s.iam.DeletePolicyVersion, in), deleteConflict, "Cannot delete the default version of a policy.")
		s.deleteVersion(arn, "v1")
		s.same("versions", s.versions(arn), []string{"v2*"})
	}},
	{"a deleted version is gone", func(s *script) {
		arn := s.policy("p")
		s.version(arn, false)
		s.deleteVersion(arn, "v2")
		s.refused(try(s, s.iam.GetPolicyVersion, &iam.GetPolicyVersionInput{PolicyArn: &arn, VersionId: new("v2")}),
			noSuchEntity, "Policy "+arn+" version v2 does not exist or is not attachable.")
	}},
	{"a version that never was is not there", func(s *script) {
		arn := s.policy("p")
		words := "Policy " + arn + " version v9 does not exist or is not attachable."
		s.refused(try(s, s.iam.GetPolicyVersion, &iam.GetPolicyVersionInput{PolicyArn: &arn, VersionId: new("v9")}), noSuchEntity, words)
		s.refused(try(s, s.iam.DeletePolicyVersion, &iam.DeletePolicyVersionInput{PolicyArn: &arn, VersionId: new("v9")}), noSuchEntity, words)
		s.refused(try(s, s.iam.SetDefaultPolicyVersion, &iam.SetDefaultPolicyVersionInput{PolicyArn: &arn, VersionId: new("v9")}), noSuchEntity, words)
	}},
	{"a new version has its document checked", func(s *script) {
		arn := s.policy("p")
		s.refused(try(s, s.iam.CreatePolicyVersion, &iam.CreatePolicyVersionInput{PolicyArn: &arn, PolicyDocument: new("no document")}),
			malformed, "Syntax errors in policy.")
		s.same("versions", s.versions(arn), []string{"v1*"})
	}},
}
