package fakeiam

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// walk collects all pages of a list.
func (t tb) walk(action, list, element string, size int, params ...string) (items []string, pages int) {
	t.Helper()
	for marker := ""; ; pages++ {
		p := append([]string{}, params...)
		if size > 0 {
			p = append(p, "MaxItems", fmt.Sprint(size))
		}
		if marker != "" {
			p = append(p, "Marker", marker)
		}
		got := t.do(action, p...)
		for l := range strings.SplitSeq(list, ",") {
			items = append(items, got.texts(l, element)...)
		}
		marker = got.text("Marker")
		if truncated := got.text("IsTruncated"); truncated != fmt.Sprint(marker != "") {
			t.Fatalf("%s: IsTruncated is %s, the marker %q", action, truncated, marker)
		}
		if marker == "" {
			return items, pages + 1
		}
	}
}

// crowd has 7 users in a group, 4 other groups that the first user is in, too,
// and 6 policies: user 1 holds 5 of them and one of AWS, group 1 the sixth.
func crowd(t testing.TB, opts ...Option) tb {
	s := start(t, opts...)
	for i := 1; i <= 5; i++ {
		s.do("CreateGroup", "GroupName", fmt.Sprint("g", i))
	}
	for i := 1; i <= 7; i++ {
		s.do("CreateUser", "UserName", fmt.Sprint("u", i))
		s.do("AddUserToGroup", "UserName", fmt.Sprint("u", i), "GroupName", "g1")
		if i > 1 && i <= 5 {
			s.do("AddUserToGroup", "UserName", "u1", "GroupName", fmt.Sprint("g", i))
		}
	}
	s.do("TagUser", append([]string{"UserName", "u1"}, tags(5, "k")...)...)
	for i := 1; i <= 6; i++ {
		arn := ownARN + fmt.Sprint("policy/p", i)
		s.do("CreatePolicy", "PolicyName", fmt.Sprint("p", i), "PolicyDocument", document1)
		s.do("PutUserPolicy", "UserName", "u1", "PolicyName", fmt.Sprint("i", i), "PolicyDocument", document1)
		if i == 6 {
			s.do("AttachGroupPolicy", "GroupName", "g1", "PolicyArn", arn)
			continue
		}
		s.do("AttachUserPolicy", "UserName", "u1", "PolicyArn", arn)
		s.do("AttachUserPolicy", "UserName", fmt.Sprint("u", i+1), "PolicyArn", ownARN+"policy/p1")
	}
	for range 4 {
		s.do("CreatePolicyVersion", "PolicyArn", ownARN+"policy/p1", "PolicyDocument", document1)
	}
	s.do("AttachUserPolicy", "UserName", "u1", "PolicyArn", readOnly)
	return s
}

func TestEveryPageSize(t *testing.T) {
	lists := []struct {
		action, list, element string
		params                []string
		want                  string
	}{
		{"ListUsers", "Users", "UserName", nil, "u1 u2 u3 u4 u5 u6 u7"},
		{"ListGroups", "Groups", "GroupName", nil, "g1 g2 g3 g4 g5"},
		{"GetGroup", "Users", "UserName", []string{"GroupName", "g1"}, "u1 u2 u3 u4 u5 u6 u7"},
		{"ListGroupsForUser", "Groups", "GroupName", []string{"UserName", "u1"}, "g1 g2 g3 g4 g5"},
		{"ListUserTags", "Tags", "Key", []string{"UserName", "u1"}, "k01 k02 k03 k04 k05"},
		{"ListUserPolicies", "PolicyNames", "", []string{"UserName", "u1"}, "i1 i2 i3 i4 i5 i6"},
		{"ListAttachedUserPolicies", "AttachedPolicies", "PolicyName", []string{"UserName", "u1"}, "p1 p2 p3 p4 p5 ReadOnlyAccess"},
		{"ListPolicies", "Policies", "PolicyName", []string{"Scope", "Local"}, "p1 p2 p3 p4 p5 p6"},
		{"ListPolicies", "Policies", "PolicyName", []string{"OnlyAttached", "true"}, "p1 p2 p3 p4 p5 p6 ReadOnlyAccess"},
		{"ListPolicyVersions", "Versions", "VersionId", []string{"PolicyArn", ownARN + "policy/p1"}, "v5 v4 v3 v2 v1"},
		{"ListEntitiesForPolicy", "PolicyUsers", "UserName", []string{"PolicyArn", ownARN + "policy/p1"}, "u1 u2 u3 u4 u5 u6"},
		{"GetAccountAuthorizationDetails", "UserDetailList,GroupDetailList,Policies", "Arn", nil,
			strings.Join([]string{"u1 u2 u3 u4 u5 u6 u7 g1 g2 g3 g4 g5 p1 p2 p3 p4 p5 p6 ReadOnlyAccess"}, "")},
	}
	last := func(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }
	for _, limit := range []int{0, 1, 3} {
		s := crowd(t, WithPageLimit(limit))
		for _, l := range lists {
			t.Run(fmt.Sprintf("%s, pages of at most %d", l.action, limit), func(t *testing.T) {
				s := tb{t, s.Server}
				n := len(strings.Fields(l.want))
				for size := range n + 2 {
					got, pages := s.walk(l.action, l.list, l.element, size, l.params...)
					for i := range got {
						got[i] = last(got[i])
					}
					same(t, fmt.Sprintf("pages of %d", size), strings.Join(got, " "), l.want)
					if limit == 0 && size > 0 && pages != (n+size-1)/size {
						t.Errorf("pages of %d: there are %d for %d items", size, pages, n)
					}
				}
			})
		}
	}
}

