package policy

// Model is a document taken apart, by IAM's grammar of policies (IAM User Guide,
// "Grammar of the IAM JSON policy language"). It keeps the author's order, words
// and places. What is not of the grammar is left out: what a model is asked of
// has been checked, or was accepted by IAM.
type Model struct {
	Version    Word // zero where there is none, which means 2008-10-17
	ID         Word
	Statements []Statement
}

// Statement is one statement of a policy.
type Statement struct {
	Place
	Sid        Word
	Effect     Word
	Principal  Principal // nobody in a policy of an identity: who holds it is meant
	Action     Words
	Resource   Words // none in a trust policy: the role is meant
	Conditions []Condition
}

// Place is where something stands in the text of a document, counted from 1. It
// means something to people only in a document that was read from a file.
type Place struct{ Line, Col int }

// Word is one text of a document.
type Word struct {
	Place
	Text string
}

// Words are those of one element, such as Action or, where Not is set, NotAction.
type Words struct {
	Place        // of the key
	Key   string // "Action", "NotAction", "Resource", …; "" where there is no such element
	Not   bool
	List  []Word
}

// Principal is the element of that name, or NotPrincipal where Not is set.
type Principal struct {
	Place
	Key  string // "Principal" or "NotPrincipal"; "" where there is neither
	Not  bool
	List []PrincipalWord
}

// PrincipalWord names a principal: an ARN or an account of Type "AWS", a host name
// of Type "Service", … The bare "*" is of Type "AWS".
type PrincipalWord struct {
	Word
	Type string
}

// Condition is one condition key of one operator, with the values that it is
// compared with.
type Condition struct {
	Operator Operator
	Key      Word
	Values   []Word
}

// The effects of a statement.
const (
	Allow = "Allow"
	Deny  = "Deny"
)

// Model takes the document apart. What ReadJSON, ReadYAML and FromYAML read has it,
// with the places in the author's text, and it is not to be changed; of other
// documents it is computed anew each time.
func (d Document) Model() Model {
	if d.written != nil {
		return *d.written
	}
	return modelOf(d.tree())
}

func modelOf(v value) Model {
	var m Model
	for _, e := range v.members {
		switch e.key {
		case "Version":
			m.Version = e.value.word()
		case "Id":
			m.ID = e.value.word()
		case "Statement":
			for _, s := range e.value.all() {
				m.Statements = append(m.Statements, statementOf(s))
			}
		}
	}
	return m
}

func statementOf(v value) Statement {
	s := Statement{Place: v.place()}
	for _, e := range v.members {
		switch e.key {
		case "Sid":
			s.Sid = e.value.word()
		case "Effect":
			s.Effect = e.value.word()
		case "Action", "NotAction":
			s.Action = e.words()
		case "Resource", "NotResource":
			s.Resource = e.words()
		case "Principal", "NotPrincipal":
			s.Principal = e.principal()
		case "Condition":
			s.Conditions = conditionsOf(e.value)
		}
	}
	return s
}

func conditionsOf(v value) []Condition {
	var list []Condition
	for _, operator := range v.members {
		for _, key := range operator.value.members {
			list = append(list, Condition{
				Operator: parseOperator(Word{operator.place(), operator.key}),
				Key:      Word{key.place(), key.key},
				Values:   key.value.wordList(),
			})
		}
	}
	return list
}

func (m member) words() Words {
	return Words{Place: m.place(), Key: m.key, Not: m.isNegated(), List: m.value.wordList()}
}

func (m member) principal() Principal {
	p := Principal{Place: m.place(), Key: m.key, Not: m.isNegated()}
	if m.value.kind != object {
		for _, w := range m.value.wordList() {
			p.List = append(p.List, PrincipalWord{w, "AWS"})
		}
	}
	for _, kind := range m.value.members {
		for _, w := range kind.value.wordList() {
			p.List = append(p.List, PrincipalWord{w, kind.key})
		}
	}
	return p
}

// isNegated tells NotAction, NotResource and NotPrincipal from their opposites.
func (m member) isNegated() bool { return len(m.key) > 3 && m.key[:3] == "Not" }

func (v value) word() Word { return Word{v.place(), v.text} }

func (v value) wordList() []Word {
	if v.kind == object {
		return nil
	}
	var list []Word
	for _, e := range v.all() {
		list = append(list, e.word())
	}
	return list
}

func (v value) place() Place  { return Place{v.line, v.col} }
func (m member) place() Place { return Place{m.line, m.col} }
