package spec

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// IAM's grammar for what people write (IAM API reference; IAM User Guide, "IAM
// and AWS STS quotas"). Each function says what is wrong, or returns "".

const (
	maxPath        = 512
	maxDescription = 1000
	maxTags        = 50
	maxTagKey      = 128
	maxTagValue    = 256
)

// maxName is the length of a name by kind.
var maxName = map[Kind]int{KindUser: 64, KindGroup: 128, KindPolicy: 128, KindInline: 128}

func badName(kind Kind, name string) string {
	if name == "" {
		return "the name is empty; write a name"
	}
	if n := utf8.RuneCountInString(name); n > maxName[kind] {
		return fmt.Sprintf("the name has %d characters; IAM takes at most %d", n, maxName[kind])
	}
	for _, r := range name {
		if !isAlphanumeric(r) && !strings.ContainsRune("_+=,.@-", r) {
			return fmt.Sprintf("the name holds %q; IAM takes letters, digits and _+=,.@- in names", r)
		}
	}
	return ""
}

func isAlphanumeric(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// badPath checks the path of an entity. Paths of policies are narrower than the
// others.
func badPath(kind Kind, path string) string {
	switch {
	case !strings.HasPrefix(path, "/") || !strings.HasSuffix(path, "/"):
		return fmt.Sprintf("the path %q does not begin and end with a slash; write one such as /eng/", path)
	case len(path) > maxPath:
		return fmt.Sprintf("the path has %d characters; IAM takes at most %d", len(path), maxPath)
	case NeverTouched(path):
		return fmt.Sprintf("the path %q is one that AWS keeps for itself; what lies there is never touched", path)
	case kind == KindPolicy && strings.Contains(path, "//"):
		return fmt.Sprintf("the path %q holds an empty part; take out the second slash", path)
	}
	for _, r := range path {
		if !inPath(kind, r) {
			return fmt.Sprintf("the path %q holds %q; %s", path, r, pathRule(kind))
		}
	}
	return ""
}

func pathRule(kind Kind) string {
	if kind == KindPolicy {
		return "IAM takes letters, digits and /.,+@=_- in paths of policies"
	}
	return "IAM takes ASCII without spaces in paths"
}

func inPath(kind Kind, r rune) bool {
	if kind == KindPolicy {
		return isAlphanumeric(r) || strings.ContainsRune("/.,+@=_-", r)
	}
	return '!' <= r && r <= '~'
}

func badDescription(text string) string {
	if n := utf8.RuneCountInString(text); n > maxDescription {
		return fmt.Sprintf("the description has %d characters; IAM takes at most %d", n, maxDescription)
	}
	for _, r := range text {
		if unicode.IsControl(r) && !strings.ContainsRune("\t\n\r", r) {
			return fmt.Sprintf("the description holds the control character %q; take it out", r)
		}
	}
	return ""
}

func badTagKey(key string) string {
	switch n := utf8.RuneCountInString(key); {
	case n == 0:
		return "the key of a tag is empty; write a key, or leave the tag out"
	case n > maxTagKey:
		return fmt.Sprintf("the key of a tag has %d characters; IAM takes at most %d", n, maxTagKey)
	case len(key) >= 4 && strings.EqualFold(key[:4], "aws:"):
		return fmt.Sprintf("the tag %q begins with aws:, which AWS keeps for itself; leave it out: it stays as it is", key)
	case keyID.MatchString(key):
		return fmt.Sprintf("the tag %q is the console's description of an access key; leave it out: it stays as it is", key)
	}
	return badTagText("the key of a tag", key)
}

// keyID matches the ID of an access key.
var keyID = regexp.MustCompile(`^AKIA[A-Z0-9]{12,}$`)

// ManagesTag reports whether tags with this key are anybody's to manage: those
// of AWS and those in which the console keeps the descriptions of access keys
// are not.
func ManagesTag(key string) bool {
	return !(len(key) >= 4 && strings.EqualFold(key[:4], "aws:")) && !keyID.MatchString(key)
}

func badTagValue(value string) string {
	if n := utf8.RuneCountInString(value); n > maxTagValue {
		return fmt.Sprintf("the value of a tag has %d characters; IAM takes at most %d", n, maxTagValue)
	}
	return badTagText("the value of a tag", value)
}

func badTagText(what, text string) string {
	for _, r := range text {
		if !unicode.In(r, unicode.L, unicode.N, unicode.Z) && !strings.ContainsRune("_.:/=+-@", r) {
			return fmt.Sprintf("%s, %q, holds %q; IAM takes letters, digits, spaces and _.:/=+-@ in tags", what, text, r)
		}
	}
	return ""
}
