package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// ownTree is a tree that is applied by a role and a user of its own.
const ownTree = `
version: 1
account: "111122223333"
guards:
  appliers: [role/ci, user/robot]
oidc_providers:
  token.actions.githubusercontent.com: {client_ids: [sts.amazonaws.com, other], tags: {team: a}}
policies:
  apply:
    document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "iam:*", Resource: "*"}]}
  logs:
    document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "logs:*", Resource: "*"}]}
  limit:
    document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: ["iam:*", "s3:*", "logs:*"], Resource: "*"}]}
  wide:
    document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}
groups:
  appliers: {policies: [IAMFullAccess, logs], members: [robot]}
  readers: {policies: [logs]}
users:
  robot: {}
  alice: {policies: [logs]}
roles:
  ci:
    trust:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}
          Action: sts:AssumeRoleWithWebIdentity
          Condition: {StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com, "token.actions.githubusercontent.com:sub": ["repo:acme/iam:ref:refs/heads/main", "repo:acme/iam:environment:prod"]}}
    boundary: limit
    policies: [apply, logs]
    inline:
      no-buckets: {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "s3:DeleteBucket", Resource: "*"}]}
      buckets: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:*", Resource: "arn:aws:s3:::acme-*"}]}
  app:
    trust: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}]}
    policies: [wide]
`

// edit replaces texts in turn: old, new, old, new.
type edit []string

const wideBoundary = `Action: ["iam:*", "s3:*", "logs:*"]`

