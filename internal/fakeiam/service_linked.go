package fakeiam

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// linkable is what is known of a service that roles are linked to.
type linkable struct {
	role     string // what its role is called after AWSServiceRoleFor
	policy   string // what AWS attaches
	suffixes bool   // there may be several, told apart by a suffix
}

// linkables are some of those that AWS documents. Of others, a role has a name made
// of the service's, as many have, and no policy.
var linkables = map[string]linkable{
	"autoscaling.amazonaws.com":          {"AutoScaling", "AutoScalingServiceRolePolicy", true},
	"config.amazonaws.com":               {"Config", "AWSConfigServiceRolePolicy", false},
	"ecs.amazonaws.com":                  {"ECS", "AmazonECSServiceRolePolicy", false},
	"eks.amazonaws.com":                  {"AmazonEKS", "AmazonEKSServiceRolePolicy", false},
	"elasticloadbalancing.amazonaws.com": {"ElasticLoadBalancing", "AWSElasticLoadBalancingServiceRolePolicy", false},
	"es.amazonaws.com":                   {"AmazonElasticsearchService", "AmazonElasticsearchServiceRolePolicy", false},
	"guardduty.amazonaws.com":            {"AmazonGuardDuty", "AmazonGuardDutyServiceRolePolicy", false},
	"organizations.amazonaws.com":        {"Organizations", "AWSOrganizationsServiceTrustPolicy", false},
	"rds.amazonaws.com":                  {"RDS", "AmazonRDSServiceRolePolicy", false},
	"spot.amazonaws.com":                 {"EC2Spot", "AWSEC2SpotServiceRolePolicy", false},
	"spotfleet.amazonaws.com":            {"EC2SpotFleet", "AWSEC2SpotFleetServiceRolePolicy", false},
	"support.amazonaws.com":              {"Support", "AWSSupportServiceRolePolicy", false},
	"trustedadvisor.amazonaws.com":       {"TrustedAdvisor", "AWSTrustedAdvisorServiceRolePolicy", false},
}

// linked is the service with a name.
func linked(name string) linkable {
	if s, ok := linkables[name]; ok {
		return s
	}
	first, _, _ := strings.Cut(name, ".")
	return linkable{role: strings.ToUpper(first[:1]) + first[1:]}
}

type createServiceLinkedRoleInput struct {
	AWSServiceName string `in:"linkedService,required"`
	Description    string `in:"roleDescription"`
	CustomSuffix   string `in:"suffix"`
}

// createServiceLinkedRole says that a name is taken in IAM's words, and that a
// service wants no suffix (both seen in issues of Terraform's AWS provider).
func (a *account) createServiceLinkedRole(in *createServiceLinkedRoleInput) (*oneRole, error) {
	if !serviceRE.MatchString(in.AWSServiceName) {
		return nil, refuse("InvalidInput", "Service name %s is not valid.", in.AWSServiceName)
	}
	s := linked(in.AWSServiceName)
	name := "AWSServiceRoleFor" + s.role
	if in.CustomSuffix != "" {
		if !s.suffixes {
			return nil, refuse("InvalidInput", "Custom suffix is not allowed for %s", in.AWSServiceName)
		}
		name += "_" + in.CustomSuffix
	}
	if a.roles.has(name) {
		return nil, refuse("InvalidInput",
			"Service role name %s has been taken in this account, please try a different suffix.", name)
	}
	if n := a.quotas["RolesQuota"]; a.roles.len() >= n {
		return nil, overQuota("RolesPerAccount", n)
	}
	t, err := a.parseTrust(trustOf(in.AWSServiceName))
	if err != nil {
		return nil, err
	}
	r := &role{
		principal: principal{kind: roleKind, name: name, path: servicePath + in.AWSServiceName + "/"},
		trust:     t, description: in.Description, maxSession: defaultSession,
	}
	a.addRole(r)
	if p, ok := a.lookup("arn:" + a.partition + ":iam::aws:policy" + servicePath + s.policy); ok {
		a.link(&r.principal, p)
	}
	return &oneRole{r.brief(a)}, nil
}

// trustOf is the document of a role that one service may assume.
func trustOf(service string) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":%q},"Action":"sts:AssumeRole"}]}`, service)
}

type deletionTask struct{ DeletionTaskId string }

// deleteServiceLinkedRole does at once what IAM does by and by, and believes that
// the service has no more use for the role. What AWS attached goes with it. A role
// that is not linked to a service is reported as one that is not there.
func (a *account) deleteServiceLinkedRole(in *roleName) (*deletionTask, error) {
	r, err := a.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(r.path, servicePath) {
		return nil, noSuch("The role with name %s cannot be found.", in.RoleName)
	}
	for _, p := range r.attached {
		delete(p.attached, &r.principal)
	}
	a.dropRole(r)
	a.ids++
	task := fmt.Sprintf("task%s%s/%s", r.path, r.name, a.uuid())
	a.deletions = append(slices.Clip(a.deletions), task)
	return &deletionTask{task}, nil
}

// uuid is made of the number of the last ID, so that the same calls give the same.
func (a *account) uuid() string {
	b := sha256.Sum256(fmt.Appendf(nil, "task/%s/%d", a.id, a.ids))
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

var taskRE = regexp.MustCompile(`\Atask/aws-service-role/[^/]+/[^/]+/[0-9a-f-]{36}\z`)

type deletionStatusInput struct {
	DeletionTaskId string `in:"taskId,required"`
}

type deletionStatus struct{ Status string }

// getServiceLinkedRoleDeletionStatus is always of a deletion that is done.
func (a *account) getServiceLinkedRoleDeletionStatus(in *deletionStatusInput) (*deletionStatus, error) {
	if !taskRE.MatchString(in.DeletionTaskId) {
		return nil, refuse("InvalidInput", "Deletion task id %s is not valid.", in.DeletionTaskId)
	}
	if !slices.Contains(a.deletions, in.DeletionTaskId) {
		return nil, noSuch("Deletion task %s cannot be found.", in.DeletionTaskId)
	}
	return &deletionStatus{"SUCCEEDED"}, nil
}
