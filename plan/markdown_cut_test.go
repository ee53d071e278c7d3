package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"iamsync/internal/statetest"
	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// longDocument allows so many actions.
func longDocument(actions int) policy.Document {
	words := make([]string, actions)
	for i := range words {
		words[i] = fmt.Sprintf(`"s3:Get%05d*"`, i)
	}
	return policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[` + strings.Join(words, ",") + `],"Resource":"*"}]}`)
}

// Whoever writes the files decides which entry comes first, and cannot hide the others
// behind it.
func TestMarkdownHidesNothingBehindALongEntry(t *testing.T) {
	const admin = "arn:aws:iam::aws:policy/AdministratorAccess"
	live := state(t, "role aaa trust=root\ninline role:aaa x\nrole zed trust=root\nuser bob")
	desired := state(t, "role aaa trust=root\ninline role:aaa x\nrole zed trust=root\nuser bob")
	live, desired = with(live, documents{"x": longDocument(1)}), with(desired, documents{"x": longDocument(400)})
	desired.Add(spec.Attachment{Principal: spec.RoleID("zed"), PolicyARN: admin})
	p := build(t, live, desired, func(in *plan.Input) {
		in.Settings = []plan.Setting{
			{Key: "guards.appliers", After: strings.Repeat("role/somebody, ", 5000)},
			{Key: "guards.protect", Before: "[user/alice]", After: "[]"},
		}
	})
	p.Refused = append(p.Refused,
		plan.Finding{Code: "in-use", Severity: plan.Err, Message: strings.Repeat("a long message ", 5000)},
		plan.Finding{Code: "protect", Severity: plan.Err, Message: "the plan narrows user/alice"})
	for _, size := range []int{plan.MinMarkdown, 60_000} {
		text := markdownOf(t, p, plan.MarkdownOptions{MaxBytes: size})
		for _, want := range []string{
			"`guards.appliers`: now `role/somebody, ", "- `guards.protect`: `[user/alice]` → `[]`",
			"**error** `in-use`: a long message", "**error** `protect`: the plan narrows",
			"- role `aaa` inline policy `x` widens access", "- role `zed` gets policy `AdministratorAccess (AWS managed)`",
			"1 edit of what guards it in full", "1 reason to refuse it in full",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("in %d bytes: no %q", size, want)
			}
		}
		if len(text) > size || t.Failed() {
			t.Errorf("%d bytes\n%s", len(text), text)
		}
	}
}

// Names say what becomes of those who have them.
func TestMarkdownNamesWhatIsNotDeleted(t *testing.T) {
	live, desired := spec.NewState(statetest.Account), spec.NewState(statetest.Account)
	for i := range 150 {
		live.Add(spec.User{Name: fmt.Sprintf("gone-%03d", i), Path: "/eng/"})
	}
	keep := spec.User{Name: "keep", Path: "/eng/"}
	live.Add(keep, spec.Inline{Principal: keep.ID(), Name: "old", Document: someDocument})
	desired.Add(keep)
	p := build(t, live, desired, func(in *plan.Input) { in.Guards.MaxDeletes.N = 200 })
	text := markdownOf(t, p, plan.MarkdownOptions{MaxBytes: plan.MinMarkdown})
	if !strings.Contains(text, "`gone-149`\n- loses something of its own: user `keep`\n") || strings.Contains(text, "not even named") {
		t.Errorf("in\n%s", text)
	}
}
