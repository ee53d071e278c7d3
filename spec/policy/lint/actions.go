package lint

import (
	"fmt"
	"strings"

	"iamsync/spec/policy"
	"iamsync/spec/policy/internal/glob"
	"iamsync/spec/policy/services"
)

// action is what the list of services says of an action as it is written, which may
// be a pattern.
type action struct {
	service, name string // as they are written
	known         bool   // whether there is such a service
	pattern       bool
	every         bool     // of more than one service: nothing is said of it
	matches       int      // how many actions of the service it stands for
	arns          []target // what these act on; none means the resource "*" alone
}

// target is the form of an ARN that actions act on.
type target struct {
	arn
	format string // as AWS writes it
	flat   bool   // its last part never has a slash
}

// action looks up an action of a statement, each once.
func (l *Linter) action(text string) *action {
	a := l.actions[text]
	if a == nil {
		a = newAction(text)
		l.actions[text] = a
	}
	return a
}

func newAction(text string) *action {
	a := &action{}
	a.service, a.name, _ = strings.Cut(text, ":")
	a.pattern = glob.IsPattern(text)
	if a.every = glob.IsPattern(a.service) || !strings.Contains(text, ":"); a.every {
		return a
	}
	if a.known = services.Known(a.service); !a.known {
		return a
	}
	types := map[string]bool{}
	for match := range services.Match(a.service, a.name) {
		a.matches++
		for _, name := range match.Resources {
			types[name] = true
		}
	}
	for _, t := range services.ResourceTypes(a.service) {
		for _, form := range t.ARNs {
			if types[t.Name] {
				a.arns = append(a.arns, target{split(form.Pattern), form.Format, strings.HasSuffix(form.Format, ":${BucketName}")})
			}
		}
	}
	return a
}

// said reports whether the list has anything to say of what the action stands for.
func (a *action) said() bool { return !a.every && a.matches > 0 }

// each visits the actions of all statements that the list can say something of.
func (r *review) each(visit func(w policy.Word, a *action)) {
	for _, s := range r.Statements {
		for _, w := range s.Action.List {
			if a := r.action(w.Text); !a.every {
				visit(w, a)
			}
		}
	}
}

// age says how old the list is: what is newer is not wrong.
func age() string {
	return "if it is newer than the list of " + services.Date().Format("2006-01-02") + ", silence this"
}

func (r *review) unknownServices() {
	r.each(func(w policy.Word, a *action) {
		if a.known {
			return
		}
		hint := age()
		if guess := services.Near(a.service); guess != "" {
			hint = fmt.Sprintf("did you mean %s:%s?", guess, a.name)
		}
		r.report(w.Place, hint, "no service of AWS has the prefix %s", quote(a.service))
	})
}

func (r *review) unknownActions() {
	r.each(func(w policy.Word, a *action) {
		if !a.known || a.pattern || a.matches > 0 {
			return
		}
		hint := age()
		if guess := services.NearAction(a.service, a.name); guess != "" {
			hint = fmt.Sprintf("did you mean %s:%s?", a.service, guess)
		}
		r.report(w.Place, hint, "%s has no action %s", strings.ToLower(a.service), quote(a.name))
	})
}

func (r *review) patterns() {
	r.each(func(w policy.Word, a *action) {
		if !a.known || !a.pattern || a.matches > 0 {
			return
		}
		hint := age()
		if stem := strings.TrimRight(a.name, "*?"); !glob.IsPattern(stem) {
			hint = like(a.service, stem, hint)
		}
		r.report(w.Place, hint, "no action of %s matches %s", strings.ToLower(a.service), quote(a.name))
	})
}

// like suggests a pattern for one that begins with a word that no action begins
// with: the other verb of the two that people take for each other, or the plural.
func like(service, stem, otherwise string) string {
	for _, other := range verbs[strings.ToLower(stem)] {
		if services.Matches(service, other+"*") {
			return fmt.Sprintf("did you mean %s:%s*?", service, other)
		}
	}
	if guess := services.NearAction(service, stem); guess != "" {
		return fmt.Sprintf("did you mean %s:%s?", service, guess)
	}
	return otherwise
}

// verbs are the words that services use for one another's.
var verbs = map[string][]string{
	"read": {"Get", "Describe", "List"}, "describe": {"Get", "List"}, "get": {"Describe", "List"}, "list": {"Describe", "Get"},
	"write": {"Put", "Update", "Create"}, "put": {"Update", "Create"}, "update": {"Put", "Modify"}, "modify": {"Update", "Put"},
	"delete": {"Remove", "Terminate"}, "remove": {"Delete"}, "create": {"Put", "Run"},
}
