package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/credentialtest"
	"iamsync/internal/fakeiam"
)

// TestUndoOfTwoHundredChanges applies an edit that touches every kind in every way, and
// undoes it: the files from before plan to nothing. So they do where the apply was
// killed half-way, and where the undo was, too.
func TestUndoOfTwoHundredChanges(t *testing.T) {
	offline(t)
	program, dir := programFile(t), t.TempDir()
	before, after, kept := filepath.Join(dir, "before"), filepath.Join(dir, "after"), filepath.Join(dir, "kept")
	writeWorld(t, before, false)
	writeWorld(t, after, true)
	for _, test := range []struct {
		name        string
		apply, undo int // at which call they are killed; 0 is never
	}{
		{"applied and undone", 0, 0},
		{"killed half-way, and undone", 120, 0},
		{"applied, and the undo killed half-way", 0, 100},
	} {
		t.Run(test.name, func(t *testing.T) {
			victim := &victim{}
			server := fakeiam.New(fakeiam.WithObserver(victim.called))
			listener, err := server.Start("127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer listener.Close()
			putCertificate(t, server, "cert", "/w/")
			must := func(args ...string) string {
				t.Helper()
				code, out := onServer(server, args...)
				if code != exitDone {
					t.Fatalf("%v: exit %d\n%s", args, code, out)
				}
				return out
			}
			killedAt := func(call int, args ...string) {
				t.Helper()
				if call == 0 {
					must(args...)
					return
				}
				cmd := exec.Command(program, append(args, "--endpoint-url", listener.URL)...)
				if err := victim.start(cmd, call); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait()
				victim.spare()
			}

			must("apply", "--auto-approve", before)
			giveEverything(t, server, "u0", true)
			if n := changesOf(t, must("plan", after)); n < 200 {
				t.Errorf("only %d changes: this shows little", n)
			}
			killedAt(test.apply, "apply", "--auto-approve", "--undo-dir", kept, after)
			file := theFileIn(t, kept)
			undo := []string{"undo", "--auto-approve", file, before}
			if out := must("undo", "--dry-run", file, before); test.apply == 0 && !strings.Contains(out, "password, keys or devices; gone are access-key AKIA") {
				t.Errorf("it does not say what is lost:\n%s", out)
			}
			killedAt(test.undo, undo...)
			must(undo...)
			if out := must("plan", before); !strings.Contains(out, "No changes.") {
				t.Errorf("the account is not what it was:\n%s", out)
			}
		})
	}
}

// TestUndoGivesNothingToANamesake deletes a user, lets somebody else make another of the
// name, with a key, and undoes it.
func TestUndoGivesNothingToANamesake(t *testing.T) {
	offline(t)
	server, dir := fakeiam.New(), t.TempDir()
	tree := filepath.Join(dir, "tree")
	write := func(users string) {
		t.Helper()
		if err := os.MkdirAll(tree, 0o700); err != nil {
			t.Fatal(err)
		}
		text := "version: 1\naccount: \"111122223333\"\nusers: " + users + "\n"
		if err := os.WriteFile(filepath.Join(tree, "iamsync.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(want int, args ...string) string {
		t.Helper()
		code, out := onServer(server, args...)
		if code != want {
			t.Fatalf("%v: exit %d, want %d\n%s", args, code, want, out)
		}
		return out
	}
	write("{bob: {policies: [AdministratorAccess]}}")
	run(exitDone, "apply", "--auto-approve", tree)
	write("{bob: {ensure: absent}}")
	run(exitDone, "apply", "--auto-approve", "--allow", "max_deletes", "--allow", "max_detaches", "--undo-dir", filepath.Join(dir, "kept"), tree)
	file, bob := theFileIn(t, filepath.Join(dir, "kept")), "bob"
	if _, err := clientOf(server).CreateUser(t.Context(), &iam.CreateUserInput{UserName: &bob}); err != nil {
		t.Fatal(err)
	}
	if out := run(exitDone, "undo", "--dry-run", file, tree); strings.Contains(out, "changed-since") {
		t.Errorf("it is taken for a stranger although it has nothing:\n%s", out)
	}
	if _, err := clientOf(server).CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: &bob}); err != nil {
		t.Fatal(err)
	}
	if out := run(exitRefused, "undo", "--auto-approve", file, tree); !strings.Contains(out, "user/bob is another than the one that would come back: access-key/bob:AKIA") {
		t.Errorf("it does not say who that is:\n%s", out)
	}
	run(exitDone, "undo", "--auto-approve", "--allow", "changed-since", file, tree)
}

// changesOf counts the changes of a plan by its last line.
func changesOf(t *testing.T, out string) int {
	t.Helper()
	total := 0
	for _, m := range regexp.MustCompile(`(\d+) to `).FindAllStringSubmatch(out[strings.LastIndex(out, "Plan:"):], -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		total += n
	}
	return total
}

// theFileIn returns the one file in a directory, which it moves away.
func theFileIn(t *testing.T, dir string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "iamsync-undo-111122223333-*.json"))
	if err != nil || len(names) != 1 {
		t.Fatalf("there are %v: %v", names, err)
	}
	file := filepath.Join(t.TempDir(), "undo.json")
	if err := os.Rename(names[0], file); err != nil {
		t.Fatal(err)
	}
	return file
}

