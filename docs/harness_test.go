package docs_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/internal/race"
)

// What is wrong with a page is found, at its line.
func TestProblemsAreFound(t *testing.T) {
	race.Skip(t, "everything happens in processes of their own")
	for _, test := range []struct{ name, page, want string }{
		{"all is well", "# Page\n\n```sh\ntrue\n```\n", ""},
		{"a command fails", "# Page\n\n```sh\ntrue\nfalse\n```\n", "p.md:4: it ends with 1, and should with 0; it shows:\n"},
		{"a variable is not set", "```sh\necho $nothing\n```\n", "p.md:2: it ends with "},
		{"a command fails within a pipe", "```sh\nfalse | cat\n```\n", "p.md:2: it ends with 1, and should with 0"},
		{"the program fails within a pipe", "```sh\niamsync plan /nonexistent | jq .\n```\n", "p.md:2: it ends with 4, and should with 0"},
		{"within a pipe of a console", "```console\n$ false | cat\n```\n", "p.md:2: false | cat\nends with 1"},
		{"within a pipe of bash", "```bash\nfalse | cat\n```\n", "p.md:2: it ends with 1, and should with 0"},
		{"within a pipe of a hidden command", "<!-- run: false | cat -->\n```sh\ntrue\n```\n", `p.md:3: the hidden command "false | cat" ends with 1`},
		{"an earlier command of fish fails", "```fish\nfalse\ntrue\n```\n", "p.md:2: it ends with 1, and should with 0"},
		{"on one line of fish", "```fish\nif true; echo a; end; false; true\n```\n", "p.md:2: it ends with 1, and should with 0"},
		{"within a pipe of fish", "```fish\nfalse | cat\n# why\ntrue\n```\n", "p.md:2: it ends with 1, and should with 0"},
		{"fish", "```fish\n# it's; false\necho 'a; false' \\; false\nfalse; or true\nif test -e a # none\n  false\nend\nfor i in a b\n  echo $i |\n    cat > $i\nend\n\ntest -e a; and \\\n  test -e b # both\n```\n", ""},
		{"within a pipe of zsh", "```zsh\nfalse | cat\n```\n", "p.md:2: it ends with 1, and should with 0"},
		{"another end is expected", "<!-- expect: exit 4 -->\n```sh\ntrue\n```\n", "p.md:3: it ends with 0, and should with 4"},
		{"the expected end", "<!-- expect: exit 4 -->\n```sh\nexit 4\n```\n", ""},
		{"the end of one command in many words", "<!-- expect: exit 4 -->\n```sh\n# why\nsh -c 'true; exit 4' 2>&1 \\\n  | cat # &\n```\n", ""},
		{"the expected end may be an earlier one's", "<!-- expect: exit 4 -->\n```sh\nsh -c 'exit 4'\ntrue\n```\n", "p.md:3: an end is expected of one command"},
		{"on one line", "<!-- expect: exit 4 -->\n```sh\nsh -c 'exit 4' && true\n```\n", "p.md:3: an end is expected of one command"},
		{"on one line of a console", "<!-- expect: exit 4 -->\n```console\n$ true\n$ exit 4; true\n```\n", "p.md:4: an end is expected of one command"},
		{"a hidden command fails", "<!-- run: exit 7 -->\n```sh\ntrue\n```\n", `p.md:3: the hidden command "exit 7" ends with 7`},
		{"a hidden command is run", "<!-- run: echo a > b -->\n```sh\ntest -e b\n```\n", ""},
		{"two hidden commands, over two lines", "<!-- run: echo a > b -->\n<!-- run: mv b c\nmv c d -->\n```sh\ntest -e d\n```\n", ""},
		{"a comment that nobody heeds", "<!-- rnu: true -->\n```sh\ntrue\n```\n", `p.md:3: the comment above says "rnu: true": it wants run:`},
		{"an excuse without a reason", "<!-- not run: -->\n```sh\nfalse\n```\n", `p.md:3: the comment above says "not run:": it wants run:`},
		{"an excuse", "<!-- not run: it asks a server -->\n```\nwhat\n```\n", ""},
		{"a comment elsewhere", "<!-- made by a program -->\n\nText.\n\n```sh\ntrue\n```\n", ""},
		{"no language", "Text.\n\n```\niamsync plan\n```\n", "p.md:4: the block has no language"},
		{"indented", "Text.\n\n    iamsync plan\n", "p.md:3: the block has no language"},
		{"an unknown language", "```hcl\na = 1\n```\n", "p.md:2: what is hcl is neither run nor checked"},
		{"in a list", "1. One:\n\n   ```sh\n   false\n   ```\n", "p.md:4: it ends with 1"},
		{"an empty block", "Text.\n\n```sh\n```\n", ""},

		{"the output is as it is shown", "```console\n$ echo a; echo b\na\nb\n\n$ true\n```\n", ""},
		{"another output", "```console\n$ echo a; echo b\na\nc\n```\n", "p.md:4: echo a; echo b\nshows something else:\na\nb\n"},
		{"more output", "```console\n$ echo a; echo b\na\n```\n", "p.md:4: echo a; echo b\nshows something else"},
		{"less output", "```console\n$ echo a\na\nb\n```\n", "p.md:4: echo a\nshows something else"},
		{"of a command over two lines", "```console\n$ echo \\\n  a\nb\n```\n", "p.md:4: echo \\\n  a\nshows something else"},
		{"left out", "```console\n$ seq 9\n1\n...\n8\n...\n```\n", ""},
		{"left out in vain", "```console\n$ seq 9\n1\n...\n10\n```\n", "p.md:5: seq 9\nshows something else"},
		{"any text in a line", "```console\n$ echo on port 4711\non port …\n```\n", ""},
		{"another text around it", "```console\n$ echo at port 4711\non port …\n```\n", "p.md:3: echo at port"},
		{"without colours", "```console\n$ printf '\\033[31mred\\033[0m\\n'\nred\n```\n", ""},
		{"times and IDs", "```console\n$ echo 2030-01-02T03:04:05Z in 3.5s 0123456789abcdef\n2029-01-02T03:04:05Z in 2ms fedcba9876543210\n```\n", ""},
		{"the last one may fail", "<!-- expect: exit 3 -->\n```console\n$ true\n$ exit 3\n```\n", ""},
		{"an earlier one may not", "<!-- expect: exit 3 -->\n```console\n$ exit 3\n$ exit 3\n```\n", "p.md:3: exit 3\nends with 3, and should with 0"},
		{"no command", "```console\na\n```\n", "p.md:2: a console begins with a command"},

		{"a file is there afterwards", "```yaml\n# iam/a.yaml\nusers: {}\n```\n\n```console\n$ cat iam/a.yaml\n# iam/a.yaml\nusers: {}\n```\n", ""},
		{"JSON without its first line", "```json\n// a.json\n{}\n```\n\n```console\n$ cat a.json\n{}\n```\n", ""},
		{"a file that is no YAML", "```yaml\n# iam/a.yaml\na: {\n```\n", "p.md:2: iam/a.yaml: yaml: "},
		{"a file of another language", "```hcl\n# main.tf\na = 1\n```\n", ""},
		{"a file elsewhere", "```yaml\n# ../a.yaml\na: 1\n```\n", "p.md:2: ../a.yaml leads out of the directory"},
		{"a comment that is no path", "```yaml\n# users\nusers: {alice: {}}\n```\n", ""},

		{"a file that is no part of a spec", "```yaml\n# iam/users.yaml\nusers:\n  alice: {groops: [a]}\n```\n", `p.md:4: it is no part of a spec: user "alice" has no key "groops"`},
		{"by another name of its language", "```yml\n# iam/users.yml\nusers:\n  alice: {groops: [a]}\n```\n", `p.md:4: it is no part of a spec`},
		{"a file in a tree", file("iamsync", head) + file("users", "users: {alice: {groups: [a]}}\n") + file("groups", "groups: {a: {}}\n"), ""},
		{"a mistake in a tree", file("users", "users: {alice: {groups: [b]}}\n") + file("iamsync", head), `p.md:3: iam is no valid tree: group "b" is not declared`},
		{"a mistake that is mended", file("users", "users: {alice: {groops: [b]}}\n") + file("users", "users: {alice: {}}\n"), `p.md:3: it is no part`},
		{"a mistake that is shown", file("iamsync", head) + file("users", "users: {alice: {groops: [b]}}\n") + "<!-- expect: exit 4 -->\n```sh\niamsync validate iam\n```\n", ""},
		{"a mistake beside one that is shown", file("iamsync", head) + file("users", "users: {alice: {groops: [b]}}\n") + "<!-- expect: exit 4 -->\n```sh\niamsync validate other\n```\n", "p.md:9: iam is no valid tree: user"},
		{"a file of another program", "<!-- not run: a template -->\n```yaml\n# a.yaml\nResources: {}\n```\n\n```sh\ntest -e a.yaml\n```\n", ""},

		{"a part of a spec", "```yaml\nusers: {alice: {}}\n```\n", ""},
		{"a whole spec", "```yaml\nversion: 1\naccount: \"111122223333\"\n```\n", ""},
		{"a part with a mistake", "Text.\n\n```yaml\nusers:\n  alice: {groops: [a]}\n```\n", `p.md:5: it is no part of a spec: user "alice" has no key "groops"`},
		{"a part that refers to nothing", "```yaml\nusers:\n  alice: {groups: [a]}\n```\n", `p.md:3: it is no part of a spec: group "a" is not declared`},
		{"no YAML", "```yaml\na: {\n```\n", "p.md:2: yaml: "},
		{"a part of a file", "```yaml\npermissions:\n  contents: read\n  id-token: write # to become the role\n```\n", ""},
		{"an edited part of a file", "```yaml\npermissions:\n  contents: write\n```\n", `p.md:2: it is no part of a spec: a spec has no key "permissions"`},
		{"a step of a workflow", "```yaml\n- uses: OWNER/iamsync@COMMIT\n  with: {command: plan, path: iam, label: a}\n```\n", ""},
		{"an input that is none", "```yaml\n- uses: OWNER/iamsync@COMMIT\n  with: {command: plan, paht: iam}\n```\n", "p.md:2: the action has no input paht"},
		{"a hook", "```yaml\nrepos: [{repo: a, hooks: [{id: iamsync-fmt}]}]\n```\n", ""},
		{"a hook that is none", "```yaml\nrepos: [{repo: a, hooks: [{id: iamsync-format}]}]\n```\n", "p.md:2: there is no hook iamsync-format"},
		{"JSON, line by line", "```json\n{\"a\": 1}\n{\"b\": 2}\n```\n", ""},
		{"no JSON", "```json\n{a: 1}\n```\n", "p.md:2: invalid character 'a'"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWalk(t)
			w.skip = t.Skipf
			got := strings.Join(w.follow(readPage("p.md", []byte(test.page))), "\n")
			if (test.want == "") != (got == "") || !strings.HasPrefix(got, test.want) {
				t.Errorf("found is %q, and not %q", got, test.want)
			}
		})
	}
}

