package fakeiam

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Many clients write, read and save at once; the race detector watches, and the
// edges must agree from both ends afterwards.
func TestManyClients(t *testing.T) {
	s, file := opened(t, WithRecording(), WithQuota("GroupsPerUserQuota", 100))
	stop := s.SaveContinually(time.Millisecond, nil)
	for i := range 4 {
		s.do("CreateGroup", "GroupName", fmt.Sprint("g", i))
		s.do("CreatePolicy", "PolicyName", fmt.Sprint("p", i), "PolicyDocument", document1)
	}
	var clients sync.WaitGroup
	for c := range 6 {
		clients.Go(func() { s.life(c, 15) })
	}
	clients.Go(func() {
		for range 20 {
			s.walk("GetAccountAuthorizationDetails", "UserDetailList", "Arn", 7)
			s.walk("GetGroup", "Users", "UserName", 3, "GroupName", "g0")
			s.do("ListPolicies", "OnlyAttached", "true")
			s.Calls()
		}
	})
	clients.Wait()
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	same(t, "state", s.reopened(file).acct.snapshot(), s.acct.snapshot())
	names, _ := s.walk("ListUsers", "Users", "UserName", 0)
	same(t, "users left", len(names), 6*15/3)
	memberships, attachments := 0, 0
	for i := range 4 {
		members, _ := s.walk("GetGroup", "Users", "UserName", 0, "GroupName", fmt.Sprint("g", i))
		holders, _ := s.walk("ListEntitiesForPolicy", "PolicyUsers", "UserName", 0, "PolicyArn", ownARN+fmt.Sprint("policy/p", i))
		memberships, attachments = memberships+len(members), attachments+len(holders)
	}
	for _, name := range names {
		groups, _ := s.walk("ListGroupsForUser", "Groups", "GroupName", 0, "UserName", name)
		policies, _ := s.walk("ListAttachedUserPolicies", "AttachedPolicies", "PolicyArn", 0, "UserName", name)
		memberships, attachments = memberships-len(groups), attachments-len(policies)
	}
	same(t, "memberships, from both ends", memberships, 0)
	same(t, "attachments, from both ends", attachments, 0)
}

// life makes n users, renames every second one and deletes two of three.
func (t tb) life(client, n int) {
	for i := range n {
		name, group, arn := fmt.Sprintf("u%d-%d", client, i), fmt.Sprint("g", i%4), ownARN+fmt.Sprint("policy/p", i%4)
		t.do("CreateUser", "UserName", name)
		t.do("AddUserToGroup", "UserName", name, "GroupName", group)
		t.do("AttachUserPolicy", "UserName", name, "PolicyArn", arn)
		t.do("PutUserPolicy", "UserName", name, "PolicyName", "i", "PolicyDocument", document1)
		t.do("TagUser", append([]string{"UserName", name}, tags(2, "k")...)...)
		t.do("GetUser", "UserName", name)
		if i%2 == 0 {
			t.do("UpdateUser", "UserName", name, "NewUserName", name+"x")
			name += "x"
		}
		if i%3 > 0 {
			t.do("RemoveUserFromGroup", "UserName", name, "GroupName", group)
			t.do("DetachUserPolicy", "UserName", name, "PolicyArn", arn)
			t.do("DeleteUserPolicy", "UserName", name, "PolicyName", "i")
			t.do("DeleteUser", "UserName", name)
		}
	}
}

// populated has n users, a group for every hundred, a membership, two
// attachments and an inline policy each.
func populated(t testing.TB, n int, opts ...Option) tb {
	s := start(t, opts...)
	for i := range n/100 + 1 {
		s.do("CreateGroup", "GroupName", fmt.Sprintf("g%04d", i))
	}
	for i := range 10 {
		s.do("CreatePolicy", "PolicyName", fmt.Sprint("p", i), "PolicyDocument", document1)
	}
	for i := range n {
		name := fmt.Sprintf("user%05d", i*7919%n) // not in the order of the names
		s.do("CreateUser", "UserName", name)
		s.do("AddUserToGroup", "UserName", name, "GroupName", fmt.Sprintf("g%04d", i/100))
		s.do("AttachUserPolicy", "UserName", name, "PolicyArn", ownARN+fmt.Sprint("policy/p", i%10))
		s.do("AttachUserPolicy", "UserName", name, "PolicyArn", readOnly)
		s.do("PutUserPolicy", "UserName", name, "PolicyName", "i", "PolicyDocument", document1)
	}
	return s
}

// Reading an account four times as large may cost about four times as much, not
// sixteen times. Machines that run tests are busy, so it has several attempts.
func TestReadingIsNotQuadratic(t *testing.T) {
	small, large := populated(t, 250), populated(t, 1000)
	read := func(s tb, n int) time.Duration {
		begin := time.Now()
		users, _ := s.walk("GetAccountAuthorizationDetails", "UserDetailList", "Arn", 20)
		same(t, "users", len(users), n)
		return time.Since(begin)
	}
	var a, b time.Duration
	for range 8 {
		if a, b = read(small, 250), read(large, 1000); b < 9*a {
			return
		}
	}
	t.Errorf("250 users take %v, 1000 take %v", a, b)
}

// BenchmarkLargeAccount makes, reads and saves an account of 5,000 users and
// 20,000 edges.
func BenchmarkLargeAccount(b *testing.B) {
	for b.Loop() {
		begin := time.Now()
		s := populated(b, 5000)
		b.ReportMetric(time.Since(begin).Seconds(), "s/make")
		begin = time.Now()
		s.walk("GetAccountAuthorizationDetails", "UserDetailList", "Arn", 1000)
		b.ReportMetric(time.Since(begin).Seconds(), "s/read")
		begin = time.Now()
		s.walk("ListEntitiesForPolicy", "PolicyUsers", "UserName", 100, "PolicyArn", readOnly)
		b.ReportMetric(time.Since(begin).Seconds(), "s/entities")
		begin = time.Now()
		s.file, s.saved = filepath.Join(b.TempDir(), "state.json"), 0
		if err := s.Save(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begin).Seconds(), "s/save")
		begin = time.Now()
		if _, err := Open(s.file); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begin).Seconds(), "s/open")
	}
}
