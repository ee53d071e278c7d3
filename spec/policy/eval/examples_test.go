package eval

import (
	"testing"

	"iamsync/spec/policy"
)

// The examples of the IAM User Guide whose outcome its text tells; each test is a
// page, by its title.

var carlos = policy.MustParse(`{"Version":"2012-10-17","Statement":[
	{"Sid":"AllowS3ListRead","Effect":"Allow","Action":["s3:GetBucketLocation","s3:GetAccountPublicAccessBlock","s3:ListAccessPoints","s3:ListAllMyBuckets"],"Resource":"arn:aws:s3:::*"},
	{"Sid":"AllowS3Self","Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::carlossalazar/*","arn:aws:s3:::carlossalazar"]},
	{"Sid":"DenyS3Logs","Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::*log*"}]}`)

var carlosBucket = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
	"Principal":{"AWS":"arn:aws:iam::123456789012:user/carlossalazar"},"Action":"s3:*",
	"Resource":["arn:aws:s3:::carlossalazar/*","arn:aws:s3:::carlossalazar"]}]}`)

func TestPageEvaluationWithinASingleAccount(t *testing.T) {
	me := user("carlossalazar")
	own, logs := "arn:aws:s3:::carlossalazar/file", "arn:aws:s3:::carlossalazar-logs/file"
	ask(t, []question{
		{"the identity denies what nobody else allows", holder(me, carlos), on("s3:PutObject", logs), ExplicitlyDenied},
		{"both allow", holder(me, carlos), on("s3:PutObject", own).under(carlosBucket), Allowed},
		{"the resource alone allows", holder(me), on("s3:PutObject", own).under(carlosBucket), Allowed},
		{"the identity alone allows", holder(me, carlos), on("s3:PutObject", own), Allowed},
		{"the resource names another", holder(user("other")), on("s3:PutObject", own).under(carlosBucket), ImplicitlyDenied},
		{"a list of the buckets", holder(me, carlos), on("s3:GetBucketLocation", "arn:aws:s3:::other"), Allowed},
		{"an explicit deny of either overrides", holder(me, carlos), on("s3:PutObject", own).under(doc(`{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}`)), ExplicitlyDenied},
	})
}

func TestPageExplicitAndImplicitDenies(t *testing.T) {
	reports := doc(`{"Sid":"AllowGetList","Effect":"Allow","Action":["iam:Get*","iam:List*"],"Resource":"*"}`,
		`{"Sid":"DenyReports","Effect":"Deny","Action":"iam:*Report","Resource":"*"}`)
	more := doc(`{"Effect":"Allow","Action":"iam:GenerateCredentialReport","Resource":"*"}`)
	h := holder(user("alice"), reports)
	ask(t, []question{
		{"allowed", h, on("iam:GetUser", user("bob").Name), Allowed},
		{"implicitly denied", h, on("iam:CreatePolicy", "arn:aws:iam::123456789012:policy/p"), ImplicitlyDenied},
		{"explicitly denied", h, on("iam:GetOrganizationsAccessReport", "*"), ExplicitlyDenied},
		{"denied, whatever another policy allows", holder(user("alice"), reports, more), on("iam:GenerateCredentialReport", "*"), ExplicitlyDenied},
	})
}

var xCompany = policy.MustParse(`{"Version":"2012-10-17","Statement":[
	{"Sid":"ServiceBoundaries","Effect":"Allow","Action":["s3:*","cloudwatch:*","ec2:*","dynamodb:*"],"Resource":"*"},
	{"Sid":"AllowIAMConsoleForCredentials","Effect":"Allow","Action":["iam:ListUsers","iam:GetAccountPasswordPolicy"],"Resource":"*"},
	{"Sid":"AllowManageOwnPasswordAndAccessKeys","Effect":"Allow","Action":["iam:*AccessKey*","iam:ChangePassword","iam:GetUser",
		"iam:*ServiceSpecificCredential*","iam:*SigningCertificate*"],"Resource":["arn:aws:iam::*:user/${aws:username}"]},
	{"Sid":"DenyS3Logs","Effect":"Deny","Action":"s3:*","Resource":["arn:aws:s3:::logs","arn:aws:s3:::logs/*"]},
	{"Sid":"DenyEC2Production","Effect":"Deny","Action":"ec2:*","Resource":"arn:aws:ec2:*:*:instance/i-1234567890abcdef0"}]}`)

var delegatedBoundary = policy.MustParse(`{"Version":"2012-10-17","Statement":[
	{"Sid":"CreateOrChangeOnlyWithBoundary","Effect":"Allow","Action":["iam:CreateUser","iam:DeleteUserPolicy","iam:AttachUserPolicy",
		"iam:DetachUserPolicy","iam:PutUserPermissionsBoundary"],"Resource":"*",
		"Condition":{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::123456789012:policy/XCompanyBoundaries"}}},
	{"Sid":"CloudWatchAndOtherIAMTasks","Effect":"Allow","Action":["cloudwatch:*","iam:GetUser","iam:ListUsers","iam:DeleteUser","iam:UpdateUser",
		"iam:CreateAccessKey","iam:CreateLoginProfile","iam:*Group*","iam:CreatePolicy","iam:DeletePolicy","iam:DeletePolicyVersion","iam:GetPolicy",
		"iam:PutUserPolicy","iam:SetDefaultPolicyVersion"],"Resource":"*"},
	{"Sid":"NoBoundaryPolicyEdit","Effect":"Deny","Action":["iam:CreatePolicyVersion","iam:DeletePolicy","iam:DeletePolicyVersion","iam:SetDefaultPolicyVersion"],
		"Resource":["arn:aws:iam::123456789012:policy/XCompanyBoundaries","arn:aws:iam::123456789012:policy/DelegatedUserBoundary"]},
	{"Sid":"NoBoundaryUserDelete","Effect":"Deny","Action":"iam:DeleteUserPermissionsBoundary","Resource":"*"}]}`)

var delegatedPermissions = policy.MustParse(`{"Version":"2012-10-17","Statement":[
	{"Sid":"IAM","Effect":"Allow","Action":"iam:*","Resource":"*"},
	{"Sid":"CloudWatchLimited","Effect":"Allow","Action":["cloudwatch:GetDashboard","cloudwatch:GetMetricData","cloudwatch:ListDashboards",
		"cloudwatch:GetMetricStatistics","cloudwatch:ListMetrics"],"Resource":"*"},
	{"Sid":"S3BucketContents","Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::ZhangBucket"}]}`)

func TestPagePermissionsBoundaries(t *testing.T) {
	shirley := doc(`{"Effect":"Allow","Action":["s3:*","cloudwatch:*","ec2:*"],"Resource":"*"}`)
	createUser := doc(`{"Effect":"Allow","Action":"iam:CreateUser","Resource":"*"}`)
	zhang := holder(user("Zhang"), delegatedPermissions).within(delegatedBoundary)
	nikhil := holder(user("Nikhil"),
		doc(`{"Effect":"Allow","Action":"iam:*","Resource":"*"}`),
		doc(`{"Effect":"Allow","Action":["s3:Get*","s3:List*","s3:Describe*"],"Resource":"*"}`)).within(xCompany)
	bounded := with("iam:PermissionsBoundary", "arn:aws:iam::123456789012:policy/XCompanyBoundaries")
	newUser, instance := user("Nikhil").Name, "arn:aws:ec2:us-east-1:123456789012:instance/i-1234567890abcdef0"
	resource := func(action string) policy.Document {
		return doc(`{"Effect":"Allow","Principal":{"AWS":"` + newUser + `"},"Action":"` + action + `","Resource":"*"}`)
	}
	ask(t, []question{
		{"Shirley creates a user, and her boundary does not allow it", holder(user("Shirley"), createUser).within(shirley), on("iam:CreateUser", newUser), ImplicitlyDenied},
		{"a boundary does not allow on its own", holder(user("Shirley")).within(shirley), on("s3:GetObject", "arn:aws:s3:::b/x"), ImplicitlyDenied},
		{"Shirley, where both allow it", holder(user("Shirley"), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`)).within(shirley), on("s3:GetObject", "arn:aws:s3:::b/x"), Allowed},
		{"Zhang creates a user without the boundary", zhang, on("iam:CreateUser", newUser), ImplicitlyDenied},
		{"Zhang creates a user with the boundary", zhang, on("iam:CreateUser", newUser, bounded), Allowed},
		{"Zhang changes the boundary's policy", zhang, on("iam:CreatePolicyVersion", "arn:aws:iam::123456789012:policy/XCompanyBoundaries"), ExplicitlyDenied},
		{"Zhang deletes a boundary", zhang, on("iam:DeleteUserPermissionsBoundary", user("Zhang").Name), ExplicitlyDenied},
		{"Zhang manages groups", zhang, on("iam:AddUserToGroup", "arn:aws:iam::123456789012:group/g"), Allowed},
		{"Zhang creates roles, which his boundary does not allow", zhang, on("iam:CreateRole", role("r").Name), ImplicitlyDenied},
		{"Zhang reads a dashboard", zhang, on("cloudwatch:GetDashboard", "*"), Allowed},
		{"Zhang deletes one, which his policy does not allow", zhang, on("cloudwatch:DeleteDashboards", "*"), ImplicitlyDenied},
		{"Zhang lists his bucket, which his boundary does not allow", zhang, on("s3:ListBucket", "arn:aws:s3:::ZhangBucket"), ImplicitlyDenied},
		{"Nikhil changes his password", nikhil, on("iam:ChangePassword", newUser), Allowed},
		{"Nikhil creates another user", nikhil, on("iam:CreateUser", user("x").Name), ImplicitlyDenied},
		{"Nikhil edits his policies", nikhil, on("iam:PutUserPolicy", newUser), ImplicitlyDenied},
		{"Nikhil reads a bucket", nikhil, on("s3:GetObject", "arn:aws:s3:::b/x"), Allowed},
		{"Nikhil reads the logs", nikhil, on("s3:GetObject", "arn:aws:s3:::logs/x"), ExplicitlyDenied},
		{"the instance lets Nikhil start it, and his boundary denies", nikhil, on("ec2:StartInstances", instance).under(resource("ec2:StartInstances")), ExplicitlyDenied},
		{"a secret lets Nikhil read it, and his boundary says nothing", nikhil, on("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:123456789012:secret:s").under(resource("secretsmanager:GetSecretValue")), Allowed},
	})
}

