package plan_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"pgregory.net/rapid"

	"iamsync/internal/credentialtest"
	"iamsync/internal/statetest"
	"iamsync/spec"
)

// TestUploadsConverge takes what a plan cannot make from one state to another, or away:
// server certificates.
func TestUploadsConverge(t *testing.T) {
	body, key := credentialtest.Certificate()
	rapid.Check(t, func(t *rapid.T) {
		desired := spec.NewState(statetest.Account)
		a := openAccount(t, desired)
		for _, name := range statetest.CertificateNames {
			c := drawCertificate(t, name)
			if !rapid.Bool().Draw(t, "live") {
				continue
			}
			a.upload(t, c, body, key)
			if rapid.Bool().Draw(t, "stays") {
				c = drawCertificate(t, name)
				if rapid.Bool().Draw(t, "renamed") {
					c.Name = statetest.NewName + name
					desired.Renamed[c.ID()] = spec.ServerCertificateID(name)
				}
				desired.Add(c)
			}
		}
		a.converge(t, desired)
	})
}

func drawCertificate(t *rapid.T, name string) spec.ServerCertificate {
	c := spec.ServerCertificate{Name: name, Path: rapid.SampledFrom([]string{"/", "/c/"}).Draw(t, "path")}
	if rapid.Bool().Draw(t, "tagged") {
		c.Tags = map[string]string{rapid.SampledFrom([]string{"k", "K"}).Draw(t, "key"): "v"}
	}
	return c
}

func (a account) upload(t *rapid.T, c spec.ServerCertificate, body, key string) {
	in := &iam.UploadServerCertificateInput{ServerCertificateName: aws.String(c.Name), Path: aws.String(c.Path), CertificateBody: &body, PrivateKey: &key}
	for k, v := range c.Tags {
		in.Tags = append(in.Tags, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	_, err := a.clients.IAM.UploadServerCertificate(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
}
