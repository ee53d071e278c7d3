package policy

import (
	"slices"
	"strings"
)

// The canonical form of a document is a text that is the same for documents that
// IAM cannot tell apart, and for no others. It is JSON with everything in order
// that has none, and with one way to write what can be written in several:
//
//	keys, statements, members of lists    sorted; a repeated scalar once
//	a list of one                         its member
//	true, 1                               "true", "1"
//	names of actions, condition keys      in lower case
//	{"Sid": ""}, {"Condition": {}}        left out
//	"*" as a principal                    {"AWS": "*"}
//	arn:aws:iam::111122223333:root        111122223333, as a principal
//
// What only looks alike stays apart: a Version that is missing, ARNs and values
// in another case, a statement that stands there twice. Where IAM says so is in
// the User Guide's reference of each element.

// canonical returns the canonical form of a document.
func canonical(document value) string {
	return canonicalObject(document, func(m member) (string, bool) {
		if m.key == "Statement" {
			return canonicalList(m.value, canonicalStatement, false), true
		}
		return m.value.canonical(), true
	})
}

func canonicalStatement(s value) string {
	return canonicalObject(s, func(m member) (string, bool) {
		switch m.key {
		case "Sid":
			return m.value.canonical(), m.value.kind != scalar || m.value.text != ""
		case "Action", "NotAction":
			return canonicalList(m.value, folded, true), true
		case "Principal", "NotPrincipal":
			return canonicalPrincipal(m.value), true
		case "Condition":
			text := canonicalCondition(m.value)
			return text, text != "{}"
		default:
			return m.value.canonical(), true
		}
	})
}

// folded is the form of what IAM reads in any case.
func folded(v value) string {
	if v.kind == scalar {
		return quoted(lower(v.text))
	}
	return v.canonical()
}

// lower folds the letters of ASCII, of which all names in IAM's grammar are made.
// Others stay: U+212A is no k to IAM, as it is to strings.ToLower.
func lower(s string) string {
	if !strings.ContainsFunc(s, isUpper) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isUpper(r) {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func isUpper(r rune) bool { return 'A' <= r && r <= 'Z' }

// canonicalPrincipal knows that everybody is "*" and {"AWS": "*"}, and an account
// its ID and the ARN of its root.
func canonicalPrincipal(v value) string {
	if v.is("*") {
		return `{"AWS":"*"}`
	}
	return canonicalObject(v, func(m member) (string, bool) {
		if m.key == "AWS" {
			return canonicalList(m.value, canonicalAccount, true), true
		}
		return m.value.canonical(), true
	})
}

func canonicalAccount(v value) string {
	if id, isRoot := rootOf(v.text); v.kind == scalar && isRoot {
		return quoted(id)
	}
	return v.canonical()
}

// rootOf returns the account that an ARN names by its root user.
func rootOf(arn string) (account string, isRoot bool) {
	rest, isARN := strings.CutPrefix(arn, "arn:")
	partition, rest, _ := strings.Cut(rest, ":")
	rest, isIAM := strings.CutPrefix(rest, "iam::")
	account, isRoot = strings.CutSuffix(rest, ":root")
	return account, isARN && isIAM && isRoot && partition != "" && isAccountID(account)
}

// isAccountID reports whether s is twelve digits.
func isAccountID(s string) bool {
	return len(s) == 12 && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// canonicalCondition folds the keys, which name the values of a request, and
// leaves operators and values alone; an operator without keys asks for nothing.
func canonicalCondition(v value) string {
	return canonicalObject(v, func(operator member) (string, bool) {
		keys := canonicalMembers(operator.value, func(m member) (string, string, bool) {
			fold := ignoresCase(operator.key)
			return lower(m.key), canonicalList(m.value, func(e value) string {
				if fold {
					return folded(e)
				}
				return e.canonical()
			}, true), true
		})
		return keys, keys != "{}"
	})
}

// ignoresCase reports whether an operator compares without regard to case.
func ignoresCase(operator string) bool {
	return strings.HasSuffix(strings.TrimSuffix(operator, "IfExists"), "EqualsIgnoreCase")
}

// canonicalObject writes an object with the members that say keeps, sorted. What
// is no object has no members to be special about.
func canonicalObject(v value, say func(member) (text string, keep bool)) string {
	return canonicalMembers(v, func(m member) (string, string, bool) {
		text, keep := say(m)
		return m.key, text, keep
	})
}

func canonicalMembers(v value, say func(member) (key, text string, keep bool)) string {
	if v.kind != object {
		return v.canonical()
	}
	members := make([]string, 0, len(v.members))
	for _, m := range v.members {
		if key, text, keep := say(m); keep {
			members = append(members, quoted(key)+":"+text)
		}
	}
	slices.Sort(members)
	return "{" + strings.Join(members, ",") + "}"
}

// canonicalList writes a list, or a value that may as well be a list of one, by
// its members' forms in order; repeats are merged where once is the same.
func canonicalList(v value, form func(value) string, merged bool) string {
	if v.kind != list {
		return form(v)
	}
	elements := make([]string, 0, len(v.list))
	for _, e := range v.list {
		elements = append(elements, form(e))
	}
	slices.Sort(elements)
	if merged {
		elements = slices.Compact(elements)
	}
	if len(elements) == 1 && strings.Trim(elements[0], "[]") != "" { // nothing in a list is not nothing
		return elements[0]
	}
	return "[" + strings.Join(elements, ",") + "]"
}

// canonical returns the form of a value that IAM gives no special meaning.
func (v value) canonical() string {
	switch v.kind {
	case list:
		scalars := !slices.ContainsFunc(v.list, func(e value) bool { return e.kind != scalar })
		return canonicalList(v, value.canonical, scalars)
	case object:
		return canonicalObject(v, func(m member) (string, bool) { return m.value.canonical(), true })
	default:
		return quoted(v.text)
	}
}
