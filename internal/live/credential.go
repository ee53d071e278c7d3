package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"iamsync/spec"
)

// CredentialAPI is what of IAM is called to find the credentials of a user.
// *iam.Client satisfies it.
type CredentialAPI interface {
	GetLoginProfile(context.Context, *iam.GetLoginProfileInput, ...func(*iam.Options)) (*iam.GetLoginProfileOutput, error)
	ListAccessKeys(context.Context, *iam.ListAccessKeysInput, ...func(*iam.Options)) (*iam.ListAccessKeysOutput, error)
	ListSSHPublicKeys(context.Context, *iam.ListSSHPublicKeysInput, ...func(*iam.Options)) (*iam.ListSSHPublicKeysOutput, error)
	ListServiceSpecificCredentials(context.Context, *iam.ListServiceSpecificCredentialsInput, ...func(*iam.Options)) (*iam.ListServiceSpecificCredentialsOutput, error)
	ListSigningCertificates(context.Context, *iam.ListSigningCertificatesInput, ...func(*iam.Options)) (*iam.ListSigningCertificatesOutput, error)
	ListMFADevices(context.Context, *iam.ListMFADevicesInput, ...func(*iam.Options)) (*iam.ListMFADevicesOutput, error)
}

// Credentials returns what the users have to be recognised by. It costs a call per
// user and kind, so it is for those alone who are to be deleted. Unread are the kinds
// that the server knows nothing of: an emulator, since IAM knows all.
func Credentials(ctx context.Context, api CredentialAPI, users []spec.ID, parallelism int) (all []spec.Resource, unread []spec.Kind, err error) {
	r := reader{want: Want{Parallelism: parallelism}}
	if parallelism <= 0 {
		r.want.Parallelism = DefaultParallelism
	}
	keys := make([][]string, len(users)*len(spec.CredentialKinds))
	unknown := make([]atomic.Bool, len(spec.CredentialKinds))
	err = r.together(ctx, func(start func(task)) {
		for i, user := range users {
			for j, kind := range spec.CredentialKinds {
				start(func(ctx context.Context) (err error) {
					keys[i*len(spec.CredentialKinds)+j], err = finders[kind](ctx, api, user.Name)
					switch {
					case isUnknownAction(err):
						unknown[j].Store(true)
					case isGone(err):
						return &tornError{[]string{fmt.Sprintf("%s was there and is gone", user)}}
					case err != nil:
						return fmt.Errorf("reading the %ss of %s: %w", kind, user, err)
					}
					return nil
				})
			}
		}
	})
	if err != nil {
		return nil, nil, err
	}
	for n, some := range keys {
		kind, user := spec.CredentialKinds[n%len(spec.CredentialKinds)], users[n/len(spec.CredentialKinds)]
		for _, key := range some {
			all = append(all, spec.Credential{Type: kind, User: user.Name, Key: key})
		}
	}
	for j, kind := range spec.CredentialKinds {
		if unknown[j].Load() {
			unread = append(unread, kind)
		}
	}
	return all, unread, nil
}

// isUnknownAction reports whether a server has no such action: it says so in IAM's
// words, or fails with a page for people, as moto does.
func isUnknownAction(err error) bool {
	var api smithy.APIError
	if errors.As(err, &api) && api.ErrorCode() == "InvalidAction" {
		return true
	}
	var answer *smithyhttp.ResponseError
	return errors.As(err, &answer) && answer.Response != nil && answer.HTTPStatusCode() == http.StatusInternalServerError &&
		strings.HasPrefix(answer.Response.Header.Get("Content-Type"), "text/html")
}

// knowing is a retryer that does not ask again for what the server does not know.
type knowing struct{ aws.Retryer }

// IsErrorRetryable implements aws.Retryer.
func (k knowing) IsErrorRetryable(err error) bool {
	return !isUnknownAction(err) && k.Retryer.IsErrorRetryable(err)
}

// finder returns the keys of the credentials of one kind that a user has.
type finder func(ctx context.Context, api CredentialAPI, user string) ([]string, error)

