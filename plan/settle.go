package plan

import (
	"fmt"
	"slices"
	"strings"

	"iamsync/spec"
)

// settled is the desired state after everything that is not to be touched has
// been copied into it from the live state. After that the differ needs no
// exceptions: what is only live is to be deleted.
type settled struct {
	in       Input
	asked    spec.State // the live state as it was handed in, with its old names
	desired  spec.State
	declared spec.State // as the files say it

	open []spec.ID // declared, and not as declared in the account; see meet
	met  int       // how many are declared and live

	renamed   spec.Renames // old IDs of what is renamed, by the new ones
	retired   spec.Renames // new IDs of what ended under its old one
	replaced  set          // what is deleted and created again
	unmanaged []spec.ID
	kept      map[spec.ID]string // why some of them are not pruned
	owned     int                // live entities that the spec owns or declares
	findings  []Finding
	refused   []Finding
}

// settle makes the desired state complete: the fields that no file mentions, the
// objects that no file declares, and what belongs to AWS or to an incident.
func settle(in Input) settled {
	s := settled{in: in, asked: in.Live, declared: in.Desired.AsOf(in.Now), replaced: set{}, kept: map[spec.ID]string{}}
	s.desired = s.declared.Clone()
	s.applyRenames()
	s.meet()
	s.applyMoves()
	in = s.in
	s.refuseCaseChanges()
	s.keepPolicyPaths()
	for _, id := range s.open {
		if live := in.Live.Resources[id]; live != nil {
			s.keepFields(id, live)
		} else if isEntity(id) {
			s.refuseEscape(s.desired.Resources[id])
			if missing := kinds[id.Kind].missing; missing != nil {
				missing(&s, s.desired.Resources[id])
			}
		}
	}
	if s.met < len(in.Live.Resources) {
		for id, live := range in.Live.Resources {
			if !s.isDeclared(id) {
				s.keepUndeclared(live)
			}
		}
	}
	s.settleReplacements()
	s.findExpiry()
	s.findLeftBehind()
	s.findUnread()
	s.findKept()
	s.findIdle()
	s.refuseDangling()
	s.refuseStrangers()
	slices.SortFunc(s.unmanaged, compareIDs)
	return s
}

// keepFields gives a declared resource the live fields that stay as they are.
func (s *settled) keepFields(id spec.ID, live spec.Resource) {
	want := s.desired.Resources[id]
	changed := len(s.declared.Ignored[id]) > 0
	if changed {
		want = s.keepIgnored(want, live)
	}
	if keep := kinds[id.Kind].keep; keep != nil {
		if kept := keep(s, want, live); kept != nil {
			want, changed = kept, true
		}
	}
	if changed { // of a large account, most is as it is wanted
		s.desired.Add(want)
	}
}

// refuseCaseChanges refuses a name that differs from a live one by its case
// only: IAM takes the two for the same name, so it can be neither created nor,
// without losing keys and memberships, deleted and created again.
func (s *settled) refuseCaseChanges() {
	folded := map[spec.ID]spec.ID{} // of those that are to be created
	for _, id := range s.open {
		if isEntity(id) && s.in.Live.Resources[id] == nil && !s.isDisputed(id) {
			folded[id.Fold()] = id
		}
	}
	if len(folded) == 0 {
		return
	}
	for live := range s.in.Live.Resources {
		if id, found := folded[live.Fold()]; found {
			s.refuse(id, "name-case", fmt.Sprintf("%s is %s in the account, and IAM does not tell names apart by their case", id, live),
				fmt.Sprintf("write %s%s", live.Name, orRename(live)))
		}
	}
}

// orRename offers to rename what can be renamed.
func orRename(live spec.ID) string {
	if !spec.Renamable(live.Kind) {
		return ""
	}
	return ", or renamed_from: " + live.Name + " to change the case"
}

// repoint makes everything that names a policy by an ARN that it does not have
// name the one that it has.
func (s *settled) repoint(moved map[string]string) {
	for i, id := range s.open { // what is as it is declared names no policy that is elsewhere
		if follow := kinds[id.Kind].repoint; follow != nil {
			r := follow(s.desired.Resources[id], moved)
			delete(s.desired.Resources, id)
			s.desired.Add(r)
			s.open[i] = r.ID()
		}
	}
	slices.SortFunc(s.open, compareIDs) // two that were named apart can be one
	s.open = slices.Compact(s.open)
}

// refuseEscape refuses to manage, under a scope that prunes, an object that
// lies outside: the scope would have been the promise not to touch it. What AWS
// keeps for itself is never managed. An object that is renamed must be owned by
// both of its names. Where the plan brings it into the scope, it can be allowed once:
// afterwards it is owned.
func (s *settled) refuseEscape(r spec.Resource) {
	id, path := r.ID(), entityPath(r)
	if spec.IsLock(id) {
		s.refuse(id, "scope-escape", fmt.Sprintf("%s is never touched: %s", id, spec.Untouchable(id, path)), "take the declaration out")
		return
	}
	if spec.NeverTouched(path) {
		s.refuse(id, "scope-escape", fmt.Sprintf("%s lies under %s in the account, which AWS keeps for itself", id, path), "take the declaration out")
		return
	}
	if spec.Single(id.Kind) {
		return
	}
	for _, name := range s.namesOf(id) {
		if s.in.Scope.Prune && !s.in.Scope.Owns(name, path) {
			s.refuseOutside(id, outside(name, path), fmt.Sprintf("add %q to scope.include if this directory shall own it", name))
			return
		}
	}
}

