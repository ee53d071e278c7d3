package plan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
)

func failureOf(t interface{ Fatal(...any) }, f plan.Failure, o plan.MarkdownOptions) string {
	var b strings.Builder
	if err := plan.MarkdownFailure(&b, f, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A plan that could not be made has a comment that says why, under the same marker.
func TestMarkdownOfNoPlan(t *testing.T) {
	for _, test := range []struct {
		name    string
		failure plan.Failure
		want    string
	}{
		{"credentials were refused", plan.Failure{Account: "111122223333", Message: "AWS does not know the access key: InvalidClientTokenId", Hint: "run aws sts get-caller-identity"},
			"<!-- iamsync:111122223333:production -->\n## IAM plan for `111122223333` (`production`): failed\n\n" +
				"> [!CAUTION]\n> **There is no plan.** Nobody knows what this would change: do not approve it.\n\n" +
				"- **error** AWS does not know the access key: InvalidClientTokenId<br>run aws sts `get-caller-identity`\n"},
		{"files that could not be read are of no account", plan.Failure{Mistakes: []plan.Finding{
			{Message: `user "alice" has no key "colour"`, Hint: "did you mean <b>?", At: spec.Position{File: "iam/@octocat.yaml", Line: 3, Col: 17}}, {Message: "no root file"},
		}}, "<!-- iamsync::production -->\n## IAM plan (`production`): failed\n\n" +
			"> [!CAUTION]\n> **There is no plan.** Nobody knows what this would change: do not approve it.\n\n" +
			"### 2 mistakes\n\n- user `\"alice\"` has no key `\"colour\"` · `iam/@octocat.yaml:3:17`<br>did you mean `<b>`?\n- no root file\n"},
		{"a mistake without words is no HTML", plan.Failure{Mistakes: []plan.Finding{{Message: " ", Hint: " "}, {Hint: "look again"}}},
			"<!-- iamsync::production -->\n## IAM plan (`production`): failed\n\n" +
				"> [!CAUTION]\n> **There is no plan.** Nobody knows what this would change: do not approve it.\n\n" +
				"### 2 mistakes\n\n- \n- look again\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, failureOf(t, test.failure, plan.MarkdownOptions{Label: "production"})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What has no room is counted.
func TestMarkdownOfManyMistakes(t *testing.T) {
	f := plan.Failure{Mistakes: make([]plan.Finding, 400)}
	for i := range f.Mistakes {
		f.Mistakes[i].Message = "there is something wrong here"
	}
	page := failureOf(t, f, plan.MarkdownOptions{MaxBytes: plan.MinMarkdown})
	shown := strings.Count(page, "something wrong")
	if shown < 50 || !strings.HasSuffix(page, "- and "+plan.Count(400-shown, "more mistake")+", which the log of the job has\n") {
		t.Errorf("%d are shown, in\n%s", shown, page)
	}
	if page := failureOf(t, f, plan.MarkdownOptions{}); strings.Count(page, "something wrong") != 400 {
		t.Errorf("without a limit, not all are shown:\n%s", page)
	}
}

// Messages of AWS and names in mistakes are text here, too.
func TestMarkdownOfNoPlanHoldsWhateverIsPutIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := statetest.Hostile()
		say := func() string { return strings.Repeat(texts.Draw(t, "text"), rapid.IntRange(1, 40).Draw(t, "times")) }
		f := plan.Failure{Account: "111122223333", Message: say(), Hint: say()}
		for range rapid.IntRange(0, 5).Draw(t, "mistakes") {
			f.Mistakes = append(f.Mistakes, plan.Finding{Message: say(), Hint: say(), At: spec.Position{File: say(), Line: 1, Col: 2}})
		}
		o := plan.MarkdownOptions{MaxBytes: rapid.SampledFrom([]int{0, plan.MinMarkdown}).Draw(t, "max")}
		page := failureOf(t, f, o)
		if o.MaxBytes > 0 && len(page) > o.MaxBytes {
			t.Fatalf("%d bytes, and at most %d are allowed", len(page), o.MaxBytes)
		}
		if wrong := judge(page); wrong != "" {
			t.Fatalf("%s, in\n%s", wrong, page)
		}
	})
}