// finders is the table of credentials.
var finders = map[spec.Kind]finder{
	spec.KindLogin: findLogin,
	spec.KindAccessKey: found(
		func(ctx context.Context, api CredentialAPI, user, marker *string, o func(*iam.Options)) (*iam.ListAccessKeysOutput, error) {
			return api.ListAccessKeys(ctx, &iam.ListAccessKeysInput{UserName: user, Marker: marker}, o)
		},
		func(out *iam.ListAccessKeysOutput) (page, []string) {
			return page{out.IsTruncated, out.Marker}, each(out.AccessKeyMetadata, func(k types.AccessKeyMetadata) *string { return k.AccessKeyId })
		}),
	spec.KindSSHKey: found(
		func(ctx context.Context, api CredentialAPI, user, marker *string, o func(*iam.Options)) (*iam.ListSSHPublicKeysOutput, error) {
			return api.ListSSHPublicKeys(ctx, &iam.ListSSHPublicKeysInput{UserName: user, Marker: marker}, o)
		},
		func(out *iam.ListSSHPublicKeysOutput) (page, []string) {
			return page{out.IsTruncated, out.Marker}, each(out.SSHPublicKeys, func(k types.SSHPublicKeyMetadata) *string { return k.SSHPublicKeyId })
		}),
	spec.KindServiceKey: found(
		func(ctx context.Context, api CredentialAPI, user, marker *string, o func(*iam.Options)) (*iam.ListServiceSpecificCredentialsOutput, error) {
			return api.ListServiceSpecificCredentials(ctx, &iam.ListServiceSpecificCredentialsInput{UserName: user, Marker: marker}, o)
		},
		func(out *iam.ListServiceSpecificCredentialsOutput) (page, []string) {
			return page{out.IsTruncated, out.Marker}, each(out.ServiceSpecificCredentials,
				func(k types.ServiceSpecificCredentialMetadata) *string { return k.ServiceSpecificCredentialId })
		}),
	spec.KindCertificate: found(
		func(ctx context.Context, api CredentialAPI, user, marker *string, o func(*iam.Options)) (*iam.ListSigningCertificatesOutput, error) {
			return api.ListSigningCertificates(ctx, &iam.ListSigningCertificatesInput{UserName: user, Marker: marker}, o)
		},
		func(out *iam.ListSigningCertificatesOutput) (page, []string) {
			return page{out.IsTruncated, out.Marker}, each(out.Certificates, func(c types.SigningCertificate) *string { return c.CertificateId })
		}),
	spec.KindMFA: found(
		func(ctx context.Context, api CredentialAPI, user, marker *string, o func(*iam.Options)) (*iam.ListMFADevicesOutput, error) {
			return api.ListMFADevices(ctx, &iam.ListMFADevicesInput{UserName: user, Marker: marker}, o)
		},
		func(out *iam.ListMFADevicesOutput) (page, []string) {
			return page{out.IsTruncated, out.Marker}, each(out.MFADevices, func(d types.MFADevice) *string { return d.SerialNumber })
		}),
}

func findLogin(ctx context.Context, api CredentialAPI, user string) ([]string, error) {
	_, err := api.GetLoginProfile(ctx, &iam.GetLoginProfileInput{UserName: &user})
	switch {
	case isGone(err):
		return nil, nil
	case err != nil:
		return nil, err
	default:
		return []string{""}, nil // a user has one, without a key
	}
}

// found makes a finder of how to ask for a page of a list, and how to read it.
func found[Out any](
	fetch func(ctx context.Context, api CredentialAPI, user, marker *string, option func(*iam.Options)) (Out, error),
	read func(Out) (page, []string),
) finder {
	return func(ctx context.Context, api CredentialAPI, user string) ([]string, error) {
		var keys []string
		err := listing[Out]{
			fetch: func(ctx context.Context, marker *string, option func(*iam.Options)) (Out, error) {
				return fetch(ctx, api, &user, marker, func(o *iam.Options) {
					option(o)
					o.Retryer = knowing{o.Retryer}
				})
			},
			page: func(out Out) page { p, _ := read(out); return p },
			take: func(out Out) error {
				_, more := read(out)
				keys = append(keys, more...)
				return nil
			},
		}.read(ctx)
		return keys, err
	}
}

func each[T any](list []T, key func(T) *string) []string {
	var keys []string
	for _, e := range list {
		keys = append(keys, aws.ToString(key(e)))
	}
	return keys
}
