package conformance

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// document is a policy document that nobody objects to, and another is one more.
const (
	document = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"}]}`
	another  = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:PutObject","Resource":"*"}]}`
)

// name is a name that no other case has.
func (s *script) name(label string) string { return s.id + label }

// arn is the ARN of something of this account; its path ends with a slash.
func (s *script) arn(kind, path, name string) string {
	return "arn:" + s.partition + ":iam::" + s.account + ":" + kind + path + name
}

// managed is the ARN of a policy of AWS.
func (s *script) managed(name string) string {
	return "arn:" + s.partition + ":iam::aws:policy/" + name
}

// user creates a user under the case's path and returns its name.
func (s *script) user(label string, tagged ...types.Tag) string {
	name := s.name(label)
	do(s, s.iam.CreateUser, &iam.CreateUserInput{UserName: &name, Path: &s.path, Tags: tagged})
	return name
}

func (s *script) group(label string) string {
	name := s.name(label)
	do(s, s.iam.CreateGroup, &iam.CreateGroupInput{GroupName: &name, Path: &s.path})
	return name
}

// policy creates a policy under the case's path and returns its ARN.
func (s *script) policy(label string, tagged ...types.Tag) string {
	name, text := s.name(label), document
	made := do(s, s.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: &name, Path: &s.path, PolicyDocument: &text, Tags: tagged})
	return *made.Policy.Arn
}

// absent is the ARN of a policy that is not there.
func (s *script) absent() string { return s.arn("policy", s.path, s.name("absent")) }

func (s *script) join(user, group string) {
	do(s, s.iam.AddUserToGroup, &iam.AddUserToGroupInput{UserName: &user, GroupName: &group})
}

func (s *script) leave(user, group string) {
	do(s, s.iam.RemoveUserFromGroup, &iam.RemoveUserFromGroupInput{UserName: &user, GroupName: &group})
}

func (s *script) attachUser(user, arn string) {
	do(s, s.iam.AttachUserPolicy, &iam.AttachUserPolicyInput{UserName: &user, PolicyArn: &arn})
}

func (s *script) attachGroup(group, arn string) {
	do(s, s.iam.AttachGroupPolicy, &iam.AttachGroupPolicyInput{GroupName: &group, PolicyArn: &arn})
}

func (s *script) bound(user, arn string) {
	do(s, s.iam.PutUserPermissionsBoundary, &iam.PutUserPermissionsBoundaryInput{UserName: &user, PermissionsBoundary: &arn})
}

func (s *script) putUser(user, name, text string) {
	do(s, s.iam.PutUserPolicy, &iam.PutUserPolicyInput{UserName: &user, PolicyName: &name, PolicyDocument: &text})
}

func (s *script) putGroup(group, name, text string) {
	do(s, s.iam.PutGroupPolicy, &iam.PutGroupPolicyInput{GroupName: &group, PolicyName: &name, PolicyDocument: &text})
}

// version makes one more version of a policy and returns its id.
func (s *script) version(arn string, asDefault bool) string {
	text := another
	made := do(s, s.iam.CreatePolicyVersion, &iam.CreatePolicyVersionInput{PolicyArn: &arn, PolicyDocument: &text, SetAsDefault: asDefault})
	return *made.PolicyVersion.VersionId
}

func (s *script) getUser(name string) *types.User {
	return do(s, s.iam.GetUser, &iam.GetUserInput{UserName: &name}).User
}

func (s *script) getGroup(name string) *types.Group {
	return do(s, s.iam.GetGroup, &iam.GetGroupInput{GroupName: &name}).Group
}

func (s *script) getPolicy(arn string) *types.Policy {
	return do(s, s.iam.GetPolicy, &iam.GetPolicyInput{PolicyArn: &arn}).Policy
}

// tags makes tags of keys and values by turns.
func tags(pairs ...string) []types.Tag {
	var out []types.Tag
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, types.Tag{Key: &pairs[i], Value: &pairs[i+1]})
	}
	return out
}

// manyTags are n tags whose keys begin with a prefix.
func manyTags(n int, prefix string) []types.Tag {
	var pairs []string
	for i := range n {
		pairs = append(pairs, prefix+strconv.Itoa(100+i), "v")
	}
	return tags(pairs...)
}

// pairs are tags as key=value, in the order in which they came.
func pairs(tagged []types.Tag) []string {
	return names(tagged, func(t types.Tag) *string { return new(*t.Key + "=" + *t.Value) })
}

// sized is a document of n characters that count and some white space that does not.
func sized(n int) string {
	const head, tail = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get","Resource":"arn:aws:s3:::`, `"}]}`
	text := head + strings.Repeat("b", n-len(head)-len(tail)) + tail
	return strings.ReplaceAll(text, ",", ",\n\t ")
}

// tail is the last part of an ARN, the name.
func tail(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }
