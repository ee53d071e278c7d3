package policy

import (
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// The random documents are of a small world, so that they often have something
// in common.
var (
	worldActions   = []string{"a:Get", "a:Put", "b:Get"}
	worldResources = []string{"arn:r1", "arn:r2"}
)

func randomDocument(t *rapid.T, label string) Document {
	statements := rapid.SliceOfN(rapid.Custom(randomStatement), 1, 4).Draw(t, label)
	version := rapid.SampledFrom([]string{"2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17"}).Draw(t, label+" version")
	return MustParse(`{"Version":"` + version + `","Statement":[` + strings.Join(statements, ",") + `]}`)
}

func randomStatement(t *rapid.T) string {
	members := []string{
		`"Effect":"` + rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect") + `"`,
		`"` + rapid.SampledFrom([]string{"Action", "Action", "NotAction"}).Draw(t, "action key") + `":` + randomWords(t, append(worldActions, "*", "a:*")),
		`"` + rapid.SampledFrom([]string{"Resource", "Resource", "NotResource"}).Draw(t, "resource key") + `":` + randomWords(t, append(worldResources, "*", "arn:r*")),
	}
	if rapid.IntRange(0, 3).Draw(t, "sid") == 0 {
		members = append(members, `"Sid":"`+rapid.StringMatching(`[AB]`).Draw(t, "sid text")+`"`)
	}
	if rapid.IntRange(0, 3).Draw(t, "condition") == 0 {
		members = append(members, `"Condition":{"Bool":{"mfa":`+rapid.SampledFrom([]string{"true", `"false"`}).Draw(t, "mfa")+`}}`)
	}
	return "{" + strings.Join(rapid.Permutation(members).Draw(t, "members"), ",") + "}"
}

func randomWords(t *rapid.T, from []string) string {
	words := rapid.SliceOfN(rapid.SampledFrom(from), 1, 3).Draw(t, "words")
	if len(words) == 1 && rapid.Bool().Draw(t, "scalar") {
		return `"` + words[0] + `"`
	}
	return `["` + strings.Join(words, `","`) + `"]`
}

// request is one of the few that the world knows.
type request struct {
	action, resource string
	mfa              bool
}

func requests() []request {
	var all []request
	for _, action := range worldActions {
		for _, resource := range worldResources {
			all = append(all, request{action, resource, true}, request{action, resource, false})
		}
	}
	return all
}

// worldMatches is a small evaluator, for the world's documents only: it says whether
// a statement with this effect matches the request.
func worldMatches(d Document, effect string, r request) bool {
	return slices.ContainsFunc(d.tree().statements(), func(s value) bool {
		return s.index()["Effect"].text == effect && selects(s, "Action", r.action) && selects(s, "Resource", r.resource) && conditionHolds(s, r)
	})
}

func selects(s value, key, text string) bool {
	if v, found := s.get(key); found {
		return anyGlob(v, text)
	}
	v, _ := s.get("Not" + key)
	return !anyGlob(v, text)
}

func anyGlob(v value, text string) bool {
	return slices.ContainsFunc(v.all(), func(e value) bool {
		prefix, star := strings.CutSuffix(e.text, "*")
		return e.text == text || star && strings.HasPrefix(text, prefix)
	})
}

func conditionHolds(s value, r request) bool {
	condition, found := s.get("Condition")
	if !found {
		return true
	}
	operator, _ := condition.get("Bool")
	mfa, _ := operator.get("mfa")
	return (mfa.text == "true") == r.mfa
}
