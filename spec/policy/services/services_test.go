package services_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iamsync/spec/policy/services"
)

func TestLookup(t *testing.T) {
	tests := []struct {
		prefix, name string
		want         services.Action
	}{
		{"s3", "GetObject", services.Action{Name: "GetObject", Level: services.Read, Resources: []string{"accesspointobject", "object"}}},
		{"S3", "getobject", services.Action{Name: "GetObject", Level: services.Read, Resources: []string{"accesspointobject", "object"}}},
		{"s3", "ListAllMyBuckets", services.Action{Name: "ListAllMyBuckets", Level: services.List}},
		{"s3", "PutBucketPolicy", services.Action{Name: "PutBucketPolicy", Level: services.PermissionsManagement, Resources: []string{"bucket"}}},
		{"iam", "PassRole", services.Action{Name: "PassRole", Level: services.Write, Resources: []string{"role"}}},
		{"iam", "TagRole", services.Action{Name: "TagRole", Level: services.Tagging, Resources: []string{"role"}}},
		{"iam", "AttachUserPolicy", services.Action{Name: "AttachUserPolicy", Level: services.PermissionsManagement, Resources: []string{"user"}}},
		{"sts", "AssumeRole", services.Action{Name: "AssumeRole", Level: services.Write, Resources: []string{"role"}}},
		{"kms", "Decrypt", services.Action{Name: "Decrypt", Level: services.Write, Resources: []string{"key"}}},
		{"vpc-lattice-svcs", "Connect", services.Action{Name: "Connect", Level: services.Write, Resources: []string{"TCP Service"}}},
	}
	for _, test := range tests {
		t.Run(test.prefix+":"+test.name, func(t *testing.T) {
			got, ok := services.Lookup(test.prefix, test.name)
			if diff := cmp.Diff(test.want, got); !ok || diff != "" {
				t.Errorf("found is %v (-want +got):\n%s", ok, diff)
			}
		})
	}
}

func TestRunInstancesActsOnMuch(t *testing.T) {
	a, ok := services.Lookup("ec2", "RunInstances")
	if !ok || a.Level != services.Write {
		t.Fatalf("got %v, %v", a, ok)
	}
	for _, r := range []string{"image", "instance", "network-interface", "security-group", "subnet", "volume"} {
		if !slices.Contains(a.Resources, r) {
			t.Errorf("it does not act on %s: %v", r, a.Resources)
		}
	}
}

// The source has these actions with the types of one generation of the service.
func TestActionsOfTwoGenerations(t *testing.T) {
	for action, want := range map[string][]string{
		"apigateway:GET":               {"Api", "RestApi"},
		"elasticloadbalancing:AddTags": {"loadbalancer", "loadbalancer/app/", "targetgroup"},
		"lex:CreateBotVersion":         {"bot", "bot version"},
	} {
		prefix, name, _ := strings.Cut(action, ":")
		a, _ := services.Lookup(prefix, name)
		for _, r := range want {
			if !slices.Contains(a.Resources, r) {
				t.Errorf("%s does not act on %s: %v", action, r, a.Resources)
			}
		}
	}
}

func TestLookupOfWhatIsNotThere(t *testing.T) {
	for _, name := range []string{"s3:GetObjects", "s3:Get*", "s3:", "s3:*", "nosuch:GetObject", ":", "s3:GetObject ", "s 3:GetObject"} {
		prefix, action, _ := strings.Cut(name, ":")
		if a, ok := services.Lookup(prefix, action); ok {
			t.Errorf("%q is %v", name, a)
		}
	}
}

