package eval

import (
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"iamsync/spec/policy"
)

// The random documents are of a small world, so that they often meet.
var (
	someActions    = []string{`"a:Get"`, `"a:Put"`, `"b:Get"`, `"*"`, `"a:*"`, `"A:G?t"`, `"*:Get"`}
	someResources  = []string{`"arn:aws:w:::r/1"`, `"arn:aws:w:::r/2"`, `"*"`, `"arn:aws:w:::r/*"`, `"arn:aws:w:::r/?"`, `"arn:aws:w:::r/${k:a}"`, `"arn:aws:w:::*${k:b}"`, `"arn:aws:w:::s"`}
	someConditions = []string{
		`{"StringEquals":{"k:a":["1","x"]}}`, `{"StringEquals":{"K:A":"1"}}`, `{"StringNotEquals":{"k:a":"1"}}`, `{"StringNotEquals":{"k:a":["1","2"]}}`,
		`{"StringLikeIfExists":{"k:a":"1*"}}`, `{"Null":{"k:a":"true"}}`, `{"ForAllValues:StringEquals":{"k:b":["1","x"]}}`,
		`{"ForAnyValue:StringNotLike":{"k:b":["1"]}}`, `{"NumericLessThan":{"k:a":"2"}}`, `{"Bool":{"k:c":"true"}}`,
		`{"Bool":{"k:c":"true"},"StringEquals":{"k:a":"${k:b}"}}`, `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/*"}}`,
	}
	someContexts = func() (all []Context) {
		for _, a := range [][]string{nil, {"1"}, {"x"}, {"2"}} {
			for _, b := range [][]string{nil, {"1"}, {"x"}, {"1", "x"}, {"2", "x"}} {
				for _, c := range [][]string{nil, {"true"}} {
					all = append(all, Closed(map[string][]string{"k:a": a, "k:b": b, "k:c": c}))
				}
			}
		}
		return append(all, Open(nil), Open(map[string][]string{"k:a": {"1"}}))
	}()
)

// someRequests are all that the small world knows.
var someRequests = func() (all []Request) {
	for _, action := range []string{"a:Get", "a:Put", "b:Get", "c:List"} {
		for _, resource := range []string{"arn:aws:w:::r/1", "arn:aws:w:::r/2", "arn:aws:w:::r/x", "arn:aws:w:::s", "*"} {
			for _, c := range someContexts {
				all = append(all, on(action, resource, c))
			}
		}
	}
	return all
}()

func anyRequest(t *rapid.T) Request { return rapid.SampledFrom(someRequests).Draw(t, "request") }

func anyDocument(t *rapid.T, label string) policy.Document {
	version := rapid.SampledFrom([]string{"2012-10-17", "2012-10-17", "2008-10-17"}).Draw(t, label+" version")
	return policy.MustParse(`{"Version":"` + version + `","Statement":[` + strings.Join(rapid.SliceOfN(rapid.Custom(anyStatement), 1, 4).Draw(t, label), ",") + `]}`)
}

func anyStatement(t *rapid.T) string {
	return anyStatementOf(t, rapid.SampledFrom([]string{"Allow", "Allow", "Deny"}).Draw(t, "effect"))
}

func anyStatementOf(t *rapid.T, effect string) string {
	not := func(key string) string {
		return rapid.SampledFrom([]string{key, key, key, "Not" + key}).Draw(t, key)
	}
	members := []string{
		`"Effect":"` + effect + `"`,
		`"` + not("Action") + `":` + anyWords(t, someActions),
		`"` + not("Resource") + `":` + anyWords(t, someResources),
	}
	if rapid.IntRange(0, 2).Draw(t, "conditional") == 0 {
		members = append(members, `"Condition":`+rapid.SampledFrom(someConditions).Draw(t, "condition"))
	}
	return "{" + strings.Join(rapid.Permutation(members).Draw(t, "members"), ",") + "}"
}

func anyWords(t *rapid.T, from []string) string {
	return "[" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(from), 1, 3).Draw(t, "words"), ",") + "]"
}

// anyHolder has one to three documents and perhaps a boundary.
func anyHolder(t *rapid.T, label string) Holder {
	c := NewCompiler()
	h := Holder{Principal: rapid.SampledFrom([]Principal{user("alice"), role("r"), {}}).Draw(t, label)}
	for i := range rapid.IntRange(1, 3).Draw(t, label+" documents") {
		h.Identity = append(h.Identity, c.Compile(anyDocument(t, label+strconv.Itoa(i))))
	}
	if rapid.IntRange(0, 2).Draw(t, label+" bounded") == 0 {
		h.Boundary = c.Compile(anyDocument(t, label+" boundary"))
	}
	return h
}
