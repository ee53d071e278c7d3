package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var levels = []string{"List", "Read", "Write", "Permissions management", "Tagging"}

// What the text cannot hold, or package services would not find, is refused.
var (
	prefixForm = regexp.MustCompile(`^[a-z0-9-]+$`)
	actionForm = regexp.MustCompile(`^[A-Za-z0-9-]+$`)
	nameForm   = regexp.MustCompile(`^[ -~]+$`)
	arnForm    = regexp.MustCompile(`^arn:[!-~]+$`)
)

// text writes the list in the form that data.go of package services describes.
func (r release) text() ([]byte, error) {
	var to bytes.Buffer
	fmt.Fprintf(&to, "# %s %s\n# %s\n", r.Name, r.Version, r.day())
	for line := range strings.Lines(strings.TrimSpace(r.licence) + "\n") {
		to.WriteString(strings.TrimSpace("# "+line) + "\n")
	}
	slices.SortFunc(r.services, func(a, b service) int { return cmp.Compare(a.prefix, b.prefix) })
	for _, s := range r.services {
		if err := s.text(&to); err != nil {
			return nil, fmt.Errorf("service %s: %w", s.prefix, err)
		}
	}
	return to.Bytes(), nil
}

func (s service) text(to *bytes.Buffer) error {
	if !prefixForm.MatchString(s.prefix) || !nameForm.MatchString(s.name) {
		return fmt.Errorf("%q or %q is no name", s.prefix, s.name)
	}
	fmt.Fprintf(to, "\n%s\t%s\n", s.prefix, s.name)
	for _, key := range slices.Sorted(maps.Keys(s.resources)) {
		line, err := s.resources[key].line()
		if err != nil {
			return err
		}
		to.WriteString(line)
	}
	for _, key := range slices.Sorted(maps.Keys(s.actions)) {
		line, err := s.line(key)
		if err != nil {
			return err
		}
		to.WriteString(line)
	}
	return nil
}

func (r resource) line() (string, error) {
	formats := strings.Split(r.ARN, ", ")
	for _, f := range formats {
		if !arnForm.MatchString(f) {
			return "", fmt.Errorf("resource %s: %q is no ARN", r.Key, f)
		}
	}
	if !nameForm.MatchString(r.Key) {
		return "", fmt.Errorf("resource: %q is no name", r.Key)
	}
	return "=" + strings.Join(append([]string{r.Key}, formats...), "\t") + "\n", nil
}

func (s service) line(key string) (string, error) {
	a := s.actions[key]
	if strings.ToLower(a.Name) != key || !actionForm.MatchString(a.Name) {
		return "", fmt.Errorf("action %q: %q is no name", key, a.Name)
	}
	level, _, _ := strings.Cut(a.AccessLevel, ",")
	if !slices.Contains(levels, level) {
		return "", fmt.Errorf("action %s: %q is no level", a.Name, a.AccessLevel)
	}
	var types []string
	for _, t := range a.ResourceTypes {
		r, ok := s.resources[strings.ToLower(t.Name)]
		if !ok {
			return "", fmt.Errorf("action %s: there is no resource %q", a.Name, t.Name)
		}
		types = append(types, r.Key)
	}
	slices.Sort(types)
	return level[:1] + strings.Join(append([]string{a.Name}, slices.Compact(types)...), "\t") + "\n", nil
}
