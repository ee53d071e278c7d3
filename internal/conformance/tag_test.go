package conformance

import (
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// tagsOfUser are key=value, in order.
func (s *script) tagsOfUser(user string) []string {
	p := iam.NewListUserTagsPaginator(s.iam, &iam.ListUserTagsInput{UserName: &user})
	return unordered(pairs(collect(s, p, func(out *iam.ListUserTagsOutput) []types.Tag { return out.Tags })))
}

func (s *script) tagsOfPolicy(arn string) []string {
	p := iam.NewListPolicyTagsPaginator(s.iam, &iam.ListPolicyTagsInput{PolicyArn: &arn})
	return unordered(pairs(collect(s, p, func(out *iam.ListPolicyTagsOutput) []types.Tag { return out.Tags })))
}

func (s *script) tagUser(user string, kv ...string) {
	do(s, s.iam.TagUser, &iam.TagUserInput{UserName: &user, Tags: tags(kv...)})
}

func (s *script) tagPolicy(arn string, kv ...string) {
	do(s, s.iam.TagPolicy, &iam.TagPolicyInput{PolicyArn: &arn, Tags: tags(kv...)})
}

const (
	tooManyTags = "The number of tags has reached the maximum limit."
	twice       = "Duplicate tag keys found."
)

var tagCases = []testCase{
	{"tags of a user are written, written over and removed", func(s *script) {
		u := s.user("u", tags("a", "1", "b", "2")...)
		s.tagUser(u, "b", "3", "c", "")
		s.same("tags", s.tagsOfUser(u), []string{"a=1", "b=3", "c="})
		do(s, s.iam.UntagUser, &iam.UntagUserInput{UserName: &u, TagKeys: []string{"a", "c", "absent"}})
		s.same("tags", s.tagsOfUser(u), []string{"b=3"})
		s.same("tags of GetUser", pairs(s.getUser(u).Tags), []string{"b=3"})
	}},
	{"tags of a policy are written, written over and removed", func(s *script) {
		p := s.policy("p", tags("a", "1", "b", "2")...)
		s.tagPolicy(p, "b", "3", "c", "")
		s.same("tags", s.tagsOfPolicy(p), []string{"a=1", "b=3", "c="})
		do(s, s.iam.UntagPolicy, &iam.UntagPolicyInput{PolicyArn: &p, TagKeys: []string{"a", "c", "absent"}})
		s.same("tags", s.tagsOfPolicy(p), []string{"b=3"})
		s.same("tags of GetPolicy", pairs(s.getPolicy(p).Tags), []string{"b=3"})
	}},
	{"tag keys of a user ignore their case", func(s *script) {
		u := s.user("u", tags("Team", "1")...)
		s.tagUser(u, "tEAM", "2")
		s.same("tags", s.tagsOfUser(u), []string{"tEAM=2"})
		do(s, s.iam.UntagUser, &iam.UntagUserInput{UserName: &u, TagKeys: []string{"TEAM"}})
		s.same("tags", len(s.tagsOfUser(u)), 0)
	}},
	{"tag keys of a policy respect their case", func(s *script) {
		p := s.policy("p", tags("Team", "1")...)
		s.tagPolicy(p, "team", "2")
		s.same("tags", s.tagsOfPolicy(p), []string{"Team=1", "team=2"})
		do(s, s.iam.UntagPolicy, &iam.UntagPolicyInput{PolicyArn: &p, TagKeys: []string{"team"}})
		s.same("tags", s.tagsOfPolicy(p), []string{"Team=1"})
	}},
	{"a tag may have all that tags may have", func(s *script) {
		u := s.user("u")
		s.tagUser(u, "Größe 1_.:/=+-@", "Ünï 2_.:/=+-@")
		s.same("tags", s.tagsOfUser(u), []string{"Größe 1_.:/=+-@=Ünï 2_.:/=+-@"})
	}},
	{"a user is not given a tag twice", func(s *script) {
		u := s.user("u")
		const words = twice + " Please note that Tag keys are case insensitive."
		s.refused(try(s, s.iam.TagUser, &iam.TagUserInput{UserName: &u, Tags: tags("a", "1", "a", "1")}), invalidInput, words)
		s.refused(try(s, s.iam.TagUser, &iam.TagUserInput{UserName: &u, Tags: tags("a", "1", "A", "2")}), invalidInput, words)
		s.same("tags", len(s.tagsOfUser(u)), 0)
	}},
	{"a policy is not given a tag twice", func(s *script) {
		p := s.policy("p")
		s.refused(try(s, s.iam.TagPolicy, &iam.TagPolicyInput{PolicyArn: &p, Tags: tags("a", "1", "a", "1")}), invalidInput, twice)
		s.tagPolicy(p, "a", "1", "A", "2")
	}},
	{"a user is not created with a tag twice", func(s *script) {
		name := s.name("u")
		s.refused(try(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &name, Tags: tags("a", "1", "A", "2")}), invalidInput, "")
	}},
	{"a policy is not created with a tag twice", func(s *script) {
		in := &iam.CreatePolicyInput{PolicyName: new(s.name("p")), PolicyDocument: new(document), Tags: tags("a", "1", "a", "2")}
		s.refused(try(s, s.iam.CreatePolicy, in), invalidInput, twice)
	}},
	{"a user has fifty tags at most", func(s *script) {
		u := s.user("u", manyTags(50, "k")...)
		s.refused(try(s, s.iam.TagUser, &iam.TagUserInput{UserName: &u, Tags: tags("x", "1")}), limitExceeded, tooManyTags)
		s.tagUser(u, "k100", "w") // is there already
		do(s, s.iam.UntagUser, &iam.UntagUserInput{UserName: &u, TagKeys: []string{"k149"}})
		s.tagUser(u, "x", "1")
		s.same("tags", len(s.tagsOfUser(u)), 50)
	}},
	{"a policy has fifty tags at most", func(s *script) {
		p := s.policy("p", manyTags(50, "k")...)
		s.refused(try(s, s.iam.TagPolicy, &iam.TagPolicyInput{PolicyArn: &p, Tags: tags("x", "1")}), limitExceeded, tooManyTags)
		s.tagPolicy(p, "k100", "w")
		s.same("tags", len(s.tagsOfPolicy(p)), 50)
	}},
	{"more than fifty tags in one call are no valid call", func(s *script) {
		u, p := s.user("u"), s.policy("p")
		s.refused(try(s, s.iam.TagUser, &iam.TagUserInput{UserName: &u, Tags: manyTags(51, "k")}), validationError, "1 validation error detected: "+
			"Value at 'tags' failed to satisfy constraint: "+shorter+"50")
		s.refused(try(s, s.iam.TagPolicy, &iam.TagPolicyInput{PolicyArn: &p, Tags: manyTags(51, "k")}), validationError, "1 validation error detected: "+
			"Value at 'tags' failed to satisfy constraint: "+shorter+"50")
	}},
}