// file is a block that is a file of a tree.
func file(name, text string) string {
	return "```yaml\n# iam/" + name + ".yaml\n" + strings.TrimPrefix(text, "\n") + "```\n\n"
}

// The program, the account, the profiles and the answers are there.
func TestReaderHasEverything(t *testing.T) {
	race.Skip(t, "everything happens in processes of their own")
	const tour = "```yaml\n# iam/iamsync.yaml\nversion: 1\naccount: \"111122223333\"\nusers: {alice: {}}\n```\n\n" +
		"```sh\niamsync plan iam\niamsync apply --profile acme iam\niamsync plan --detailed-exitcode iam\n" +
		"go run ./cmd/iamsync validate iam\ngo build -o iamsync ./cmd/iamsync\n./iamsync version\ngo test ./...\n```\n\n" +
		"<!-- expect: serves -->\n```sh\niamsync sandbox\n```\n\n" +
		"<!-- expect: exit 2 -->\n```sh\niamsync plan --endpoint-url http://127.0.0.1:4580 --detailed-exitcode iam\n```\n"
	w := newWalk(t)
	for _, problem := range w.follow(readPage("p.md", []byte(tour))) {
		t.Error(problem)
	}
	if _, err := os.Stat(filepath.Join(w.dir, "examples", "quickstart", "iamsync.yaml")); err != nil {
		t.Error(err)
	}
}

