package spec

import (
	"errors"
	"fmt"
	"path"
	"slices"
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
		return "", fmt.Errorf("pattern %q is of no kind that can be owned; write one of %s", text, patternKinds())
	case strings.Trim(name, "/") == "":
		return "", fmt.Errorf("pattern %q has no name; write %s/NAME for one, or %s/* for all", text, kind, kind)
	case strings.Contains(name, "/") && Kind(kind) != KindOIDC:
		return "", fmt.Errorf("pattern %q: a name has no slash; write %s/%s; paths belong in scope.paths", text, kind, path.Base(name))
	}
	if _, err := path.Match(name, ""); err != nil || strings.ContainsAny(name, `[]\`) {
		return "", fmt.Errorf("pattern %q: only * and ? have a meaning in the name of a pattern; write one of these instead", text)
	}
	return Pattern(text), nil
}

// Matches reports whether the pattern covers id.
func (p Pattern) Matches(id ID) bool {
	kind, glob, _ := strings.Cut(string(p), "/")
	ok, err := path.Match(unslashed.Replace(glob), unslashed.Replace(id.Name))
	return Kind(kind) == id.Kind && err == nil && ok
}

// unslashed takes out what * and ? do not stand for: a slash in the name of a provider
// is like any other character.
var unslashed = strings.NewReplacer("/", "\x00")

// patternKinds are the forms that patterns can have.
func patternKinds() string {
	var forms []string
	for _, k := range entities {
		forms = append(forms, string(k)+"/…")
	}
	return strings.Join(forms, ", ")
}

// One returns the object that the pattern means, and whether it can only mean that one.
func (p Pattern) One() (ID, bool) {
	kind, name, _ := strings.Cut(string(p), "/")
	return ID{Kind(kind), name}, p.literal()
}

// literal reports whether the pattern can only mean one object.
func (p Pattern) literal() bool { return !strings.ContainsAny(string(p), "*?") }

// Owns reports whether the scope owns the entity with this ID and IAM path. It
// is the one place that decides so; what it does not own is never deleted for
// want of a declaration.
func (s Scope) Owns(id ID, iamPath string) bool {
	return s.covers(id, iamPath) && s.Keeps(id, iamPath) == ""
}

// Keeps says why an entity that the paths and patterns of the scope cover is not
// owned all the same, and so not pruned. It returns "" where there is no reason.
func (s Scope) Keeps(id ID, iamPath string) string {
	others := othersOwn(id, iamPath)
	named := func(p Pattern) bool { return p.literal() && p.Matches(id) }
	switch {
	case !s.covers(id, iamPath):
		return ""
	case s.Ignores(id):
		return ScopeIgnores
	case Untouchable(id, iamPath) != "":
		return Untouchable(id, iamPath)
	case others != "" && !slices.ContainsFunc(s.Include, named):
		return others
	}
	return ""
}

// ScopeIgnores is why the scope keeps what it ignores: because somebody said so.
const ScopeIgnores = "scope.ignore names it"

// covers reports whether a path or pattern of the scope holds the entity.
func (s Scope) covers(id ID, iamPath string) bool {
	return slices.ContainsFunc(s.Include, func(p Pattern) bool { return p.Matches(id) }) ||
		!slices.Contains(providers, id.Kind) && slices.ContainsFunc(s.Paths, func(prefix string) bool { return strings.HasPrefix(iamPath, prefix) })
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

// othersOwn says from what it is seen that AWS's consoles or another tool made the
// entity, or "".
func othersOwn(id ID, iamPath string) string {
	if strings.HasPrefix(iamPath, "/service-role/") {
		return "a console of AWS made what lies below /service-role/"
	}
	for _, pattern := range NeverPruned {
		if ok, _ := path.Match(strings.ToLower(pattern), strings.ToLower(id.Name)); ok {
			return "another tool owns what is named " + pattern
		}
	}
	return ""
}

// reservedPaths are those that AWS keeps for itself.
var reservedPaths = []string{"/aws-service-role/", "/aws-reserved/"}

// NeverTouched reports whether the path is below one of them.
func NeverTouched(iamPath string) bool {
	return slices.ContainsFunc(reservedPaths, func(prefix string) bool { return strings.HasPrefix(iamPath, prefix) })
}

// Untouchable says why an entity is never changed, whatever the files say, or "". It is the
// one place that knows.
func Untouchable(id ID, iamPath string) string {
	switch {
	case IsLock(id):
		return "it has the name of the lock of iamsync"
	case NeverTouched(iamPath):
		return "AWS keeps what lies there for itself"
	}
	return ""
}

func isEntity(k Kind) bool { return slices.Contains(entities, k) }

// entities are the kinds that can be declared and owned.
var entities = []Kind{KindUser, KindGroup, KindRole, KindPolicy, KindProfile, KindOIDC, KindSAML, KindServerCert}

// providers are the kinds of identity providers. They have no path, so that they are
// owned through include alone.
var providers = []Kind{KindOIDC, KindSAML}

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
