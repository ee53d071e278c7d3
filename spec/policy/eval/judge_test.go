package eval

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	update = flag.Bool("update", false, "write the golden files anew")
	judge  = flag.String("judge", "", "a directory with a simulator of IAM to compare with; testdata/judge.mjs says which")
	seed   = flag.Uint64("seed", goldenSeed, "another seed of the cases for the judge")
)

// cases is how many requests are compared with the judge.
const cases = 2000

// goldenSeed is that of the cases of testdata/verdicts.txt.
const goldenSeed = 7

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// letters write a verdict as one character.
var letters = map[Decision]string{Allowed: "a", ExplicitlyDenied: "D", ImplicitlyDenied: "-", Conditional: "?"}

// The verdicts that were once compared with the judge do not change unnoticed.
func TestVerdicts(t *testing.T) {
	var got strings.Builder
	c := NewCompiler()
	for i, one := range generate(cases, goldenSeed) {
		got.WriteString(letters[one.decide(c)])
		if i%100 == 99 {
			got.WriteByte('\n')
		}
	}
	golden := filepath.Join("testdata", "verdicts.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("verdicts changed (-want +got); compare them with the judge before you write them anew:\n%s", diff)
	}
}

// TestJudge asks another implementation the same. It is no part of the project, for
// its licence, and CI does not need it: TestVerdicts keeps what it once said.
func TestJudge(t *testing.T) {
	if *judge == "" {
		t.Skip("no -judge: nobody to compare with")
	}
	all := generate(cases, *seed)
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*judge, "cases.json"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs(filepath.Join("testdata", "judge.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("node", script, *judge)
	command.Stderr = os.Stderr
	answer, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var verdicts []string
	if err := json.Unmarshal(answer, &verdicts); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	c := NewCompiler()
	for i, one := range all {
		got := one.decide(c)
		counts[got.String()]++
		if got.String() == verdicts[i] {
			counts["agreed"]++
			continue
		}
		if reason := known(t, one, verdicts[i]); reason != "" {
			counts["differ: "+reason]++
			continue
		}
		pretty, _ := json.MarshalIndent(one, "", " ")
		t.Errorf("case %d is %s, and %s to the judge: %s", i, got, verdicts[i], pretty)
	}
	for _, what := range sortedKeys(counts) {
		t.Logf("%5d %s", counts[what], what)
	}
}

// quirks are where the judge and AWS's documentation differ, each with a rewriting of
// a case that makes us answer as the judge does.
var quirks = []struct {
	reason string
	from   *regexp.Regexp
	to     string
	onlyIf string // is in the case
}{
	{
		// IAM User Guide, "IAM JSON policy elements: NotAction": an action that acts on
		// nothing in particular "requires the "*" resource".
		"an action on * is allowed by a statement on some ARN",
		regexp.MustCompile(`"Effect":"Allow",("(?:Not)?Action":\[[^\]]*\]),"(Not)?Resource":\[[^\]]*\]`),
		`"Effect":"Allow",$1,"${2}Resource":["*"]`, `"resource":"*"`,
	},
	{
		// The same page; a NotResource of some ARN does not list "*".
		"an action on * is not denied by a NotResource of some ARN",
		regexp.MustCompile(`"NotResource":\[[^\]]*\]`), `"NotResource":["*"]`, `"resource":"*"`,
	},
	{
		// "IAM policy elements: Variables and tags": "the resource that includes a policy
		// variable with no value will not match any resource", in NotResource, too.
		"NotResource with a variable without a value fails",
		regexp.MustCompile(`"NotResource":\[[^\]]*\$\{aws:username\}[^\]]*\]`), `"NotResource":["*"]`, "assumed-role",
	},
	{
		// The same page has "arn:aws:sqs:us-east-2:*:${aws:username}-queue" as an example.
		"a variable that begins the resource part of an ARN matches nothing",
		regexp.MustCompile(`:\$\{aws:username\}-queue`), ":nobody", "alice-queue",
	},
	{
		// "IAM JSON policy elements: Condition operators", IfExists: "If the key is not
		// present, evaluate the condition element as true."
		"ForAnyValue with IfExists fails without the key",
		regexp.MustCompile(`ForAnyValue:StringLikeIfExists`), `ForAnyValue:StringLike`, "",
	},
	{
		// "AWS JSON policy elements: NotPrincipal": "all principals except the user named
		// Bob" are denied where Bob and his account are listed.
		"an account in NotPrincipal excepts all its users",
		regexp.MustCompile(`"NotPrincipal":{`), `"Principal":{"Service":"nobody.amazonaws.com"},"Was":{`, `"principal":"arn:`,
	},
	{
		// "IAM JSON policy elements: Condition operators", NotIpAddress: "All IP addresses
		// except the specified IP address or range".
		"NotIpAddress of IPv4 fails for IPv6",
		regexp.MustCompile(`"NotIpAddress"`), `"IpAddress"`, `"2001:db8::7"`,
	},
}

// known names the reason of a verdict of the judge that is not AWS's: one quirk or
// several that together explain it.
func known(t *testing.T, one generated, verdict string) string {
	text, err := json.Marshal(one)
	if err != nil {
		t.Fatal(err)
	}
	for set := 1; set < 1<<len(quirks); set++ {
		rewritten, reasons := string(text), []string{}
		for i, q := range quirks {
			if set&(1<<i) != 0 && strings.Contains(rewritten, q.onlyIf) && q.from.MatchString(rewritten) {
				rewritten = q.from.ReplaceAllString(rewritten, q.to)
				reasons = append(reasons, q.reason)
			}
		}
		var other generated
		if err := json.Unmarshal([]byte(rewritten), &other); err != nil {
			t.Fatal(err)
		}
		if other.decide(NewCompiler()).String() == verdict {
			return strings.Join(reasons, ", and ")
		}
	}
	return ""
}
