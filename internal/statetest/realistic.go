package statetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"iamsync/spec"
	"iamsync/spec/policy"
	"iamsync/spec/policy/eval"
)

// The documents of realistic accounts are of a small world, so that they often meet:
// wildcards that overlap, opposites, variables, conditions on the caller and on the
// request.
var (
	someActions   = []string{"s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*Object", "s3:*", "S3:getobject", "iam:PassRole", "ec2:Run*", "*"}
	someResources = []string{
		"*", "*", "arn:aws:s3:::logs/*", "arn:aws:s3:::logs/2026/*", "arn:aws:s3:::home/${aws:username}/*",
		"arn:aws:s3:::team/${aws:PrincipalTag/team}/*", "arn:aws:s3:::*/x", "arn:aws:iam::111122223333:role/*",
	}
	someConditions = []string{
		`{"StringEquals":{"aws:PrincipalTag/team":"a"}}`, `{"StringNotEquals":{"aws:PrincipalTag/team":["a","b"]}}`,
		`{"StringLikeIfExists":{"aws:principaltag/Team":"b*"}}`, `{"Null":{"aws:PrincipalTag/env":"true"}}`,
		`{"StringEquals":{"aws:RequestTag/team":"${aws:PrincipalTag/team}"}}`, `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/b/*"}}`,
		`{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`, `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`,
	}
)

