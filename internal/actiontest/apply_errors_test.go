package actiontest

import (
	"fmt"
	"strings"
	"testing"

	"iamsync/internal/fakeiam"
)

// An apply that fails says beside the job why, in one line, and not in its log alone.
func TestApplyAnnotatesWhatItFailedOf(t *testing.T) {
	var groups, names strings.Builder
	for i := range 11 {
		fmt.Fprintf(&groups, "g%d: {}, ", i)
		fmt.Fprintf(&names, "g%d, ", i)
	}
	many := head + "groups: {" + groups.String() + "}\nusers: {alice: {groups: [" + names.String() + "]}}\n"
	refusing := fakeiam.WithFaults(fakeiam.Faults{Inject: fakeiam.Script(map[string][]fakeiam.Fault{
		"CreateUser": {{Before: &fakeiam.Error{Code: "LimitExceeded", Message: "no: 100%, said the test"}}},
	})})
	for _, test := range []struct {
		name, files, flags string
		options            []fakeiam.Option
		code               int
		says               string
	}{
		{"it is done", alice, "", nil, 0, ""},
		{"it is refused", many, "", nil, 4, "[quotas] user/alice would have 11 groups"},
		{"another plan was approved", alice, "--expect-digest sha256:" + strings.Repeat("0", 64), nil, 4, "this plan is not the one that was expected: "},
		{"there are mistakes", head + "users: {a: {50%: red}, b: {colour: red}}\n", "", nil, 4, `iam/iamsync.yaml:3:13: user "a" has no key "50%25" (2 mistakes; nothing was changed)`},
		{"a call fails", head + "users: {alice: {}}\ngroups: {dev: {}}\n", "", []fakeiam.Option{refusing}, 3, "the account is changed in part: CreateUser user/alice: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			j, _ := onMain(t, test.files, test.options...)
			d := j.run("command", "apply", "path", "iam", "flags", test.flags)
			d.ended(t, test.code)
			var errors []string
			for _, line := range strings.Split(d.log, "\n") {
				if said, is := strings.CutPrefix(line, "::error title=iamsync apply::"); is {
					errors = append(errors, said)
				}
			}
			switch {
			case test.says == "" && errors != nil:
				t.Errorf("it says %q", errors)
			case test.says != "" && (len(errors) != 1 || !strings.HasPrefix(errors[0], test.says)):
				t.Errorf("it says %q, want one line %q", errors, test.says)
			case strings.Contains(d.summary, "::error"):
				t.Errorf("annotations are on the page:\n%s", d.summary)
			}
		})
	}
}
