package eval

import (
	"testing"

	"iamsync/spec/policy"
)

// keys returns the context of keys and single values, one after the other.
func keys(pairs ...string) Context {
	c := Closed(nil)
	for i := 0; i < len(pairs); i += 2 {
		c = c.With(pairs[i], append(c.Values()[lower(pairs[i])], pairs[i+1])...)
	}
	return c
}

// check is a condition and what a request's context makes of it.
type check struct {
	name, condition string
	context         Context
	want            Decision
}

// conditionally asks for what an Allow gives under each condition.
func conditionally(t *testing.T, checks []check) {
	t.Helper()
	var all []question
	for _, c := range checks {
		all = append(all, question{c.name, holder(Principal{}, doc(allow(`"a:*"`, `"*"`, c.condition))), on("a:Do", "arn:x", c.context), c.want})
	}
	ask(t, all)
}

const match, noMatch = Allowed, ImplicitlyDenied

func TestPageConditionsWithMultipleContextKeysOrValues(t *testing.T) {
	tags := `"StringEquals":{"aws:PrincipalTag/department":["finance","hr","legal"],"aws:PrincipalTag/role":["audit","security"]}`
	who := `:{"aws:PrincipalArn":["arn:aws:iam::222222222222:user/Ana","arn:aws:iam::222222222222:user/Mary"]}`
	like, notLike := `{`+tags+`,"ArnLike"`+who+`}`, `{`+tags+`,"ArnNotLike"`+who+`}`
	by := func(name string, pairs ...string) Context {
		return keys(append(pairs, "aws:PrincipalArn", "arn:aws:iam::222222222222:user/"+name)...)
	}
	department, part := "aws:PrincipalTag/department", "aws:PrincipalTag/role"
	hours := `{"DateGreaterThan":{"aws:CurrentTime":"2019-07-16T12:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2019-07-16T15:00:00Z"},
		"IpAddress":{"aws:SourceIp":["192.0.2.0/24","203.0.113.0/24"]}}`
	at := func(time, ip string) Context { return keys("aws:CurrentTime", time, "aws:SourceIp", ip) }
	conditionally(t, []check{
		{"all keys match", like, by("Mary", department, "legal", part, "audit"), match},
		{"another principal", like, by("Nikki", department, "hr", part, "audit"), noMatch},
		{"another role", like, by("Mary", department, "hr", part, "payroll"), noMatch},
		{"no role", like, by("Mary", department, "hr"), noMatch},
		{"no tags", like, by("Mary"), noMatch},
		{"negated: none of the values", notLike, by("Nikki", department, "legal", part, "audit"), match},
		{"negated: one of the values", notLike, by("Mary", department, "hr", part, "audit"), noMatch},
		{"negated: another role", notLike, by("Nikki", department, "hr", part, "payroll"), noMatch},
		{"negated: no role", notLike, by("Nikki", department, "hr"), noMatch},
		{"negated: no tags", notLike, by("Nikki"), noMatch},
		{"John in time from the first range", hours, at("2019-07-16T13:00:00Z", "192.0.2.9"), match},
		{"John in time from the second range", hours, at("2019-07-16T13:00:00Z", "203.0.113.9"), match},
		{"John in time from elsewhere", hours, at("2019-07-16T13:00:00Z", "198.51.100.9"), noMatch},
		{"John late", hours, at("2019-07-16T16:00:00Z", "192.0.2.9"), noMatch},
		{"John early", hours, at("2019-07-16T12:00:00Z", "192.0.2.9"), noMatch},
	})
}

