package plan_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"iamsync/plan"
	"iamsync/spec"
)

func TestCausesOfChanges(t *testing.T) {
	for _, test := range []struct {
		name             string
		base, head, live string
		prune            bool // since head; base did not
		want             string
	}{
		{
			name: "an edit", base: "user alice", head: "user alice path=/a/", live: "user alice",
			want: "update user/alice edit [path edit]",
		},
		{
			name: "drift", base: "user alice", head: "user alice", live: "user alice path=/a/",
			want: "update user/alice drift [path drift]",
		},
		{
			name: "both in one object", base: "user alice tag:a=1 tag:b=1", head: "user alice tag:a=2 tag:b=1", live: "user alice tag:a=1 tag:b=9",
			want: "update user/alice edit [tags.a edit, tags.b drift]",
		},
		{
			name: "an edit of what drifted", base: "user alice tag:a=1", head: "user alice tag:a=2", live: "user alice tag:a=9",
			want: "update user/alice edit [tags.a edit]",
		},
		{
			name: "somebody was put into a group by hand", base: "user alice\ngroup g", head: "user alice\ngroup g", live: "user alice\ngroup g\nmember alice g",
			want: "detach membership/alice:g drift []",
		},
		{
			name: "somebody leaves a group", base: "user alice\ngroup g\nmember alice g", head: "user alice\ngroup g", live: "user alice\ngroup g\nmember alice g",
			want: "detach membership/alice:g edit []",
		},
		{
			name: "what was deleted by hand comes again", base: "user alice", head: "user alice", live: "",
			want: "create user/alice drift []",
		},
		{
			name: "and otherwise than it was", base: "user alice", head: "user alice path=/a/", live: "",
			want: "create user/alice edit []",
		},
		{
			name: "prune is turned on", base: "", head: "", live: "user mallory", prune: true,
			want: "delete user/mallory edit []",
		},
		{
			name: "a document is edited that drifted, too", base: "policy p actions=a:b", head: "policy p actions=a:c", live: "policy p actions=a:d",
			want: "update policy/p edit [document edit]",
		},
		{
			name: "a rename", base: "user alice", head: "user bob from=alice", live: "user alice",
			want: "update user/bob edit [name edit]",
		},
		{
			name: "a replacement", base: "policy p path=/a/", head: "policy p path=/b/ replace=true", live: "policy p path=/a/",
			want: "delete policy/p edit []; create policy/p edit []",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.head), func(in *plan.Input) {
				in.Base = &plan.Base{State: state(t, test.base), Scope: in.Scope}
				in.Base.Scope.Prune = !test.prune
			})
			if diff := cmp.Diff(test.want, causes(p)); diff != "" {
				t.Errorf("causes (-want +got):\n%s", diff)
			}
		})
	}
}

// The summary says what brought its changes about, unless that are edits of the files alone.
func TestSummaryIsSplitByCause(t *testing.T) {
	for _, test := range []struct{ name, base, head, live, want string }{
		{"edits alone", "user alice", "user alice path=/a/", "user alice", "1 to update; 1 call."},
		{"drift alone", "user alice", "user alice", "user alice path=/a/", "1 to update; 1 call. Of these changes, 1 is drift."},
		{"an edit among drift", "user alice\nuser bob\nuser carol", "user alice path=/a/\nuser bob\nuser carol", "user alice",
			"2 to create, 1 to update; 3 calls. Of these changes, 1 is an edit of the files and 2 are drift."},
		{"both in one object", "user alice tag:a=1 tag:b=1\nuser carol", "user alice tag:a=2 tag:b=1\nuser carol\nuser dave\nuser erik", "user alice tag:a=1 tag:b=9",
			"3 to create, 1 to update; 4 calls. Of these changes, 2 are edits of the files, 1 is drift and 1 is both."},
		{"a day has ended", "user alice\nuser carol\nuser bob until=2026-12-30", "user alice\nuser carol\nuser bob until=2026-12-30", "user alice path=/a/\nuser bob\nuser carol",
			"1 to update, 1 to delete; 2 calls. Of these changes, 1 is drift and 1 comes from a day that has ended."},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, test.live), state(t, test.head), func(in *plan.Input) {
				in.Base = &plan.Base{State: state(t, test.base), Scope: in.Scope}
				in.Now = time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
			})
			var b strings.Builder
			if err := plan.Text(&b, p, plan.TextOptions{}); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSpace(b.String()), "\n")
			if got := lines[len(lines)-1]; !strings.HasSuffix(got, ": "+test.want) {
				t.Errorf("the summary is\n%s, want\n%s", got, test.want)
			}
			summary, rest, _ := strings.Cut(test.want, ". ")
			if want := strings.TrimSpace("**"+strings.TrimSuffix(summary, ".")+".** "+rest) + "\n"; !strings.Contains(markdownOf(t, p, plan.MarkdownOptions{}), want) {
				t.Errorf("the Markdown has no line %q", want)
			}
		})
	}
}

