package spec_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iamsync/internal/statetest"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// exported writes a state into files, which must be laid out, and reads them again.
func exported(t interface {
	Helper()
	Fatal(...any)
}, dir string, e spec.Export) (spec.Exported, spec.State) {
	t.Helper()
	out, err := e.Write()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for _, f := range out.Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if changed, err := spec.Format(dir); err != nil || len(changed) > 0 {
		t.Fatal("it is not laid out:", changed, err)
	}
	s, err := spec.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := spec.Names{Account: e.Live.Account, AWSManaged: e.AWSManaged, Local: map[string]bool{}}
	for _, r := range e.Live.Resources {
		if p, is := r.(spec.Policy); is {
			names.Local[p.ARN] = true
		}
	}
	got, err := s.Resolve(names)
	if err != nil {
		t.Fatal(err)
	}
	return out, got
}

var sameDocuments = cmp.Comparer(policy.Document.Equal)

// What is exported is what was there, whatever it is called and in whatever layout.
func TestExport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tree")
	rapid.Check(t, func(t *rapid.T) {
		live, _ := statetest.PairWithDenies(t)
		l := rapid.SampledFrom(spec.Layouts).Draw(t, "layout")
		aws := append(statetest.AWSPolicies, "arn:aws:iam::aws:policy/web", "arn:aws:iam::aws:policy/p,q", "arn:aws:iam::aws:policy/old/Billing")
		_, got := exported(t, dir, spec.Export{Live: live, AWSManaged: aws, Layout: l})
		if diff := cmp.Diff(live.Resources, got.Resources, sameDocuments); diff != "" {
			t.Fatal(diff)
		}
	})
}

// oddNames are words that mean something to YAML or to the format, and all else that a
// name of IAM may hold.
var oddNames = []string{
	"Null", "true", "no", "yes", "on", "y", "123", "007", "0x1F", "1e3", "1_000", "12.50", "2026-12-31", "=", "-", "--", "---", ".", "..", "...", "_", "+1", "-1",
	"@", "@a", "=a", ",", ",a", "a,b", "a.b", ".hidden", "_hidden", "_.hidden", "none", "absent", "Statement", "Version", "Action", "file", "document", "path", "tags", "groups",
	"members", "policies", "users", "roles", "ignore", "ensure", "expires", "policy", "README", "iamsync", "account", "ReadOnlyAccess", strings.Repeat("n", 64),
}

// oddTexts stand in tags, descriptions and documents.
var oddTexts = []string{
	"", " ", "  two  ", "a: b", "a :b", "x:", "- x", "a #b", "#", "$(account)", "$$(x", "$(", "${aws:username}", "42", "007", "1.0", "1e3", "true", "Null", "~", "2026-12-31",
	"*", "*.x", "&a", "!x", "|", ">", "%", "@x", "`x", `"`, `'`, `\`, `a\nb`, "{a}", "[a, b]", "a, b", "? x", "<<", "=", "é", "\u00a0", "\u00ff", "a\tb", "a\nb", "a\r\nb", "\n", "tail\n", " lead",
	strings.Repeat("long ", 40),
}

// tagText leaves of a text what a tag can hold.
func tagText(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("#$()*&!|>%`\"'\\{}[],?<~\t\r\n", r) {
			return -1
		}
		return r
	}, text)
}

