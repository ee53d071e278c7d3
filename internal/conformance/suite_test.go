package conformance

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"iamsync/internal/fakeiam"
)

// cases are all cases, in the order in which they run.
var cases = slices.Concat(
	pageCases(), markerCases(), detailCases, // while the account is small
	userCases, groupCases, membershipCases, renameCases,
	policyCases, policyListCases, foreignCases, versionCases,
	inlineCases, attachmentCases, boundaryCases, tagCases, holderCases,
	missingCases, takenCases, conflictCases, repeatCases, quotaCases,
	grammarCases(), malformedCases(), acceptedCases(), encodingCases,
	credentialCases,
	accountCases, protocolCases,
	roleCases, trustCases, profileCases, oidcCases, samlCases, missingRoleCases,
)

func TestNamesOfCases(t *testing.T) {
	seen := map[string]bool{wordsCase: true}
	for _, c := range cases {
		if seen[c.name] || strings.ContainsAny(c.name, ":\n") || c.name == "" {
			t.Errorf("%q does not do as a name", c.name)
		}
		seen[c.name] = true
	}
	t.Logf("%d cases", len(cases))
}

// actionRE finds the actions in the emulator's own table.
var actionRE = regexp.MustCompile(`(?m)^\s+"([A-Z][A-Za-z]+)":\s+(?:reads|writes|does)\(`)

// withoutInput cannot be asked wrongly.
var withoutInput = []string{
	"GetAccountSummary", "GetCallerIdentity", "ListOpenIDConnectProviders", "ListSAMLProviders", "GenerateCredentialReport",
}

// everyActionIsTried wants of each action that the emulator knows that some case
// saw it succeed and some case saw it refuse. A new action needs cases.
func everyActionIsTried(t *testing.T, calls []fakeiam.Call) {
	t.Helper()
	table, err := os.ReadFile("../fakeiam/actions.go")
	if err != nil {
		t.Fatal(err)
	}
	done, refused := map[string]bool{}, map[string]bool{}
	for _, c := range calls {
		if c.Code == "" {
			done[c.Action] = true
		} else {
			refused[c.Action] = true
		}
	}
	actions := actionRE.FindAllSubmatch(table, -1)
	for _, m := range actions {
		action := string(m[1])
		if !done[action] {
			t.Errorf("no case sees %s succeed", action)
		}
		if !refused[action] && !slices.Contains(withoutInput, action) {
			t.Errorf("no case sees %s refused", action)
		}
	}
	if len(actions) < 40 {
		t.Errorf("found only %d actions in the table", len(actions))
	}
}
