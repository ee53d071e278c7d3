package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"iamsync/spec"
)

// notKnown is the code of what a snapshot does not say. None of it is guessed:
//
//	an object that may be there or not   is taken out of both sides: nothing is planned for it
//	a field of an object that is there   stays as it is
//
// and each is named in a finding.
const notKnown = "not-known"

// doubts are what a plan cannot know.
type doubts struct {
	in       Input // without what is not known
	findings []Finding
}

// doubt takes out of what a plan depends on all that its snapshot does not know.
func doubt(in Input) doubts {
	d := doubts{in: in}
	if in.Known == nil {
		return d
	}
	d.in.Live, d.in.Desired = in.Live.Clone(), in.Desired.Clone()
	d.in.Desired.Ignored, d.in.Desired.Renamed = maps.Clone(in.Desired.Ignored), maps.Clone(in.Desired.Renamed)
	d.leaveObjects()
	d.leaveFields()
	return d
}

// leaveObjects leaves alone what may be in the account or not.
func (d *doubts) leaveObjects() {
	known := d.in.Known
	for _, kind := range known.Incomplete {
		ids := slices.DeleteFunc(d.declared(kind), func(id spec.ID) bool { return d.in.Live.Resources[id] != nil })
		for _, id := range ids {
			delete(d.in.Desired.Resources, id)
			delete(d.in.Desired.Renamed, id)
		}
		d.name(ids, "%s: whether the account has it, %s does not say; nothing is planned for it", known.Source)
	}
	if d.in.Scope.Prune && len(known.Incomplete) > 0 {
		some := slices.DeleteFunc(slices.Clone(known.Incomplete), spec.Single)
		words := each(some, func(k spec.Kind) string { return string(k) })
		d.say(fmt.Sprintf("scope.prune: of the kinds %s, %s does not say all that the account has: what no file declares of them may have to go, too", strings.Join(words, ", "), known.Source))
	}
}

// declared returns the entities of a kind that are declared, those that shall not be among
// them, in order.
func (d *doubts) declared(kind spec.Kind) []spec.ID {
	var ids []spec.ID
	for id := range d.in.Desired.Resources {
		if id.Kind == kind {
			ids = append(ids, id)
		}
	}
	for id := range d.in.Desired.Absent {
		if id.Kind == kind {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, compareIDs)
	return slices.Compact(ids)
}

// unknown is what of a kind no bulk read returns: fields that can be left as they are, or,
// where all is nil, nearly everything.
var unknown = map[spec.Kind][]spec.Field{
	spec.KindPolicy:     {spec.FieldDescription, spec.FieldTags},
	spec.KindRole:       {spec.FieldDescription, spec.FieldMaxSession},
	spec.KindProfile:    {spec.FieldTags},
	spec.KindServerCert: {spec.FieldTags},
}

// leaveFields leaves as they are the fields of which nothing is known.
func (d *doubts) leaveFields() {
	known := d.in.Known
	some := map[spec.Kind][]spec.ID{}
	for _, kind := range known.Partly {
		some[kind] = d.declared(kind)
	}
	for _, id := range known.Wanted {
		if !slices.Contains(known.InFull, id) {
			some[id.Kind] = append(some[id.Kind], id)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(some)) {
		ids := slices.DeleteFunc(some[kind], func(id spec.ID) bool {
			return d.in.Live.Resources[id] == nil || d.in.Desired.Resources[id] == nil
		})
		for _, id := range ids {
			d.leave(id)
		}
		what := "all that it has but its name"
		if fields := unknown[kind]; fields != nil {
			what = strings.Join(each(fields, func(f spec.Field) string { return string(f) }), ", ")
		}
		d.name(ids, "%s: "+what+" could not be compared: %s does not say that", known.Source)
	}
}

func (d *doubts) leave(id spec.ID) {
	if fields := unknown[id.Kind]; fields != nil {
		d.in.Desired.Ignored[id] = append(slices.Clone(d.in.Desired.Ignored[id]), fields...)
		return
	}
	d.in.Desired.Add(d.in.Live.Resources[id])
}

// name notes something of several objects, if there are any.
func (d *doubts) name(ids []spec.ID, message, source string) {
	if len(ids) == 0 {
		return
	}
	ids = slices.Compact(slices.SortedFunc(slices.Values(ids), compareIDs))
	names := each(ids, spec.ID.String)
	d.findings = append(d.findings, Finding{Code: notKnown, Severity: Warning, About: ids, At: d.in.Desired.At[ids[0]],
		Message: fmt.Sprintf(message, strings.Join(names, ", "), source)})
}

func (d *doubts) say(message string) {
	d.findings = append(d.findings, Finding{Code: notKnown, Severity: Warning, Message: message})
}

// noChanges says what a plan without changes means.
func (p Plan) noChanges() string {
	if slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Code == notKnown }) {
		return "As far as " + p.Source + " says, the account is as the files say."
	}
	if p.Source == "" && p.Caller == "" {
		return "The files say what they said before. No account was asked."
	}
	return "The account is as the files say."
}

// findBlind says which guards could not look, and what else of the plan is not known.
func (d *doubts) findBlind(p Plan) {
	known := d.in.Known
	if known == nil || p.Empty() {
		return
	}
	if d.in.Quotas == nil {
		d.say(fmt.Sprintf("the guard quotas: %s does not say what the account's quotas are; those of a new account are taken", known.Source))
	}
	if d.in.Caller == "" {
		d.say(fmt.Sprintf("the guards self-lockout and self-escalation: %s does not say who would apply; they looked at guards.appliers only", known.Source))
	}
	without := slices.DeleteFunc(p.Doomed(), func(id spec.ID) bool { return slices.Contains(known.Users, id) })
	d.name(without, "%s: whether there are a password, keys or devices, which go first, %s does not say; their calls are not in the plan", known.Source)
	if d.in.Guards.UnusedDays == 0 {
		return
	}
	if known.Uses {
		d.name(without, "%s: the guard used-recently could not see when passwords and access keys were used: %s does not say", known.Source)
		return
	}
	d.name(p.Doomed(), "%s: the guard used-recently could not see when passwords and access keys were used: %s does not say", known.Source)
}
