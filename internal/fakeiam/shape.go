package fakeiam

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// shape is what IAM's API model demands of a parameter (API Reference, the
// length constraints and patterns of each action).
type shape struct {
	min, max int // characters, elements of a list, or a number's range; max 0 is no limit
	pattern  *regexp.Regexp
	shown    string   // the pattern as IAM writes it
	prose    string   // IAM's sentence for a wrong pattern, instead of the pattern; %s is the parameter
	enum     []string // the only values
	of       string   // the shape of a list's elements
}

const (
	nameProse = "The specified value for %s is invalid. " +
		"It must contain only alphanumeric characters and/or the following: +=,.@_-"
	pathProse = "The specified value for %s is invalid. " +
		"It must begin and end with / and contain only alphanumeric characters and/or / characters."
	prefixProse = "The specified value for %s is invalid. " +
		"It must begin with the / character and contain only alphanumeric characters and/or / characters."

	latin1    = `[\u0009\u000A\u000D\u0020-\u00FF]+`
	maxSerial = 256

	tagChars = `[\p{L}\p{Z}\p{N}_.:/=+\-@]`
)

var (
	nameRE       = whole(`[\w+=,.@-]+`)
	pathRE       = whole(`/|/[\x21-\x7E]+/`)
	policyPathRE = whole(`((/[A-Za-z0-9.,+@=_-]+)*)/`)
	wordRE       = whole(`\w+`)
	latinRE      = whole(`[\x09\x0A\x0D\x20-\x{FF}]+`)
)

// shapes by the names that input structs use.
var shapes = map[string]shape{
	"userName":    {min: 1, max: 64, pattern: nameRE, prose: nameProse},
	"name":        {min: 1, max: 128, pattern: nameRE, prose: nameProse},
	"path":        {min: 1, max: 512, pattern: pathRE, prose: pathProse},
	"policyPath":  {min: 1, max: 512, pattern: policyPathRE, prose: pathProse},
	"pathPrefix":  {min: 1, max: 512, pattern: whole(`/[\x21-\x7F]*`), prose: prefixProse},
	"arn":         {min: 20, max: 2048},
	"document":    {min: 1, max: 131072, pattern: whole(`[\x09\x0A\x0D\x20-\x{FF}]+`), shown: `[\u0009\u000A\u000D\u0020-\u00FF]+`},
	"description": {max: 1000},

	"password":       {min: 1, max: 128, pattern: latinRE, shown: latin1},
	"passwordLength": {min: 6, max: 128},
	"passwordReuse":  {min: 1, max: 24},
	"passwordAge":    {min: 1, max: 1095},
	"alias":          {min: 3, max: 63, pattern: whole(`[a-z0-9](-?[a-z0-9])*`), shown: `^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$`},
	"keyId":          {min: 16, max: 128, pattern: wordRE, shown: `[\w]+`},
	"publicKeyId":    {min: 20, max: 128, pattern: wordRE, shown: `[\w]+`},
	"certificateId":  {min: 24, max: 128, pattern: wordRE, shown: `[\w]+`},
	"credentialId":   {min: 20, max: 128, pattern: wordRE, shown: `[\w]+`},
	"credentialAge":  {min: 1, max: 36600},
	"serviceName":    {min: 1},
	"status":         {enum: []string{"Active", "Inactive", "Expired"}},
	"publicKey":      {min: 1, max: 16384, pattern: latinRE, shown: latin1},
	"keyEncoding":    {enum: []string{"SSH", "PEM"}},
	"certificate":    {min: 1, max: 16384, pattern: latinRE, shown: latin1},
	"chain":          {min: 1, max: 2097152, pattern: latinRE, shown: latin1},
	"deviceName":     {min: 1, pattern: nameRE, prose: nameProse},
	"serial":         {min: 9, max: maxSerial, pattern: whole(`[\w+=/:,.@-]+`), shown: `[\w+=/:,.@-]+`},
	"code":           {min: 6, max: 6, pattern: whole(`[0-9]+`), shown: `[\d]+`},
	"assignment":     {enum: []string{"Assigned", "Unassigned", "Any"}},

	"versionId":   {pattern: whole(`v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`), shown: `v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`},
	"marker":      {min: 1, pattern: whole(`[\x20-\x{FF}]+`), shown: `[\u0020-\u00FF]+`},
	"maxItems":    {min: 1, max: 1000},
	"tagKey":      {min: 1, max: 128, pattern: whole(tagChars + `+`), shown: tagChars + `+`},
	"tagValue":    {max: 256, pattern: whole(tagChars + `*`), shown: tagChars + `*`},
	"tags":        {max: 50},
	"tagKeys":     {max: 50, of: "tagKey"},
	"scope":       {enum: []string{"All", "AWS", "Local"}},
	"policyUsage": {enum: []string{"PermissionsPolicy", "PermissionsBoundary"}},
	"entityType":  {enum: []string{"User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"}},
	"entityTypes": {of: "entityType"},

	"sessionName":     {min: 2, max: 64, pattern: nameRE, shown: `[\w+=,.@-]*`},
	"sessionSeconds":  {min: 900, max: 43200},
	"roleName":        {min: 1, max: 64, pattern: nameRE, prose: nameProse},
	"roleDescription": {max: 1000, pattern: whole(`[\x09\x0A\x0D\x20-\x7E\x{A1}-\x{FF}]*`), shown: `[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*`},
	"maxSession":      {min: 3600, max: 43200},
	"linkedService":   {min: 1, max: 128, pattern: nameRE, prose: nameProse},
	"suffix":          {min: 1, max: 64, pattern: nameRE, prose: nameProse},
	"taskId":          {min: 1, max: 1000},
	"url":             {min: 1, max: 255},
	"clientID":        {min: 1, max: 255},
	"clientIDs":       {of: "clientID"},
	"thumbprint":      {min: 40, max: 40},
	"thumbprints":     {of: "thumbprint"},
	"samlName":        {min: 1, max: 128, pattern: whole(`[\w._-]+`), shown: `[\w._-]+`},
	"metadata":        {min: 1000, max: 10_000_000},
	"encryptionMode":  {enum: []string{"Required", "Allowed"}},
}

