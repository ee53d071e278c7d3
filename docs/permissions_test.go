package docs_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"iamsync/internal/programtest"
	"iamsync/internal/race"
)

// What a policy was printed for, and edits of it. The page has a row for each that needs
// another policy.
const (
	printedFor = "users: {alice: {path: /acme/}}\n"
	trusting   = `{Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]}`
	reading    = `{Version: "2012-10-17", Statement: [{Effect: Allow, Action: s3:GetObject, Resource: "*"}]}`
)

// The page says which edits need a policy that was not printed before, of which job.
func TestPermissionsFollowTheFiles(t *testing.T) {
	race.Skip(t, "everything happens in processes of their own")
	page, err := os.ReadFile("permissions.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		row, before, after string
		plan, apply        bool // needs another policy
	}{
		{"the first user, group, role", printedFor, printedFor + "roles: {r: {trust: " + trusting + "}}\n", false, true},
		{"an object at a new path", printedFor, printedFor[:len(printedFor)-2] + ", bob: {path: /eng/}}\n", false, true},
		{"a new name in `/`", printedFor, printedFor[:len(printedFor)-2] + ", bob: {}}\n", false, true},
		{"`renamed_from`", printedFor, "users: {alice: {path: /acme/, renamed_from: alicia}}\n", false, true},
		{"an instance profile with another role", "instance_profiles: {p: {role: a}}\nroles: {a: {trust: " + trusting + "}, b: {trust: " + trusting + "}}\n",
			"instance_profiles: {p: {role: b}}\nroles: {a: {trust: " + trusting + "}, b: {trust: " + trusting + "}}\n", false, true},
		{"`prune` turned on", printedFor, printedFor + "scope: {prune: true, paths: [/acme/]}\n", true, true},
		{"a new path or name in the scope", printedFor + "scope: {prune: true, paths: [/acme/]}\n", printedFor + "scope: {prune: true, paths: [/acme/, /eng/]}\n", true, true},
		{"`ensure: absent`", printedFor, printedFor[:len(printedFor)-2] + ", bob: {ensure: absent}}\n", true, true},
		{"`expires`", printedFor, "users: {alice: {path: /acme/, expires: 2099-01-01}}\n", true, true},
		{"`replace`", "policies: {p: {document: " + reading + "}}\n", "policies: {p: {replace: true, document: " + reading + "}}\n", true, true},
		{"tags of what no bulk read tells", "policies: {p: {document: " + reading + "}}\n", "policies: {p: {tags: {a: b}, document: " + reading + "}}\n", true, true},
		{"the first policy of AWS by its name", printedFor, "users: {alice: {path: /acme/, policies: [ReadOnlyAccess]}}\n", true, true},
		{"`guards.unused_days`", printedFor + "scope: {prune: true, paths: [/acme/]}\n", printedFor + "scope: {prune: true, paths: [/acme/]}\nguards: {unused_days: 90}\n", true, true},
		{"`guards.lock`", printedFor, printedFor + "guards: {lock: true}\n", false, true},

		{"", printedFor, "users: {alice: {path: /acme/, tags: {a: b}, inline: {own: " + reading + "}}}\n", false, false},
		{"", printedFor + "scope: {prune: true, paths: [/acme/]}\n", printedFor[:len(printedFor)-2] + ", bob: {path: /acme/}}\nscope: {prune: true, paths: [/acme/]}\n", false, false},
	} {
		if !strings.Contains(string(page), test.row) {
			t.Errorf("the page has no %q", test.row)
		}
		for job, differs := range map[string]bool{"plan": test.plan, "apply": test.apply} {
			if before, after := permissions(t, job, test.before), permissions(t, job, test.after); (before != after) != differs {
				t.Errorf("%s: what %s needs differs: %t\n%s\n%s", test.row, job, !differs, before, after)
			}
		}
	}
}

// permissions prints the policy of a job for a tree.
func permissions(t *testing.T, job, tree string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "iamsync.yaml"), []byte(tree+head), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, said bytes.Buffer
	cmd := exec.Command(programtest.Program(t), "permissions", job, dir)
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	return out.String()
}
