package fakeiam

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// trust is a role's trust document. IAM keeps users and roles in it by their
// unique IDs and renders it anew for every answer: who was renamed or moved since
// is shown by the new ARN, who was deleted by the ID (User Guide, "AWS JSON policy
// elements: Principal").
type trust struct {
	version    json.RawMessage
	id         json.RawMessage
	statements []trustStatement
}

type trustStatement struct {
	rest       object // all but the principals, as it was sent
	principals []trustedKind
}

// trustedKind is one member of Principal.
type trustedKind struct {
	kind string // AWS, Federated or Service
	list bool   // it was written as a list
	of   []trusted
}

// trusted is one of those who are trusted: a user or role of this account, or what
// stands for itself: *, the root of an account, somebody of another account, a
// service.
type trusted struct {
	who  *principal
	text string
}

// stored is how the state keeps it.
func (t trusted) stored(*account) string {
	if t.who != nil {
		return t.who.id
	}
	return t.text
}

// shown is how answers have it.
func (t trusted) shown(a *account) string {
	if t.who != nil && !t.who.gone {
		return t.who.arn(a)
	}
	return t.stored(a)
}

// resolver finds who a principal is, or refuses it.
type resolver func(kind, text string) (trusted, error)

var badSyntax = malformed("Syntax errors in policy.")

// readTrust takes a document apart. It looks at its grammar no further than it must.
func readTrust(text string, resolve resolver) (*trust, error) {
	var compact bytes.Buffer
	var top object
	if json.Compact(&compact, []byte(text)) != nil || !into(compact.Bytes(), &top) {
		return nil, badSyntax
	}
	t := &trust{version: top["Version"], id: top["Id"]}
	for _, raw := range oneOrMany(top["Statement"]) {
		s := trustStatement{}
		if !into(raw, &s.rest) {
			return nil, badSyntax
		}
		var err error
		if s.principals, err = readPrincipals(s.rest["Principal"], resolve); err != nil {
			return nil, err
		}
		delete(s.rest, "Principal")
		t.statements = append(t.statements, s)
	}
	return t, nil
}

// into says whether a text is a JSON object.
func into(text []byte, o *object) bool { return json.Unmarshal(text, o) == nil && *o != nil }

// principalKinds are the members of Principal that a trust document may have, in
// the order in which they are shown.
var principalKinds = []string{"AWS", "Federated", "Service"}

// readPrincipals takes "*" for {"AWS":"*"}.
func readPrincipals(raw json.RawMessage, resolve resolver) ([]trustedKind, error) {
	if string(raw) == `"*"` {
		raw = json.RawMessage(`{"AWS":"*"}`)
	}
	var kinds object
	if !into(raw, &kinds) || !only(kinds, principalKinds...) {
		return nil, badSyntax
	}
	var out []trustedKind
	for _, kind := range principalKinds {
		texts, ok := either(kinds, kind, "")
		if !ok {
			return nil, badSyntax
		}
		if len(texts) == 0 {
			continue
		}
		k := trustedKind{kind: kind, list: kinds[kind][0] == '['}
		for _, text := range texts {
			t, err := resolve(kind, text)
			if err != nil {
				return nil, err
			}
			k.of = append(k.of, t)
		}
		out = append(out, k.inOrder())
	}
	return out, nil
}

// inOrder puts principals in an order that is always the same and not the
// author's, each once. IAM's own order follows no rule that could be seen
// (issues of Terraform's AWS provider), and nobody should depend on it.
func (k trustedKind) inOrder() trustedKind {
	rank := func(t trusted) string { return derivedID("", t.stored(nil)) }
	slices.SortFunc(k.of, func(a, b trusted) int { return cmp.Compare(rank(a), rank(b)) })
	k.of = slices.CompactFunc(k.of, func(a, b trusted) bool { return a == b })
	return k
}

// statementOrder is the order in which IAM shows the members of a statement.
var statementOrder = []string{"Sid", "Effect", "Principal", "Action", "Condition"}

// render writes the document with each principal as name says.
func (t *trust) render(a *account, name func(trusted, *account) string) string {
	var statements []string
	for _, s := range t.statements {
		members := []string{}
		for _, m := range statementOrder {
			if m == "Principal" {
				members = append(members, `"Principal":`+s.renderPrincipals(a, name))
			} else if raw, ok := s.rest[m]; ok {
				members = append(members, strconv.Quote(m)+":"+string(raw))
			}
		}
		statements = append(statements, "{"+strings.Join(members, ",")+"}")
	}
	head := ""
	if t.version != nil {
		head += `"Version":` + string(t.version) + ","
	}
	if t.id != nil {
		head += `"Id":` + string(t.id) + ","
	}
	return "{" + head + `"Statement":[` + strings.Join(statements, ",") + "]}"
}

func (s trustStatement) renderPrincipals(a *account, name func(trusted, *account) string) string {
	var kinds []string
	for _, k := range s.principals {
		var names []string
		for _, t := range k.of {
			names = append(names, strconv.Quote(name(t, a))) // printable ASCII, for which Go quotes as JSON does
		}
		value := strings.Join(names, ",")
		if k.list || len(names) > 1 {
			value = "[" + value + "]"
		}
		kinds = append(kinds, strconv.Quote(k.kind)+":"+value)
	}
	return "{" + strings.Join(kinds, ",") + "}"
}

// document is the trust document as answers have it.
func (r *role) document(a *account) string { return urlEncoded(r.trust.render(a, trusted.shown)) }
