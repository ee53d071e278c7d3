package conformance

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// details are what GetAccountAuthorizationDetails says of a case's own objects.
type details struct {
	users    map[string]types.UserDetail
	groups   map[string]types.GroupDetail
	policies map[string]types.ManagedPolicyDetail
	foreign  []string // ARNs of policies of AWS
}

func (s *script) details(filter ...types.EntityType) details {
	d := details{map[string]types.UserDetail{}, map[string]types.GroupDetail{}, map[string]types.ManagedPolicyDetail{}, nil}
	in := &iam.GetAccountAuthorizationDetailsInput{Filter: filter, MaxItems: new(int32(1000))}
	for p := iam.NewGetAccountAuthorizationDetailsPaginator(s.iam, in); p.HasMorePages(); {
		out, err := p.NextPage(s.ctx)
		if err != nil {
			s.errorf("%v", err)
			panic(errStopped)
		}
		d.add(s, out)
	}
	return d
}

func (d *details) add(s *script, out *iam.GetAccountAuthorizationDetailsOutput) {
	for _, u := range out.UserDetailList {
		if strings.HasPrefix(*u.UserName, s.id) {
			d.users[*u.UserName] = u
		}
	}
	for _, g := range out.GroupDetailList {
		if strings.HasPrefix(*g.GroupName, s.id) {
			d.groups[*g.GroupName] = g
		}
	}
	for _, p := range out.Policies {
		switch {
		case strings.HasPrefix(*p.Arn, s.managed("")):
			d.foreign = append(d.foreign, *p.Arn)
		case strings.HasPrefix(tail(*p.Arn), s.id):
			d.policies[tail(*p.Arn)] = p
		}
	}
}

// counts are how much of each kind there is.
func (d *details) counts() []int { return []int{len(d.users), len(d.groups), len(d.policies)} }

var detailCases = []testCase{
	{"details of a user have its groups, policies and tags", func(s *script) {
		u, g, p := s.user("u", tags("a", "1")...), s.group("g"), s.policy("p")
		s.join(u, g)
		s.attachUser(u, p)
		s.putUser(u, "i", document)
		d, user := s.details(types.EntityTypeUser).users[u], s.getUser(u)
		s.same("ARN", d.Arn, user.Arn)
		s.same("id", d.UserId, user.UserId)
		s.same("path", d.Path, &s.path)
		s.same("date", d.CreateDate, user.CreateDate)
		s.same("groups", d.GroupList, []string{g})
		s.same("attached", d.AttachedManagedPolicies, []types.AttachedPolicy{{PolicyArn: &p, PolicyName: new(s.name("p"))}})
		s.same("tags", pairs(d.Tags), []string{"a=1"})
		s.same("inline", len(d.UserPolicyList), 1)
		s.same("name of the inline policy", d.UserPolicyList[0].PolicyName, new("i"))
		s.same("inline document", s.decoded(d.UserPolicyList[0].PolicyDocument), document)
	}},
	{"details of a group have its policies", func(s *script) {
		g, p := s.group("g"), s.policy("p")
		s.join(s.user("u"), g)
		s.attachGroup(g, p)
		s.putGroup(g, "i", document)
		d, group := s.details(types.EntityTypeGroup).groups[g], s.getGroup(g)
		s.same("ARN", d.Arn, group.Arn)
		s.same("id", d.GroupId, group.GroupId)
		s.same("date", d.CreateDate, group.CreateDate)
		s.same("attached", d.AttachedManagedPolicies, []types.AttachedPolicy{{PolicyArn: &p, PolicyName: new(s.name("p"))}})
		s.same("inline", len(d.GroupPolicyList), 1)
		s.same("name of the inline policy", d.GroupPolicyList[0].PolicyName, new("i"))
		s.same("inline document", s.decoded(d.GroupPolicyList[0].PolicyDocument), document)
	}},
	{"details of a policy have all versions with their documents", func(s *script) {
		arn := s.policy("p")
		s.version(arn, true)
		s.attachUser(s.user("u"), arn)
		d, policy := s.details(types.EntityTypeLocalManagedPolicy).policies[s.name("p")], s.getPolicy(arn)
		s.same("ARN", d.Arn, &arn)
		s.same("name", d.PolicyName, policy.PolicyName)
		s.same("id", d.PolicyId, policy.PolicyId)
		s.same("default", d.DefaultVersionId, new("v2"))
		s.same("count", d.AttachmentCount, new(int32(1)))
		var got []string
		for _, v := range d.PolicyVersionList {
			got = append(got, *v.VersionId+" "+s.decoded(v.Document))
		}
		s.same("versions", unordered(got), []string{"v1 " + document, "v2 " + another})
	}},
	{"details of a user have its boundary", func(s *script) {
		u, fence := s.user("u"), s.policy("fence")
		s.bound(u, fence)
		s.same("boundary", boundaryARN(s.details(types.EntityTypeUser).users[u].PermissionsBoundary), fence)
	}},
	{"details count the uses of a boundary", func(s *script) {
		fence := s.policy("p")
		s.bound(s.user("a"), fence)
		s.bound(s.user("b"), fence)
		got := s.details(types.EntityTypeLocalManagedPolicy).policies[s.name("p")]
		s.same("uses", got.PermissionsBoundaryUsageCount, new(int32(2)))
		s.same("attached", got.AttachmentCount, new(int32(0)))
	}},
	{"details name the groups of a user that was renamed", func(s *script) {
		u, g := s.user("u"), s.group("g")
		s.join(u, g)
		s.renameUser(u, s.name("v"))
		s.renameGroup(g, s.name("h"))
		d := s.details(types.EntityTypeUser, types.EntityTypeGroup)
		s.same("groups", d.users[s.name("v")].GroupList, []string{s.name("h")})
		s.same("counts", d.counts(), []int{1, 1, 0})
	}},
	{"details are of what was asked for", func(s *script) {
		s.user("u")
		s.group("g")
		s.policy("p")
		for _, want := range []struct {
			filter []types.EntityType
			counts []int
		}{
			{nil, []int{1, 1, 1}},
			{[]types.EntityType{"User"}, []int{1, 0, 0}},
			{[]types.EntityType{"Group"}, []int{0, 1, 0}},
			{[]types.EntityType{"LocalManagedPolicy"}, []int{0, 0, 1}},
			{[]types.EntityType{"Role"}, []int{0, 0, 0}},
			{[]types.EntityType{"LocalManagedPolicy", "User"}, []int{1, 0, 1}},
		} {
			d := s.details(want.filter...)
			s.same("counts", d.counts(), want.counts)
			if len(want.filter) > 0 {
				s.same("policies of AWS", len(d.foreign), 0)
			}
		}
	}},
	{"details have the policies of AWS that are in use", func(s *script) {
		arn, u := s.managed("AmazonS3ReadOnlyAccess"), s.user("u")
		s.attachUser(u, arn)
		s.same("in use", slices.Contains(s.details(types.EntityTypeAWSManagedPolicy).foreign, arn), true)
		do(s, s.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: &u, PolicyArn: &arn})
		s.same("in use", slices.Contains(s.details(types.EntityTypeAWSManagedPolicy).foreign, arn), false)
	}},
	{"details have nothing of what was deleted", func(s *script) {
		s.done(s.deleteUser(s.user("u")))
		s.done(s.deleteGroup(s.group("g")))
		s.done(s.deletePolicy(s.policy("p")))
		d := s.details(types.EntityTypeUser, types.EntityTypeGroup, types.EntityTypeLocalManagedPolicy)
		s.same("counts", d.counts(), []int{0, 0, 0})
	}},
}
