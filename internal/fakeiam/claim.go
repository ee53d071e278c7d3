package fakeiam

import (
	"net/url"
	"strings"
)

// entity is what a mutating call changes, and IAM changes by one call at a time.
type entity struct{ kind, key string }

// entityParams are the parameters that name an entity, the one that decides
// first: a call that names a user and a group, or a policy, changes the user.
var entityParams = []struct{ param, kind string }{
	{"UserName", "user"},
	{"RoleName", "role"},
	{"GroupName", "group"},
	{"InstanceProfileName", "instance-profile"},
	{"OpenIDConnectProviderArn", "oidc-provider"},
	{"Url", "oidc-provider"},
	{"SAMLProviderArn", "saml-provider"},
	{"Name", "saml-provider"},
	{"AWSServiceName", "service"},
	{"PolicyArn", "policy"},
	{"PolicyName", "policy"},
	{"SerialNumber", "MFA device"},
	{"VirtualMFADeviceName", "MFA device"},
	{"ServerCertificateName", "server certificate"},
	{"AccountAlias", "alias"},
}

// entityOf is the entity that a call with these parameters changes. A policy or a
// provider is known by its name, which is the last part of its ARN.
func entityOf(params url.Values) (entity, bool) {
	for _, p := range entityParams {
		if v := params.Get(p.param); v != "" {
			return entity{p.kind, fold(v[strings.LastIndex(v, "/")+1:])}, true
		}
	}
	return entity{}, false
}

// claim marks mutating calls that meet another one on their entity. It stands
// before the delay, so that a call is under way for as long as its client waits.
func (s *Server) claim(next handler) handler {
	return func(c *call) answer {
		t := s.trouble.Load()
		e, ok := entityOf(c.params)
		if !ok || !t.Exclusive || !c.mutating() || !t.hit(c.action) {
			return next(c)
		}
		if c.busy = !t.enter(e); c.busy {
			return next(c)
		}
		defer t.leave(e)
		return next(c)
	}
}

// enter says whether nobody else is there.
func (t *trouble) enter(e entity) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.underWay[e] {
		return false
	}
	t.underWay[e] = true
	return true
}

func (t *trouble) leave(e entity) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.underWay, e)
}