// odd is an account of which everything has an odd name.
func odd() spec.State {
	s := spec.NewState(statetest.Account)
	for i, name := range oddNames {
		text := oddTexts[i%len(oddTexts)]
		doc := policy.MustParse(fmt.Sprintf(`{"Version":"2012-10-17","Id":%q,"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/%d":[%s,"x"]}}}}`, "id", i, quoted(text)))
		p := spec.Policy{Name: name, Path: "/", ARN: s.Account.PolicyARN("/", name), Description: text, Document: doc}
		if i%3 == 0 {
			p.Tags = map[string]string{"k" + tagText(text): tagText(text), tagText("n" + name): tagText(name), "\u00fc\u2028\u4e16": "\u2029"}
		}
		s.Add(p, spec.Group{Name: name, Path: "/$(a)/"}, spec.User{Name: name, Path: "/a,b{c}/", Boundary: p.ARN, Tags: map[string]string{"k" + tagText(name): tagText(text)}},
			spec.Membership{User: name, Group: name}, spec.Membership{User: name, Group: oddNames[0]},
			spec.Attachment{Principal: spec.GroupID(name), PolicyARN: p.ARN},
			spec.Attachment{Principal: spec.UserID(name), PolicyARN: statetest.AWSPolicies[0]},
			spec.Inline{Principal: spec.UserID(name), Name: name, Document: doc})
		trust := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)
		if provider := strings.Map(samlName, name); provider != "" && s.Resources[spec.SAMLProviderID(provider)] == nil {
			s.Add(saml(s, provider))
		}
		role := spec.Role{Name: name, Path: "/", MaxSession: 3600 + i*60, Trust: trust, Boundary: p.ARN}
		s.Add(role, spec.Inline{Principal: role.ID(), Name: name, Document: doc}, spec.Profile{Name: name, Path: []string{"/", "/p/"}[i%2], Role: name})
	}
	for i, text := range oddTexts {
		s.Add(spec.Policy{Name: fmt.Sprintf("text-%d", i), Path: "/", ARN: s.Account.PolicyARN("/", fmt.Sprintf("text-%d", i)), Description: text,
			Document: policy.MustParse(fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/"},{"Effect":"Deny","NotAction":["s3:*"],"Resource":["*"],"Condition":{"StringLike":{"aws:x":%s}}}]}`, quoted(text)))})
	}
	return s
}

// samlName leaves of a name what that of a SAML provider can hold.
func samlName(r rune) rune {
	if strings.ContainsRune("+=,@", r) {
		return -1
	}
	return r
}

func saml(s spec.State, name string) spec.SAMLProvider {
	text := "<EntityDescriptor>\r\n\t" + strings.Repeat("\u00e9$(account) ", 100) + "</EntityDescriptor>\r\n\n "
	return spec.SAMLProvider{Name: name, ARN: s.Account.ProviderARN(spec.SAMLProviderID(name)), Metadata: text}
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(text) + `"`
}

// Nothing is lost of what IAM allows in names and texts.
func TestExportOdd(t *testing.T) {
	for _, l := range spec.Layouts {
		t.Run(string(l), func(t *testing.T) {
			live := odd()
			_, got := exported(t, filepath.Join(t.TempDir(), "tree"), spec.Export{Live: live, AWSManaged: statetest.AWSPolicies, Layout: l})
			if diff := cmp.Diff(live.Resources, got.Resources, sameDocuments); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What no file can hold is left out, with the reason, and what names it gets along
// without.
func TestExportLeavesOut(t *testing.T) {
	s := spec.NewState(spec.Account{ID: "111122223333", Partition: "aws-cn"})
	bad := policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"allow","Action":"s3:*","Resource":"*"}}`)
	good := policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`)
	trust := policy.MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"AIDAEXAMPLEEXAMPLEEXA"},"Action":"sts:AssumeRole"}}`)
	old := spec.Policy{Name: "old", Path: "/", ARN: s.Account.PolicyARN("/", "old"), Document: bad}
	s.Add(old,
		spec.Group{Name: "dev", Path: "/"}, spec.Attachment{Principal: spec.GroupID("dev"), PolicyARN: old.ARN},
		spec.Inline{Principal: spec.GroupID("dev"), Name: "in", Document: good}, spec.Inline{Principal: spec.GroupID("dev"), Name: "IN", Document: good},
		spec.Group{Name: "cdk-group", Path: "/"}, spec.Group{Name: "kept", Path: "/aws-reserved/"},
		spec.User{Name: "alice", Path: "/", Boundary: "arn:aws-cn:iam::aws:policy/ReadOnlyAccess", Tags: map[string]string{"aws:x": "y", "AKIAIOSFODNN7EXAMPLE": "ci", "a": "b"}},
		spec.Membership{User: "alice", Group: "dev"}, spec.Membership{User: "alice", Group: "cdk-group"},
		spec.Inline{Principal: spec.UserID("alice"), Name: "in", Document: bad},
		spec.Role{Name: "good", Path: "/", MaxSession: 5401, Trust: trust}, spec.Role{Name: "bad", Path: "/", MaxSession: 3600, Trust: good},
		spec.Profile{Name: "bad", Path: "/", Role: "bad"}, spec.Profile{Name: "empty", Path: "/"},
		spec.SAMLProvider{Name: "short", Metadata: "<EntityDescriptor/>"}, spec.SAMLProvider{Name: "control", Metadata: saml(s, "x").Metadata + "\x7f"})
	dir := filepath.Join(t.TempDir(), "tree")
	out, got := exported(t, dir, spec.Export{Live: s, AWSManaged: []string{"arn:aws-cn:iam::aws:policy/ReadOnlyAccess"}, Layout: spec.LayoutOne})
	if out.Objects != 5 || len(got.Resources) != 6 {
		t.Errorf("%d objects, %d resources", out.Objects, len(got.Resources))
	}
	golden := filepath.Join("testdata", "export", "leaves-out.yaml")
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(golden, out.Files[0].Text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(out.Files[0].Text)); diff != "" {
		t.Error(diff)
	}
}
