package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"iamsync/internal/fakeiam"
	"iamsync/plan"
	"iamsync/spec"
)

// accountFlags say which account is talked to, and how.
func accountFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "sandbox", Usage: "use the embedded IAM in this process, kept in `FILE`: an empty account where there is none; only apply, undo and unlock write it"},
		&cli.StringFlag{Name: "endpoint-url", Usage: "call IAM and STS at `URL`, such as that of iamsync sandbox"},
		&cli.StringFlag{Name: "profile", Usage: "use profile `NAME` of the shared AWS configuration"},
		&cli.StringFlag{Name: "region", Usage: "the `REGION` to sign for; IAM is global, so it matters in China (cn-north-1) and GovCloud (us-gov-west-1) alone", DefaultText: "the SDK's own choice, or us-east-1"},
		&cli.IntFlag{Name: "parallelism", Value: 10, Usage: "how many calls may be in flight: at most `N`, from 1 to 100"},
	}
}

// guardFlags lift guards once.
func guardFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "max-deletes", Usage: "delete at most `N|P%` objects: a number, or a share such as 20% of those that the files own or declare; in place of guards.max_deletes, once"},
		&cli.StringSliceFlag{Name: "allow", Usage: "lift the guard with this `CODE`, once: it stands in the refusal; may be repeated"},
	}
}

// accountOptions are the values of accountFlags.
type accountOptions struct {
	sandbox, endpointURL, profile, region string
	parallelism                           int
	writes                                bool              // the sandbox's file will be written
	network                               http.RoundTripper // nil is the real one
	emulator                              []fakeiam.Option
	asked                                 []spec.ID // to be read in full, whatever the files want; nil asks the files
}

func readAccountFlags(c *cli.Context) (accountOptions, error) {
	o := accountOptions{
		sandbox: c.String("sandbox"), endpointURL: c.String("endpoint-url"), profile: c.String("profile"),
		region: c.String("region"), parallelism: c.Int("parallelism"),
	}
	if o.parallelism < 1 || o.parallelism > 100 {
		return o, usageError(fmt.Sprintf("--parallelism is a number from 1 to 100, not %d", o.parallelism), "")
	}
	if o.sandbox != "" && (o.endpointURL != "" || o.profile != "" || o.region != "") {
		return o, usageError("--sandbox is an account of its own: it goes with none of --endpoint-url, --profile and --region", "")
	}
	if u, err := url.Parse(o.endpointURL); o.endpointURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return o, usageError(fmt.Sprintf("--endpoint-url %s is no URL", o.endpointURL), "it looks like http://127.0.0.1:4580")
	}
	return o, nil
}

// words are the flags by which another command talks to the same account. The URL of a
// sandbox in this process is gone with it.
func (o accountOptions) words() []string {
	flags := [][2]string{{"--endpoint-url", o.endpointURL}, {"--profile", o.profile}, {"--region", o.region}}
	if o.sandbox != "" {
		flags = [][2]string{{"--sandbox", o.sandbox}}
	}
	var words []string
	for _, flag := range flags {
		if flag[1] != "" {
			words = append(words, flag[0], plan.Quote(flag[1]))
		}
	}
	return words
}

// guardOptions are the values of guardFlags.
type guardOptions struct {
	maxDeletes *spec.Limit // nil: what the spec says
	allow      []string
}

func readGuardFlags(c *cli.Context) (guardOptions, error) {
	o := guardOptions{allow: c.StringSlice("allow")}
	if text := c.String("max-deletes"); text != "" {
		limit, err := spec.ParseLimit(text)
		if err != nil {
			return o, usageError(fmt.Sprintf("--max-deletes %s: %v", text, err), "")
		}
		o.maxDeletes = &limit
	}
	for _, code := range o.allow {
		if !slices.Contains(plan.Codes(), code) {
			return o, usageError(fmt.Sprintf("--allow %s: there is no guard with that code", code),
				"the guards that can be lifted are "+strings.Join(plan.Codes(), ", "))
		}
	}
	return o, nil
}