func TestAllPoliciesInPages(t *testing.T) {
	s := furnished(t)
	got, pages := s.walk("ListPolicies", "Policies", "Arn", 0)
	seen := map[string]bool{}
	for _, arn := range got {
		seen[arn] = true
	}
	if len(got) < 1400 || len(seen) != len(got) || !seen[fence] || !seen[readOnly] || pages != (len(got)+99)/100 {
		t.Errorf("%d policies, %d different, in %d pages", len(got), len(seen), pages)
	}
}

func TestInvalidMarkers(t *testing.T) {
	s := crowd(t)
	other := s.do("ListUsers", "MaxItems", "1").text("Marker")
	for _, m := range []string{"nonsense", "AAAA", "%%%", other + "x!", other} {
		s.wants("400 ValidationError: Invalid Marker.", "ListGroups", "Marker", m)
	}
	s.wants("400 ValidationError: Invalid Marker.", "GetAccountAuthorizationDetails", "Marker", other)
}

// Users come and go around those that stay; every walk sees the latter once, in order.
func TestPagesAreStableUnderConcurrentWrites(t *testing.T) {
	s := crowd(t)
	done := make(chan struct{})
	var writers sync.WaitGroup
	writers.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
			}
			name := fmt.Sprintf("u%d-%d", i%7+1, i)
			s.do("CreateUser", "UserName", name)
			s.do("DeleteUser", "UserName", name)
		}
	})
	for range 30 {
		got, _ := s.walk("ListUsers", "Users", "UserName", 2)
		stay := []string{}
		for _, name := range got {
			if !strings.Contains(name, "-") {
				stay = append(stay, name)
			}
		}
		same(t, "users", strings.Join(stay, " "), "u1 u2 u3 u4 u5 u6 u7")
	}
	close(done)
	writers.Wait()
}

func TestGAADFilters(t *testing.T) {
	s := crowd(t)
	count := func(params ...string) string {
		var counts []string
		got := s.do("GetAccountAuthorizationDetails", params...)
		for _, l := range []string{"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"} {
			counts = append(counts, fmt.Sprint(len(got.at(l).Below)))
		}
		return strings.Join(counts, " ")
	}
	for filter, want := range map[string]string{
		"User": "7 0 0 0", "Group": "0 5 0 0", "Role": "0 0 0 0", "LocalManagedPolicy": "0 0 0 6", "AWSManagedPolicy": "0 0 0 1",
	} {
		same(t, filter, count("Filter.member.1", filter), want)
	}
	same(t, "two", count("Filter.member.1", "User", "Filter.member.2", "AWSManagedPolicy"), "7 0 0 1")
	same(t, "none", count("Filter", ""), "7 5 0 7")
	s.do("DetachUserPolicy", "UserName", "u1", "PolicyArn", readOnly)
	same(t, "policy of AWS no longer in use", count("Filter.member.1", "AWSManagedPolicy"), "0 0 0 0")
}

func TestGAADDetails(t *testing.T) {
	s := furnished(t)
	s.do("AttachUserPolicy", "UserName", "Alice", "PolicyArn", fence)
	s.do("PutUserPolicy", "UserName", "Alice", "PolicyName", "i", "PolicyDocument", document1)
	s.do("PutUserPermissionsBoundary", "UserName", "Alice", "PermissionsBoundary", billing)
	s.do("TagUser", append([]string{"UserName", "Alice"}, tags(1, "k")...)...)
	s.do("TagPolicy", append([]string{"PolicyArn", fence}, tags(1, "k")...)...)
	s.do("CreatePolicyVersion", "PolicyArn", fence, "PolicyDocument", document1, "SetAsDefault", "true")
	got := s.do("GetAccountAuthorizationDetails")

	alice, bob := got.at("UserDetailList").Below[0], got.at("UserDetailList").Below[1]
	same(t, "groups", alice.texts("GroupList", ""), []string{"Developers"})
	same(t, "attached", alice.texts("AttachedManagedPolicies", "PolicyArn"), []string{fence})
	same(t, "inline", alice.texts("UserPolicyList", "PolicyDocument"), []string{urlEncoded(document1)})
	same(t, "boundary", alice.text("PermissionsBoundary/PermissionsBoundaryArn"), billing)
	same(t, "tags", alice.texts("Tags", "Value"), []string{"v"})
	if bob.at("UserPolicyList") != nil || bob.at("PermissionsBoundary") != nil || bob.at("GroupList") == nil {
		t.Errorf("a user without anything is %+v", bob)
	}
	policy := got.at("Policies").Below[1]
	same(t, "versions", policy.texts("PolicyVersionList", "VersionId"), []string{"v2", "v1"})
	same(t, "documents", policy.texts("PolicyVersionList", "Document"), []string{urlEncoded(document1), urlEncoded(document1)})
	same(t, "default", policy.text("DefaultVersionId"), "v2")
	if policy.at("Tags") != nil || policy.at("Description") != nil {
		t.Error("a policy has tags or a description in GetAccountAuthorizationDetails")
	}
}
