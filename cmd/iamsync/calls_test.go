package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"iamsync/internal/fakeiam"
	"iamsync/internal/race"
)

// A plan costs pages, not objects. For an account that is full by the quotas of a new
// one it makes forty calls at most, and one for each declared object of which no list
// returns everything: a policy or instance profile that writes tags, and a provider.
func TestPlanOfAFullAccountCostsFewCalls(t *testing.T) {
	race.Skip(t, "it counts the calls of a plan, which smaller tests make side by side, too")
	offline(t)
	dir := t.TempDir()
	told := writeFullAccount(t, dir)
	server := fakeiam.New(fakeiam.WithRecording())
	succeed(t, server, "apply", "--auto-approve", "--parallelism", "30", dir)
	server.ResetCalls()
	succeed(t, server, "plan", "--detailed-exitcode", dir)

	calls := map[string]int{}
	for _, c := range server.Calls() {
		calls[c.Action]++
		if c.Status != http.StatusOK && c.Action != "GetAccountPasswordPolicy" { // there is none
			t.Errorf("%s was answered with %d", c.Action, c.Status)
		}
	}
	one := 0
	for _, action := range []string{"GetPolicy", "GetInstanceProfile", "GetOpenIDConnectProvider", "GetSAMLProvider"} {
		one += calls[action]
	}
	if one != told {
		t.Errorf("%d calls for single objects, want one for each of %d: %v", one, told, calls)
	}
	if n := len(server.Calls()) - one; n > 40 {
		t.Errorf("%d other calls, want 40 at most: %v", n, calls)
	}
}

// writeFullAccount writes as many users, groups, policies and roles as an account can
// have where nobody asked for more (IAM User Guide, "IAM and AWS STS quotas"), and says
// of how many objects more is declared than lists return.
func writeFullAccount(t *testing.T, dir string) (told int) {
	t.Helper()
	var text strings.Builder
	text.WriteString("version: 1\naccount: \"111122223333\"\npolicies:\n")
	for i := range 1500 {
		tags := ""
		if i%500 == 0 {
			tags, told = "tags: {team: a}, ", told+1
		}
		fmt.Fprintf(&text, "  policy-%d: {%sdocument: %s}\n", i, tags, statement("s3:Get*"))
	}
	text.WriteString("groups:\n")
	for i := range 300 {
		fmt.Fprintf(&text, "  group-%d: {}\n", i)
	}
	text.WriteString("users:\n")
	for i := range 5000 {
		fmt.Fprintf(&text, "  user-%d: {tags: {team: a, cost: \"%d\"}}\n", i, i)
	}
	text.WriteString("roles:\n")
	const trust = `{Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}`
	for i := range 1000 {
		fmt.Fprintf(&text, "  role-%d: {tags: {team: a}, trust: %s}\n", i, trust)
	}
	text.WriteString("instance_profiles: {tagged: {tags: {team: a}}, plain: {}}\n")
	text.WriteString("oidc_providers: {id.example.com: {client_ids: [a], tags: {team: a}}}\n")
	writeFile(t, dir, text.String())
	return told + 2
}
