package policy

import (
	"fmt"
	"strconv"
	"strings"
)

// What IAM answers to documents that it refuses, word for word: the messages of
// MalformedPolicyDocument. Those of permissions were recorded from CreatePolicy.
// Its trust policies go through another parser, of whose words only a few are known.
const (
	syntaxErrors = "Syntax errors in policy."
	tooOld       = "Policy document must be version 2012-10-17 or greater."
	hasPrincipal = "Policy document should not specify a principal."
	legacy       = "The policy failed legacy parsing"
	sameSids     = "Statement IDs (SID) in a single policy must be unique."
	badSid       = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
	noActions    = "Policy statement must contain actions."
	noResources  = "Policy statement must contain resources."
	badVendor    = "Resource vendor must be fully qualified and cannot contain regexes."
	noPrefix     = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
	manyColons   = "Actions/Condition can contain only one colon."

	hasResource  = "Has prohibited field Resource"
	noPrincipal  = "Missing required field Principal"
	otherActions = "AssumeRole policy may only specify STS AssumeRole actions."
	noCondition  = "A condition block must be present for the Cognito provider"
	anybody      = `AssumeRolepolicy contained an invalid principal: "STAR":"*".`
)

func notARN(resource string) string {
	return fmt.Sprintf(`Resource %s must be in ARN format or "*".`, resource)
}

func badPartition(partition, arn string) string {
	return fmt.Sprintf(`Partition "%s" is not valid for resource "%s".`, partition, arn)
}

func regionInIAM(arn string) string {
	return fmt.Sprintf("IAM resource %s cannot contain region information.", arn)
}

func regionInS3(arn string) string {
	return fmt.Sprintf("Resource %s can not contain region information.", arn)
}

func wrongVendor(vendor string) string { return fmt.Sprintf("Vendor %s is not valid", vendor) }

// wrongPrincipal is said of principals that do not exist, too.
func wrongPrincipal(kind, text string) string {
	return fmt.Sprintf(`Invalid principal in policy: "%s":"%s"`, kind, text)
}

// printable writes what cannot be printed as in a Go string.
func printable(s string) string {
	hidden := func(r rune) bool { return !strconv.IsPrint(r) }
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
