package spec

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What is added to a section stands behind its last line. Everything else stays, to the
// letter.
func TestAdopt(t *testing.T) {
	const root = "version: 1\naccount: \"111122223333\"\n"
	tests := []struct{ name, before, added, after string }{
		{"at the end", "users:\n  a: {}\n", "  new: {path: /n/}\n", ""},
		{"a last line without an end", "users:\n  a: {}", "\n  new: {path: /n/}\n", ""},
		{"ahead of the next section", "users:\n  a: {}\n", "  new: {path: /n/}\n", "groups: {}\n"},
		{"ahead of what is said about the next section", "users:\n  a: {}\n", "  new: {path: /n/}\n", "\n# Groups.\n\ngroups: {}\n"},
		{"behind the last word in the section", "users:\n  a: {}\n  # no more\n", "  new: {path: /n/}\n", "\n\n# The end.\n"},
		{"behind a text of several lines", "users:\n  a:\n    tags: {k: \"x\n     y\"}\n", "  new: {path: /n/}\n", "\n"},
		{"as far indented as the others", "users:\n      a: {}   # first\n", "      new: {path: /n/}\n", ""},
		{"with the line ends of the file", "users:\r\n  a: {}\r\n", "  new: {path: /n/}\r\n", "groups: {}\r\n"},
		{"below a key in quotes", "\"users\" :\n  a: {}\n", "  new: {path: /n/}\n", ""},
		{"ahead of the end of the document", "users:\n  a: {}\n", "  new: {path: /n/}\n", "...\n"},
		{"a section that is not there", "", "\nusers:\n  new: {path: /n/}\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "iamsync.yaml")
			if err := os.WriteFile(file, []byte(root+test.before+test.after), 0o600); err != nil {
				t.Fatal(err)
			}
			live := NewState(Account{ID: "111122223333", Partition: "aws"})
			live.Add(User{Name: "new", Path: "/n/"})
			got, err := Adopt(file, live, nil, []ID{UserID("new")})
			if err != nil || len(got) != 1 {
				t.Fatal(got, err)
			}
			if want := root + test.before + test.added + test.after; string(got[0].Text) != want {
				t.Errorf("got %q,\nwant %q", got[0].Text, want)
			}
			if err := os.WriteFile(file, got[0].Text, 0o600); err != nil {
				t.Fatal(err)
			}
			if s, err := Load(file); err != nil || s.objects[s.Len()-1].base().id != UserID("new") {
				t.Error(s, err)
			}
		})
	}
}

// The metadata of a SAML provider lies beside the file that declares it, and takes no
// other file's place.
func TestAdoptSAML(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"iamsync.yaml":   "version: 1\naccount: \"111122223333\"\n",
		"sub/saml.yaml":  "saml_providers:\n  first: {metadata: {file: okta.xml}}\n",
		"sub/okta.xml":   metadataOf("first"),
		"sub/README.xml": "about it",
	} {
		write(t, filepath.Join(dir, name), text)
	}
	live := NewState(Account{ID: "111122223333", Partition: "aws"})
	ids := []ID{SAMLProviderID("okta"), SAMLProviderID("okta-2"), SAMLProviderID(".hidden"), SAMLProviderID("README")}
	for _, id := range ids {
		live.Add(SAMLProvider{Name: id.Name, Metadata: metadataOf(id.Name)})
	}
	got, err := Adopt(dir, live, nil, ids)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, f := range got {
		rel, err := filepath.Rel(dir, f.File)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.ToSlash(rel))
		write(t, f.File, string(f.Text))
	}
	if want := []string{"sub/saml.yaml", "sub/_.hidden.xml", "sub/README-2.xml", "sub/okta-2.xml", "sub/okta-2-2.xml"}; !slices.Equal(files, want) {
		t.Errorf("got %v, want %v", files, want)
	}
	s, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	state, err := s.Resolve(Names{Account: live.Account})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range append(ids, SAMLProviderID("first")) {
		if p, _ := state.Resources[id].(SAMLProvider); p.Metadata != metadataOf(id.Name) {
			t.Errorf("%s has the metadata %.40q", id, p.Metadata)
		}
	}
}

func metadataOf(name string) string {
	return "<EntityDescriptor entityID=\"" + name + "\">" + strings.Repeat(" ", minMetadata) + "</EntityDescriptor>"
}

// A tree gets a file where it has none for the kind, and one that goes on in the file with
// the most.
func TestAdoptIntoTree(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"iamsync.yaml": "version: 1\naccount: \"111122223333\"\nusers:\n  a: {}\n",
		"users.yaml":   "users:\n  b: {}\n  c: {}\n",
		"groups.yaml":  "policies: {}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	live := NewState(Account{ID: "111122223333", Partition: "aws"})
	live.Add(User{Name: "new", Path: "/"}, Group{Name: "dev", Path: "/"}, Membership{User: "new", Group: "dev"})
	got, err := Adopt(dir, live, nil, []ID{UserID("new"), GroupID("dev")})
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	for i, want := range []struct{ file, text string }{
		{"groups-2.yaml", "groups:\n  dev: {}\n"},
		{"users.yaml", "users:\n  b: {}\n  c: {}\n  new: {groups: [dev]}\n"},
	} {
		if got[i].File != filepath.ToSlash(filepath.Join(dir, want.file)) || string(got[i].Text) != want.text {
			t.Errorf("got %s: %q", got[i].File, got[i].Text)
		}
	}
}
