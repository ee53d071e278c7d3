package fakeiam

import (
	"slices"
	"strconv"
	"strings"
)

// passesLegacyParser is a check that IAM makes before it looks at the rest: the
// exact effect, dates, and ARNs of the right partition, or of any, that are cut short.
func (d *document) passesLegacyParser(partition string) bool {
	for _, s := range d.statements {
		if s.effect != "Allow" && s.effect != "Deny" {
			return false
		}
		for _, r := range s.resources {
			if !passesLegacyARN(r, partition) {
				return false
			}
		}
		for _, c := range s.conditions {
			for _, v := range c.values {
				if strings.HasPrefix(c.operator, "Date") && !isDate(v) {
					return false
				}
			}
		}
	}
	return true
}

// passesLegacyARN wants a service, and no empty part where parts are missing:
// arn:aws:s3::bucket lacks a colon, while arn:aws:foo is short but clear.
func passesLegacyARN(resource, partition string) bool {
	part := strings.Split(resource, ":")
	if len(part) < 3 || part[1] != partition && part[1] != "*" {
		return true
	}
	return part[2] != "" && (len(part) >= 6 || !strings.Contains(resource, "::"))
}

var isoDateRE = whole(`[+-]?\d+(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12]\d|3[01]))?)?` +
	`([Tt](([01]?\d|2[0-4])(:[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?)?([Zz]|[+-]\d\d(:?[0-5]\d)?)?)?)?`)

var numberRE = whole(`[+-]?\d+`)

// isDate accepts seconds since 1970 that fit 64 bits, and ISO 8601.
func isDate(v string) bool {
	if numberRE.MatchString(v) {
		_, err := strconv.ParseInt(v, 10, 64)
		return err == nil
	}
	return isoDateRE.MatchString(v)
}

func (d *document) checkResources(partition string) error {
	for _, s := range d.statements {
		for _, r := range s.resources {
			if err := checkResource(r, partition); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkResource checks an ARN. IAM takes anything with colons for one: it puts
// arn in front, fills missing parts with * and shows the result in its message.
func checkResource(resource, partition string) error {
	if resource == "*" {
		return nil
	}
	if !strings.Contains(resource, ":") {
		return malformed(`Resource %s must be in ARN format or "*".`, resource)
	}
	part := strings.SplitN(resource, ":", 6)
	part[0] = "arn"
	for len(part) < 6 {
		part = append(part, "*")
	}
	if part[1] != partition && part[1] != "*" {
		return malformed(`Partition "%s" is not valid for resource "%s".`, part[1], strings.Join(part, ":"))
	}
	switch service := part[2]; {
	case strings.ContainsAny(service, "*?"):
		return malformed("Resource vendor must be fully qualified and cannot contain regexes.")
	case service == "iam":
		return checkIAMResource(resource, part[3], part[5])
	case service == "s3" && part[3] != "" && part[4] == "": // access points have an account, buckets do not
		return malformed("Resource %s can not contain region information.", resource)
	}
	return nil
}

// iamPaths are what the ARNs of IAM's own objects begin with.
var iamPaths = []string{
	"user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
	"sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
}

// laterPaths are not in IAM's message, but AWS documents them as resources of its
// actions (Service Authorization Reference, IAM and STS).
var laterPaths = []string{"assumed-role/", "contextProvider/", "delegation-request/", "role-template/"}

func checkIAMResource(arn, region, path string) error {
	if region != "" {
		return malformed("IAM resource %s cannot contain region information.", arn)
	}
	if path == "*" || path == "root" {
		return nil
	}
	for _, p := range slices.Concat(iamPaths, laterPaths) {
		if strings.HasPrefix(path, p) {
			return nil
		}
	}
	return malformed(`IAM resource path must either be "*", root, or start with %s.`, strings.Join(iamPaths, ", "))
}
