package spec

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"iamsync/spec/internal/near"
)

// The variables that every spec has.
const (
	varAccount   = "account"
	varPartition = "partition"
)

// varPattern is what names of variables are made of.
const varPattern = "[a-z][a-z0-9_]*"

var varName = regexp.MustCompile("^" + varPattern + "$")

// variables expands $(name). IAM's own ${name} is left alone, and $$( stands for
// a plain $(.
type variables struct {
	values map[string]string
	at     map[string]Position // where they are declared
	// unknown says that the root file could not be read: what it declares is
	// then anybody's guess, and no reference to it is wrong.
	unknown bool
	// hints says what to write instead, by the text of the error.
	hints map[string]string
}

// newVariables returns the built-in variables. Until the account is asked, its
// partition is taken to be the ordinary one; an account that is written wrong
// has some number, so that nothing else seems to be wrong.
func newVariables(account Account) *variables {
	partition := account.Partition
	if partition == "" {
		partition = "aws"
	}
	id := account.ID
	if id == "" {
		id = "000000000000"
	}
	return &variables{values: map[string]string{varAccount: id, varPartition: partition}, at: map[string]Position{}, hints: map[string]string{}}
}

// in returns the same variables in an account whose partition is known.
func (v *variables) in(account Account) *variables {
	values := maps.Clone(v.values)
	maps.Copy(values, newVariables(account).values)
	return &variables{values: values, hints: map[string]string{}}
}

// origin says where the variables of a text are declared, as a hint.
func (v *variables) origin(text string) string {
	var from []string
	for _, name := range slices.Sorted(maps.Keys(v.at)) {
		if strings.Contains(text, "$("+name+")") {
			from = append(from, fmt.Sprintf("$(%s) is declared at %s", name, v.at[name]))
		}
	}
	return strings.Join(from, ", and ")
}

func (v *variables) expand(text string) (string, error) {
	expanded, _, err := v.fill(text)
	return expanded, err
}

// noting returns expand, and where it notes that $(partition) was met: what that
// stands for is known only live.
func (v *variables) noting() (expand func(string) (string, error), partitioned *bool) {
	partitioned = new(bool)
	return func(text string) (string, error) {
		expanded, met, err := v.fill(text)
		*partitioned = *partitioned || met
		return expanded, err
	}, partitioned
}

// fill expands the variables of a text and reports whether $(partition) is one
// of them.
func (v *variables) fill(text string) (filled string, partitioned bool, err error) {
	if !strings.Contains(text, "$(") {
		return text, false, nil
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "$(")
		if !found {
			return b.String() + text, partitioned, nil
		}
		if escaped, yes := strings.CutSuffix(before, "$"); yes {
			b.WriteString(escaped + "$(")
			text = rest
			continue
		}
		name, after, closed := strings.Cut(rest, ")")
		if !closed {
			return "", false, v.fail("$( is not closed", plainDollar)
		}
		value, err := v.value(name)
		if err != nil {
			return "", false, err
		}
		b.WriteString(before + value)
		text, partitioned = after, partitioned || name == varPartition
	}
}

// value returns what a variable stands for.
func (v *variables) value(name string) (string, error) {
	value, known := v.values[name]
	switch {
	case known:
		return value, nil
	case v.unknown:
		return name, nil
	}
	return "", v.fail(fmt.Sprintf("the variable $(%s) is not declared", name), v.suggest(name))
}

const plainDollar = "write $(name), or $$( for a plain $("

// suggest says what to write instead of a variable that is not known.
func (v *variables) suggest(name string) string {
	known := slices.Sorted(maps.Keys(v.values))
	if guess := near.Word(name, known); guess != "" {
		return fmt.Sprintf("did you mean $(%s)?", guess)
	}
	if !varName.MatchString(name) {
		return plainDollar
	}
	var shown []string
	for _, other := range known[:min(len(known), maxShown)] {
		shown = append(shown, "$("+other+")")
	}
	if len(known) > maxShown {
		shown = append(shown, "…")
	}
	return "declare it in vars; there are " + strings.Join(shown, ", ")
}

// fail returns an error, and keeps the hint for whoever reports it: documents
// are expanded by code that knows of no hints.
func (v *variables) fail(message, hint string) error {
	v.hints[message] = hint
	return errors.New(message)
}
