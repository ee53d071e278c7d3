package fakeiam

import (
	"fmt"
	"strings"
)

// target is what a call is about, as policies see it: as it is in the account, whatever
// the case in which the call writes its name.
type target struct {
	kind, name string
	arn        string
	tags       []Tag
	boundary   string
}

// finders are the types of resources, by the way in which calls name them.
var finders = map[string]func(*account, *call) target{
	"user": func(a *account, c *call) target {
		u, ok := a.users.get(a.userNameOf(c))
		if !ok {
			return target{name: a.userNameOf(c)}
		}
		return u.target(a)
	},
	"group": func(a *account, c *call) target {
		if g, ok := a.groups.get(c.form.Get("GroupName")); ok {
			return g.target(a)
		}
		return target{name: c.form.Get("GroupName")}
	},
	"role": func(a *account, c *call) target {
		if service := c.form.Get("AWSServiceName"); service != "" {
			return target{name: service, arn: a.arn("role" + servicePath + service + "/AWSServiceRoleFor" + linked(service).role + suffixOf(c))}
		}
		if r, ok := a.roles.get(c.form.Get("RoleName")); ok {
			return r.target(a)
		}
		return target{name: c.form.Get("RoleName")}
	},
	"policy": func(a *account, c *call) target {
		arn := c.form.Get("PolicyArn")
		if p, ok := a.lookup(arn); ok {
			return target{name: "arn " + arn, arn: p.arn, tags: p.tags}
		}
		return target{name: c.form.Get("PolicyName"), arn: arn}
	},
	"instance-profile": func(a *account, c *call) target {
		name := c.form.Get("InstanceProfileName")
		if p, ok := a.profiles.get(name); ok {
			return target{name: p.name, arn: a.arn("instance-profile" + p.path + p.name), tags: p.tags}
		}
		return target{name: name}
	},
	"oidc-provider": func(a *account, c *call) target {
		arn := c.form.Get("OpenIDConnectProviderArn")
		if p, ok := a.oidc.get(strings.TrimPrefix(arn, a.arn("oidc-provider/"))); ok {
			return target{name: p.url, arn: p.arn(a), tags: p.tags}
		}
		return target{name: strings.TrimPrefix(c.form.Get("Url"), "https://"), arn: arn}
	},
	"saml-provider": func(a *account, c *call) target {
		arn := c.form.Get("SAMLProviderArn")
		if p, ok := a.saml.get(strings.TrimPrefix(arn, a.arn("saml-provider/"))); ok {
			return target{name: p.name, arn: arn, tags: p.tags}
		}
		return target{name: c.form.Get("Name"), arn: arn}
	},
	"server-certificate": func(a *account, c *call) target {
		name := c.form.Get("ServerCertificateName")
		if s, ok := a.serverCerts.get(name); ok {
			return target{name: s.Name, arn: a.arn("server-certificate" + s.Path + s.Name), tags: s.Tags}
		}
		return target{name: name}
	},
	"mfa": func(a *account, c *call) target {
		if name := c.form.Get("VirtualMFADeviceName"); name != "" {
			return target{name: name}
		}
		serial := c.form.Get("SerialNumber")
		if d, err := a.virtualDevice(serial); err == nil {
			return target{name: d.serial, arn: d.serial, tags: d.tags}
		}
		return target{name: serial[strings.LastIndex(serial, "/")+1:]}
	},
}

// target finds what a call is about. What is not there is looked for where the call would
// make it.
func (a *account) target(kind string, c *call) target {
	t := finders[kind](a, c)
	t.kind = kind
	if t.arn == "" {
		t.arn = a.arn(kind + orRoot(c.form.Get("Path")) + t.name)
	}
	return t
}

func (p *principal) target(a *account) target {
	t := target{name: p.name, arn: p.arn(a), tags: p.tags}
	if p.boundary != nil {
		t.boundary = p.boundary.arn
	}
	return t
}

func suffixOf(c *call) string {
	if s := c.form.Get("CustomSuffix"); s != "" {
		return "_" + s
	}
	return ""
}

// userNameOf is the user whom a call is about: who is named, who has the key, or else who
// calls.
func (a *account) userNameOf(c *call) string {
	if c.action == "GetAccessKeyLastUsed" {
		if u, _, ok := a.keyHolder(c.form.Get("AccessKeyId")); ok {
			return u.name
		}
		return "*"
	}
	if name := c.form.Get("UserName"); name != "" {
		return name
	}
	return c.caller[strings.LastIndex(c.caller, "/")+1:]
}

// moved is the ARN that an entity has after a call that gives it another name or path.
func (a *account) moved(kind string, from target, c *call) (arn string, moves bool) {
	name, path := c.form.Get(newNames[c.action]), c.form.Get("NewPath")
	if newNames[c.action] == "" || name == "" && path == "" {
		return "", false
	}
	stem := strings.TrimPrefix(from.arn, a.arn(kind))
	end := strings.LastIndex(stem, "/") + 1
	if path == "" {
		path = stem[:end]
	}
	if name == "" {
		name = stem[end:]
	}
	return a.arn(kind + path + name), true
}

var newNames = map[string]string{
	"UpdateUser": "NewUserName", "UpdateGroup": "NewGroupName", "UpdateServerCertificate": "NewServerCertificateName",
}

// shown is how IAM names the resource where it refuses an action on it: by its ARN where
// it is to be made or tagged, and otherwise by what it is and its name, "role deploy".
func (t target) shown(action string) string {
	switch {
	case strings.HasPrefix(action, "Create") && action != "CreateAccessKey" && action != "CreateLoginProfile",
		strings.HasPrefix(action, "Tag"), strings.HasPrefix(action, "Upload"):
		return t.arn
	case t.kind == "user" || t.kind == "group" || t.kind == "role":
		return t.kind + " " + t.name
	case t.kind == "policy":
		return "policy " + t.arn
	case t.kind == "instance-profile":
		return "instance profile " + t.name
	}
	return t.arn
}

// requestedTags are those of a call.
func requestedTags(c *call) []Tag {
	keys := listed(c, "Tags.member.", ".Key")
	tags := make([]Tag, len(keys))
	for i, key := range keys {
		tags[i] = Tag{key, c.form.Get(fmt.Sprintf("Tags.member.%d.Value", i+1))}
	}
	return tags
}

// listed are the elements of a list in a form.
func listed(c *call, prefix, suffix string) []string {
	var all []string
	for i := 1; ; i++ {
		v := c.form.Get(fmt.Sprintf("%s%d%s", prefix, i, suffix))
		if v == "" {
			return all
		}
		all = append(all, v)
	}
}
