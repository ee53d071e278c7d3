package plan

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// TextOptions say how a plan is written for people.
type TextOptions struct {
	Color  bool
	Source string // where the desired state was read from
	// Settled is said of an empty plan, where that is not that the account is as the
	// files say.
	Settled string
	// Unmanaged lists what no file declares and the plan leaves alone.
	Unmanaged bool
}

// Text writes the plan as people read it: grouped by owner, what differs
// beneath, one line of summary at the end.
func Text(w io.Writer, p Plan, o TextOptions) error {
	t := &text{plan: p, palette: palette(o.Color)}
	t.header(o.Source)
	t.settings()
	for _, changes := range p.byOwner() {
		t.block(changes)
	}
	if o.Unmanaged {
		t.unmanaged()
	}
	t.notes("Warning", t.yellow, p.Findings)
	t.notes("Refused", t.red, p.Refused)
	t.summary(o.Settled)
	_, err := io.WriteString(w, t.b.String())
	return err
}

type text struct {
	plan Plan
	palette
	b strings.Builder
}

func (t *text) line(format string, args ...any) {
	fmt.Fprintf(&t.b, format, args...)
	t.b.WriteByte('\n')
}

func (t *text) header(source string) {
	switch p := t.plan; {
	case p.Caller != "":
		t.line("Account %s as %s", t.bold(p.Account.ID), Clean(p.Caller))
	case p.Source != "":
		t.line("Account %s, by %s", t.bold(p.Account.ID), Clean(p.Source))
	default:
		t.line("Account %s, by the files alone", t.bold(p.Account.ID))
	}
	if source != "" {
		t.line("from %s", Clean(source))
	}
	t.line("")
}

// settings writes what is edited of what guards the plan, ahead of all that it may have
// let through.
func (t *text) settings() {
	if len(t.plan.Settings) == 0 {
		return
	}
	t.line("%s", t.bold("Edited: what guards this plan, or says what it may touch"))
	var rows []row
	for _, s := range t.plan.Settings {
		r := fieldRow(Field{Path: []string{s.Key}, Before: present(s.Before), After: present(s.After)})
		if at := cmp.Or(s.InBase.String(), s.At.String()); at != "" {
			r.value += "  " + t.dim(Clean(at))
		}
		rows = append(rows, r)
	}
	t.rows(rows)
	t.line("")
}

// block writes all changes of one owner.
func (t *text) block(changes []Change) {
	changes = renewals(changes)
	owner := changes[0].Owner
	verb := Update
	if changes[0].ID == owner {
		verb = changes[0].Verb
	}
	heading := t.sign(verb) + " " + string(owner.Kind) + " " + t.bold(Clean(owner.Name))
	if verb == replace {
		heading += ", deleted and created again"
	}
	if changes[0].ID == owner && verb != Update {
		heading += t.because(changes[0].Cause)
	}
	if at := changes[0].At; at.File != "" {
		heading += "  " + t.dim(Clean(at.String()))
	}
	t.line("%s", heading)
	var rows []row
	for _, c := range changes {
		if c.ID == owner {
			rows = append(rows, t.entityRows(c)...)
		} else {
			r := edgeRow(c)
			r.value += t.because(c.Cause)
			rows = append(rows, r)
		}
	}
	t.rows(rows)
	t.line("")
}

// row is a line of a block: a label, what is said of it, and a document beneath.
type row struct {
	sign  Verb
	label string
	value string
	lines []string // of a document, each beginning with its own sign
}

// because says what brought a change about, unless that is an edit or not known.
func (t *text) because(cause string) string {
	if cause == "" || cause == causeEdit {
		return ""
	}
	return "  " + t.dim("("+cause+")")
}

func (t *text) entityRows(c Change) []row {
	var rows []row
	for _, f := range c.allFields() {
		r := fieldRow(f)
		if c.Verb == Update {
			r.value += t.because(cmp.Or(f.Cause, c.Cause))
		}
		rows = append(rows, r)
	}
	return rows
}

