package eval

import (
	"strings"

	"iamsync/spec/policy/internal/glob"
)

// template is a text of a policy with its variables taken apart (IAM User Guide,
// "IAM policy elements: Variables and tags"). A text of a policy whose version has
// no variables is a template without any.
type template struct {
	parts []part
	plain string // the text itself, where no part is a variable
	fixed bool   // whether that is so
	early bool   // whether a variable stands before the resource part of an ARN

	widest string // a pattern that matches whatever the template does
}

// part is a literal text, or a variable if it has a key.
type part struct {
	text     string // of a literal, with wildcards
	quoted   bool   // whether its * and ? are characters like others
	key      string // of a variable, in lower case
	fallback string // what stands for it where the request has no such key
	defaults bool   // whether it has a fallback
}

// The characters * and ? that are not wildcards, in patterns and in what these are
// compared with. IAM has neither of the two in a document.
const (
	literalStar  = "\x00"
	literalQuery = "\x01"
)

var (
	escape = strings.NewReplacer("*", literalStar, "?", literalQuery)
	reveal = strings.NewReplacer(literalStar, "*", literalQuery, "?")
)

// newTemplate reads a text. What is no variable, such as a brace that does not end,
// stays as it is.
func newTemplate(text string, variables bool) template {
	t := template{plain: text, fixed: true}
	if !variables || !strings.Contains(text, "${") {
		return t
	}
	rest := text
	for {
		before, after, found := strings.Cut(rest, "${")
		inner, next, ends := strings.Cut(after, "}")
		if !found || !ends {
			break
		}
		t.parts = append(t.parts, part{text: before}, parseVariable(inner))
		rest = next
	}
	t.parts = append(t.parts, part{text: rest})
	t.settle()
	return t
}

// settle finds out what is known of the template without a request.
func (t *template) settle() {
	var plain, widest strings.Builder
	for _, p := range t.parts {
		if p.key != "" || p.quoted {
			widest.WriteByte('*')
		} else {
			widest.WriteString(p.text)
		}
		switch {
		case p.key != "":
			t.fixed = false
			before := plain.String()
			t.early = t.early || strings.HasPrefix(before, "arn:") && strings.Count(before, ":") < 5
		case p.quoted:
			plain.WriteString(escape.Replace(p.text))
		default:
			plain.WriteString(p.text)
		}
	}
	t.plain, t.widest = plain.String(), widest.String()
}

// parseVariable reads what stands between the braces.
func parseVariable(inner string) part {
	if inner == "*" || inner == "?" || inner == "$" {
		return part{text: inner, quoted: true}
	}
	key, fallback, found := strings.Cut(inner, ",")
	fallback = strings.TrimSpace(fallback)
	if key = strings.TrimSpace(key); key == "" {
		return part{text: "${" + inner + "}"}
	}
	if found && len(fallback) >= 2 && fallback[0] == '\'' && fallback[len(fallback)-1] == '\'' {
		return part{key: lower(key), fallback: fallback[1 : len(fallback)-1], defaults: true}
	}
	return part{key: lower(key)}
}

// resolve puts the values of a request in the place of the variables. The pattern
// that it returns has wildcards only where the policy has them. A key that the
// request does not have, or has several values of, is no value and matches nothing,
// so that NotResource and negated operators hold (the same page, "Policy variables
// with no value"); that is no.
func (t template) resolve(f *facts) (pattern string, resolved answer) {
	if t.fixed {
		return t.plain, yes
	}
	var b strings.Builder
	for _, p := range t.parts {
		if p.key == "" {
			b.WriteString(p.literal())
			continue
		}
		values, known := f.lookup(p.key)
		switch {
		case !known:
			return "", maybe
		case len(values) == 1:
			b.WriteString(escape.Replace(values[0]))
		case len(values) == 0 && p.defaults:
			b.WriteString(escape.Replace(p.fallback))
		default:
			return "", no
		}
	}
	return b.String(), yes
}

func (p part) literal() string {
	if p.quoted {
		return escape.Replace(p.text)
	}
	return p.text
}

// like matches a text with the pattern.
func (t template) like(f *facts, text string) answer {
	if t.fixed {
		return truth(matches(t.plain, text))
	}
	if !glob.Match(t.widest, text) {
		return no
	}
	pattern, resolved := t.resolve(f)
	switch {
	case resolved != yes:
		return resolved
	case !matches(pattern, text):
		return no
	case t.early:
		return maybe // IAM does not say what becomes of such a variable
	}
	return yes
}

// equals compares a text with the template, in which no character is a wildcard.
func (t template) equals(f *facts, text string, fold bool) answer {
	pattern, resolved := t.resolve(f)
	if resolved != yes {
		return resolved
	}
	if !t.fixed || len(t.parts) > 0 {
		pattern = reveal.Replace(pattern)
	}
	if fold {
		return truth(strings.EqualFold(pattern, text))
	}
	return truth(pattern == text)
}

// matches is glob.Match for patterns in which some * and ? are no wildcards.
func matches(pattern, text string) bool {
	if strings.ContainsAny(pattern, literalStar+literalQuery) {
		text = escape.Replace(text)
	}
	return glob.Match(pattern, text)
}