func TestPageNotAction(t *testing.T) {
	s3 := doc(`{"Effect":"Allow","NotAction":"s3:DeleteBucket","Resource":"arn:aws:s3:::*"}`)
	allButIAM := doc(`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`)
	mfa := doc(`{"Sid":"DenyAllUsersNotUsingMFA","Effect":"Deny","NotAction":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}`)
	all := doc(`{"Effect":"Allow","Action":"*","Resource":"*"}`)
	a := user("alice")
	ask(t, []question{
		{"any other action of S3", holder(a, s3), on("s3:GetObject", "arn:aws:s3:::b/x"), Allowed},
		{"deleting a bucket", holder(a, s3), on("s3:DeleteBucket", "arn:aws:s3:::b"), ImplicitlyDenied},
		{"an action that requires the * resource", holder(a, s3), on("s3:ListAllMyBuckets", "*"), ImplicitlyDenied},
		{"another service, on its resources", holder(a, s3), on("iam:GetUser", a.Name), ImplicitlyDenied},
		{"all but IAM", holder(a, allButIAM), on("ec2:RunInstances", "*"), Allowed},
		{"all but IAM: IAM", holder(a, allButIAM), on("iam:ListUsers", "*"), ImplicitlyDenied},
		{"with Deny, without MFA", holder(a, all, mfa), on("ec2:RunInstances", "*", with("aws:MultiFactorAuthPresent", "false")), ExplicitlyDenied},
		{"with Deny, by an access key", holder(a, all, mfa), on("ec2:RunInstances", "*"), ExplicitlyDenied},
		{"with Deny, with MFA", holder(a, all, mfa), on("ec2:RunInstances", "*", with("aws:MultiFactorAuthPresent", "true")), Allowed},
		{"with Deny, IAM", holder(a, all, mfa), on("iam:ListUsers", "*"), Allowed},
		{"with Deny, which allows nothing", holder(a, mfa), on("iam:ListUsers", "*"), ImplicitlyDenied},
	})
}

