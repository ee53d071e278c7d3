package policy

// Part is one thing that a statement says. A statement is a set of them: what two
// statements do not have in common is all that they differ by.
type Part struct {
	Element  string `json:"element"`            // "Sid", "Effect", "Action", "NotAction", …
	Type     string `json:"type,omitempty"`     // of a principal: "AWS", "Service", …
	Operator string `json:"operator,omitempty"` // of a condition
	Key      string `json:"key,omitempty"`      // of a condition
	Value    string `json:"value"`
}

// The elements that a part can be of, beside Action, Resource, Principal and their
// opposites.
const (
	ElementSid       = "Sid"
	ElementEffect    = "Effect"
	ElementCondition = "Condition"
	// ElementStatement is that of the only part of a statement that cannot be taken
	// apart, since it is not of IAM's grammar; its value is the statement as JSON.
	ElementStatement = "Statement"
)

// folded is the part with what IAM reads in several forms in one of them; parts
// that mean the same have the same.
func (p Part) folded() Part {
	switch p.Element {
	case "Action", "NotAction":
		p.Value = lower(p.Value)
	case "Principal", "NotPrincipal":
		if p.Type == "AWS" {
			p.Value = accountOf(p.Value)
		}
	case ElementCondition:
		p.Key = lower(p.Key)
		if ignoresCase(p.Operator) {
			p.Value = lower(p.Value)
		}
	}
	return p
}

// names reports whether the part tells what a statement is called or does, which
// its heading tells, and not what it is about.
func (p Part) names() bool { return p.Element == ElementSid || p.Element == ElementEffect }

// said is a statement and its parts.
type said struct {
	Statement
	form  string // canonical
	body  string // the form without the Sid
	parts []Part // each once; those of an element in the author's order
	whole bool   // whether it is its only part
}

func sayings(document value) []said {
	var all []said
	for _, s := range document.statements() {
		all = append(all, newSaid(s))
	}
	return all
}

func newSaid(v value) said {
	s := said{Statement: statementOf(v), form: canonicalStatement(v), body: canonicalStatement(v.without(ElementSid))}
	s.parts = once(s.allParts())
	if canonicalStatement(compose(s.parts)) != s.form {
		s.whole = true
		s.parts = []Part{{Element: ElementStatement, Value: v.json()}}
	}
	return s
}

// without returns an object without one of its members.
func (v value) without(key string) value {
	out := v
	out.members = nil
	for _, m := range v.members {
		if m.key != key {
			out.members = append(out.members, m)
		}
	}
	return out
}

func (s Statement) allParts() []Part {
	var parts []Part
	if s.Sid.Text != "" {
		parts = append(parts, Part{Element: ElementSid, Value: s.Sid.Text})
	}
	parts = append(parts, Part{Element: ElementEffect, Value: s.Effect.Text})
	for _, w := range s.Principal.List {
		parts = append(parts, Part{Element: s.Principal.Key, Type: w.Type, Value: w.Text})
	}
	for _, words := range []Words{s.Action, s.Resource} {
		for _, w := range words.List {
			parts = append(parts, Part{Element: words.Key, Value: w.Text})
		}
	}
	for _, c := range s.Conditions {
		for _, w := range c.Values {
			parts = append(parts, Part{Element: ElementCondition, Operator: c.Operator.Text, Key: c.Key.Text, Value: w.Text})
		}
	}
	return parts
}

// once leaves out what says the same as a part before it.
func once(parts []Part) []Part { return beyond(parts, nil) }

// beyond returns the parts that are not among others, each once.
func beyond(parts, others []Part) []Part {
	seen := make(map[Part]bool, len(parts)+len(others))
	for _, p := range others {
		seen[p.folded()] = true
	}
	var rest []Part
	for _, p := range parts {
		if f := p.folded(); !seen[f] {
			seen[f] = true
			rest = append(rest, p)
		}
	}
	return rest
}

// compose makes a statement of parts. Only a statement that comes back the same is
// nothing but its parts.
func compose(parts []Part) value {
	s := value{kind: object}
	for _, p := range parts {
		text := value{text: p.Value, quoted: true}
		switch {
		case p.names():
			s.members = append(s.members, member{key: p.Element, value: text})
		case p.Type != "":
			s.at(p.Element, object).at(p.Type, list).add(text)
		case p.Element == ElementCondition:
			s.at(p.Element, object).at(p.Operator, object).at(lower(p.Key), list).add(text)
		default:
			s.at(p.Element, list).add(text)
		}
	}
	return s
}

// at returns the member of an object with this key, which is made where it is not
// there.
func (v *value) at(key string, kind kind) *value {
	for i := range v.members {
		if v.members[i].key == key {
			return &v.members[i].value
		}
	}
	v.members = append(v.members, member{key: key, value: value{kind: kind}})
	return &v.members[len(v.members)-1].value
}

func (v *value) add(element value) { v.list = append(v.list, element) }
