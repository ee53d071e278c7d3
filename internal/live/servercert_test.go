package live_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	numbers "math/big"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/google/go-cmp/cmp"

	"iamsync/internal/live"
	"iamsync/spec"
)

// upload puts a new server certificate into an account.
func upload(t testing.TB, c *iam.Client, name, path string) {
	t.Helper()
	key := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	template := &x509.Certificate{SerialNumber: numbers.NewInt(1), NotBefore: time.Now(), NotAfter: time.Now().AddDate(1, 0, 0)}
	body := must[[]byte](t)(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	private := must[[]byte](t)(x509.MarshalPKCS8PrivateKey(key))
	text := func(kind string, data []byte) *string {
		return aws.String(string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data})))
	}
	must[*iam.UploadServerCertificateOutput](t)(c.UploadServerCertificate(t.Context(), &iam.UploadServerCertificateInput{
		ServerCertificateName: &name, Path: &path, CertificateBody: text("CERTIFICATE", body), PrivateKey: text("PRIVATE KEY", private),
		Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}},
	}))
}

func TestTagsOfServerCertificatesAreReadWhereWanted(t *testing.T) {
	_, c := serve(t)
	upload(t, c, "www", "/eng/")
	want := spec.ServerCertificate{Name: "www", Path: "/eng/", Tags: map[string]string{"k": "v"}}
	a := read(t, c, live.Want{Tagged: func() []spec.ID { return []spec.ID{want.ID()} }})
	if diff := cmp.Diff(want, a.State.Resources[want.ID()]); diff != "" {
		t.Error(diff)
	}
	if got, err := live.Look(t.Context(), c, want); err != nil || !cmp.Equal(want, got) {
		t.Errorf("looked at %v, %v", got, err)
	}
}