func TestPlacesOfTheBase(t *testing.T) {
	for _, test := range []struct{ name, dir, file, want string }{
		{"below a directory elsewhere", "/tmp/work/base/iam", "/tmp/work/base/iam/users/alice.yaml", "users/alice.yaml:4:3 of the base"},
		{"below a directory beside", "../base/iam", "../base/iam/users.yaml", "users.yaml:4:3 of the base"},
		{"in the working directory", ".", "users.yaml", "users.yaml:4:3 of the base"},
		{"in the root", "/", "/users.yaml", "users.yaml:4:3 of the base"},
		{"a single file", "base/iamsync.yaml", "base/iamsync.yaml", "iamsync.yaml:4:3 of the base"},
		{"nowhere", "base", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := (plan.Base{Dir: test.dir}).Place(spec.Position{File: test.file, Line: 4, Col: 3}).String(); got != test.want {
				t.Errorf("it is %q, want %q", got, test.want)
			}
		})
	}
}

func causes(p plan.Plan) string {
	var out []string
	for _, c := range p.Changes {
		var fields []string
		for _, f := range c.Fields {
			fields = append(fields, strings.Join(f.Path, ".")+" "+f.Cause)
		}
		out = append(out, string(c.Verb)+" "+c.ID.String()+" "+c.Cause+" ["+strings.Join(fields, ", ")+"]")
	}
	return strings.Join(out, "; ")
}

func TestWhatIsLeftBehind(t *testing.T) {
	live := "user alice\ngroup dev"
	for _, test := range []struct {
		name, base, head string
		change           func(*plan.Input)
		refused, found   string // codes
	}{
		{name: "declared no more", base: live, head: "user alice", refused: "left-behind"},
		{name: "and that is meant", base: live, head: "user alice", change: func(in *plan.Input) { in.Allow = []string{"left-behind"} }, found: "left-behind"},
		{name: "it is to be deleted", base: live, head: "user alice\nabsent group:dev"},
		{name: "it is pruned", base: live, head: "user alice", change: func(in *plan.Input) { in.Scope = everything }},
		{name: "it is left to others", base: live, head: "user alice", change: func(in *plan.Input) { in.Scope.Ignore = []spec.Pattern{"group/*"} }},
		{name: "it has another name", base: live, head: "user alice\ngroup ops from=dev"},
		{name: "it is not there", base: live + "\nuser ghost", head: live},
		{name: "it never was declared", base: "user alice", head: "user alice"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := build(t, state(t, live), state(t, test.head), func(in *plan.Input) {
				in.Scope = spec.Scope{}
				if test.change != nil {
					test.change(in)
				}
				in.Base = &plan.Base{State: state(t, test.base), Guards: in.Guards}
			})
			if got := codes(p.Refused); got != test.refused {
				t.Errorf("refused %q, want %q", got, test.refused)
			}
			if got := codes(p.Findings); got != test.found {
				t.Errorf("found %q, want %q", got, test.found)
			}
		})
	}
}

func TestEditsOfSettings(t *testing.T) {
	at := spec.Position{File: "iamsync.yaml", Line: 3, Col: 1}
	was := spec.Position{File: "/tmp/base/iamsync.yaml", Line: 4, Col: 1}
	base := []spec.Setting{{Key: "guards.max_deletes", Value: "10"}, {Key: "scope.ignore", Value: "[user/x]", At: was}, {Key: "scope.prune", Value: "true"}}
	head := []spec.Setting{{Key: "guards.max_deletes", Value: "20", At: at}, {Key: "ignore of user/a", Value: "[tags]", At: at}, {Key: "scope.prune", Value: "true"}}
	want := []plan.Setting{
		{Key: "guards.max_deletes", Before: "10", After: "20", At: at},
		{Key: "ignore of user/a", After: "[tags]", At: at},
		{Key: "scope.ignore", Before: "[user/x]", At: was, InBase: plan.InBase{File: "iamsync.yaml", Line: 4, Col: 1}},
	}
	if diff := cmp.Diff(want, (plan.Base{Dir: "/tmp/base"}).Settings(base, head)); diff != "" {
		t.Error(diff)
	}
}
