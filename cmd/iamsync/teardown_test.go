package main

import (
	"bytes"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/google/go-cmp/cmp"

	"iamsync/internal/credentialtest"
	"iamsync/internal/fakeiam"
)

// A user who has everything that a user can have is deleted without an error, and the
// plan shows each call: on the sandbox, and on moto_server as far as it has these.
func TestAUserLosesItsCredentials(t *testing.T) {
	revoked := []string{
		"DeleteLoginProfile", "DeleteAccessKey", "DeleteAccessKey", "DeleteSSHPublicKey", "DeleteServiceSpecificCredential", "DeleteSigningCertificate",
		"DetachUserPolicy", "DetachUserPolicy", "DeleteUserPolicy", "RemoveUserFromGroup", "RemoveUserFromGroup",
		"DeactivateMFADevice", "DeleteVirtualMFADevice", "DeleteUser",
	}
	t.Run("sandbox", func(t *testing.T) {
		offline(t)
		losesEverything(t, "111122223333", &witness{onward: fakeiam.New()}, revoked)
	})
	t.Run("moto_server", func(t *testing.T) {
		if _, err := exec.LookPath("moto_server"); err != nil {
			t.Skip("moto_server is not installed")
		}
		endpoint, stop, err := startMoto(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		offline(t)
		without := slices.DeleteFunc(revoked, func(action string) bool { return action == "DeleteServiceSpecificCredential" }) // it has none
		losesEverything(t, "123456789012", &witness{onward: http.DefaultTransport, host: strings.TrimPrefix(endpoint, "http://")}, without)
	})
}

// losesEverything gives a user all that there is, and demands that it goes by these calls.
func losesEverything(t *testing.T, account string, server *witness, want []string) {
	dir := t.TempDir()
	tree := func(users string) {
		put(t, filepath.Join(dir, "iamsync.yaml"), fmt.Sprintf(`
version: 1
account: %q
policies: {read: {document: %s}, write: {document: %[2]s}}
groups: {a: {}, b: {}}
users: %[3]s
`, account, statement("s3:Get*"), users))
	}
	must := func(args ...string) string {
		t.Helper()
		code, out := onServer(server, append(args, dir)...)
		if code != exitDone {
			t.Fatalf("exit %d\n%s", code, out)
		}
		return out
	}
	tree("{alice: {groups: [a, b], policies: [read, write], inline: {own: " + statement("s3:Get*") + "}}}")
	must("apply", "--auto-approve")
	giveEverything(t, server, "alice", slices.Contains(want, "DeleteServiceSpecificCredential"))
	tree("{alice: {ensure: absent}}")

	var shown struct{ Steps []struct{ Action string } }
	if err := json.Unmarshal([]byte(must("plan", "--format", "json")), &shown); err != nil {
		t.Fatal(err)
	}
	var planned []string
	for _, s := range shown.Steps {
		planned = append(planned, s.Action)
	}
	server.changes = nil
	must("apply", "--auto-approve", "--parallelism", "1")
	if diff := cmp.Diff(want, server.changes); diff != "" {
		t.Errorf("the calls (-wanted +made):\n%s", diff)
	}
	if diff := cmp.Diff(server.changes, planned); diff != "" {
		t.Errorf("the plan (-made +shown):\n%s", diff)
	}
	must("plan", "--detailed-exitcode")
}

// A user who has keys gets another name, path, tags and groups in one plan, and stays who
// it is: the keys that programs use go on working.
func TestARenamedUserKeepsItsKeys(t *testing.T) {
	offline(t)
	server := &witness{onward: fakeiam.New()}
	dir, c := t.TempDir(), clientOf(server)
	apply := func(users string) {
		t.Helper()
		put(t, filepath.Join(dir, "iamsync.yaml"), "version: 1\naccount: \"111122223333\"\ngroups: {a: {}, b: {}, c: {}}\nusers: "+users+"\n")
		if code, out := onServer(server, "apply", "--auto-approve", "--max-deletes", "0", dir); code != exitDone {
			t.Fatalf("exit %d\n%s", code, out)
		}
	}
	identity := func(name string) []string {
		t.Helper()
		user, err := c.GetUser(t.Context(), &iam.GetUserInput{UserName: &name})
		if err != nil {
			t.Fatal(err)
		}
		keys, err := c.ListAccessKeys(t.Context(), &iam.ListAccessKeysInput{UserName: &name})
		if err != nil || len(keys.AccessKeyMetadata) != 2 {
			t.Fatal(keys, err)
		}
		return []string{*user.User.UserId, *keys.AccessKeyMetadata[0].AccessKeyId, *keys.AccessKeyMetadata[1].AccessKeyId}
	}

	apply("{alice: {tags: {team: x}, groups: [a, b]}}")
	giveEverything(t, server, "alice", true)
	before := identity("alice")
	server.changes = nil
	apply("{carol: {renamed_from: alice, path: /eng/, tags: {team: y}, groups: [b, c]}}")
	if diff := cmp.Diff([]string{"AddUserToGroup", "RemoveUserFromGroup", "TagUser", "UpdateUser"}, slices.Sorted(slices.Values(server.changes))); diff != "" {
		t.Errorf("the calls (-wanted +made):\n%s", diff)
	}
	if diff := cmp.Diff(before, identity("carol")); diff != "" {
		t.Errorf("it is somebody else (-before +after):\n%s", diff)
	}
	if code, out := onServer(server, "plan", "--detailed-exitcode", dir); code != exitDone {
		t.Errorf("something is left: exit %d\n%s", code, out)
	}
}

// witness notes the changes that are asked for on their way.
type witness struct {
	onward  http.RoundTripper
	host    string // "" where the way leads to no network
	mu      sync.Mutex
	changes []string
}

func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	if action := form.Get("Action"); !strings.HasPrefix(action, "Get") && !strings.HasPrefix(action, "List") {
		w.mu.Lock()
		w.changes = append(w.changes, action)
		w.mu.Unlock()
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	if w.host != "" {
		r.URL.Host = w.host
	}
	return w.onward.RoundTrip(r)
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// clientOf speaks to a server as the aws command does.
func clientOf(server http.RoundTripper) *iam.Client {
	return iam.New(iam.Options{
		Region: "us-east-1", BaseEndpoint: aws.String("http://iam.test"), HTTPClient: &http.Client{Transport: server},
		Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
	})
}

// giveEverything gives a user one of each credential, and two access keys.
func giveEverything(t *testing.T, server http.RoundTripper, user string, ofServices bool) {
	t.Helper()
	ctx := t.Context()
	c := clientOf(server)
	try := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	try(c.CreateLoginProfile(ctx, &iam.CreateLoginProfileInput{UserName: &user, Password: aws.String("a-Long-1-Password")}))
	try(c.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: &user}))
	try(c.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: &user}))
	try(c.UploadSSHPublicKey(ctx, &iam.UploadSSHPublicKeyInput{UserName: &user, SSHPublicKeyBody: aws.String(credentialtest.SSHKey(1))}))
	if ofServices {
		try(c.CreateServiceSpecificCredential(ctx, &iam.CreateServiceSpecificCredentialInput{UserName: &user, ServiceName: aws.String("codecommit.amazonaws.com")}))
	}
	body, _ := credentialtest.Certificate()
	try(c.UploadSigningCertificate(ctx, &iam.UploadSigningCertificateInput{UserName: &user, CertificateBody: &body}))
	device, err := c.CreateVirtualMFADevice(ctx, &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String("phone")})
	try(device, err)
	seed, err := base32.StdEncoding.DecodeString(string(device.VirtualMFADevice.Base32StringSeed))
	try(seed, err)
	first, second := credentialtest.Codes(seed, time.Now())
	try(c.EnableMFADevice(ctx, &iam.EnableMFADeviceInput{
		UserName: &user, SerialNumber: device.VirtualMFADevice.SerialNumber,
		AuthenticationCode1: &first, AuthenticationCode2: &second,
	}))
}