func TestPageMultivaluedContextKeyExamples(t *testing.T) {
	one, two := `{"ForAllValues:StringNotLike":{"aws:TagKeys":"key1*"}}`, `{"ForAllValues:StringNotLike":{"aws:TagKeys":["key1*","key2*"]}}`
	three := `{"Null":{"aws:TagKeys":"false"},"ForAllValues:StringLike":{"aws:TagKeys":["key1*","key2*","key3*"]}}`
	webserver := `{"ForAnyValue:StringEquals":{"aws:TagKeys":"webserver"}}`
	tags := func(list ...string) Context { return with("aws:TagKeys", list...) }
	conditionally(t, []check{
		{"one prefix: it", one, tags("key1:legal"), noMatch},
		{"one prefix: it twice", one, tags("key1:hr", "key1:personnel"), noMatch},
		{"one prefix: another", one, tags("key2:audit"), match},
		{"one prefix: no tags", one, keys(), match},
		{"two prefixes: the first", two, tags("key1:legal"), noMatch},
		{"two prefixes: the first twice", two, tags("key1:hr", "key1:personnel"), noMatch},
		{"two prefixes: both", two, tags("key1:hr", "key2:audit"), noMatch},
		{"two prefixes: another", two, tags("key3:legal"), match},
		{"two prefixes: no tags", two, keys(), match},
		{"with Null: all in the list", three, tags("key1a", "key3b"), match},
		{"with Null: one that is not", three, tags("key1a", "key4"), noMatch},
		{"with Null: no tags", three, keys(), noMatch},
		{"any: it alone", webserver, tags("webserver"), match},
		{"any: among others", webserver, tags("environment", "webserver", "test"), match},
		{"any: others", webserver, tags("environment", "test"), noMatch},
		{"any: no tags", webserver, keys(), noMatch},
	})
}

// The older text of the same page, "Creating a condition with multiple keys or
// values", has DynamoDB's table Thread.
func TestPageCreatingAConditionWithMultipleKeysOrValues(t *testing.T) {
	only, table := `{"ForAllValues:StringEquals":{"dynamodb:Attributes":["ID","Message","Tags"]}}`, "arn:aws:dynamodb:us-east-1:123456789012:table/Thread"
	get := func(condition string) policy.Document {
		return doc(allow(`"dynamodb:GetItem"`, `"arn:aws:dynamodb:*:*:table/Thread"`, condition))
	}
	put := doc(`{"Effect":"Deny","Action":"dynamodb:PutItem","Resource":"arn:aws:dynamodb:*:*:table/Thread","Condition":{"ForAnyValue:StringEquals":{"dynamodb:Attributes":["ID","PostDateTime"]}}}`)
	attributes := func(list ...string) Context { return with("dynamodb:Attributes", list...) }
	dates := `{"ForAllValues:StringEquals":{"dynamodb:Attributes":["PostDateTime","Message","Tags"]}}`
	a := user("a")
	ask(t, []question{
		{"attributes of the list", holder(a, get(only)), on("dynamodb:GetItem", table, attributes("ID", "Message", "Tags")), Allowed},
		{"one that is not", holder(a, get(only)), on("dynamodb:GetItem", table, attributes("ID", "UserName")), ImplicitlyDenied},
		{"two, one of the list", holder(a, get(dates)), on("dynamodb:GetItem", table, attributes("PostDateTime", "UserName")), ImplicitlyDenied},
		{"no attributes", holder(a, get(only)), on("dynamodb:GetItem", table), Allowed},
		{"an attribute that is denied", holder(a, put), on("dynamodb:PutItem", table, attributes("PostDateTime", "Message")), ExplicitlyDenied},
		{"three, one of which is denied", holder(a, put), on("dynamodb:PutItem", table, attributes("UserName", "Message", "PostDateTime")), ExplicitlyDenied},
		{"one that is not denied, nor allowed", holder(a, put), on("dynamodb:PutItem", table, attributes("UserName")), ImplicitlyDenied},
	})
}

