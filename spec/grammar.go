package spec

import (
	"fmt"
	"regexp"
	"strings"
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
var maxName = map[Kind]int{KindUser: 64, KindRole: 64, KindGroup: 128, KindPolicy: 128, KindProfile: 128, KindInline: 128, KindOIDC: 255 - len(providerScheme), KindSAML: 128, KindServerCert: 128, KindAlias: len(theAccount), KindPasswordPolicy: len(theAccount)}

// characters are those that a text may hold: a class as regular expressions have
// it, so that the schema can repeat it.
type characters struct {
	class  string
	others *regexp.Regexp
}

func charactersOf(class string) characters {
	return characters{class, regexp.MustCompile("[^" + class + "]")}
}

// stranger returns the first character of a text that is none of them.
func (c characters) stranger(text string) (first rune, found bool) {
	at := c.others.FindStringIndex(text)
	if at == nil {
		return 0, false
	}
	first, _ = utf8.DecodeRuneInString(text[at[0]:])
	return first, true
}

// controls are the control characters but tabs and line ends.
const controls = `\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f`

// What the texts of IAM are made of.
var (
	nameCharacters       = charactersOf("A-Za-z0-9_+=,.@-")
	samlCharacters       = charactersOf("A-Za-z0-9_.-")
	pathCharacters       = charactersOf("!-~")
	policyPathCharacters = charactersOf("/" + nameCharacters.class)
	tagCharacters        = charactersOf(`\p{L}\p{N}\p{Z}_.:/=+@-`)
	plainCharacters      = characters{"^" + controls, regexp.MustCompile("[" + controls + "]")}
)

func badName(kind Kind, name string) string {
	if name == "" {
		return "the name is empty; write a name"
	}
	if n := utf8.RuneCountInString(name); n > maxName[kind] {
		return fmt.Sprintf("the name has %d characters; IAM takes at most %d", n, maxName[kind])
	}
	if kind == KindOIDC {
		return badProviderURL(name)
	}
	if r, found := samlCharacters.stranger(name); found && kind == KindSAML {
		return fmt.Sprintf("the name holds %q; IAM takes letters, digits and ._- in names of SAML providers", r)
	}
	if r, found := nameCharacters.stranger(name); found {
		return fmt.Sprintf("the name holds %q; IAM takes letters, digits and _+=,.@- in names", r)
	}
	return ""
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
	taken, rule := pathCharacters, "IAM takes ASCII without spaces in paths"
	if kind == KindPolicy {
		taken, rule = policyPathCharacters, "IAM takes letters, digits and /.,+@=_- in paths of policies"
	}
	if r, found := taken.stranger(path); found {
		return fmt.Sprintf("the path %q holds %q; %s", path, r, rule)
	}
	return ""
}

func badDescription(text string) string {
	if n := utf8.RuneCountInString(text); n > maxDescription {
		return fmt.Sprintf("the description has %d characters; IAM takes at most %d", n, maxDescription)
	}
	if r, found := plainCharacters.stranger(text); found {
		return fmt.Sprintf("the description holds the control character %q; take it out", r)
	}
	return ""
}

// badRoleDescription checks the description of a role, whose grammar is narrower
// than that of a policy's (API Reference, CreateRole).
func badRoleDescription(text string) string {
	for _, r := range text {
		if r > 0xFF || 0x7E < r && r < 0xA1 {
			return fmt.Sprintf("the description holds %q; IAM takes U+0020 to U+007E and U+00A1 to U+00FF in that of a role", r)
		}
	}
	return badDescription(text)
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
	if r, found := tagCharacters.stranger(text); found {
		return fmt.Sprintf("%s, %q, holds %q; IAM takes letters, digits, spaces and _.:/=+-@ in tags", what, text, r)
	}
	return ""
}
