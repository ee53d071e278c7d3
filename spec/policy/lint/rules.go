package lint

// Rule is one thing that is looked for.
type Rule struct {
	Code     string // stable
	Severity Severity
	Title    string // what is found, in a few words
	check    func(*review)
}

// UnusedSilence is the code of the finding that a code is silenced which is not
// found. Those who know of silences report it.
const UnusedSilence = "unused-silence"

// PolicySize is the code of the finding that a document is near its limit.
const PolicySize = "policy-size"

// Rules returns all that there are, in the order of their codes. There is a page
// about each in docs/findings.
func Rules() []Rule {
	return []Rule{
		{"action-matches-nothing", Warning, "a pattern stands for no action", (*review).patterns},
		{"action-without-resource", Warning, "an action acts on none of the resources of its statement", (*review).lostActions},
		{"admin-wildcard", Warning, "everything is allowed on everything", (*review).admin},
		{"allow-not-action", Warning, "everything is allowed but some actions", (*review).notAction},
		{"allow-not-principal", Error, "everybody is allowed but some", (*review).notPrincipal},
		{"denied-allow", Warning, "what a statement allows is denied by another", (*review).deniedAllows},
		{"iam-wildcard", Warning, "everything of IAM is allowed on everything", (*review).allOfIAM},
		{"pass-role-wildcard", Warning, "any role may be passed to a service", (*review).passRole},
		{PolicySize, Info, "a document is nearly as large as IAM takes", (*review).size},
		{"privilege-escalation", Warning, "an action gives whoever has it more rights", (*review).escalation},
		{"redundant-action", Info, "an action is covered by another one", (*review).redundantActions},
		{"redundant-resource", Info, "a resource is covered by another one", (*review).redundantResources},
		{"redundant-statement", Info, "a statement is covered by another one", (*review).redundantStatements},
		{"resource-never-matches", Warning, "no action of the statement acts on a resource", (*review).lostResources},
		{"trust-everybody", Error, "everybody may assume a role", (*review).everybody},
		{"trust-federated", Warning, "a provider's users may all assume a role", (*review).federated},
		{"trust-shared-provider", Error, "strangers may assume a role through a provider that all share", (*review).sharedProvider},
		{"unknown-action", Warning, "a service has no such action", (*review).unknownActions},
		{"unknown-service", Warning, "there is no such service", (*review).unknownServices},
		{UnusedSilence, Info, "what is silenced is not found", nil},
		{"variables-unresolved", Warning, "variables are written, and the version of the document has none", (*review).variables},
	}
}