// With -update, a page says what commands show, but where it leaves something out.
func TestUpdate(t *testing.T) {
	race.Skip(t, "everything happens in processes of their own")
	const before = "Text.\n\n```console\n$ echo a; echo b\na\n\n$ seq 3\n0\n...\n$ echo \\\n  c\n$ true\nd\n```\n\nMore.\n"
	const after = "Text.\n\n```console\n$ echo a; echo b\na\nb\n\n$ seq 3\n0\n...\n$ echo \\\n  c\nc\n$ true\n```\n\nMore.\n"
	w := newWalk(t)
	w.update = true
	if problems := w.follow(readPage("p.md", []byte(before))); len(problems) != 1 || !strings.HasPrefix(problems[0], "p.md:8: seq 3\n") {
		t.Errorf("found is %q", problems)
	}
	if diff := cmp.Diff(after, edited(before, w.edits)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What a machine lacks is named. Whatever needs it is skipped, with what that would have
// prepared, and nothing else.
func TestWhatIsMissing(t *testing.T) {
	race.Skip(t, "everything happens in processes of their own")
	const page = "<!-- run: touch a -->\n```sh\ntrue | aws iam list-users\n```\n\n```sh\ntest -e a\n```\n\n" +
		"<!-- run: touch b -->\n<!-- run: aws iam list-users -->\n```sh\nfalse\n```\n\n```sh\ntest -e b\n```\n\n" +
		"```console\n$ true\n$ aws iam list-users\n```\n\n```yaml\naws: 1\n```\n\n```fish\ntrue\n```\n"
	var skipped []string
	w := newWalk(t)
	w.has = func(program string) bool { return program != "aws" && program != "fish" }
	w.skip = func(format string, args ...any) { skipped = append(skipped, fmt.Sprintf(format, args...)) }
	problems := w.follow(readPage("p.md", []byte(page)))
	if diff := cmp.Diff([]string{`p.md:26: it is no part of a spec: a spec has no key "aws"`}, problems); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := []string{
		"p.md:3: skipped: there is no aws on this machine", "p.md:13: skipped: there is no aws on this machine",
		"p.md:21: skipped: there is no aws on this machine", "p.md:30: skipped: there is no fish on this machine",
	}
	if diff := cmp.Diff(want, skipped); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What .ci/run installs is there in CI, or the page is not followed.
func TestCIHasWhatItInstalls(t *testing.T) {
	race.Skip(t, "everything happens in processes of their own")
	t.Setenv("CI", "true")
	w := newWalk(t)
	w.must = must(t)
	w.has = func(program string) bool { return program != "jq" && program != "aws" }
	got := w.follow(readPage("p.md", []byte("```sh\naws iam list-users\n```\n\n```sh\necho 1 | jq .\n```\n")))
	if diff := cmp.Diff([]string{"p.md:6: there is no jq on this machine, and .ci/run installs it"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	t.Setenv("CI", "")
	if programs := must(t); len(programs) > 0 {
		t.Errorf("elsewhere, %q are wanted", programs)
	}
}
