// Package awsclient builds the AWS SDK's clients as iamsync wants them, and says
// in one line what their errors mean.
//
// It stands beside internal/live, apply and cmd/iamsync as the fourth package
// that imports the SDK: the first two shall be tested with the very clients that
// the third one makes, and how often to try again is decided in one place. It
// makes no call itself, and package plan cannot reach it.
package awsclient

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
)

// DefaultRegion is used where nothing names a region. IAM is global; the region
// tells the SDK which partition is meant, and STS which endpoint.
const DefaultRegion = "us-east-1"

// Options say which account is talked to, and how.
type Options struct {
	Profile     string // of the shared configuration; "" is the SDK's own choice
	Region      string // "" is the SDK's own choice, or else DefaultRegion
	EndpointURL string // "" is AWS
	// Sandbox signs with credentials that mean nothing and reads neither
	// environment nor shared configuration: nothing of the user's is sent to
	// an emulator, and none of his settings changes what it is asked.
	Sandbox bool
	// Parallelism is how many calls shall be in flight at a time.
	Parallelism int
	// Transport takes the place of the network; nil is the network.
	Transport http.RoundTripper
}

// Clients talk to one account.
type Clients struct {
	IAM *iam.Client
	STS *sts.Client
}

// The limits of one attempt. A page of a thousand users with their documents is
// the slowest answer that there is.
const (
	dialTimeout    = 10 * time.Second
	attemptTimeout = 60 * time.Second
)

// New builds the clients. It reads configuration and makes no call: credentials
// that are missing or wrong show with the first one.
func New(ctx context.Context, o Options) (*Clients, error) {
	cfg, err := o.config(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the AWS configuration: %w", err)
	}
	// These are set on each client and not on cfg, which the chain of
	// credentials uses too: fifteen attempts at a metadata service that is
	// not there would take minutes, and no other service lives at the
	// endpoint.
	return &Clients{
		IAM: iam.NewFromConfig(cfg, func(c *iam.Options) {
			c.HTTPClient, c.Retryer = WholeAnswers(o.network(cfg.HTTPClient)), Retryer()
			c.BaseEndpoint = o.endpoint(c.BaseEndpoint)
			c.APIOptions = append(c.APIOptions, newPacer().install)
		}),
		STS: sts.NewFromConfig(cfg, func(c *sts.Options) {
			c.HTTPClient, c.Retryer = WholeAnswers(o.network(cfg.HTTPClient)), firstRetryer()
			c.BaseEndpoint = o.endpoint(c.BaseEndpoint)
		}),
	}, nil
}

func (o Options) config(ctx context.Context) (aws.Config, error) {
	client := o.httpClient()
	if o.Sandbox {
		return aws.Config{
			Region:      DefaultRegion,
			Credentials: credentials.NewStaticCredentialsProvider("sandbox", "sandbox", ""),
			HTTPClient:  client,
		}, nil
	}
	return config.LoadDefaultConfig(ctx,
		config.WithLogger(logging.Nop{}), // it would write among our own messages
		config.WithHTTPClient(client),
		config.WithSharedConfigProfile(o.Profile),
		config.WithRegion(o.Region),
		config.WithDefaultRegion(DefaultRegion))
}

// httpClient keeps a connection for each call in flight; the SDK's own client
// keeps ten and would open and close the others all the time.
func (o Options) httpClient() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithTimeout(attemptTimeout).
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = dialTimeout }).
		WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost = max(o.Parallelism, t.MaxIdleConnsPerHost)
			t.MaxIdleConns = max(t.MaxIdleConns, t.MaxIdleConnsPerHost)
		})
}

// network returns the HTTP client to make calls with. One that takes the place of
// the network is none for the configuration, which may want to read certificates
// into its own.
func (o Options) network(configured aws.HTTPClient) aws.HTTPClient {
	if o.Transport == nil {
		return configured
	}
	return &http.Client{Transport: o.Transport, Timeout: attemptTimeout}
}

// endpoint is the URL that was asked for, or else what the SDK found in its own
// variables and files.
func (o Options) endpoint(found *string) *string {
	if o.EndpointURL == "" {
		return found
	}
	return &o.EndpointURL
}