// AWSDocuments are documents for the policies of AWS that realistic accounts attach. No
// State has them: whoever plans must get along with any.
var AWSDocuments = map[string]policy.Document{
	AWSPolicies[0]:                       policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}`),
	AWSPolicies[1]:                       policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:*","ec2:*"],"Resource":"*"}}`),
	"arn:aws:iam::aws:policy/AWSDenyAll": policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`),
}

// Requests are all that the small world knows, as far as documents can tell.
func Requests() []eval.Request {
	var all []eval.Request
	for _, action := range []string{"s3:GetObject", "s3:PutObject", "s3:GetBucketAcl", "s3:ListBucket", "iam:PassRole", "ec2:RunInstances", "sqs:SendMessage"} {
		for _, resource := range []string{"logs/2026/x", "logs/2026/y", "logs/x", "home/al/x", "home/bob/y", "team/a/y", "team/b/x", "other"} {
			for _, mfa := range [][]string{nil, {"true"}, {"false"}} {
				for _, team := range [][]string{nil, {"a"}, {"b"}} {
					context := eval.Closed(map[string][]string{"aws:MultiFactorAuthPresent": mfa, "aws:RequestTag/team": team})
					all = append(all, eval.Request{Action: action, Resource: "arn:aws:s3:::" + resource, Context: context})
				}
			}
		}
	}
	return append(all, eval.Request{Action: "iam:PassRole", Resource: "arn:aws:iam::111122223333:role/deploy", Context: eval.Closed(nil)})
}

// Realistic is how an account is drawn: how many of its users, groups and policies
// there may be, and in how many of a hundred cases a thing is there.
type Realistic struct {
	Users, Groups, Policies int
	Often                   int
}

// Pair draws a live and a desired state whose documents use all of the grammar: they
// allow and deny, boundaries and their documents change, policies have versions.
func (r Realistic) Pair(t *rapid.T) (live, desired spec.State) {
	live, desired = r.state(t), r.state(t)
	for i := range r.Policies {
		id := spec.PolicyID(policyNames[i])
		p, lives := live.Resources[id].(spec.Policy)
		if !lives {
			continue
		}
		if wanted, stays := desired.Resources[id].(spec.Policy); stays && r.chance(t, 100-r.Often) {
			wanted.Document = p.Document
			desired.Add(wanted)
		}
		live.Facts[id] = spec.Facts{Versions: r.versions(t, p, desired.Resources[id])}
	}
	return live, desired
}

// versions draws the versions of a policy; an old one may be what is desired.
func (r Realistic) versions(t *rapid.T, p spec.Policy, desired spec.Resource) []spec.Version {
	var all []spec.Version
	for i := range rapid.SampledFrom([]int{1, 1, 2, 5}).Draw(t, "versions") {
		all = append(all, spec.Version{ID: fmt.Sprintf("v%d", i+1), Document: document(t, "Allow")})
	}
	if wanted, is := desired.(spec.Policy); is && rapid.Bool().Draw(t, "had it") {
		all[0].Document = wanted.Document
	}
	all[len(all)-1].Default, all[len(all)-1].Document = true, p.Document
	return all
}

func (r Realistic) chance(t *rapid.T, percent int) bool {
	return rapid.IntRange(0, 99).Draw(t, "chance") < percent
}

func (r Realistic) state(t *rapid.T) spec.State {
	s := spec.NewState(Account)
	var arns []string
	for _, name := range policyNames[:r.Policies] {
		if r.chance(t, r.Often+20) {
			p := spec.Policy{Name: name, Path: "/", ARN: Account.PolicyARN("/", name), Document: realistic(t)}
			s.Add(p)
			arns = append(arns, p.ARN)
		}
	}
	for _, name := range groupNames[:r.Groups] {
		if r.chance(t, r.Often+20) {
			s.Add(spec.Group{Name: name, Path: "/"})
			r.edges(t, s, spec.GroupID(name), arns)
		}
	}
	for _, name := range userNames[:r.Users] {
		if r.chance(t, r.Often+30) {
			r.user(t, s, name, arns)
		}
	}
	return s
}

func (r Realistic) user(t *rapid.T, s spec.State, name string, arns []string) {
	u := spec.User{Name: name, Path: rapid.SampledFrom([]string{"/", "/", "/b/"}).Draw(t, "path"), Tags: map[string]string{}}
	for _, key := range []string{rapid.SampledFrom([]string{"team", "Team"}).Draw(t, "key"), "env"} {
		if value := rapid.SampledFrom([]string{"", "a", "a", "b"}).Draw(t, "value"); value != "" {
			u.Tags[key] = value
		}
	}
	if limits := append(slices.Clip(arns), AWSPolicies[0]); r.chance(t, r.Often) {
		u.Boundary = rapid.SampledFrom(limits).Draw(t, "boundary")
	}
	s.Add(u)
	r.edges(t, s, u.ID(), arns)
	for _, group := range groupNames[:r.Groups] {
		if s.Resources[spec.GroupID(group)] != nil && r.chance(t, r.Often) {
			s.Add(spec.Membership{User: name, Group: group})
		}
	}
}

func (r Realistic) edges(t *rapid.T, s spec.State, principal spec.ID, arns []string) {
	for _, arn := range arns {
		if r.chance(t, r.Often/2) {
			s.Add(spec.Attachment{Principal: principal, PolicyARN: arn})
		}
	}
	for _, arn := range slices.Sorted(maps.Keys(AWSDocuments)) {
		if r.chance(t, r.Often/5) {
			s.Add(spec.Attachment{Principal: principal, PolicyARN: arn})
		}
	}
	for _, name := range inlineNames[:2] {
		if r.chance(t, r.Often/2) {
			s.Add(spec.Inline{Principal: principal, Name: name, Document: realistic(t)})
		}
	}
}

// realistic draws a document of one or two statements.
func realistic(t *rapid.T) policy.Document {
	var statements []string
	for range rapid.IntRange(1, 2).Draw(t, "statements") {
		statements = append(statements, realisticStatement(t))
	}
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`)
}

func realisticStatement(t *rapid.T) string {
	words := func(key string, from []string) string {
		key = rapid.SampledFrom([]string{key, key, key, key, "Not" + key}).Draw(t, "key")
		list := rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, 2, rapid.ID[string]).Draw(t, "words")
		return fmt.Sprintf(`%q:["%s"]`, key, strings.Join(list, `","`))
	}
	effect := rapid.SampledFrom([]string{"Allow", "Allow", "Deny"}).Draw(t, "effect")
	text := fmt.Sprintf(`"Effect":%q,%s,%s`, effect, words("Action", someActions), words("Resource", someResources))
	if rapid.IntRange(0, 2).Draw(t, "conditional") == 0 {
		text += `,"Condition":` + rapid.SampledFrom(someConditions).Draw(t, "condition")
	}
	return "{" + text + "}"
}