func putCertificate(t *testing.T, server *fakeiam.Server, name, path string) {
	t.Helper()
	body, key := credentialtest.Certificate()
	if _, err := clientOf(server).UploadServerCertificate(t.Context(), &iam.UploadServerCertificateInput{
		ServerCertificateName: &name, Path: &path, CertificateBody: &body, PrivateKey: &key,
	}); err != nil {
		t.Fatal(err)
	}
}

// writeWorld writes a tree of every kind, before or after an edit of all of it.
func writeWorld(t *testing.T, dir string, edited bool) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	pick := func(before, after string) string {
		if edited {
			return after
		}
		return before
	}
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("version: 1\naccount: \"111122223333\"\nscope: {prune: true, paths: [/w/], include: [\"oidc-provider/*\", \"saml-provider/*\"]}\nguards: {max_deletes: 100%%}")
	line("account_alias: %s", pick("acme-old", "acme-new"))
	line("password_policy: {minimum_length: %s}", pick("8", "14"))
	line("server_certificates: {%s: {path: %s, tags: {a: %q}%s}}", pick("cert", "site"), pick("/w/", "/w/x/"), pick("1", "2"), pick("", ", renamed_from: cert"))
	line("oidc_providers:\n  id.example.com: {client_ids: [%s], thumbprints: [%s]}", pick("a, b", "b, c"), strings.Repeat(pick("1", "2"), 40))
	line("  %s: {client_ids: [z]}", pick("old.example.com", "new.example.com"))
	line("saml_providers:\n  okta: {metadata: {file: %s}, tags: {a: %q}}\n  %s: {metadata: {file: same.xml}}", "okta.xml", pick("1", "2"), pick("left", "right"))
	line("policies:")
	for i := range 12 {
		gone := i < 3
		if gone && edited {
			continue
		}
		line("  p%d: {path: %s, replace: %v, tags: {a: %q}, description: about %d, document: %s}", i, pick("/w/", []string{"/w/", "/w/moved/"}[i%4/3]), i%4 == 3, pick("1", "2"), i, statement(fmt.Sprintf("s3:Get%d%s", i, pick("a", "b"))))
	}
	line("  limit: {path: /w/, document: %s}", statement("s3:*"))
	line("groups:")
	for i := range 8 {
		switch {
		case edited && i == 0:
		case edited && i == 1:
			line("  team1: {path: /w/, renamed_from: g1, policies: [p7, limit]}")
		default:
			line("  g%d: {path: %s, policies: [%s, p7]}", i, pick("/w/", "/w/g/"), pick("p4", "p5"))
		}
	}
	line("users:")
	for i := range 24 {
		groups, name, former := fmt.Sprintf("g%d, g%d", 2+i%6, 2+(i+1+len(pick("", "x")))%6), fmt.Sprintf("u%d", i), ""
		switch {
		case i < 4 && edited:
			continue
		case i < 8:
			name, former = pick(name, "v"+name), pick("", "renamed_from: "+name+", ")
		}
		line("  %s: {%spath: %s, boundary: %s, tags: {%s: x}, groups: [%s], policies: [%s], inline: {%s: %s}}", name, former, pick("/w/", []string{"/w/", "/w/u/"}[i%2]),
			pick("limit", []string{"limit", "none"}[i%2]), pick("a", "b"), groups, pick("ReadOnlyAccess, p6", "SecurityAudit, p6"), pick("one", "two"), statement("sqs:Send"))
	}
	line("  %s: {path: /w/, groups: [g2], policies: [p8]}", pick("last", "first"))
	line("roles:")
	for i := range 8 {
		user := fmt.Sprintf("user/w/u%d", i+12)
		if i < 2 {
			user = pick(fmt.Sprintf("user/w/u%d", i), "user/w/vu4")
		}
		if edited && (i+12)%2 == 1 && i >= 2 {
			user = fmt.Sprintf("user/w/u/u%d", i+12)
		}
		line("  r%d: {path: %s, replace: %v, description: %s, max_session_duration: %s, policies: [%s], %strust: {Statement: {Effect: Allow, Principal: {AWS: \"arn:aws:iam::111122223333:%s\"}, Action: \"sts:AssumeRole\"}}}",
			i, pick("/w/", []string{"/w/", "/w/r/"}[i%3/2]), i%3 == 2, pick("old", "new"), pick("1h", "2h"), pick("p9", "p10"), []string{"instance_profile: true, ", ""}[i%2], user)
	}
	put(t, filepath.Join(dir, "iamsync.yaml"), b.String())
	for name, entity := range map[string]string{"okta.xml": pick("a", "b"), "same.xml": "same"} {
		put(t, filepath.Join(dir, name), fmt.Sprintf(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID=%q><IDPSSODescriptor/></EntityDescriptor>%s`, entity, strings.Repeat(" ", 1000)))
	}
}
