package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"

	"iamsync/plan"
	"iamsync/spec"
)

// ciSystem is a row of the table of those whose jobs can assume a role without a secret,
// by a token of an OpenID Connect provider.
type ciSystem struct {
	issuer     string
	audience   string // "": the issuer itself
	repository *regexp.Regexp
	example    string
	// subjects are those of the tokens whose jobs may assume the role.
	subjects func(repository, branch, environment string, job plan.Job) []string
}

var ciSystems = map[string]ciSystem{
	// GitHub Docs, "OpenID Connect reference" and "Configuring OpenID Connect in Amazon Web
	// Services". The subjects of repositories made or renamed since July 15, 2026, have the
	// numbers of owner and repository behind their names.
	"github": {
		issuer: "https://token.actions.githubusercontent.com", audience: "sts.amazonaws.com",
		repository: regexp.MustCompile(`^[A-Za-z0-9_.-]+(@[0-9]+)?/[A-Za-z0-9_.-]+(@[0-9]+)?$`), example: "acme/iam, or acme@1234/iam@5678",
		subjects: func(repository, branch, environment string, job plan.Job) []string {
			if environment != "" { // whatever the event, a job in an environment has this
				return []string{"repo:" + repository + ":environment:" + strings.ReplaceAll(environment, ":", "%3A")}
			}
			at := []string{"repo:" + repository + ":ref:refs/heads/" + branch}
			if job == plan.JobPlan {
				return append([]string{"repo:" + repository + ":pull_request"}, at...)
			}
			return at
		},
	},
	// GitLab Docs, "Configure OpenID Connect in AWS to retrieve temporary credentials". The
	// audience is what the job asks for: the address of the server, there.
	"gitlab": {
		issuer:     "https://gitlab.com",
		repository: regexp.MustCompile(`^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+$`), example: "acme/platform/iam",
		subjects: func(repository, branch, _ string, _ plan.Job) []string {
			return []string{"project_path:" + repository + ":ref_type:branch:ref:" + branch}
		},
	},
}

// trust is what a role's trust policy is made of.
type trust struct {
	issuer, audience string
	subjects         []string
}

// trustFlags go with --trust alone.
var trustFlags = []string{"repository", "branch", "environment", "issuer"}

func readTrustFlags(c *cli.Context, job plan.Job) (*trust, error) {
	if !c.IsSet("trust") {
		for _, name := range trustFlags {
			if c.IsSet(name) {
				return nil, usageError("--"+name+" goes with --trust", "add --trust github or --trust gitlab")
			}
		}
		return nil, nil
	}
	name, repository, branch, environment := c.String("trust"), c.String("repository"), c.String("branch"), c.String("environment")
	system, known := ciSystems[name]
	switch {
	case !known:
		return nil, usageError(fmt.Sprintf("--trust %s is not known", name), "it is github or gitlab")
	case repository == "":
		return nil, usageError("--trust needs --repository", "it looks like "+system.example)
	case !system.repository.MatchString(repository):
		return nil, usageError(fmt.Sprintf("--repository %s is none", repository), "it looks like "+system.example)
	case c.IsSet("branch") && c.IsSet("environment"):
		return nil, usageError("--branch and --environment exclude each other: a job in an environment is known by that alone", "leave one out")
	case name == "gitlab" && c.IsSet("environment"):
		return nil, usageError("the tokens of GitLab do not name an environment in their subject", "use --branch, and protect it")
	}
	if branch == "" {
		branch = "main"
	}
	for flag, value := range map[string]string{"branch": branch, "environment": environment} {
		if strings.ContainsAny(value, "*?$\t\r\n") {
			return nil, usageError(fmt.Sprintf("--%s %q is no name", flag, value), "one name, without * or ?")
		}
	}
	issuer := system.issuer
	if c.IsSet("issuer") {
		issuer = strings.TrimSuffix(c.String("issuer"), "/")
	}
	if !issuerRE.MatchString(issuer) {
		return nil, usageError(fmt.Sprintf("--issuer %s is no URL of an issuer", issuer), "it looks like https://gitlab.example.com")
	}
	audience := system.audience
	if audience == "" {
		audience = issuer
	}
	return &trust{issuer: strings.TrimPrefix(issuer, "https://"), audience: audience,
		subjects: system.subjects(repository, branch, environment, job)}, nil
}

var issuerRE = regexp.MustCompile(`^https://[a-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._/-]+)?$`)

// policy writes the trust policy. Each subject is compared as a whole: a wildcard would
// let in branches, or repositories, that nobody thought of.
func (t trust) policy(account spec.Account) string {
	var subject any = t.subjects
	if len(t.subjects) == 1 {
		subject = t.subjects[0]
	}
	type statement struct {
		Effect    string
		Principal map[string]string
		Action    string
		Condition map[string]map[string]any
	}
	text, err := json.MarshalIndent(struct {
		Version   string
		Statement []statement
	}{"2012-10-17", []statement{{
		Effect:    "Allow",
		Principal: map[string]string{"Federated": account.ProviderARN(spec.OIDCProviderID(t.issuer))},
		Action:    "sts:AssumeRoleWithWebIdentity",
		Condition: map[string]map[string]any{"StringEquals": {t.issuer + ":aud": t.audience, t.issuer + ":sub": subject}},
	}}}, "", "  ")
	if err != nil {
		panic(err) // strings alone
	}
	return string(text) + "\n"
}
