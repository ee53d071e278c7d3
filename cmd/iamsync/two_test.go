package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"iamsync/internal/fakeiam"
	"iamsync/internal/race"
)

// A meeting is an account, and the tree that two apply to it at the same instant.
type meeting struct {
	before, after func(t *testing.T, dir string)
}

var meetings = map[string]meeting{
	"an empty account":     {nil, company(10, 0)},
	"much to change":       {company(10, 0), company(10, 1)},
	"everything to delete": {company(10, 1), company(1, 0)},
	"much to replace":      {staff("/a/", "old-"), staff("/b/", "old-")},
	"much to rename":       {staff("/a/", "old-"), staff("/a/", "new-")},
}

func company(users, edition int) func(*testing.T, string) {
	return func(t *testing.T, dir string) { writeCompany(t, dir, users, edition) }
}

// staff is a tree of roles, policies and instance profiles that another path replaces, and
// of users and groups that have another name with another prefix.
func staff(path, prefix string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		var b strings.Builder
		b.WriteString("version: 1\naccount: \"111122223333\"\nscope: {prune: true, paths: [/]}\npolicies:\n")
		for i := range 3 {
			fmt.Fprintf(&b, "  policy-%d: {path: %s, replace: true, document: %s}\n", i, path, statement(fmt.Sprintf("s3:Get%d", i)))
		}
		b.WriteString("roles:\n") // which trust each other, and machines
		for i := range 3 {
			fmt.Fprintf(&b, "  role-%d:\n    path: %s\n    replace: true\n    policies: [policy-%d]\n    instance_profile: true\n    inline: {own: %s}\n", i, path, i, statement("sqs:Send"))
			fmt.Fprintf(&b, "    trust: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: \"sts:AssumeRole\"}, {Effect: Allow, Principal: {AWS: \"arn:aws:iam::$(account):role%srole-%d\"}, Action: \"sts:AssumeRole\"}]}\n", path, (i+1)%3)
		}
		renamed := func(kind string, i int) string {
			if prefix == "new-" {
				return fmt.Sprintf("renamed_from: old-%s-%d, ", kind, i)
			}
			return ""
		}
		b.WriteString("groups:\n")
		for i := range 3 {
			fmt.Fprintf(&b, "  %sgroup-%d: {%spolicies: [policy-%d]}\n", prefix, i, renamed("group", i), i)
		}
		b.WriteString("users:\n")
		for i := range 6 {
			fmt.Fprintf(&b, "  %suser-%d: {%sgroups: [%sgroup-%d], policies: [policy-%d]}\n", prefix, i, renamed("user", i), prefix, i%3, i%3)
		}
		put(t, filepath.Join(dir, "iamsync.yaml"), b.String())
	}
}

// gate lets requests of two through as soon as both have made one. Command lines are read
// one after the other, since the library for them is not made for two at once.
type gate struct {
	server http.RoundTripper
	mu     sync.Mutex
	random *rand.Rand
	open   chan struct{}
}

// RoundTrip takes its time, before the call and after it.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	<-g.open
	g.rest()
	resp, err := g.server.RoundTrip(r)
	g.rest()
	return resp, err
}

func (g *gate) rest() {
	g.mu.Lock()
	d := time.Duration(g.random.IntN(60)) * time.Millisecond
	g.mu.Unlock()
	time.Sleep(d)
}

// ended is how one of two ended.
type ended struct {
	code   int
	output string
}

// side runs a command twice at the same instant.
func side(server http.RoundTripper, seed uint64, args ...string) (both [2]ended) {
	g := &gate{server: server, random: rand.New(rand.NewPCG(seed, 1)), open: make(chan struct{})}
	var wg sync.WaitGroup
	for i := range both {
		wg.Go(func() { both[i].code, both[i].output = onServer(g, args...) })
		synctest.Wait() // it waits for the gate
	}
	close(g.open)
	wg.Wait()
	return both
}

// TestTwoAppliesAtOnce applies a tree twice at the same instant, 20 times, to accounts in which
// there is much to do. Whatever the two do to each other, both end well or before they begin,
// and the account is as the files say.
func TestTwoAppliesAtOnce(t *testing.T) {
	meet(t, func(t *testing.T, m meeting, seed uint64) {
		server, dir := met(t, m, false)
		for _, one := range side(server, seed, "apply", "--auto-approve", dir) {
			// Who is late may read the account while it is being changed, twice in a row.
			late := one.code == exitFailed && strings.Contains(one.output, "comparing what was read: the account was changed meanwhile")
			if one.code != exitDone && !late {
				t.Errorf("seed %d: exit %d\n%s", seed, one.code, one.output)
			}
		}
		converged(t, server, dir)
	})
}

// With the lock, one makes all calls, and the other says who holds it, or comes too late to
// do anything.
func TestTwoAppliesAtOnceWithTheLock(t *testing.T) {
	meet(t, func(t *testing.T, m meeting, seed uint64) {
		server, dir := met(t, m, true)
		done := 0
		for _, one := range side(server, seed, "apply", "--auto-approve", dir) {
			explained := one.code == exitDone
			if explained {
				done++
			}
			for _, why := range []string{"the account is locked by arn:aws:iam::111122223333:root, since ", "the account changed between the plan and the lock"} {
				explained = explained || one.code == exitFailed && strings.Contains(one.output, why) && strings.Contains(one.output, "nothing was changed")
			}
			if !explained || strings.Contains(one.output, " failed ") || strings.Contains(one.output, "Warning: the lock") {
				t.Errorf("seed %d: exit %d\n%s", seed, one.code, one.output)
			}
		}
		if done == 0 {
			t.Errorf("seed %d: neither did it", seed)
		}
		converged(t, server, dir)
		if code, out := onServer(server, "unlock", dir); code != exitDone || !strings.Contains(out, "is not locked") {
			t.Errorf("seed %d: exit %d, %s", seed, code, out)
		}
	})
}

// meet lets two meet 20 times, in a time of its own.
func meet(t *testing.T, two func(*testing.T, meeting, uint64)) {
	offline(t)
	for name, m := range meetings {
		t.Run(name, func(t *testing.T) {
			for round := range race.Fewer(4, 1) {
				synctest.Test(t, func(t *testing.T) { two(t, m, uint64(round)) })
			}
		})
	}
}

// met makes an account that is as before says, and then the files that two will apply.
func met(t *testing.T, m meeting, lock bool) (*fakeiam.Server, string) {
	t.Helper()
	server, dir := fakeiam.New(), t.TempDir()
	if m.before != nil {
		m.before(t, dir)
		succeed(t, server, "apply", "--auto-approve", "--max-deletes", "100%", dir)
	}
	m.after(t, dir)
	file := filepath.Join(dir, "iamsync.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	put(t, file, string(text)+fmt.Sprintf("guards: {max_deletes: 100%%, lock: %v}\n", lock))
	return server, dir
}

func converged(t *testing.T, server *fakeiam.Server, dir string) {
	t.Helper()
	if code, out := onServer(server, "plan", "--detailed-exitcode", dir); code != exitDone {
		t.Errorf("something is left: exit %d\n%s", code, out)
	}
}
