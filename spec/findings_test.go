package spec

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// review writes what is found in a tree as lines, with who holds it.
func review(t *testing.T, tree string) string {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, "iamsync.yaml", plainRoot)
	for _, f := range txtar.Parse([]byte(tree)).Files {
		write(t, f.Name, string(f.Data))
	}
	r := Review(".")
	var b strings.Builder
	for _, m := range r.Mistakes {
		fmt.Fprintf(&b, "%s: mistake\n", m.At)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s: %s %v\n", f.At, f.Code, f.Of)
	}
	for _, f := range r.Silenced {
		fmt.Fprintf(&b, "%s: %s %v, silenced: %s\n", f.At, f.Code, f.Of, f.Reason)
	}
	return b.String()
}

const allButIAM = `{Version: "2012-10-17", Statement: [{Effect: Allow, NotAction: "iam:*", Resource: "*"}]}`

func TestReview(t *testing.T) {
	shared := "-- p.json --\n{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {\"Effect\": \"Allow\",\n    \"NotAction\": \"iam:*\", \"Resource\": \"*\"}\n}\n"
	tests := []struct{ name, tree, want string }{
		{"nothing", "-- a.yaml --\nusers: {alice: {}}\n", ""},
		{"a document in place", "-- a.yaml --\npolicies:\n  p: {document: " + allButIAM + "}\n", "a.yaml:2:69: allow-not-action [policy/p]\n"},
		{
			"a file of several holders is said once",
			"-- a.yaml --\npolicies: {p: {document: {file: p.json}}}\nusers: {bob: {inline: {x: {file: p.json}}}, alice: {inline: {x: {file: p.json}}}}\n" + shared,
			"p.json:4:5: allow-not-action [inline/user:alice:x inline/user:bob:x policy/p]\n",
		},
		{
			"who silences it silences it for himself",
			"-- a.yaml --\npolicies: {p: {document: {file: p.json}, silence: {allow-not-action: a boundary}}}\nusers: {alice: {inline: {x: {file: p.json}}}}\n" + shared,
			"p.json:4:5: allow-not-action [inline/user:alice:x]\np.json:4:5: allow-not-action [policy/p], silenced: a boundary\n",
		},
		{
			"a silence of nothing",
			"-- a.yaml --\ngroups:\n  g:\n    silence: {admin-wildcard: gone}\n",
			"a.yaml:3:15: unused-silence [group/g]\n",
		},
		{
			"where a document is broken, its silences may be right",
			"-- a.yaml --\npolicies:\n  p:\n    document: {Version: \"2012-10-17\", Statement: []}\n    silence: {admin-wildcard: meant}\n  q: {document: " + allButIAM + "}\n",
			"a.yaml:3:50: mistake\na.yaml:5:69: allow-not-action [policy/q]\n",
		},
		{
			"an alias leads to what it stands for",
			"-- a.yaml --\nusers:\n  alice: {inline: {x: &x " + allButIAM + "}}\n  bob: {inline: {x: *x}}\n",
			"a.yaml:2:78: allow-not-action [inline/user:alice:x inline/user:bob:x]\n",
		},
		{
			"variables are filled in before",
			"-- a.yaml --\npolicies:\n  p:\n    document:\n      Version: \"2012-10-17\"\n      Statement:\n        Effect: Allow\n        Action: s3:GetObject\n        Resource: arn:$(partition):s3:::$(account)-logs\n",
			"a.yaml:8:19: resource-never-matches [policy/p]\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, review(t, test.tree)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Inline policies are counted in sum, and it is said at the largest.
func TestReviewOfInlineSizes(t *testing.T) {
	document := func(n int) string {
		return fmt.Sprintf(`{Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::%s/*"}]}`, strings.Repeat("b", n))
	}
	for _, test := range []struct {
		size int
		want string
	}{
		{700, ""},
		{1600, "a.yaml:5:7: policy-size [user/alice]\n"},
	} {
		tree := fmt.Sprintf("-- a.yaml --\nusers:\n  alice:\n    inline:\n      small: %s\n      large: %s\n", document(100), document(test.size))
		if got := review(t, tree); got != test.want {
			t.Errorf("%d: got %q", test.size, got)
		}
	}
}

// A plan asks for the documents that it writes, and for what is not silenced.
func TestFindingsOfSome(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "iamsync.yaml", plainRoot+"policies:\n  p: {document: "+allButIAM+", silence: {admin-wildcard: gone}}\n  q: {document: "+allButIAM+"}\n"+
		"  r: {document: "+allButIAM+", silence: {allow-not-action: meant}}\n")
	s, err := Load(".")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range s.Findings([]ID{PolicyID("p"), PolicyID("r"), PolicyID("gone")}) {
		got = append(got, fmt.Sprintf("%s %v", f.Code, f.Of))
	}
	if diff := cmp.Diff([]string{"allow-not-action [policy/p]"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
