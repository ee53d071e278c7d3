package policy

import "slices"

// Difference is what differs between two documents, and what that does to access.
// It is complete: what it shows makes the later document of the earlier one.
type Difference struct {
	Access     Access
	Fields     []FieldDifference     // beside the statements: Version, Id
	Statements []StatementDifference // those of the later document in its order, then what is gone
}

// FieldDifference is a member of a document beside Statement; nil is not there. What
// is no text is JSON.
type FieldDifference struct {
	Key           string
	Before, After *string
}

// StatementDifference is a statement that is new, gone or another, or means something
// else in another Version: then it has no parts.
type StatementDifference struct {
	Before, After  Placed // Before is zero for what is new, After for what is gone
	Removed, Added []Part // of what is new or gone, all
	Access         Access
}

// Placed is a statement with its place in the document, from 1; 0 is none.
type Placed struct {
	Number int
	Statement
}

// Compare returns what differs between two documents: nothing where they are Equal.
func Compare(before, after Document) Difference {
	d := Difference{Access: Moves}
	if before.Equal(after) {
		return d
	}
	b, a := before.tree(), after.tree()
	c := comparison{old: newRules(b), now: newRules(a)}
	d.Fields = fieldDifferences(b, a)
	d.Statements = c.statements()
	if len(d.Fields) == 0 && len(d.Statements) == 0 { // of Statement itself: none at all, or an empty list
		old, had := b.get("Statement")
		now, has := a.get("Statement")
		d.Fields = []FieldDifference{{Key: "Statement", Before: old.say(had), After: now.say(has)}}
	}
	gives, takes := false, false
	for _, s := range d.Statements {
		gives, takes = gives || s.Access.Gives(), takes || s.Access.Takes()
	}
	strange := slices.ContainsFunc(d.Fields, func(f FieldDifference) bool { return f.Key != "Version" && f.Key != "Id" })
	d.Access = accessOf(gives || strange, takes || strange)
	return d
}

// IsEmpty reports whether nothing differs.
func (d Difference) IsEmpty() bool { return len(d.Fields) == 0 && len(d.Statements) == 0 }

// fieldDifferences compares all members but the statements.
func fieldDifferences(before, after value) []FieldDifference {
	var all []FieldDifference
	old, now := before.index(), after.index()
	seen := map[string]bool{"Statement": true}
	for _, m := range append(slices.Clip(after.members), before.members...) {
		if seen[m.key] {
			continue
		}
		seen[m.key] = true
		b, had := old[m.key]
		a, has := now[m.key]
		if had != has || b.canonical() != a.canonical() {
			all = append(all, FieldDifference{Key: m.key, Before: b.say(had), After: a.say(has)})
		}
	}
	return all
}

// say returns the text of a scalar, the JSON of all else and nil of nothing.
func (v value) say(there bool) *string {
	text := v.text
	if v.kind != scalar {
		text = v.json()
	}
	if !there {
		return nil
	}
	return &text
}

// comparison is of the statements of two documents.
type comparison struct{ old, now *rules }

func (c comparison) statements() []StatementDifference {
	var all []StatementDifference
	gone := make([]bool, len(c.old.all))
	for i := range gone {
		gone[i] = true
	}
	for i, o := range pairUp(c.old.all, c.now.all) {
		if o < 0 {
			all = append(all, c.statement(-1, i))
			continue
		}
		gone[o] = false
		if c.differ(o, i) {
			all = append(all, c.statement(o, i))
		}
	}
	for o := range gone {
		if gone[o] {
			all = append(all, c.statement(o, -1))
		}
	}
	return all
}

// differ reports whether a pair is worth showing.
func (c comparison) differ(old, now int) bool {
	b, a := &c.old.all[old], &c.now.all[now]
	return b.form != a.form || b.variables != a.variables
}

// statement returns the difference of a pair, of which one may be missing: -1.
func (c comparison) statement(old, now int) StatementDifference {
	var d StatementDifference
	var gives, takes bool
	var was, is []Part
	if now >= 0 {
		r := &c.now.all[now]
		d.After, is = Placed{now + 1, r.Statement}, r.parts
		gives, takes = gains(r, c.old, c.now), loses(r, c.old)
	}
	if old >= 0 {
		r := &c.old.all[old]
		d.Before, was = Placed{old + 1, r.Statement}, r.parts
		gives, takes = gives || loses(r, c.now), takes || gains(r, c.now, c.old)
	}
	d.Removed, d.Added = beyond(was, is), beyond(is, was)
	d.Access = accessOf(gives, takes)
	return d
}
