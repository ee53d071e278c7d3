package eval

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"iamsync/spec/policy"
)

// generated is a case for us and for a judge: what a principal holds and asks. Its
// context has all keys of the request.
type generated struct {
	Principal      string              `json:"principal"`
	Action         string              `json:"action"`
	Resource       string              `json:"resource"`
	Context        map[string][]string `json:"context"`
	Identity       []policy.Document   `json:"identity"`
	Boundary       *policy.Document    `json:"boundary,omitempty"`
	ResourcePolicy *policy.Document    `json:"resourcePolicy,omitempty"`
}

// decide is our answer.
func (g generated) decide(c *Compiler) Decision {
	h := Holder{Principal: Principal{Name: g.Principal}, Identity: c.CompileAll(g.Identity...)}
	if strings.HasSuffix(g.Principal, ".amazonaws.com") {
		h.Principal.Type = "Service"
	}
	if g.Boundary != nil {
		h.Boundary = c.Compile(*g.Boundary)
	}
	r := Request{Action: g.Action, Resource: g.Resource, Context: Closed(g.Context)}
	if g.ResourcePolicy != nil {
		r.Policy = c.Compile(*g.ResourcePolicy)
	}
	return h.Decide(r)
}

// generator makes cases; the same seed gives the same ones.
type generator struct {
	*rand.Rand
	asked pair
}

type pair struct{ action, resource string }

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

var (
	pairs = []pair{
		{"s3:GetObject", "arn:aws:s3:::logs/2026/a.txt"}, {"s3:GetObject", "arn:aws:s3:::home/alice/x"}, {"s3:PutObject", "arn:aws:s3:::home/bob/x"},
		{"s3:PutObjectTagging", "arn:aws:s3:::team-red/x"}, {"s3:ListBucket", "arn:aws:s3:::logs"}, {"s3:ListAllMyBuckets", "*"},
		{"s3:DeleteObject", "arn:aws:s3:::home/alice/a?b"},
		{"iam:GetUser", "arn:aws:iam::123456789012:user/alice"}, {"iam:CreateUser", "arn:aws:iam::123456789012:user/team/carol"},
		{"iam:CreateAccessKey", "arn:aws:iam::123456789012:user/alice"}, {"iam:PassRole", "arn:aws:iam::123456789012:role/deploy"},
		{"iam:ListUsers", "*"}, {"iam:TagRole", "arn:aws:iam::123456789012:role/deploy"},
		{"ec2:StartInstances", "arn:aws:ec2:us-east-1:123456789012:instance/i-1"}, {"ec2:RunInstances", "arn:aws:ec2:eu-west-1:123456789012:subnet/s-1"},
		{"ec2:DescribeInstances", "*"}, {"ec2:CreateTags", "arn:aws:ec2:us-east-1:123456789012:volume/v-1"},
		{"sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:jobs"}, {"sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:123456789012:alice-queue"},
		{"dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:123456789012:table/Thread"}, {"sts:AssumeRole", theRole},
	}
	contextValues = map[string][]string{
		"aws:PrincipalTag/team": {"red", "blue"}, "aws:SourceIp": {"203.0.113.7", "198.51.100.1", "2001:db8::7"},
		"aws:CurrentTime": {"2026-01-01T00:00:00Z", "2026-06-30T12:00:00Z"}, "aws:SecureTransport": {"true", "false"},
		"s3:prefix": {"home/", "home/alice/", "*"}, "s3:max-keys": {"5", "10", "100"}, "aws:RequestedRegion": {"us-east-1", "eu-west-1"},
		"aws:SourceArn": {"arn:aws:sns:us-east-1:123456789012:topic", "arn:aws:s3:::logs"}, "ec2:InstanceType": {"t2.micro", "m5.large"},
		"aws:MultiFactorAuthPresent": {"true", "false"}, "aws:ResourceTag/team": {"red", "blue", "Red"}, "aws:MultiFactorAuthAge": {"60", "7200"},
	}
	tagKeys    = []string{"team", "env", "cost"}
	conditions = []string{
		`{"StringEquals":{"aws:PrincipalTag/team":["red","green"]}}`, `{"StringEquals":{"AWS:ResourceTag/team":"${aws:PrincipalTag/team}"}}`,
		`{"StringNotEquals":{"aws:ResourceTag/team":["blue","green"]}}`, `{"StringEqualsIgnoreCase":{"aws:ResourceTag/team":"RED"}}`,
		`{"StringNotEqualsIgnoreCase":{"aws:ResourceTag/team":"RED"}}`, `{"StringEqualsIfExists":{"aws:ResourceTag/team":"red"}}`,
		`{"StringNotEqualsIfExists":{"aws:PrincipalTag/team":"red"}}`, `{"StringLike":{"s3:prefix":["home/","home/${aws:username}/*"]}}`,
		`{"StringLike":{"s3:prefix":"${*}"}}`, `{"StringNotLike":{"s3:prefix":"home/*"}}`, `{"StringLikeIfExists":{"ec2:InstanceType":["t2.*","m?.large"]}}`,
		`{"NumericLessThanEquals":{"s3:max-keys":"10"}}`, `{"NumericGreaterThan":{"s3:max-keys":"5"},"StringLike":{"s3:prefix":"home*"}}`,
		`{"NumericEquals":{"s3:max-keys":["5","10.0"]}}`, `{"NumericNotEquals":{"s3:max-keys":"5"}}`, `{"NumericLessThanIfExists":{"aws:MultiFactorAuthAge":"3600"}}`,
		`{"DateGreaterThan":{"aws:CurrentTime":"2026-03-01T00:00:00Z"}}`, `{"DateLessThan":{"aws:CurrentTime":"2026-03-01"}}`,
		`{"DateEquals":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}`, `{"DateNotEquals":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}}`,
		`{"DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2026-12-31T23:59:59Z"}}`,
		`{"Bool":{"aws:SecureTransport":"true"}}`, `{"Bool":{"aws:SecureTransport":"false"}}`, `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`,
		`{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`, `{"Null":{"aws:MultiFactorAuthPresent":"true"}}`, `{"Null":{"aws:PrincipalTag/team":"false"}}`,
		`{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}}`, `{"NotIpAddress":{"aws:SourceIp":"203.0.113.7"}}`,
		`{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:123456789012:t*"}}`, `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::*:user/*"}}`,
		`{"ArnNotLike":{"aws:SourceArn":"arn:aws:s3:::*"}}`, `{"ArnLikeIfExists":{"aws:SourceArn":"arn:aws:s3:::lo?s"}}`,
		`{"StringEquals":{"aws:RequestedRegion":["us-east-1"]},"Bool":{"aws:SecureTransport":"true"}}`, `{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}`,
		`{"ForAllValues:StringEquals":{"aws:TagKeys":["team","env"]}}`, `{"ForAnyValue:StringEquals":{"aws:TagKeys":["team"]}}`,
		`{"ForAllValues:StringNotEquals":{"aws:TagKeys":["cost"]}}`, `{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["team","env"]}}`,
		`{"ForAllValues:StringLike":{"aws:TagKeys":"*"},"Null":{"aws:TagKeys":"false"}}`, `{"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":"t*"}}`,
	}
)

