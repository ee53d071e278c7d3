package live_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/internal/live"
)

// big is an account of n users in two groups each, and 50 groups and policies.
func big(n int) (u, g, p gaad) {
	for i := range 50 {
		g.GroupDetailList = append(g.GroupDetailList, groups(fmt.Sprintf("g%d", i)).GroupDetailList...)
		p.Policies = append(p.Policies, managed(fmt.Sprintf("p%d", i), plainDoc))
	}
	for i := range n {
		d := users(fmt.Sprintf("u%d", i)).UserDetailList[0]
		d.GroupList = []string{fmt.Sprintf("g%d", i%50), fmt.Sprintf("g%d", (i+7)%50)}
		d.AttachedManagedPolicies = []types.AttachedPolicy{{PolicyArn: local(fmt.Sprintf("p%d", i%50))}}
		d.UserPolicyList = []types.PolicyDetail{{PolicyName: aws.String("i"), PolicyDocument: aws.String(plainDoc)}}
		u.UserDetailList = append(u.UserDetailList, d)
	}
	return u, g, p
}

// A plan of 1,000 users in 2,000 memberships may cost 12 calls, who-am-I
// included; these are the others.
func TestReadingCostsPagesNotObjects(t *testing.T) {
	u, g, p := big(1000)
	api := newScript()
	api.users, api.groups, api.policies = []answer[gaad]{say(u)}, []answer[gaad]{say(g)}, []answer[gaad]{say(p)}
	a := read(t, api, live.Want{})
	if got := len(a.State.Resources); got != 1000+50+50+2000+1000+1000 {
		t.Errorf("%d resources", got)
	}
	if n := len(api.asked); n != 4 {
		t.Errorf("%d pages, want one a stream", n)
	}
}

func BenchmarkRead(b *testing.B) {
	u, g, p := big(1000)
	api := newScript()
	api.users, api.groups, api.policies = []answer[gaad]{say(u)}, []answer[gaad]{say(g)}, []answer[gaad]{say(p)}
	for b.Loop() {
		read(b, api, live.Want{})
		for range 4 {
			<-api.asked
		}
	}
}
