package plan

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"iamsync/spec"
)

// Summary counts what a plan does.
type Summary struct {
	Create    int `json:"create"`
	Update    int `json:"update"`
	Attach    int `json:"attach"`
	Detach    int `json:"detach"`
	Delete    int `json:"delete"`
	Steps     int `json:"steps"`
	Unmanaged int `json:"unmanaged"`
}

// Summary counts the plan's changes by verb, its steps and what it leaves alone.
func (p Plan) Summary() Summary {
	s := Summary{Steps: len(p.Steps), Unmanaged: len(p.Unmanaged)}
	counts := map[Verb]*int{Create: &s.Create, Update: &s.Update, Attach: &s.Attach, Detach: &s.Detach, Delete: &s.Delete}
	for _, c := range p.Changes {
		*counts[c.Verb]++
	}
	return s
}

// String says it in words: "2 to create, 1 to delete; 3 calls".
func (s Summary) String() string {
	var parts []string
	for _, n := range []struct {
		count int
		verb  Verb
	}{{s.Create, Create}, {s.Update, Update}, {s.Attach, Attach}, {s.Detach, Detach}, {s.Delete, Delete}} {
		if n.count > 0 {
			parts = append(parts, fmt.Sprintf("%d to %s", n.count, n.verb))
		}
	}
	return strings.Join(parts, ", ") + "; " + Count(s.Steps, "call")
}

// Count writes a number with its noun: "1 call", "2 calls".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// byOwner groups changes by the entity that they belong to, in the order of
// kinds and names; the entity's own change comes first.
func (p Plan) byOwner() [][]Change {
	groups := map[spec.ID][]Change{}
	var owners []spec.ID
	for _, c := range p.Changes {
		if groups[c.Owner] == nil {
			owners = append(owners, c.Owner)
		}
		groups[c.Owner] = append(groups[c.Owner], c)
	}
	slices.SortFunc(owners, compareIDs)
	var out [][]Change
	for _, owner := range owners {
		list := groups[owner]
		slices.SortStableFunc(list, func(a, b Change) int { return compareIDs(a.ID, b.ID) })
		if i := slices.IndexFunc(list, func(c Change) bool { return c.ID == owner }); i > 0 {
			own := list[i]
			list = slices.Insert(slices.Delete(list, i, i+1), 0, own)
		}
		out = append(out, list)
	}
	return out
}

// Clean makes text that came from the account or from a file safe to print: it
// escapes control characters and marks that turn the direction of writing, with
// which a terminal or a reader could be misled, and what a CI system could take for a
// command of the program, wherever it stands in a log.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd") // half a character can be a command to a terminal
	if strings.ContainsFunc(s, unsafe) {
		var b strings.Builder
		for _, r := range s {
			if unsafe(r) {
				fmt.Fprintf(&b, "\\u%04x", r)
			} else {
				b.WriteRune(r)
			}
		}
		s = b.String()
	}
	return withoutCommands(s)
}

// withoutCommands takes from a text what a runner acts on: GitHub's on a line that begins
// with ::, whatever white space is before it, and on ##[ anywhere in a line; that of Azure
// on ##vso[ (actions/runner, ActionCommand.cs; azure-pipelines-agent, Command.cs).
func withoutCommands(s string) string {
	if text := strings.TrimLeft(s, " "); strings.HasPrefix(text, "::") {
		s = s[:len(s)-len(text)] + `:\u003a` + text[len("::"):]
	}
	if strings.Contains(s, "##") {
		s = commands.ReplaceAllString(s, `#\u0023$1`)
	}
	return s
}

var commands = regexp.MustCompile(`##((?i:vso)?\[)`)

// unsafe reports whether a character is invisible or acts on what is around it:
// everything that is no graphic character, and no plain space.
func unsafe(r rune) bool { return r != ' ' && (!unicode.IsGraphic(r) || unicode.Is(unicode.Zs, r)) }

// policyName shortens the ARN of a managed policy to what people call it.
func policyName(arn string) string {
	p, err := spec.ParsePolicyARN(arn)
	switch {
	case err != nil:
		return arn
	case p.IsAWS():
		return strings.TrimPrefix(p.Path, "/") + p.Name + " (AWS managed)"
	default:
		return p.Name
	}
}

// renewals makes one of the two changes of a resource that goes and comes back, for
// people: what differs is then seen, and what does not. A policy that is attached by
// another ARN is the same to them.
func renewals(changes []Change) []Change {
	var out []Change
	for i, c := range changes {
		other := slices.IndexFunc(changes, c.isAlso)
		switch {
		case other < 0:
			out = append(out, c)
		case i < other:
			gone, comes := c, changes[other]
			if c.Before == nil {
				gone, comes = comes, gone
			}
			gone.Verb, gone.After = replace, comes.After
			gone.Fields = kinds[c.ID.Kind].compare(gone.Before, gone.After)
			out = append(out, gone)
		}
	}
	return out
}

// isAlso reports whether of two changes one brings back what the other takes.
func (c Change) isAlso(other Change) bool {
	crosses := c.Before == nil && other.After == nil || c.After == nil && other.Before == nil
	if !crosses || c.Replaces.IsZero() || c.Replaces != other.Replaces || c.ID.Kind != other.ID.Kind {
		return false
	}
	if c.ID == other.ID {
		return true
	}
	says := kinds[c.ID.Kind].says
	if says == nil {
		return false
	}
	_, one := says(cmp.Or(c.After, c.Before))
	_, two := says(cmp.Or(other.After, other.Before))
	return one == two
}