// whole is an expression that must match from end to end. IAM's patterns are
// Java's, whose \w is ASCII alone, as here.
func whole(re string) *regexp.Regexp { return regexp.MustCompile(`\A(?:` + re + `)\z`) }

// admits says whether a value breaks none of the constraints.
func (s shape) admits(value string) bool { return len(s.violations(value)) == 0 && s.matches(value) }

// matches looks at the pattern alone.
func (s shape) matches(value string) bool {
	return s.pattern == nil || s.pattern.MatchString(value)
}

// violations are the constraints on length, value set and pattern that a value
// breaks, as IAM words them; patterns with a sentence of their own are not among them.
func (s shape) violations(value string) []string {
	var out []string
	n := utf8.RuneCountInString(value)
	if s.max > 0 && n > s.max {
		out = append(out, fmt.Sprintf("Member must have length less than or equal to %d", s.max))
	}
	if n < s.min {
		out = append(out, fmt.Sprintf("Member must have length greater than or equal to %d", s.min))
	}
	if s.enum != nil && !slices.Contains(s.enum, value) {
		out = append(out, "Member must satisfy enum value set: ["+strings.Join(s.enum, ", ")+"]")
	}
	if s.prose == "" && !s.matches(value) {
		out = append(out, "Member must satisfy regular expression pattern: "+s.shown)
	}
	return out
}

// describe lists all constraints, as IAM does for the elements of a list.
func (s shape) describe() string {
	if s.enum != nil {
		return "[Member must satisfy enum value set: [" + strings.Join(s.enum, ", ") + "]]"
	}
	if s.pattern == nil {
		return fmt.Sprintf("[Member must have length less than or equal to %d, Member must have length greater than or equal to %d]", s.max, s.min)
	}
	return fmt.Sprintf("[Member must have length less than or equal to %d, Member must have length greater than or equal to %d, "+
		"Member must satisfy regular expression pattern: %s, Member must not be null]", s.max, s.min, s.shown)
}

// problems are what is wrong with the parameters of one call.
type problems struct {
	violations []string
	prose      string // the first sentence about a pattern; said only where nothing else is wrong
	malformed  string
}

func (p *problems) violate(at, constraint string) {
	p.violations = append(p.violations, fmt.Sprintf("Value at '%s' failed to satisfy constraint: %s", at, constraint))
}

func (p *problems) check(s shape, at, value string) {
	for _, v := range s.violations(value) {
		p.violate(at, v)
	}
	if s.prose != "" && p.prose == "" && !s.matches(value) {
		p.prose = fmt.Sprintf(s.prose, at)
	}
}

func (p *problems) checkRange(s shape, at string, n int) {
	if n > s.max {
		p.violate(at, fmt.Sprintf("Member must have value less than or equal to %d", s.max))
	}
	if n < s.min {
		p.violate(at, fmt.Sprintf("Member must have value greater than or equal to %d", s.min))
	}
}

func (p *problems) err() *Error {
	switch n := len(p.violations); {
	case p.malformed != "":
		return refuse("MalformedInput", "%s", p.malformed)
	case n == 1:
		return invalid("1 validation error detected: %s", p.violations[0])
	case n > 1:
		return invalid("%d validation errors detected: %s", n, strings.Join(p.violations, "; "))
	case p.prose != "":
		return invalid("%s", p.prose)
	}
	return nil
}
