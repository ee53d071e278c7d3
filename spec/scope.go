package spec

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
)

// Scope says what a spec owns: which objects of the account it may delete when
// no file declares them.
type Scope struct {
	// Prune deletes what is owned and not declared.
	Prune bool
	// Paths are IAM path prefixes; what lies below one is owned.
	Paths []string
	// Include owns objects wherever they lie.
	Include []Pattern
	// Ignore names objects that are never touched. It wins over the others.
	Ignore []Pattern
}

// Pattern is a glob over IDs: "user/alice", "group/app-*".
type Pattern string

// ParsePattern checks the form of a pattern: a kind that scope knows, a slash,
// a name in which * stands for any characters and ? for one.
func ParsePattern(text string) (Pattern, error) {
	kind, name, found := strings.Cut(text, "/")
	switch {
	case !found:
		return "", fmt.Errorf("pattern %q has no kind; write it as kind/name, such as user/%s", text, text)
	case !isEntity(Kind(kind)):
		return "", fmt.Errorf("pattern %q is of no kind that can be owned; write user/…, group/… or policy/…", text)
	case strings.Trim(name, "/") == "":
		return "", fmt.Errorf("pattern %q has no name; write %s/NAME for one, or %s/* for all", text, kind, kind)
	case strings.Contains(name, "/"):
		return "", fmt.Errorf("pattern %q: a name has no slash; write %s/%s; paths belong in scope.paths", text, kind, path.Base(name))
	}
	if _, err := path.Match(name, ""); err != nil || strings.ContainsAny(name, `[]\/`) {
		return "", fmt.Errorf("pattern %q: only * and ? have a meaning in the name of a pattern; write one of these instead", text)
	}
	return Pattern(text), nil
}

// Matches reports whether the pattern covers id.
func (p Pattern) Matches(id ID) bool {
	ok, err := path.Match(string(p), id.String())
	return err == nil && ok
}

// literal reports whether the pattern can only mean one object.
func (p Pattern) literal() bool { return !strings.ContainsAny(string(p), "*?") }

// Owns reports whether the scope owns the entity with this ID and IAM path. It
// is the one place that decides so; what it does not own is never deleted for
// want of a declaration.
func (s Scope) Owns(id ID, iamPath string) bool {
	if s.Ignores(id) || neverTouched(iamPath) {
		return false
	}
	for _, p := range s.Include {
		if p.Matches(id) && (p.literal() || !othersOwn(id, iamPath)) {
			return true
		}
	}
	for _, prefix := range s.Paths {
		if strings.HasPrefix(iamPath, prefix) && !othersOwn(id, iamPath) {
			return true
		}
	}
	return false
}

// Ignores reports whether the entity is named by ignore, in whatever case: to IAM
// it is the same name.
func (s Scope) Ignores(id ID) bool {
	for _, p := range s.Ignore {
		if Pattern(strings.ToLower(string(p))).Matches(id.Fold()) {
			return true
		}
	}
	return false
}

// NeverPruned are the names that other tools evidently own. CloudFormation
// tags no IAM entity, so names are all there is to go by. A pattern without
// wildcards under include overrules this.
var NeverPruned = []string{
	"cdk-*", "stacksets-exec-*", "AWSControlTower*", "aws-controltower-*",
	"AWS-QuickSetup-*", "AWSReservedSSO_*", "OrganizationAccountAccessRole",
}

// othersOwn reports whether AWS's consoles or another tool made the entity.
func othersOwn(id ID, iamPath string) bool {
	if strings.HasPrefix(iamPath, "/service-role/") {
		return true
	}
	for _, pattern := range NeverPruned {
		if ok, _ := path.Match(strings.ToLower(pattern), strings.ToLower(id.Name)); ok {
			return true
		}
	}
	return false
}

// neverTouched reports whether the path is one that AWS keeps for itself.
func neverTouched(iamPath string) bool {
	return strings.HasPrefix(iamPath, "/aws-service-role/") || strings.HasPrefix(iamPath, "/aws-reserved/")
}

func isEntity(k Kind) bool { return k == KindUser || k == KindGroup || k == KindPolicy }

// Limit bounds a number of objects: absolutely, or as a share of those owned.
type Limit struct {
	N       int
	Percent bool
}

// DefaultMaxDeletes is the limit on deletions where guards.max_deletes says
// nothing.
var DefaultMaxDeletes = Limit{N: 10}

// ParseLimit parses "10" or "20%".
func ParseLimit(text string) (Limit, error) {
	number, percent := strings.CutSuffix(text, "%")
	n, err := strconv.Atoi(number)
	if err != nil || n < 0 || number != strconv.Itoa(n) {
		return Limit{}, errors.New("it is a whole number, such as 10, or a share, such as 20%")
	}
	if percent && n > 100 {
		return Limit{}, errors.New("a share is at most 100%")
	}
	return Limit{N: n, Percent: percent}, nil
}

// Exceeded reports whether n of total objects are more than the limit allows.
func (l Limit) Exceeded(n, total int) bool {
	if l.Percent {
		return n*100 > l.N*total
	}
	return n > l.N
}

// String returns the form that ParseLimit reads.
func (l Limit) String() string {
	if l.Percent {
		return strconv.Itoa(l.N) + "%"
	}
	return strconv.Itoa(l.N)
}
