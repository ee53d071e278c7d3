package spec

import "slices"

// Spec is a tree of files that was read and checked, before the names of
// policies are resolved.
type Spec struct {
	// Root is the root file, slash-separated, below the directory.
	Root string
	// Account is the ID of the account that the spec is for.
	Account string
	// Scope is what the spec owns.
	Scope Scope
	// Guards say what a plan must not do; DefaultGuards where nothing is written.
	Guards Guards
	// Files are the files that make up the spec, documents among them,
	// slash-separated, below the directory, sorted.
	Files []string

	// Ends are all that is wanted until a day, in the order of their places.
	Ends []End

	accountAt Position
	settings  []Setting
	objects   []object // in the order of their declaration
	vars      *variables
	catalogue bool
}

// End says that something which the files declare is wanted until a day.
type End struct {
	At   Position
	What string // in words
	Day  Day
}

// AccountAt is where the files say which account they are for.
func (s *Spec) AccountAt() Position { return s.accountAt }

// NeedsCatalogue reports whether names are written that may be those of AWS
// managed policies: Resolve then wants to know these.
func (s *Spec) NeedsCatalogue() bool { return s.catalogue }

// Tagged returns the objects that say more than a bulk read returns of their kind, in
// order: that is tags, for most, and these must be asked for.
func (s *Spec) Tagged() []ID {
	var ids []ID
	for _, o := range s.objects {
		if t, is := o.(tagged); is {
			ids = append(ids, t.tagged()...)
		}
	}
	slices.SortFunc(ids, Compare)
	return ids
}

// tagged is an object of a kind of which no bulk read returns everything. It returns
// the entities of that kind that it declares and of which that is needed: those that
// write tags, and those that might be created again with the tags that they have.
type tagged interface{ tagged() []ID }

func (h *head) onlyIf(needed bool) []ID {
	if !needed {
		return nil
	}
	return []ID{h.id}
}

func (p *policyDecl) tagged() []ID { return p.onlyIf(p.tags != nil || p.replace) }

func (d *profileDecl) tagged() []ID { return d.onlyIf(d.tags != nil || d.replace) }

// tagged returns the role's instance profiles: its own tags come with the bulk read.
func (d *roleDecl) tagged() (ids []ID) {
	for _, w := range d.profiles {
		if d.replace {
			ids = append(ids, ProfileID(w.text))
		}
	}
	return ids
}

// tagged returns all providers: their list has no more than their ARNs.
func (d *oidcDecl) tagged() []ID { return d.onlyIf(!d.absent) }

func (d *samlDecl) tagged() []ID { return d.onlyIf(!d.absent) }

// Policies returns the names of all declared policies that shall be, in order.
func (s *Spec) Policies() []string {
	var names []string
	for _, o := range s.objects {
		if p, ok := o.(*policyDecl); ok && !p.absent {
			names = append(names, p.id.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Len returns how many entities are declared.
func (s *Spec) Len() int { return len(s.objects) }