// generate returns as many cases.
func generate(n int, seed uint64) []generated {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 2026))}
	all := make([]generated, n)
	for i := range all {
		all[i] = g.next()
	}
	return all
}

func (g *generator) next() generated {
	g.asked = pairs[g.IntN(len(pairs))]
	if g.chance(15) {
		g.asked = pair{"sts:AssumeRole", theRole}
	}
	one := generated{
		Principal: pick(g, user("alice").Name, user("alice").Name, user("bob").Name, session("caller", "s").Name),
		Action:    g.asked.action, Resource: g.asked.resource,
	}
	for range 1 + g.IntN(3) {
		one.Identity = append(one.Identity, g.document(g.IntN(3)+1))
	}
	if g.chance(30) {
		d := g.document(2)
		one.Boundary = &d
	}
	service := strings.Split(g.asked.action, ":")[0]
	if service == "sts" || (service == "s3" || service == "sqs") && g.asked.resource != "*" && g.chance(40) {
		if service == "sts" && g.chance(10) {
			one.Principal, one.Identity, one.Boundary = "lambda.amazonaws.com", []policy.Document{}, nil
		}
		d := g.resourcePolicy(service == "sts")
		one.ResourcePolicy = &d
	}
	one.Context = g.context(one.Principal)
	return one
}

