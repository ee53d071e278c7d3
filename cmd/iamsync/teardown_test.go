package main

import (
	"encoding/base32"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/credentialtest"
	"iamsync/internal/fakeiam"
)

// A user who has everything that a user can have is deleted without an error, and the
// plan shows each call.
func TestAUserLosesItsCredentials(t *testing.T) {
	offline(t)
	server := fakeiam.New(fakeiam.WithRecording())
	dir := t.TempDir()
	root := filepath.Join(dir, "iamsync.yaml")
	put(t, root, `
version: 1
account: "111122223333"
groups: {a: {}, b: {}}
users:
  alice:
    groups: [a, b]
    policies: [ReadOnlyAccess, SecurityAudit]
    inline: {own: `+statement("s3:Get*")+`}
`)
	if code, out := onServer(server, "apply", "--auto-approve", dir); code != exitDone {
		t.Fatalf("exit %d\n%s", code, out)
	}
	giveEverything(t, server, "alice")
	put(t, root, "version: 1\naccount: \"111122223333\"\ngroups: {a: {}, b: {}}\nusers: {alice: {ensure: absent}}\n")

	code, shown := onServer(server, "plan", "--format", "commands", dir)
	if code != exitDone {
		t.Fatalf("exit %d\n%s", code, shown)
	}
	server.ResetCalls()
	if code, out := onServer(server, "apply", "--auto-approve", "--parallelism", "1", dir); code != exitDone {
		t.Fatalf("exit %d\n%s", code, out)
	}
	var made []string
	for _, c := range server.Calls() {
		if c.Mutating {
			made = append(made, c.Action)
		}
	}
	want := []string{
		"DeleteLoginProfile", "DeleteAccessKey", "DeleteAccessKey", "DeleteSSHPublicKey", "DeleteServiceSpecificCredential", "DeleteSigningCertificate",
		"DetachUserPolicy", "DetachUserPolicy", "DeleteUserPolicy", "RemoveUserFromGroup", "RemoveUserFromGroup",
		"DeactivateMFADevice", "DeleteVirtualMFADevice", "DeleteUser",
	}
	if !slices.Equal(made, want) {
		t.Errorf("it made %v\nwant %v", made, want)
	}
	if n := strings.Count(shown, " iam "); n != len(want) {
		t.Errorf("the plan has %d commands for %d calls:\n%s", n, len(want), shown)
	}
	if code, out := onServer(server, "plan", "--detailed-exitcode", dir); code != exitDone {
		t.Errorf("something is left: exit %d\n%s", code, out)
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// giveEverything gives a user one of each credential, and two access keys.
func giveEverything(t *testing.T, server *fakeiam.Server, user string) {
	t.Helper()
	ctx := t.Context()
	c := iam.New(iam.Options{
		Region: "us-east-1", BaseEndpoint: aws.String("http://iam.test"), HTTPClient: &http.Client{Transport: server},
		Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
	})
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
	try(c.CreateServiceSpecificCredential(ctx, &iam.CreateServiceSpecificCredentialInput{UserName: &user, ServiceName: aws.String("codecommit.amazonaws.com")}))
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
