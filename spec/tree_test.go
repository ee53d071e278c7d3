package spec

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// world writes the files of a txtar archive and the symbolic links, "name ->
// target", of its comment into a directory of their own, and goes there.
func world(t *testing.T, archive string) {
	t.Helper()
	t.Chdir(t.TempDir())
	a := txtar.Parse([]byte(archive))
	for _, file := range a.Files {
		write(t, file.Name, string(file.Data))
	}
	for _, line := range strings.Split(string(a.Comment), "\n") {
		if name, target, found := strings.Cut(strings.TrimSpace(line), " -> "); found {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, name); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// loaded returns the files that make up the tree at path, or the mistakes.
func loaded(path string) string {
	s, err := Load(path)
	if err != nil {
		return err.Error()
	}
	return strings.Join(s.Files, " ")
}

const small = "version: 1\naccount: \"111122223333\"\n"

func TestWhichFilesAreRead(t *testing.T) {
	tests := []struct{ name, archive, path, want string }{
		{"a directory and all below", "-- t/iamsync.yaml --\n" + small + "-- t/a/b/c.yml --\n", "t", "a/b/c.yml iamsync.yaml"},
		{"the working directory", "-- iamsync.yaml --\n" + small, ".", "iamsync.yaml"},
		{"one file", "-- iamsync.yaml --\n" + small, "iamsync.yaml", "iamsync.yaml"},
		{"one file beside others of their own", "-- a.yaml --\n" + small + "-- b.yaml --\n" + small + "-- other.yaml --\nkey: value\n", "a.yaml", "a.yaml"},
		{"a root of any name", "-- t/anything.yml --\n" + small, "t", "anything.yml"},
		{"a root beside a file with settings is found", "-- t/a.yaml --\nvars: {a: b}\n-- t/b.yaml --\n" + small, "t",
			"t/a.yaml:1:1: \"vars\" belongs in the root file, which begins at t/b.yaml:1:1\n    move it there, or name this file in .iamsyncignore if it is of another tree"},
		{"capital letters in an extension", "-- t/A.YAML --\n" + small, "t", "A.YAML"},
		{"what is hidden is not", "-- t/iamsync.yaml --\n" + small + "-- t/.git/config --\n-- t/.x.yaml --\nusers: {a: {}}\n", "t", "iamsync.yaml"},
		{"what is ignored is not", "-- t/iamsync.yaml --\n" + small + "-- t/.iamsyncignore --\n# comment\n\n*.bak\ndrafts/\n/docs/*.txt\nb?.yaml\n" +
			"-- t/a.bak --\n-- t/x/y.bak --\n-- t/drafts/a.yaml --\nnonsense\n-- t/x/drafts/a.txt --\n-- t/docs/a.txt --\n-- t/bx.yaml --\nnonsense\n", "t", "iamsync.yaml"},
		{"an ignored pattern with a slash counts from the top", "-- t/iamsync.yaml --\n" + small + "-- t/.iamsyncignore --\ndocs/a.txt\n-- t/x/docs/a.txt --\n", "t",
			"t/x/docs/a.txt: the file is neither YAML nor referred to\n    refer to it by file:, name it in .iamsyncignore, or move it out of the tree"},
		{"an ignored directory is no file", "-- t/iamsync.yaml --\n" + small + "-- t/.iamsyncignore --\ndocs/\n-- t/docs --\n", "t",
			"t/docs: the file is neither YAML nor referred to\n    refer to it by file:, name it in .iamsyncignore, or move it out of the tree"},
		{"a document may be hidden or ignored", "-- t/iamsync.yaml --\n" + small + "users: {a: {inline: {x: {file: .d/x.yaml}}}}\n-- t/.d/x.yaml --\nStatement: {Effect: Deny, Action: '*', Resource: '*'}\n", "t", ".d/x.yaml iamsync.yaml"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			world(t, test.archive)
			if diff := cmp.Diff(test.want, loaded(test.path)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHalfATreeIsRefused(t *testing.T) {
	tests := []struct{ name, archive, path, want string }{
		{"a part of a tree", "-- t/iamsync.yaml --\n" + small + "-- t/a/b/users.yaml --\nusers: {}\n", "t/a/b",
			"t/a/b: this is a part of the tree whose root file is t/iamsync.yaml\n    give the directory of that file, or name this one in its .iamsyncignore"},
		{"a part that has a root of its own", "-- t/iamsync.yaml --\n" + small + "-- t/a/root.yaml --\n" + small, "t/a",
			"t/a: this is a part of the tree whose root file is t/iamsync.yaml\n    give the directory of that file, or name this one in its .iamsyncignore"},
		{"a tree that the one above ignores", "-- t/iamsync.yaml --\n" + small + "-- t/.iamsyncignore --\na/\n-- t/a/root.yaml --\n" + small, "t/a", "root.yaml"},
		{"a tree below a repository that has a root", "-- t/iamsync.yaml --\n" + small + "-- t/a/.git/config --\n-- t/a/root.yaml --\n" + small, "t/a", "root.yaml"},
		{"a root file without its tree", "-- iamsync.yaml --\n" + small + "-- users/a.yaml --\nusers: {a: {}}\n", "iamsync.yaml",
			"iamsync.yaml: this file is only a part of a tree: users/a.yaml is another\n    give the directory instead"},
		{"a root that does not stand at the top", "-- half/root/iamsync.yaml --\n" + small + "-- half/users/u.yaml --\nusers: {a: {pth: /}}\n", "half",
			"half: the root file is half/root/iamsync.yaml, and it must stand at the top of the tree\n    move it to half, or give half/root"},
		{"a root below the working directory", "-- root/iamsync.yaml --\n" + small, ".",
			".: the root file is root/iamsync.yaml, and it must stand at the top of the tree\n    move it to ., or give root"},
		{"a tree of its own beside what belongs to nothing", "-- half/root/iamsync.yaml --\n" + small + "-- half/users/u.yaml --\nusers: {a: {}}\n", "half/root", "iamsync.yaml"},
		{"several roots below", "-- r/prod/iamsync.yaml --\n" + small + "-- r/dev/iamsync.yaml --\n" + small + "-- r/x.yaml --\nusers: {a: {}}\n", "r",
			"r: there is no root file here, and 2 below: the first is r/dev/iamsync.yaml\n    give the directory of the one that you mean, such as r/dev"},
		{"a repository with an example in it", "-- examples/quickstart/iamsync.yaml --\n" + small + "-- docker-compose.yaml --\nversion: '3'\nservices: {a: {}}\n-- main.go --\n-- deploy/chart.yaml --\n{{ nonsense\n-- x/y.yaml --\nvars: {}\n", ".",
			".: the root file is examples/quickstart/iamsync.yaml, and it must stand at the top of the tree\n    move it to ., or give examples/quickstart"},
		{"a broken file at the top may be the root", "-- t/iamsync.yaml --\nversion: 1\naccount: \"1\n-- t/users.yaml --\nusers: {a: {}}\n", "t",
			"t/iamsync.yaml:2:1: this is no YAML: found unexpected end of stream\n    a quote that opens here is not closed"},
		{"a part of a tree with mistakes of its own", "-- t/iamsync.yaml --\n" + small + "-- t/a/users.yaml --\nusers: {a: {pth: /}}\n-- t/a/notes.txt --\n", "t/a",
			"t/a: this is a part of the tree whose root file is t/iamsync.yaml\n    give the directory of that file, or name this one in its .iamsyncignore"},
		{"a file of a tree with mistakes of its own", "-- t/iamsync.yaml --\n" + small + "-- t/users.yaml --\nusers: {a: {groups: [dev], pth: /}}\n-- t/groups.yaml --\ngroups: {dev: {}}\n", "t/users.yaml",
			"t/users.yaml: this file is only a part of a tree: t/groups.yaml is another\n    give the directory instead"},
		{"a file that is no root", "-- users.yaml --\nusers: {}\n", "users.yaml",
			"users.yaml: no file here says which account it is for\n    one file at the top must say version: 1 and account: with the 12 digits of yours, in quotes"},
		{"nothing there", "", "nowhere", "nowhere: no such file or directory\n    PATH is the directory that holds the YAML; leave it out for the current one"},
		{"an empty directory", "-- t/README --\n", "t", "t: there is no YAML file here\n    begin with iamsync.yaml: version: 1, and account: with the 12 digits of yours; or give as PATH the directory that holds the YAML"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			world(t, test.archive)
			if diff := cmp.Diff(test.want, loaded(test.path)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSymbolicLinks(t *testing.T) {
	hint := "\n    name it in .iamsyncignore, or move it out of the tree"
	root := "-- t/iamsync.yaml --\n" + small
	tests := []struct{ name, archive, want string }{
		{"to a file of the tree, which is read once", "t/b.yaml -> a.yaml\n" + root + "-- t/a.yaml --\nusers: {a: {}}\n", "a.yaml iamsync.yaml"},
		{"to a hidden file of the tree", "t/b.yaml -> .data/a.yaml\nt/d -> .data/sub\n" + root + "-- t/.data/a.yaml --\n-- t/.data/sub/c.yaml --\n", "b.yaml d/c.yaml iamsync.yaml"},
		{"out of the tree", "t/b.yaml -> ../a.yaml\n" + root + "-- a.yaml --\nusers: {}\n", "t/b.yaml: the symbolic link leads out of the tree" + hint},
		{"to nothing", "t/b.yaml -> nowhere\n" + root, "t/b.yaml: the symbolic link leads to nothing" + hint},
		{"to itself", "t/b.yaml -> b.yaml\n" + root, "t/b.yaml: the symbolic link leads round in a circle" + hint},
		{"to the directory that it is in", "t/a/b -> .\n" + root, "t/a/b: the symbolic link leads round in a circle" + hint},
		{"to the top of the tree", "t/a/b -> ../..\n" + root, "t/a/b: the symbolic link leads round in a circle" + hint},
		{"to a directory above", "t/a/b/c -> ../../a\n" + root, "t/a/b/c: the symbolic link leads round in a circle" + hint},
		{"to each other", "t/a/b -> ../c\nt/c/d -> ../a\n" + root + "-- t/a/x.yaml --\n-- t/c/y.yaml --\n", "a/x.yaml c/y.yaml iamsync.yaml"},
		{"in the place of a document, out of the tree", "t/p.json -> ../p.json\n" + root + "users: {a: {inline: {x: {file: p.json}}}}\n-- p.json --\n{}\n",
			"t/iamsync.yaml:3:32: the file \"t/p.json\" is a symbolic link that leads out of the tree\nt/p.json: the symbolic link leads out of the tree" + hint},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			world(t, test.archive)
			if diff := cmp.Diff(test.want, loaded("t")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheTreeItselfMayBeALink(t *testing.T) {
	world(t, "link -> t\n-- t/iamsync.yaml --\n"+small+"users: {a: {pth: x}}\n")
	if got := loaded("link"); !strings.HasPrefix(got, `link/iamsync.yaml:3:13: user "a" has no key "pth"`) {
		t.Error(got)
	}
}

// Positions name files as the one who typed the path would.
func TestPositionsBeginWithThePath(t *testing.T) {
	world(t, "-- a/t/iamsync.yaml --\n"+small+"bad: 1\n")
	for path, want := range map[string]string{
		"a/t": "a/t/iamsync.yaml:3:1", "./a/t/": "a/t/iamsync.yaml:3:1", "a/../a/t": "a/t/iamsync.yaml:3:1", "a/t/iamsync.yaml": "a/t/iamsync.yaml:3:1",
	} {
		if got, _, _ := strings.Cut(loaded(path), ": "); got != want {
			t.Errorf("of %s, the mistake is at %s, want %s", path, got, want)
		}
	}
	t.Chdir("a/t")
	if got, _, _ := strings.Cut(loaded("."), ": "); got != "iamsync.yaml:3:1" {
		t.Errorf("of ., the mistake is at %s", got)
	}
}

func TestUnreadableFiles(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root reads everything")
	}
	world(t, "-- t/iamsync.yaml --\n"+small+"-- t/users.yaml --\n-- t/d/x.yaml --\n")
	for _, name := range []string{"t/users.yaml", "t/d"} {
		if err := os.Chmod(name, 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(name, 0o755) })
	}
	want := "t/d: the directory cannot be read: permission denied\nt/users.yaml: the file cannot be read: permission denied"
	if got := loaded("t"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLargeFilesAreRefused(t *testing.T) {
	world(t, "-- t/iamsync.yaml --\n"+small+"-- t/users.yaml --\n")
	if err := os.Truncate("t/users.yaml", maxFile+1); err != nil {
		t.Fatal(err)
	}
	if got := loaded("t"); !strings.HasPrefix(got, "t/users.yaml: the file has 33554433 bytes; it may have 33554432") {
		t.Error(got)
	}
}

// A pipe that nobody writes to must not be waited for.
func TestPipesAreRefused(t *testing.T) {
	world(t, "-- t/iamsync.yaml --\n"+small+"-- u/iamsync.yaml --\n"+small+"users: {a: {inline: {x: {file: p.json}}}}\n-- u/.iamsyncignore --\np.json\n")
	for _, name := range []string{"t/users.yaml", "u/p.json", "pipe.yaml", "t/.iamsyncignore"} {
		if err := syscall.Mkfifo(name, 0o644); err != nil {
			t.Skip(err)
		}
	}
	done := make(chan string)
	go func() { done <- loaded("t") + "\n" + loaded("u") + "\n" + loaded("pipe.yaml") }()
	select {
	case got := <-done:
		for _, want := range []string{"t/users.yaml: this is neither", "t/.iamsyncignore: this is not a file", `"u/p.json" is not a file`, "pipe.yaml: this is not a file"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not said in\n%s", want, got)
			}
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for a pipe")
	}
}

// The ignore file that the documentation shows works as it is printed.
func TestTheIgnoreFileOfTheDocumentation(t *testing.T) {
	data, err := os.ReadFile("../docs/format.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(data), "`.iamsyncignore` stands")
	_, text, _ = strings.Cut(text, "```text\n")
	block, _, found := strings.Cut(text, "```")
	if !found {
		t.Fatal("there is no block")
	}
	world(t, "-- t/.iamsyncignore --\n"+block+"\t#also a comment\nissue#7.txt\n-- t/iamsync.yaml --\n"+small+
		"-- t/a.tmp --\n-- t/x/b.tmp --\n-- t/docs/a.txt --\n-- t/drafts/u.yaml --\nnonsense\n-- t/x/drafts/notes --\n-- t/issue#7.txt --\n")
	if got := loaded("t"); got != "iamsync.yaml" {
		t.Error(got)
	}
}