func TestKnown(t *testing.T) {
	for prefix, name := range map[string]string{
		"s3": "Amazon S3", "S3": "Amazon S3", "access-analyzer": "AWS IAM Access Analyzer", "states": "AWS Step Functions",
		"s4": "", "": "", "*": "", "s3 ": "", "s*": "",
	} {
		if services.Known(prefix) != (name != "") || services.Name(prefix) != name {
			t.Errorf("%q: known is %v, the name is %q", prefix, services.Known(prefix), services.Name(prefix))
		}
	}
	if all := services.Prefixes(); len(all) < 450 || !slices.IsSorted(all) {
		t.Errorf("there are %d prefixes; sorted is %v", len(all), slices.IsSorted(all))
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		prefix, pattern string
		want            []string
	}{
		{"sts", "AssumeRole*", []string{"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"}},
		{"STS", "assumeROLE", []string{"AssumeRole"}},
		{"sts", "AssumeRole?", nil},
		{"sts", "*SAML", []string{"AssumeRoleWithSAML"}},
		{"sts", "A*e*h*I*", []string{"AssumeRoleWithWebIdentity", "DecodeAuthorizationMessage"}[:1]},
		{"iam", "?assRole", []string{"PassRole"}},
		{"iam", "Create*Profile", []string{"CreateInstanceProfile", "CreateLoginProfile"}},
		{"iam", "**Role**Desc**", []string{"UpdateRoleDescription"}},
		{"iam", "", nil},
		{"iam", "PassRoles*", nil},
		{"nosuch", "*", nil},
	}
	for _, test := range tests {
		t.Run(test.prefix+":"+test.pattern, func(t *testing.T) {
			if diff := cmp.Diff(test.want, names(test.prefix, test.pattern)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := services.Matches(test.prefix, test.pattern); got != (test.want != nil) {
				t.Errorf("whether it matches is %v", got)
			}
		})
	}
	if n := len(names("ec2", "*")); n < 700 {
		t.Errorf("ec2 has only %d actions", n)
	}
}

func names(prefix, pattern string) []string {
	var all []string
	for a := range services.Match(prefix, pattern) {
		all = append(all, a.Name)
	}
	return all
}

func TestResourceTypes(t *testing.T) {
	tests := []struct {
		prefix, name string
		want         []services.ARN
	}{
		{"s3", "bucket", []services.ARN{{Format: "arn:${Partition}:s3:::${BucketName}", Pattern: "arn:*:s3:::*"}}},
		{"s3", "object", []services.ARN{{Format: "arn:${Partition}:s3:::${BucketName}/${ObjectName}", Pattern: "arn:*:s3:::*/*"}}},
		{"IAM", "user", []services.ARN{{Format: "arn:${Partition}:iam::${Account}:user/${UserNameWithPath}", Pattern: "arn:*:iam::*:user/*"}}},
		{"sts", "role", []services.ARN{{Format: "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}", Pattern: "arn:*:iam::*:role/*"}}},
		{"apigateway", "Stages", []services.ARN{ // two
			{Format: "arn:${Partition}:apigateway:${Region}::/apis/${ApiId}/stages", Pattern: "arn:*:apigateway:*::/apis/*/stages"},
			{Format: "arn:${Partition}:apigateway:${Region}::/restapis/${RestApiId}/stages", Pattern: "arn:*:apigateway:*::/restapis/*/stages"},
		}},
		{"opsworks-cm", "backup", []services.ARN{{ // a placeholder that lost its $
			Format:  "arn:${Partition}:opsworks-cm::${Account}:backup/${ServerName}-{Date-and-Time-Stamp-of-Backup}",
			Pattern: "arn:*:opsworks-cm::*:backup/*-*",
		}}},
		{"iam", "nosuch", nil},
		{"nosuch", "user", nil},
	}
	for _, test := range tests {
		t.Run(test.prefix+" "+test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, arns(test.prefix, test.name)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func arns(prefix, name string) []services.ARN {
	for _, r := range services.ResourceTypes(prefix) {
		if r.Name == name {
			return r.ARNs
		}
	}
	return nil
}

func TestNear(t *testing.T) {
	for wrong, want := range map[string]string{
		"efs":                      "elasticfilesystem",
		"elb":                      "elasticloadbalancing",
		"elbv2":                    "elasticloadbalancing",
		"emr":                      "elasticmapreduce",
		"StepFunctions":            "states",
		"eventbridge":              "events",
		"cloudwatch-logs":          "logs",
		"secretmanager":            "secretsmanager",
		"dynamo-db":                "dynamodb",
		"lamda":                    "lambda",
		"":                         "",
		"something-quite-elsewise": "",
	} {
		if got := services.Near(wrong); got != want {
			t.Errorf("%q is near to %q, want %q", wrong, got, want)
		}
	}
}

func TestNearAction(t *testing.T) {
	for wrong, want := range map[string]string{
		"s3:GetObjects":          "GetObject",
		"s3:ListBuckets":         "ListBucket",
		"iam:PasRole":            "PassRole",
		"sts:AssumRole":          "AssumeRole",
		"ec2:DescribeInstance":   "DescribeInstances",
		"ec2:FlyToTheMoon":       "",
		"nosuch:GetObject":       "",
		"lambda:InvokeFunctions": "InvokeFunction",
	} {
		prefix, action, _ := strings.Cut(wrong, ":")
		if got := services.NearAction(prefix, action); got != want {
			t.Errorf("%s is near to %q, want %q", wrong, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	if d := services.Date(); d.Before(time.Date(2026, 9, 26, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the list is of %s", d)
	}
	if name, version, ok := strings.Cut(services.Source(), " "); !ok || name == "" || version == "" {
		t.Errorf("the source is %q", services.Source())
	}
}
