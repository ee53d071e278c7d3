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
	list := document.statements()
	all := make([]said, len(list))
	for i := range list {
		all[i] = newSaid(list[i])
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
	lists := map[Part][]value{}
	var order []Part
	for _, p := range parts {
		where := Part{Element: p.Element, Type: p.Type, Operator: p.Operator, Key: lower(p.Key)}
		if lists[where] == nil {
			order = append(order, where)
		}
		lists[where] = append(lists[where], value{text: p.Value, quoted: true})
	}
	s := value{kind: object}
	for _, p := range order {
		words := value{kind: list, list: lists[p]}
		switch {
		case p.names():
			s.set(p.Element, words.list[0])
		case p.Type != "":
			s.in(p.Element).set(p.Type, words)
		case p.Element == ElementCondition:
			s.in(p.Element).in(p.Operator).set(p.Key, words)
		default:
			s.set(p.Element, words)
		}
	}
	return s
}

func (v *value) set(key string, child value) {
	v.members = append(v.members, member{key: key, value: child})
}

// in returns the object that is the last member of another, which is made where the
// last one has another key: parts come in the order of a statement.
func (v *value) in(key string) *value {
	if n := len(v.members); n == 0 || v.members[n-1].key != key {
		v.set(key, value{kind: object})
	}
	return &v.members[len(v.members)-1].value
}
