package policy

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec/internal/near"
)

// partitions are those of AWS. Which one an account is in, only the account knows.
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"}

// iamPaths are what the last part of an ARN of IAM begins with: those that IAM
// lists in its message, and some that have come since then (Service Authorization
// Reference, resource types of IAM and STS).
var (
	iamPaths = []string{
		"user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
		"sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
	}
	newerPaths = []string{"assumed-role/", "contextProvider/", "delegation-request/", "role-template/"}
)

// badPath is what IAM says of other paths.
var badPath = `IAM resource path must either be "*", root, or start with ` + strings.Join(iamPaths, ", ") + "."

// arn is a resource as IAM takes it apart: whatever its first part is, it reads
// arn, and what is missing at the end is "*".
type arn struct {
	text                                        string
	given                                       int // how many parts there are
	partition, service, region, account, object string
}

func parseARN(text string) arn {
	part := strings.SplitN(text, ":", 6)
	a := arn{text: text, given: len(part)}
	for len(part) < 6 {
		part = append(part, "*")
	}
	a.partition, a.service, a.region, a.account, a.object = part[1], part[2], part[3], part[4], part[5]
	return a
}

// whole is the ARN as IAM shows it.
func (a arn) whole() string {
	return strings.Join([]string{"arn", a.partition, a.service, a.region, a.account, a.object}, ":")
}

const sixParts = "an ARN has six parts: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"

// resource demands "*" or an ARN, and tells the first of what IAM finds wrong with
// it. It does not ask whether there is such a service or resource, nor whether an
// action of the statement can act on it.
func (c *checker) resource(v value) {
	if v.text == "*" {
		return
	}
	if !strings.Contains(v.text, ":") {
		c.refuse(v, notARN(v.text), `write "*", or the ARN, such as `+likelyARN(v.text), "the resource %q is no ARN", v.text)
		return
	}
	a := parseARN(v.text)
	switch {
	case a.partition != "*" && !slices.Contains(partitions, a.partition):
		c.refuse(v, badPartition(a.partition, a.whole()), meantPartition(a), "the resource %q names no partition of AWS", v.text)
	case a.service == "":
		c.refuse(v, legacy, sixParts, "the resource %q names no service", v.text)
	case a.given < 6 && strings.Contains(v.text, "::"):
		c.refuse(v, legacy, completed(a), "the resource %q has too few colons", v.text)
	case strings.ContainsAny(a.service, "*?"):
		c.refuse(v, badVendor, `write an ARN for each service, or "*" alone`, "the resource %q does not name one service", v.text)
	case a.service == "iam":
		c.resourceOfIAM(v, a)
	case a.service == "s3" && a.region != "" && a.account == "": // access points have both, buckets neither
		c.refuse(v, regionInS3(v.text), "write arn:"+a.partition+":s3:::"+a.object, "the resource %q names a region, which ARNs of buckets do not", v.text)
	}
}

func (c *checker) resourceOfIAM(v value, a arn) {
	begins := func(prefix string) bool { return strings.HasPrefix(a.object, prefix) }
	switch {
	case strings.Contains(a.account, "${"):
		c.refuse(v, badPath, "a policy variable stands in the last part of an ARN alone: write * or the account", "the resource %q has a variable in place of the account", v.text)
	case a.region != "":
		c.refuse(v, regionInIAM(v.text), "write arn:"+a.partition+":iam::"+a.account+":"+a.object, "the resource %q names a region, which ARNs of IAM do not", v.text)
	case a.object == "*", a.object == "root", slices.ContainsFunc(iamPaths, begins), slices.ContainsFunc(newerPaths, begins):
	default:
		c.refuse(v, badPath, meantPath(a.object), "the resource %q does not say of what kind it is", v.text)
	}
}

func meantPath(object string) string {
	switch {
	case slices.Contains(iamPaths, object+"/"):
		return "write " + object + "/* at its end, or a name in place of the star"
	case strings.ContainsAny(object, "/*?"):
		return `write * alone at its end, or user/, role/, policy/ or another kind before the name`
	}
	return "write the kind before the name, such as role/" + object
}

// meantPartition says what to write where an ARN has no partition.
func meantPartition(a arn) string {
	switch guess := near.Word(a.partition, partitions); {
	case strings.HasPrefix(a.text, "aws:"):
		return "write arn:" + a.text
	case guess != "":
		return fmt.Sprintf("did you mean %q?", guess)
	}
	return sixParts + ", and the partition is aws, aws-cn or another of AWS"
}

// likelyARN makes an example of what somebody wrote in the place of an ARN.
func likelyARN(text string) string {
	if text == "" || strings.ContainsAny(text, " \t\n\r") {
		return "arn:$(partition):s3:::bucket/*"
	}
	return "arn:$(partition):s3:::" + text
}

// completed says how to write an ARN that lacks a colon.
func completed(a arn) string {
	if a.service == "s3" && a.region == "" && a.object == "*" && !strings.Contains(a.account, "*") && a.account != "" {
		return "write arn:" + a.partition + ":s3:::" + a.account
	}
	return sixParts
}