// context has what every request of the principal has, and some keys at random.
func (g *generator) context(principal string) map[string][]string {
	c := map[string][]string{}
	if a, isARN := parseARN(principal); isARN {
		c["aws:PrincipalAccount"] = []string{account}
		c["aws:PrincipalArn"] = []string{principal}
		if a.kind == "user" {
			c["aws:username"] = []string{a.name}
		} else {
			c["aws:PrincipalArn"] = []string{role(a.name).Name}
		}
	}
	for _, key := range sortedKeys(contextValues) {
		if g.chance(60) {
			c[key] = []string{pick(g, contextValues[key]...)}
		}
	}
	if n := g.IntN(3); n > 0 {
		g.Shuffle(len(tagKeys), func(i, j int) { tagKeys[i], tagKeys[j] = tagKeys[j], tagKeys[i] })
		c["aws:TagKeys"] = append([]string{}, tagKeys[:n]...)
	}
	return c
}

func (g *generator) document(statements int) policy.Document {
	all := make([]string, statements)
	for i := range all {
		all[i] = "{" + g.body() + "}"
	}
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + strings.Join(all, ",") + `]}`)
}

func (g *generator) body() string {
	effect := "Allow"
	if g.chance(15) {
		effect = "Deny"
	}
	return g.rules(effect, true)
}

// rules are the members of a statement but its principal.
func (g *generator) rules(effect string, resource bool) string {
	s := fmt.Sprintf(`"Effect":%q,%s`, effect, g.words("Action", g.actionPattern))
	if resource {
		s += "," + g.words("Resource", g.resourcePattern)
	}
	if g.chance(45) {
		s += `,"Condition":` + pick(g, conditions...)
	}
	return s
}

func (g *generator) words(key string, pattern func() string) string {
	if g.chance(12) {
		key = "Not" + key
	}
	list := []string{pattern()}
	for g.chance(35) {
		list = append(list, pattern())
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%q:%s", key, text)
}

// actionPattern is mostly one of what is asked.
func (g *generator) actionPattern() string {
	action := g.asked.action
	if g.chance(30) {
		action = pairs[g.IntN(len(pairs))].action
	}
	service, name, _ := strings.Cut(action, ":")
	switch g.IntN(9) {
	case 0:
		return "*"
	case 1, 2:
		return service + ":*"
	case 3:
		return service + ":" + name[:3] + "*"
	case 4:
		return service + ":*" + name[len(name)-4:]
	case 5:
		return strings.ToUpper(service) + ":" + strings.ToLower(name)
	case 6:
		return service + ":" + name[:2] + "?" + name[3:]
	default:
		return action
	}
}

func (g *generator) resourcePattern() string {
	resource := g.asked.resource
	if g.chance(25) {
		resource = pairs[g.IntN(len(pairs))].resource
	}
	if resource == "*" || g.chance(25) {
		return "*"
	}
	cut := strings.LastIndexAny(resource, ":/") + 1
	switch g.IntN(9) {
	case 0, 1:
		return resource[:cut] + "*"
	case 2:
		return resource[:len(resource)-1] + "?"
	case 3:
		return strings.Replace(strings.Replace(resource, "us-east-1", "*", 1), account, "*", 1)
	case 4:
		return strings.Replace(resource, "alice", "${aws:username}", 1)
	case 5:
		return strings.Replace(resource, "red", "${aws:PrincipalTag/team, 'red'}", 1)
	case 6:
		return strings.Replace(resource, "?", "${?}", 1)
	default:
		return resource
	}
}

// resourcePolicy is of a role or of another resource, and may name who asks.
func (g *generator) resourcePolicy(trust bool) policy.Document {
	names := []string{
		`{"AWS":` + alice + `}`, `{"AWS":` + root + `}`, `{"AWS":"123456789012"}`, `{"AWS":["arn:aws:iam::123456789012:user/bob",` + caller + `]}`,
		`"*"`, `{"AWS":` + caller + `}`, `{"AWS":"` + session("caller", "s").Name + `"}`, `{"Service":"lambda.amazonaws.com"}`, `{"AWS":"999999999999"}`,
		`{"AWS":` + alice + `,"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]}`,
	}
	var all []string
	for range 1 + g.IntN(2) {
		effect := "Allow"
		if g.chance(15) {
			effect = "Deny"
		}
		key, name := "Principal", pick(g, names...)
		if effect == "Deny" && g.chance(30) {
			key, name = "NotPrincipal", pick(g, `{"AWS":[`+alice+`,`+root+`]}`, `{"AWS":[`+alice+`,"arn:aws:iam::123456789012:user/bob",`+root+`]}`)
		}
		all = append(all, fmt.Sprintf("{%q:%s,%s}", key, name, g.rules(effect, !trust)))
	}
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + strings.Join(all, ",") + `]}`)
}