func TestPageNotResource(t *testing.T) {
	payroll := doc(`{"Effect":"Deny","Action":"s3:*","NotResource":["arn:aws:s3:::HRBucket/Payroll","arn:aws:s3:::HRBucket/Payroll/*"]}`)
	all := doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`)
	ask(t, []question{
		{"what is not listed", holder(user("a"), all, payroll), on("s3:GetObject", "arn:aws:s3:::HRBucket/Other"), ExplicitlyDenied},
		{"what is listed", holder(user("a"), all, payroll), on("s3:GetObject", "arn:aws:s3:::HRBucket/Payroll/x"), Allowed},
		{"what is listed, and nothing allows", holder(user("a"), payroll), on("s3:GetObject", "arn:aws:s3:::HRBucket/Payroll/x"), ImplicitlyDenied},
	})
}

func TestPageNotPrincipal(t *testing.T) {
	bob := Principal{Name: "arn:aws:iam::444455556666:user/Bob"}
	carol := Principal{Name: "arn:aws:iam::444455556666:user/Carol"}
	audit := Principal{Name: "arn:aws:sts::444455556666:assumed-role/cross-account-read-only-role/cross-account-audit-app"}
	users := doc(`{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::444455556666:user/Bob","arn:aws:iam::444455556666:root"]},"Action":"s3:*",
		"Resource":["arn:aws:s3:::BUCKETNAME","arn:aws:s3:::BUCKETNAME/*"]}`)
	sessions := doc(`{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:sts::444455556666:assumed-role/cross-account-read-only-role/cross-account-audit-app",
		"arn:aws:iam::444455556666:role/cross-account-read-only-role","arn:aws:iam::444455556666:root"]},"Action":"s3:*",
		"Resource":["arn:aws:s3:::Bucket_AccountAudit","arn:aws:s3:::Bucket_AccountAudit/*"]}`)
	s3 := doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`)
	get := func(bucket string, d policy.Document) Request {
		return on("s3:GetObject", "arn:aws:s3:::"+bucket+"/x").under(d)
	}
	ask(t, []question{
		{"all but Bob: Bob", holder(bob, s3), get("BUCKETNAME", users), Allowed},
		{"all but Bob: Carol", holder(carol, s3), get("BUCKETNAME", users), ExplicitlyDenied},
		{"not denied is not allowed", holder(bob), get("BUCKETNAME", users), ImplicitlyDenied},
		{"all but one session: it", holder(audit, s3), get("Bucket_AccountAudit", sessions), Allowed},
		{"all but one session: a user", holder(carol, s3), get("Bucket_AccountAudit", sessions), ExplicitlyDenied},
	})
}