func fieldRow(f Field) row {
	r := row{sign: f.verb(), label: Clean(strings.Join(f.Path, "."))}
	switch {
	case f.Renewed && f.isDocument():
		r.value = "the same, written again"
	case f.Renewed:
		r.value = show(f.Path, f.After)
	case f.isDocument():
		r.value, r.lines = sayDocument(f)
	case f.Before == nil:
		r.value = show(f.Path, f.After)
	case f.After == nil:
		r.value = show(f.Path, f.Before)
	default:
		r.value = show(f.Path, f.Before) + " -> " + show(f.Path, f.After)
	}
	return r
}

func edgeRow(c Change) row {
	r := row{sign: c.Verb}
	label, value := kinds[c.ID.Kind].says(cmp.Or(c.After, c.Before))
	r.label, r.value = Clean(label), Clean(value)
	for _, f := range c.allFields() {
		access := ""
		if access, r.lines = sayDocument(f); access != "" {
			r.value += ": " + access
		}
	}
	return r
}

func (t *text) rows(rows []row) {
	width, signs := 0, 0
	for _, r := range rows {
		width = max(width, utf8.RuneCountInString(r.label))
		signs = max(signs, len(r.sign.Sign()))
	}
	for _, r := range rows {
		sign := strings.Repeat(" ", signs-len(r.sign.Sign())) + t.sign(r.sign)
		t.line("%s", strings.TrimRight("  "+sign+" "+pad(r.label, width)+"  "+r.value, " "))
		for _, l := range r.lines {
			t.line("      %s", t.diffLine(Clean(l)))
		}
	}
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

// show writes a value so that nothing about it can be missed.
func show(path []string, v any) string {
	s := fmt.Sprint(v)
	switch path[0] {
	case "boundary":
		s = policyName(s)
	case "max_session_duration":
		s = hours(v)
	}
	if s == "" || strings.TrimSpace(s) != s || strings.Contains(s, " -> ") {
		s = strconv.Quote(s)
	}
	return Clean(s)
}

// hours writes seconds as people do: "4h", "90m".
func hours(v any) string {
	seconds, _ := v.(int)
	for _, unit := range []struct {
		name string
		long int
	}{{"h", 3600}, {"m", 60}} {
		if seconds%unit.long == 0 {
			return strconv.Itoa(seconds/unit.long) + unit.name
		}
	}
	return strconv.Itoa(seconds) + "s"
}

func (t *text) notes(word string, paint func(string) string, list []Finding) {
	for _, f := range list {
		label := paint(word + ":")
		if f.Severity == Info {
			label = t.bold("Note:")
		}
		t.line("%s [%s] %s", label, Clean(f.Code), Clean(f.Message))
		if f.Hint != "" {
			t.line("  %s", Clean(f.Hint))
		}
		if at := cmp.Or(f.InBase.String(), f.At.String()); at != "" {
			t.line("  %s", t.dim("at "+Clean(at)))
		}
		t.line("")
	}
}

func (t *text) summary(settled string) {
	s := t.plan.Summary()
	rest := t.plan.split()
	if s.Unmanaged > 0 {
		rest += " " + Count(s.Unmanaged, "object") + " of the account unmanaged."
	}
	switch {
	case len(t.plan.Refused) > 0 && t.plan.Empty():
		t.line("%s", t.red("Plan refused")+", see above."+rest)
	case len(t.plan.Refused) > 0:
		t.line("%s", t.red("Plan refused")+", see above: "+s.String()+"."+rest)
	case t.plan.Empty():
		t.line("%s", t.bold("No changes.")+" "+cmp.Or(settled, Clean(t.plan.noChanges()))+rest)
	default:
		t.line("%s", t.bold("Plan:")+" "+s.String()+"."+rest)
	}
}
