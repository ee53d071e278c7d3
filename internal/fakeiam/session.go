package fakeiam

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"iamsync/spec/policy/eval"
)

// claims are what the token of a session says. The token carries them itself, with a
// proof that this account made it, so that nothing of a session is kept.
type claims struct {
	Key     string    `json:"key"` // the ID of its access key
	Role    string    `json:"role"`
	Session string    `json:"session"`
	Expires time.Time `json:"expires"`
}

// token writes the claims; proof is what nobody else can make of them.
func (a *account) token(c claims) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and a time
	}
	return base64.StdEncoding.EncodeToString(append(a.proof(text), text...))
}

const proofLength = 32

func (a *account) proof(of []byte) []byte { return a.secret("session "+string(of), proofLength) }

// claimed reads a token.
func (a *account) claimed(token string) (c claims, ok bool) {
	text, err := base64.StdEncoding.DecodeString(token)
	if err != nil || len(text) < proofLength || !hmac.Equal(text[:proofLength], a.proof(text[proofLength:])) {
		return claims{}, false
	}
	return c, json.Unmarshal(text[proofLength:], &c) == nil
}

// holder finds who has a key, and the secret that it signs with.
func (a *account) holder(key, token string, now time.Time) (who identity, secret string, err *Error) {
	if token != "" {
		c, ok := a.claimed(token)
		switch {
		case !ok || c.Key != key:
			return identity{}, "", unknownKey()
		case !now.Before(c.Expires):
			return identity{}, "", refuse("ExpiredToken", "The security token included in the request is expired")
		}
		return identity{c.Role, c.Session}, a.secretKey(key), nil
	}
	if key == RootKeyID {
		return identity{}, RootSecret, nil
	}
	u, at, ok := a.keyHolder(key)
	if !ok || u.held[accessKeys][at].Status != active {
		return identity{}, "", unknownKey()
	}
	return identity{id: u.id}, a.secretKey(key), nil
}

type assumeRoleInput struct {
	RoleArn         string `in:"arn,required"`
	RoleSessionName string `in:"sessionName,required"`
	DurationSeconds *int   `in:"sessionSeconds"`
	Policy          string `in:"document"`
}

type sessionCredentials struct {
	AccessKeyId     string
	SecretAccessKey string
	SessionToken    string
	Expiration      time.Time
}

type assumedRoleUser struct{ AssumedRoleId, Arn string }

type assumeRoleOutput struct {
	Credentials     sessionCredentials
	AssumedRoleUser assumedRoleUser
}

// chainedSession is how long a role lasts that a role assumed (IAM User Guide, "Roles
// terms and concepts", role chaining).
const chainedSession = 3600

// assumeRole gives out the credentials of a session. Whether the caller may have them is
// looked at before, with WithEnforcement. A session policy would be ignored, and is
// refused instead.
func (a *account) assumeRole(in *assumeRoleInput) (*assumeRoleOutput, error) {
	if in.Policy != "" {
		return nil, refuse("PackedPolicyTooLarge", "Session policies are not evaluated here: leave Policy out.")
	}
	r, ok := a.roleByARN(in.RoleArn)
	if !ok { // STS does not tell what is there from what is not
		return nil, mayNotAssume(a.caller, in.RoleArn)
	}
	seconds := defaultSession
	if in.DurationSeconds != nil {
		seconds = *in.DurationSeconds
	}
	switch chained := strings.Contains(a.caller, ":assumed-role/"); {
	case seconds > r.maxSession:
		return nil, invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	case chained && seconds > chainedSession:
		return nil, invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
	}
	key := derived("ASIA", rand.Text(), 16)
	expires := a.now().Add(time.Duration(seconds) * time.Second).UTC().Truncate(time.Second)
	return &assumeRoleOutput{
		sessionCredentials{key, a.secretKey(key), a.token(claims{key, r.id, in.RoleSessionName, expires}), expires},
		assumedRoleUser{r.id + ":" + in.RoleSessionName, a.sessionARN(r, in.RoleSessionName)},
	}, nil
}

func mayNotAssume(caller, arn string) *Error {
	return refuse("AccessDenied", "User: %s is not authorized to perform: sts:AssumeRole on resource: %s", caller, arn)
}

// sessionARN has no path (IAM User Guide, "IAM identifiers").
func (a *account) sessionARN(r *role, session string) string {
	return "arn:" + a.partition + ":sts::" + a.id + ":assumed-role/" + r.name + "/" + session
}

func (a *account) roleByARN(arn string) (*role, bool) {
	r, ok := a.roles.get(arn[strings.LastIndex(arn, "/")+1:])
	return r, ok && r.arn(a) == arn
}

// mayAssume asks the role's trust policy, and with it what the caller may do (IAM User
// Guide, "Policy evaluation logic": the trust policy is that of the resource).
func (a *account) mayAssume(c *call, who principalOf) *Error {
	arn := c.form.Get("RoleArn")
	if who.root() { // STS API Reference, AssumeRole
		return refuse("AccessDenied", "Roles may not be assumed by root accounts.")
	}
	r, ok := a.roleByARN(arn)
	if !ok {
		return nil // assumeRole says it
	}
	request := eval.Request{
		Action: "sts:AssumeRole", Resource: arn, Policy: compiled(r.trust.render(a, trusted.shown)),
		Context: who.context(c).With("sts:RoleSessionName", c.form.Get("RoleSessionName")),
	}
	if who.holder.Decide(request) != eval.Allowed {
		return mayNotAssume(who.arn, arn)
	}
	return nil
}