// TestARoleThatAppliesItself edits the tree of a role and a user that apply it, in ways
// that lock them out, in ways that raise them, and in ways that do neither.
func TestARoleThatAppliesItself(t *testing.T) {
	tree, account := t.TempDir(), filepath.Join(t.TempDir(), "account.json")
	put(t, filepath.Join(tree, "iamsync.yaml"), ownTree)
	if code, out := own("apply", "--auto-approve", "--sandbox", account, tree); code != exitDone {
		t.Fatalf("exit %d\n%s", code, out)
	}
	applied := readFile(t, account)
	for name, test := range map[string]struct {
		edit edit
		code string
	}{
		// Locked out.
		"the role goes":                         {edit{"  ci:\n    trust:", "  ci: {ensure: absent}\n  other:\n    trust:"}, "self-lockout"},
		"the user goes":                         {edit{"  robot: {}", "  robot: {ensure: absent}", ", members: [robot]", ""}, "self-lockout"},
		"its policy is taken away":              {edit{"policies: [apply, logs]", "policies: [logs]"}, "self-lockout"},
		"its policy allows less":                {edit{`Action: "iam:*", Resource: "*"`, `Action: ["iam:Get*", "iam:List*"], Resource: "*"`}, "self-lockout"},
		"its policy allows it on other objects": {edit{`Action: "iam:*", Resource: "*"`, `Action: "iam:*", Resource: "arn:aws:iam::111122223333:user/*"`}, "self-lockout"},
		"its policy allows it from somewhere":   {edit{`Action: "iam:*", Resource: "*"`, `Action: "iam:*", Resource: "*", Condition: {IpAddress: {"aws:SourceIp": 10.0.0.0/8}}`}, "self-lockout"},
		"a policy denies it":                    {edit{`Action: "s3:DeleteBucket"`, `Action: ["s3:DeleteBucket", "iam:PutRolePolicy"]`}, "self-lockout"},
		"its boundary allows less":              {edit{wideBoundary, `Action: ["s3:*", "logs:*"]`}, "self-lockout"},
		"it gets another boundary":              {edit{"boundary: limit", "boundary: logs"}, "self-lockout"},
		"its trust policy lets in fewer":        {edit{`, "repo:acme/iam:environment:prod"`, ""}, "self-lockout"},
		"its provider goes":                     {edit{"{client_ids: [sts.amazonaws.com, other], tags: {team: a}}", "{ensure: absent}"}, "self-lockout"},
		"its provider loses a client ID":        {edit{"[sts.amazonaws.com, other]", "[other]"}, "self-lockout"},
		"the user leaves its group":             {edit{", members: [robot]", ", members: []"}, "self-lockout"},
		"the group of the user loses its policy": {
			edit{"[IAMFullAccess, logs]", "[logs]"}, "self-lockout"},
		"the group of the user denies": {
			edit{"[IAMFullAccess, logs]", "[IAMFullAccess, logs, AWSDenyAll]"}, "self-lockout"},
		"it is without a policy between two steps": {edit{"policies: [apply, logs]", "policies: [IAMFullAccess, logs]"}, "self-lockout"},

		// Raised.
		"it gets a policy":                               {edit{"policies: [apply, logs]", "policies: [apply, logs, wide]", "boundary: limit", "boundary: none"}, "self-escalation"},
		"a policy of it allows more":                     {edit{`Action: "s3:*"`, `Action: ["s3:*", "logs:*"]`, `Action: "logs:*"`, `Action: ["logs:*", "s3:*"]`}, "self-escalation"},
		"its inline policy allows more":                  {edit{"arn:aws:s3:::acme-*", "*"}, "self-escalation"},
		"a Deny goes":                                    {edit{`      no-buckets: {Version: "2012-10-17", Statement: [{Effect: Deny, Action: "s3:DeleteBucket", Resource: "*"}]}` + "\n", ""}, "self-escalation"},
		"the group of the user gets a policy":            {edit{"[IAMFullAccess, logs]", "[IAMFullAccess, logs, PowerUserAccess]"}, "self-escalation"},
		"the user gets a policy of AWS that is not read": {edit{"  robot: {}", "  robot: {policies: [ReadOnlyAccess]}"}, "self-escalation"},
		"the user joins a group":                         {edit{"{policies: [logs]}\nusers:", "{policies: [wide], members: [robot]}\nusers:"}, "self-escalation"},
		"its trust policy lets in more":                  {edit{"repo:acme/iam:environment:prod", "repo:acme/*"}, "self-escalation"},
		"its trust policy lets in another":               {edit{`Principal: {Federated:`, `Principal: {AWS: "arn:aws:iam::111122223333:user/alice", Federated:`}, "self-escalation"},
		"its provider takes tokens for more": {edit{"[sts.amazonaws.com, other]", "[sts.amazonaws.com, other, third]",
			`"token.actions.githubusercontent.com:aud": sts.amazonaws.com, `, ""}, "self-escalation"},
		"a role that may do more lets it in": {edit{"{Service: ec2.amazonaws.com}", `{AWS: "arn:aws:iam::111122223333:role/ci"}`}, "self-escalation"},

		// Neither.
		"a description":                                      {edit{"    boundary: limit", "    boundary: limit\n    description: applies"}, ""},
		"a tag":                                              {edit{"    boundary: limit", "    boundary: limit\n    tags: {team: a}"}, ""},
		"a tag of its provider":                              {edit{"tags: {team: a}", "tags: {team: b}"}, ""},
		"longer sessions":                                    {edit{"    boundary: limit", "    boundary: limit\n    max_session_duration: 2h"}, ""},
		"less of what apply does not need":                   {edit{"policies: [apply, logs]", "policies: [apply]"}, ""},
		"a Deny of what apply does not need":                 {edit{`"s3:DeleteBucket"`, `["s3:DeleteBucket", "s3:DeleteObject"]`}, ""},
		"the same in other words":                            {edit{`Action: "iam:*", Resource: "*"`, `Sid: All, Action: ["iam:*", "iam:Get*"], Resource: ["*"]`}, ""},
		"the same by another policy of its group":            {edit{"[IAMFullAccess, logs]", "[apply, logs]"}, ""},
		"a boundary that limits it no further":               {edit{wideBoundary, `Action: ["iam:*", "s3:*", "logs:*", "ec2:*"]`}, ""},
		"another member of its group":                        {edit{"members: [robot]", "members: [robot, alice]"}, ""},
		"a group that gives what it has":                     {edit{"{policies: [logs]}\nusers:", "{policies: [logs], members: [robot]}\nusers:"}, ""},
		"a client ID that its trust policy does not ask for": {edit{"[sts.amazonaws.com, other]", "[sts.amazonaws.com, other, third]"}, ""},
		"more for somebody else":                             {edit{"alice: {policies: [logs]}", "alice: {policies: [logs, wide]}"}, ""},
		"a role that may do no more lets it in": {edit{"{Service: ec2.amazonaws.com}", `{AWS: "arn:aws:iam::111122223333:role/ci"}`,
			"policies: [wide]", "policies: [logs]", "alice: {policies: [logs]}", "alice: {policies: [wide]}"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir, account := t.TempDir(), filepath.Join(t.TempDir(), "account.json")
			put(t, account, applied)
			edited := ownTree
			for i := 0; i < len(test.edit); i += 2 {
				if strings.Count(edited, test.edit[i]) != 1 {
					t.Fatalf("%q is there %d times", test.edit[i], strings.Count(edited, test.edit[i]))
				}
				edited = strings.Replace(edited, test.edit[i], test.edit[i+1], 1)
			}
			put(t, filepath.Join(dir, "iamsync.yaml"), edited)
			code, out := own("plan", "--detailed-exitcode", "--sandbox", account, dir)
			if test.code == "" {
				if code != exitChanges {
					t.Errorf("exit %d\n%s", code, out)
				}
				return
			}
			if code != exitRefused || !strings.Contains(out, "Refused: ["+test.code+"]") {
				t.Errorf("exit %d, and not for %s\n%s", code, test.code, out)
			}
			if code, out := own("plan", "--detailed-exitcode", "--allow", "self-lockout", "--allow", "self-escalation", "--sandbox", account, dir); code != exitChanges {
				t.Errorf("lifted: exit %d\n%s", code, out)
			}
		})
	}
}

// own runs a command as on a machine that is not a terminal.
func own(args ...string) (code int, out string) {
	var b bytes.Buffer
	code = run(append([]string{"iamsync"}, args...), &terminal{in: strings.NewReader(""), out: &b, err: &b})
	return code, b.String()
}
