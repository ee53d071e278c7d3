package plan

import (
	"fmt"
	"strings"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// The documents of AWS's own policies are not read: there are a thousand of them, and
// AWS changes them. For guards, some document stands in for each: that of the few on
// which administrators live, as far as it has been the same for years, and for the others
// one that says neither yes nor no.

// standIns are what is known of some policies of AWS, by name (AWS Managed Policy
// Reference Guide).
var standIns = map[string]string{
	"AdministratorAccess": `{"Effect":"Allow","Action":"*","Resource":"*"}`,
	"AWSDenyAll":          `{"Effect":"Deny","Action":"*","Resource":"*"}`,
	"IAMFullAccess": `{"Effect":"Allow","Action":["iam:*","organizations:DescribeAccount","organizations:DescribeOrganization",` +
		`"organizations:DescribeOrganizationalUnit","organizations:DescribePolicy","organizations:ListChildren","organizations:ListParents",` +
		`"organizations:ListPoliciesForTarget","organizations:ListRoots","organizations:ListPolicies","organizations:ListTargetsForPolicy"],"Resource":"*"}`,
	"IAMReadOnlyAccess": `{"Effect":"Allow","Action":["iam:GenerateCredentialReport","iam:GenerateServiceLastAccessedDetails","iam:Get*",` +
		`"iam:List*","iam:SimulateCustomPolicy","iam:SimulatePrincipalPolicy"],"Resource":"*"}`,
	"PowerUserAccess": `{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},` +
		`{"Effect":"Allow","Action":["account:GetAccountInformation","account:GetPrimaryEmail","account:ListRegions",` +
		`"iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole","iam:ListRoles","organizations:DescribeOrganization"],"Resource":"*"}`,
}

// unreadKey is a condition key that no request has: whether its statement holds is not
// known.
const unreadKey = "iamsync:unread"

// standIn returns the document that stands in for a policy that is not read. Of one that
// is named for denying it is not known what it denies; see namedDenial.
func standIn(arn string) policy.Document {
	statements := fmt.Sprintf(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"%s":%q}}}`, unreadKey, arn)
	name, err := spec.ParsePolicyARN(arn)
	if known := standIns[name.Name]; err == nil && name.IsAWS() && known != "" {
		statements = known
	} else if denies, _ := namedDenial(arn); denies {
		statements = strings.Replace(statements, "Allow", "Deny", 1)
	}
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
}
