package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
)

// TestSavedTeardown saves the deletion of a user who has credentials. No secret of theirs
// is in the file or in the log; a part of the teardown can be done before; a key that the
// user has got since is something else.
func TestSavedTeardown(t *testing.T) {
	offline(t)
	server := fakeiam.New()
	listener, err := server.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	clients, err := awsclient.New(t.Context(), awsclient.Options{EndpointURL: listener.URL, Sandbox: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, api, user := t.Context(), clients.IAM, aws.String("bob")
	const password = "Correct-Horse-1-Battery"
	newKey := func() *iam.CreateAccessKeyOutput {
		key, err := api.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: user})
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	if _, err := api.CreateUser(ctx, &iam.CreateUserInput{UserName: user}); err != nil {
		t.Fatal(err)
	}
	if _, err := api.CreateLoginProfile(ctx, &iam.CreateLoginProfileInput{UserName: user, Password: aws.String(password)}); err != nil {
		t.Fatal(err)
	}
	key := newKey()

	dir, out := t.TempDir(), t.TempDir()
	saved, log := filepath.Join(out, "plan.json"), filepath.Join(out, "audit.jsonl")
	tree := "version: 1\naccount: \"111122223333\"\nusers: {bob: {ensure: absent}}\n"
	if err := os.WriteFile(filepath.Join(dir, "iamsync.yaml"), []byte(tree), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(want int, args ...string) string {
		t.Helper()
		code, out := onServer(server, args...)
		if code != want {
			t.Fatalf("%v: exit %d, not %d\n%s", args, code, want, out)
		}
		return out
	}
	allow := []string{"--allow", "used-recently"}
	run(exitDone, append([]string{"plan", "--out", saved, dir}, allow...)...)

	apply := append([]string{"apply", "--plan", saved, "--audit-log", log, dir}, allow...)
	another := newKey()
	id := *another.AccessKey.AccessKeyId
	if said := run(exitRefused, apply...); !strings.Contains(said, "access-key/bob:"+id+" would now be changed by DeleteAccessKey, which is not in the saved plan") {
		t.Errorf("it does not say what is new:\n%s", said)
	}
	if _, err := api.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{UserName: user, AccessKeyId: &id}); err != nil {
		t.Fatal(err)
	}
	if _, err := api.DeleteLoginProfile(ctx, &iam.DeleteLoginProfileInput{UserName: user}); err != nil {
		t.Fatal(err)
	}
	run(exitDone, apply...)

	for _, file := range []string{saved, log} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), *key.AccessKey.AccessKeyId) {
			t.Errorf("%s does not name the key: this shows nothing", file)
		}
		for _, secret := range []string{password, *key.AccessKey.SecretAccessKey} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s has a secret:\n%s", file, text)
			}
		}
	}
}