func TestPageConditionOperators(t *testing.T) {
	admin := `{"StringEquals":{"aws:PrincipalTag/job-category":"iamuser-admin"}}`
	prefixes := `{"StringLike":{"s3:prefix":["","home/","home/${aws:username}/"]}}`
	year := `{"DateGreaterThan":{"aws:TokenIssueTime":"2020-01-01T00:00:01Z"}}`
	binary := `{"BinaryEquals":{"key":"QmluYXJ5VmFsdWVJbkJhc2U2NA=="}}`
	mixed := `{"IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:DB8:1234:5678::/64"]}}`
	finance := "arn:aws:someservice:*:111122223333:finance/*"
	store := keys("k", "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt")
	types := `{"ec2:InstanceType":["t1.*","t2.*","m3.*"]}}`
	null := `{"Null":{"aws:TokenIssueTime":"true"}}`
	ip := func(a string) Context { return keys("aws:SourceIp", a) }
	conditionally(t, []check{
		{"StringEquals", admin, keys("aws:PrincipalTag/job-category", "iamuser-admin"), match},
		{"StringEquals, another case of the key", admin, keys("AWS:principaltag/Job-Category", "iamuser-admin"), match},
		{"StringEquals, without the tag", admin, keys(), noMatch},
		{"StringLike, the empty prefix", prefixes, keys("s3:prefix", "", "aws:username", "bob"), match},
		{"StringLike, his home", prefixes, keys("s3:prefix", "home/bob/", "aws:username", "bob"), match},
		{"StringLike, another's home", prefixes, keys("s3:prefix", "home/eve/", "aws:username", "bob"), noMatch},
		{"NumericLessThanEquals", `{"NumericLessThanEquals":{"s3:max-keys":"10"}}`, keys("s3:max-keys", "10"), match},
		{"NumericLessThanEquals, more", `{"NumericLessThanEquals":{"s3:max-keys":10}}`, keys("s3:max-keys", "11"), noMatch},
		{"NumericLessThanEquals, absent", `{"NumericLessThanEquals":{"s3:max-keys":"10"}}`, keys(), noMatch},
		{"DateGreaterThan", year, keys("aws:TokenIssueTime", "2020-06-01T00:00:00Z"), match},
		{"DateGreaterThan, a user without a token", year, keys(), noMatch},
		{"DateGreaterThan, in epoch time", year, keys("aws:TokenIssueTime", "1577836802"), match},
		{"Bool, over SSL", `{"Bool":{"aws:SecureTransport":"false"}}`, keys("aws:SecureTransport", "true"), noMatch},
		{"Bool, not over SSL", `{"Bool":{"aws:SecureTransport":false}}`, keys("aws:SecureTransport", "false"), match},
		{"BinaryEquals", binary, keys("key", "QmluYXJ5VmFsdWVJbkJhc2U2NA=="), match},
		{"BinaryEquals, other bytes", binary, keys("key", "QmluYXJ5"), noMatch},
		{"BinaryEquals, absent", binary, keys(), noMatch},
		{"IpAddress, the first of the range", `{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, ip("203.0.113.0"), match},
		{"IpAddress, the last of the range", `{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, ip("203.0.113.255"), match},
		{"IpAddress, by an endpoint", `{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`, keys(), noMatch},
		{"IpAddress, without a prefix", `{"IpAddress":{"aws:SourceIp":"203.0.113.5"}}`, ip("203.0.113.6"), noMatch},
		{"IpAddress, IPv6", mixed, ip("2001:db8:1234:5678::9"), match},
		{"IpAddress, IPv4 beside it", mixed, ip("203.0.113.9"), match},
		{"IpAddress, neither", mixed, ip("2001:db8:1234:5679::9"), noMatch},
		{"StringLike crosses colons", `{"StringLike":{"k":"` + finance + `"}}`, store, match},
		{"ArnLike does not", `{"ArnLike":{"k":"` + finance + `"}}`, store, noMatch},
		{"ArnEquals has wildcards", `{"ArnEquals":{"k":"arn:aws:sns:*:123456789012:*"}}`, keys("k", "arn:aws:sns:us-east-1:123456789012:t"), match},
		{"ArnEquals, absent", `{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:REGION:123456789012:TOPIC-ID"}}`, keys(), noMatch},
		{"StringLike on a resource without the key", `{"StringLike":` + types, keys(), noMatch},
		{"StringLikeIfExists on a resource without the key", `{"StringLikeIfExists":` + types, keys(), match},
		{"StringLikeIfExists, a type of the list", `{"StringLikeIfExists":` + types, keys("ec2:InstanceType", "t2.micro"), match},
		{"StringLikeIfExists, another type", `{"StringLikeIfExists":` + types, keys("ec2:InstanceType", "m5.large"), noMatch},
		{"StringNotEqualsIfExists, absent", `{"StringNotEqualsIfExists":{"k":"v"}}`, keys(), match},
		{"StringNotLike, absent", `{"StringNotLike":{"k":"v"}}`, keys(), match},
		{"ArnNotLike, absent", `{"ArnNotLike":{"k":"arn:aws:s3:::b"}}`, keys(), match},
		{"Null true, his own credentials", null, keys(), match},
		{"Null true, temporary credentials", null, keys("aws:TokenIssueTime", "2020-01-01T00:00:00Z"), noMatch},
		{"Null false, temporary credentials", `{"Null":{"aws:TokenIssueTime":"false"}}`, keys("aws:TokenIssueTime", "2020-01-01T00:00:00Z"), match},
	})
}

func TestPageSingleValuedContextKeyPolicyExamples(t *testing.T) {
	ecs := `{"StringEquals":{"aws:RequestTag/environment":["production","prod-backup"]},
		"ArnEquals":{"ecs:cluster":["arn:aws:ecs:us-east-1:111122223333:cluster/default1","arn:aws:ecs:us-east-1:111122223333:cluster/default2"]}}`
	run := func(environment, cluster string) Context {
		return keys("aws:RequestTag/environment", environment, "ecs:cluster", "arn:aws:ecs:us-east-1:111122223333:cluster/"+cluster)
	}
	conditionally(t, []check{
		{"a volume with a project", `{"StringLike":{"aws:RequestTag/project":"*"}}`, keys("aws:RequestTag/project", "Feature3"), match},
		{"a volume without one", `{"StringLike":{"aws:RequestTag/project":"*"}}`, keys(), noMatch},
		{"an environment that is not production", `{"StringNotEquals":{"aws:ResourceTag/environment":"production"}}`, keys("aws:ResourceTag/environment", "QA"), match},
		{"production", `{"StringNotEquals":{"aws:ResourceTag/environment":"production"}}`, keys("aws:ResourceTag/environment", "production"), noMatch},
		{"a task in one of the environments, on one of the clusters", ecs, run("prod-backup", "default1"), match},
		{"a task on another cluster", ecs, run("production", "default3"), noMatch},
		{"a task in another environment", ecs, run("test", "default2"), noMatch},
	})
}

func TestPageVariablesAndTags(t *testing.T) {
	home := doc(allow(`"s3:ListBucket"`, `"arn:aws:s3:::mybucket"`, `{"StringLike":{"s3:prefix":["${aws:username}/*"]}}`),
		allow(`["s3:GetObject","s3:PutObject"]`, `"arn:aws:s3:::mybucket/${aws:username}/*"`, ""))
	queue := doc(allow(`"sqs:ListQueues"`, `"*"`, ""), allow(`"sqs:*"`, `"arn:aws:sqs:us-east-2:*:${aws:username}-queue"`, ""))
	company := doc(allow(`"s3:GetObject"`, `"arn:aws:s3:::amzn-s3-demo-bucket-${aws:PrincipalTag/team, 'company-wide'}"`, ""))
	teams := doc(allow(`"s3:*"`, `"*"`, ""), `{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/*","Condition":{"StringNotEquals":{"s3:ExistingObjectTag/Team":"${aws:PrincipalTag/Team}"}}}`)
	tagged := func(value string) Principal {
		return Principal{Name: user("t").Name, Tags: map[string]string{"Team": value}}
	}
	object := with("s3:ExistingObjectTag/Team", "yellow")
	ask(t, []question{
		{"his objects", holder(user("David"), home), on("s3:GetObject", "arn:aws:s3:::mybucket/David/x"), Allowed},
		{"another's objects", holder(user("David"), home), on("s3:GetObject", "arn:aws:s3:::mybucket/Eve/x"), ImplicitlyDenied},
		{"a list of his objects", holder(user("David"), home), on("s3:ListBucket", "arn:aws:s3:::mybucket", with("s3:prefix", "David/x")), Allowed},
		{"a role has no user name", holder(role("David"), home), on("s3:GetObject", "arn:aws:s3:::mybucket/David/x"), ImplicitlyDenied},
		{"his queue", holder(user("David"), queue), on("sqs:SendMessage", "arn:aws:sqs:us-east-2:123456789012:David-queue"), Allowed},
		{"his queue in another Region", holder(user("David"), queue), on("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:David-queue"), ImplicitlyDenied},
		{"the bucket of his team", holder(tagged("yellow"), company), on("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket-yellow"), Allowed},
		{"the bucket of the company, with a team", holder(tagged("yellow"), company), on("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket-company-wide"), ImplicitlyDenied},
		{"the bucket of the company, without", holder(user("t"), company), on("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket-company-wide"), Allowed},
		{"no value: the same team", holder(tagged("yellow"), teams), on("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/x", object), Allowed},
		{"no value: another team", holder(tagged("red"), teams), on("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/x", object), ExplicitlyDenied},
		{"no value: no team is no equal", holder(user("t"), teams), on("s3:GetObject", "arn:aws:s3:::amzn-s3-demo-bucket/x", object), ExplicitlyDenied},
	})
}
