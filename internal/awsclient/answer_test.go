package awsclient_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
	"iamsync/internal/race"
)

// One large answer in a hundred broke off, and was hidden by a second attempt:
// net/http closed the connection when the SDK had closed the body of the request.
func TestLargeAnswersArriveAtTheFirstAttempt(t *testing.T) {
	l, err := fakeiam.New().Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := awsclient.New(t.Context(), awsclient.Options{EndpointURL: l.URL, Sandbox: true, Parallelism: 4})
	if err != nil {
		t.Fatal(err)
	}
	arn := aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")
	p, err := c.IAM.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
	if err != nil {
		t.Fatal(err)
	}
	for i := range race.Fewer(1000, 50) {
		_, err := c.IAM.GetPolicyVersion(t.Context(), &iam.GetPolicyVersionInput{
			PolicyArn: arn, VersionId: p.Policy.DefaultVersionId,
		}, func(o *iam.Options) { o.Retryer = aws.NopRetryer{} })
		if err != nil {
			t.Fatalf("call %d: %v", i, err)
		}
	}
}
