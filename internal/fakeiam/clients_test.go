package fakeiam

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"iamsync/internal/race"
)

// served starts a server on loopback until the test ends.
func served(t *testing.T) string {
	t.Helper()
	l, err := New().Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l.URL
}

// alone is an environment in which clients find our endpoint and nobody's credentials.
func alone(t *testing.T, url string) []string {
	return append(os.Environ(), "AWS_ENDPOINT_URL="+url, "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=none",
		"AWS_DEFAULT_REGION=us-east-1", "AWS_PAGER=", "AWS_MAX_ATTEMPTS=1", "NO_PROXY=127.0.0.1",
		"AWS_CONFIG_FILE="+filepath.Join(t.TempDir(), "config"), "AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(t.TempDir(), "credentials"))
}

// session runs a Python script with the endpoint in its environment, compares
// what it prints and returns what it complains of.
func session(t *testing.T, script, argument, want string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "python3", "-c", script, argument)
	c.Env = alone(t, served(t))
	var complaints strings.Builder
	c.Stderr = &complaints
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, complaints.String())
	}
	same(t, "output", strings.TrimSpace(string(out)), strings.TrimSpace(want))
	return complaints.String()
}

const boto3Script = `
import boto3, json
iam, sts = boto3.client("iam"), boto3.client("sts")
doc = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a+b c"}]}
iam.create_group(GroupName="developers", Path="/eng/")
for name in ["alice", "bob", "carol"]:
    iam.create_user(UserName=name, Tags=[{"Key": "team", "Value": ""}])
    iam.add_user_to_group(UserName=name, GroupName="developers")
arn = iam.create_policy(PolicyName="p", PolicyDocument=json.dumps(doc), Description="d")["Policy"]["Arn"]
iam.attach_user_policy(UserName="alice", PolicyArn=arn)
iam.attach_user_policy(UserName="alice", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
iam.put_user_permissions_boundary(UserName="bob", PermissionsBoundary=arn)
iam.put_group_policy(GroupName="developers", PolicyName="i", PolicyDocument=json.dumps(doc))

print(sts.get_caller_identity()["Arn"])
print([u["UserName"] for u in iam.get_group(GroupName="developers")["Users"]])
print([a["PolicyName"] for a in iam.list_attached_user_policies(UserName="alice")["AttachedPolicies"]])
print(iam.list_attached_user_policies(UserName="bob")["AttachedPolicies"], iam.get_user(UserName="alice")["User"]["Tags"])
print(iam.get_user(UserName="bob")["User"]["PermissionsBoundary"])
print(iam.get_group_policy(GroupName="developers", PolicyName="i")["PolicyDocument"] == doc)
print(iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"] == doc)
pages = list(iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 2}))
print(len(pages), [u["UserName"] for p in pages for u in p["UserDetailList"]], [x["PolicyName"] for p in pages for x in p["Policies"]])
print(len(list(iam.get_paginator("list_policies").paginate(Scope="AWS").search("Policies"))) > 1400)
print(iam.get_account_summary()["SummaryMap"]["Users"], iam.list_entities_for_policy(PolicyArn=arn)["PolicyRoles"])
for call in [lambda: iam.delete_user(UserName="alice"), lambda: iam.create_user(UserName="ALICE"), lambda: iam.get_user(UserName="x")]:
    try: call()
    except iam.exceptions.ClientError as e: print(type(e).__name__, e.response["ResponseMetadata"]["HTTPStatusCode"], e.response["Error"]["Message"])
`

func TestBoto3(t *testing.T) {
	race.Skip(t, "it mostly runs other programs")
	if exec.Command("python3", "-c", "import boto3").Run() != nil {
		t.Skip("python3 with boto3 is not here")
	}
	session(t, boto3Script, "", `
arn:aws:iam::111122223333:root
['alice', 'bob', 'carol']
['p', 'ReadOnlyAccess']
[] [{'Key': 'team', 'Value': ''}]
{'PermissionsBoundaryType': 'Policy', 'PermissionsBoundaryArn': 'arn:aws:iam::111122223333:policy/p'}
True
True
3 ['alice', 'bob', 'carol'] ['p', 'ReadOnlyAccess']
True
3 []
DeleteConflictException 409 Cannot delete entity, must remove users from group first.
EntityAlreadyExistsException 409 User with name ALICE already exists.
NoSuchEntityException 404 The user with name x cannot be found.
`)
}

// The commands of aws, each with its arguments, as one process runs them. The
// command line is a Python package, which spares half a second a command.
const awscliScript = `
import shlex, sys
from awscli.clidriver import create_clidriver
for line in sys.argv[1].strip().splitlines():
    args = shlex.split(line)
    code = create_clidriver().main(args)
    sys.stdout.flush()
    if code: print("failed", flush=True)
`

const awsCommands = `
sts get-caller-identity --query Account
iam create-user --user-name alice --path /eng/ --tags Key=team,Value=payments --query User.Arn --output text
iam create-group --group-name developers --query Group.GroupName --output text
iam add-user-to-group --user-name alice --group-name developers
iam list-policies --scope AWS --query "Policies[?PolicyName=='ReadOnlyAccess'].Arn" --output text
iam attach-user-policy --user-name alice --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
iam list-attached-user-policies --user-name alice --query AttachedPolicies[].PolicyName --output text
iam get-group --group-name developers --query Users[].UserName --output text
iam list-users --query Users[].[UserName,Path] --output text
iam list-users --max-items 1 --page-size 1 --query Users[].UserName --output text
iam delete-user --user-name alice
iam remove-user-from-group --user-name alice --group-name developers
iam detach-user-policy --user-name alice --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
iam delete-user --user-name alice
iam list-users --output json --query Users
`

func TestAWSCommandLine(t *testing.T) {
	race.Skip(t, "it mostly runs other programs")
	if exec.Command("python3", "-c", "import awscli.clidriver").Run() != nil {
		t.Skip("the aws command line is not here as a Python package")
	}
	complaints := session(t, awscliScript, awsCommands, `
"111122223333"
arn:aws:iam::111122223333:user/eng/alice
developers
arn:aws:iam::aws:policy/ReadOnlyAccess
ReadOnlyAccess
alice
alice	/eng/
alice
failed
[]
`)
	if want := "Cannot delete entity, must remove users from group first."; !strings.Contains(complaints, want) {
		t.Errorf("complaints are %q, want %q", complaints, want)
	}
}
