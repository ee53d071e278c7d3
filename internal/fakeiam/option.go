package fakeiam

import (
	"fmt"
	"maps"
	"regexp"
	"time"
)

const (
	defaultAccount   = "111122223333"
	defaultPartition = "aws"
)

// config is what the options of New and Open decide.
type config struct {
	account   string // "" until an option or the state file says it
	partition string
	caller    string
	seed      string // of secrets; see WithSecretSeed
	quotas    map[string]int
	pageLimit int
	latency   time.Duration
	faults    Faults
	roles     []Role // that are put into the account
	now       func() time.Time
	enforce   bool // see WithEnforcement
	recording bool
	observe   func(Call)
	err       error
}

// Option changes how a Server behaves.
type Option func(*config)

// WithAccount sets the account's twelve digits; the default is 111122223333.
func WithAccount(id string) Option {
	return func(c *config) {
		if !accountRE.MatchString(id) {
			c.fail("reading option WithAccount: %q is not twelve digits", id)
		}
		c.account = id
	}
}

// WithPartition sets the partition of every ARN, such as aws-cn; the default is aws.
func WithPartition(p string) Option {
	return func(c *config) {
		if !partitionRE.MatchString(p) {
			c.fail("reading option WithPartition: %q is not a partition", p)
		}
		c.partition = p
	}
}

// WithCaller sets the ARN that every request comes from; the default is the
// account's root user.
func WithCaller(arn string) Option {
	return func(c *config) { c.caller = arn }
}

// WithQuota sets a quota by its name in GetAccountSummary, such as
// GroupsPerUserQuota.
func WithQuota(name string, n int) Option {
	return func(c *config) {
		if _, ok := c.quotas[name]; !ok {
			c.fail("reading option WithQuota: there is no quota %q", name)
		}
		c.quotas[name] = n
	}
}

// WithPageLimit makes every page at most n items long, whatever the request
// asks for. IAM too may return fewer than MaxItems while there are more
// (API Reference, GetAccountAuthorizationDetails).
func WithPageLimit(n int) Option {
	return func(c *config) { c.pageLimit = n }
}

// WithClock sets where creation dates come from; the default is time.Now. It is
// asked from many goroutines.
func WithClock(now func() time.Time) Option {
	return func(c *config) { c.now = now }
}

// WithLatency makes every request wait before it is looked at.
func WithLatency(d time.Duration) Option {
	return func(c *config) { c.latency = d }
}

// WithRecording keeps every call for Calls. It is off by default, since the
// record of a server that runs for days would grow for ever.
func WithRecording() Option {
	return func(c *config) { c.recording = true }
}

// WithObserver has f told of every call when it has been answered, from the
// goroutine that serves it.
func WithObserver(f func(Call)) Option {
	return func(c *config) { c.observe = f }
}

var (
	accountRE   = regexp.MustCompile(`^[0-9]{12}$`)
	partitionRE = regexp.MustCompile(`^aws(-[a-z]+)*$`)
)

// defaultQuotas are those of a fresh account (IAM User Guide, "IAM and AWS STS
// quotas"). GetAccountSummary returns them.
var defaultQuotas = map[string]int{
	"AccessKeysPerUserQuota":          2,
	"AssumeRolePolicySizeQuota":       2048,
	"AttachedPoliciesPerGroupQuota":   10,
	"AttachedPoliciesPerRoleQuota":    10,
	"AttachedPoliciesPerUserQuota":    10,
	"GroupPolicySizeQuota":            5120,
	"GroupsPerUserQuota":              10,
	"GroupsQuota":                     300,
	"InstanceProfilesQuota":           1000,
	"PoliciesQuota":                   1500,
	"PolicySizeQuota":                 6144,
	"PolicyVersionsInUseQuota":        10000,
	"RolePolicySizeQuota":             10240,
	"RolesQuota":                      1000,
	"ServerCertificatesQuota":         20,
	"SigningCertificatesPerUserQuota": 2,
	"UserPolicySizeQuota":             2048,
	"UsersQuota":                      5000,
	"VersionsPerPolicyQuota":          5,
}

func newConfig(opts []Option) (*config, error) {
	c := &config{quotas: maps.Clone(defaultQuotas), now: time.Now}
	for _, o := range opts {
		o(c)
	}
	return c, c.err
}

// fail keeps the first mistake in the options.
func (c *config) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}