// refuseOutside refuses what lies outside of the scope, unless the plan brings it in and
// that is allowed.
func (s *settled) refuseOutside(id spec.ID, message, hint string) {
	comes := s.comesIn(id)
	if comes && allowed(s.in, scopeEscape) {
		return
	}
	if comes {
		hint += ", or take it into the scope once: --allow " + scopeEscape
	}
	s.refuse(id, "scope-escape", message, hint)
}

// comesIn reports whether the plan gives a live object a name and a path that the scope
// owns, in place.
func (s *settled) comesIn(id spec.ID) bool {
	want, live := s.desired.Resources[id], s.in.Live.Resources[id]
	stuck := kinds[id.Kind].immovable != immovable{}
	return want != nil && live != nil && !stuck && s.in.Scope.Owns(id, entityPath(want))
}

func outside(id spec.ID, path string) string {
	if path == "" {
		return fmt.Sprintf("%s lies outside of the scope", id)
	}
	return fmt.Sprintf("%s lies under %s in the account, outside of the scope", id, path)
}

// refuseDangling refuses to delete what something that stays still needs. Where
// nothing comes and nothing goes, nothing can be missing.
func (s *settled) refuseDangling() {
	if s.allStay() {
		return
	}
	for id, r := range s.desired.Resources {
		for _, ref := range r.Refs() {
			_, found := s.desired.Resources[ref.ID]
			switch {
			case found || ref.ID == r.Owner() && s.doomed(ref.ID):
			case !ref.Holds && (!s.isDeclared(id) || kinds[ref.Kind].loose):
				s.orphanTrust(id, ref.ID)
			default:
				s.refuse(id, "in-use", s.danglingMessage(id, ref.ID), s.danglingHint(ref.ID, r.Owner()))
			}
		}
	}
}

// orphanTrust finds a role that trusts somebody who goes, and that no file declares,
// or that could be written so: IAM allows that, and leaves in its trust policy a unique
// ID of nobody, or the ARN of a provider that is gone.
func (s *settled) orphanTrust(role, gone spec.ID) {
	if _, live := s.in.Live.Resources[gone]; !live {
		return
	}
	undeclared := ", which no file declares,"
	if s.isDeclared(role) {
		undeclared = ""
	}
	s.find(gone, "trusted", fmt.Sprintf("%s is to be deleted, and %s%s trusts it", gone, role, undeclared))
}

// allStay reports whether the same resources are live and desired, and name the same
// others.
func (s *settled) allStay() bool {
	if len(s.desired.Resources) != len(s.in.Live.Resources) {
		return false
	}
	for _, id := range s.open {
		desired, live := s.desired.Resources[id], s.in.Live.Resources[id]
		if desired == nil || live == nil || !slices.Equal(references(desired), references(live)) {
			return false
		}
	}
	return true
}

// refuseStrangers refuses a trust policy that names a user or role of the account by
// another ARN than it has: IAM refuses it, too, when other calls have been made.
func (s *settled) refuseStrangers() {
	for _, id := range s.open {
		role, is := s.desired.Resources[id].(spec.Role)
		if !is {
			continue
		}
		for _, text := range role.Trust.Principals() {
			arn, is := spec.ParseEntityARN(text)
			if right := s.desired.ARN(arn.ID); is && arn.Account == s.desired.Account.ID && right != "" && right != text && !s.wasToMove(arn.ID, text) {
				s.refuse(id, "trust-principal", fmt.Sprintf("%s trusts %s, and the ARN of %s is %s", id, text, arn.ID, right), "write "+right)
			}
		}
	}
}

// wasToMove reports whether an ARN is the one that a role would have if its new path had
// not been refused.
func (s *settled) wasToMove(id spec.ID, arn string) bool {
	return s.declared.ARN(id) == arn && !s.declared.Ignores(id, spec.FieldPath)
}

func (s *settled) danglingHint(ref, owner spec.ID) string {
	switch {
	case s.isOver(ref):
		return fmt.Sprintf("write another day for %s, or take it from %s first", ref, owner)
	case s.declared.Absent[ref]:
		return fmt.Sprintf("take ensure: absent out of %s, or take it from %s first", ref, owner)
	}
	return fmt.Sprintf("declare %s, or ignore it, or take it from %s first", ref, owner)
}

func (s *settled) danglingMessage(id, ref spec.ID) string {
	owner := s.desired.Resources[id].Owner()
	if _, live := s.in.Live.Resources[ref]; !live {
		return fmt.Sprintf("%s needs %s, which does not exist", id, ref)
	}
	return fmt.Sprintf("%s is to be deleted, but %s, which stays, still holds it", ref, owner)
}

func (s *settled) refuse(id spec.ID, code, message, hint string) {
	s.refused = append(s.refused, Finding{Code: code, Severity: Err, Message: message, Hint: hint, At: s.declared.At[id]})
}

func (s *settled) find(id spec.ID, code, message string) { s.hint(id, code, message, "") }

// hint is find with something that can be done.
func (s *settled) hint(id spec.ID, code, message, hint string) {
	s.findings = append(s.findings, Finding{Code: code, Severity: Warning, Message: message, Hint: hint, At: s.declared.At[id]})
}

// compareFindings orders by code, place and message: what was found in the order
// of a map is printed in one order.
func compareFindings(a, b Finding) int {
	if c := strings.Compare(a.Code, b.Code); c != 0 {
		return c
	}
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	return strings.Compare(a.Message, b.Message)
}
