package spec

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gopkg.in/yaml.v3"
)

// The policies of AWS that the examples name, all of which exist.
var realPolicies = []string{
	"ReadOnlyAccess", "PowerUserAccess", "SecurityAudit", "IAMUserChangePassword", "job-function/Billing", "job-function/ViewOnlyAccess",
}

func TestExamplesLoad(t *testing.T) {
	dirs, err := filepath.Glob("../examples/*/iamsync.yaml")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no examples, %v", err)
	}
	for _, root := range dirs {
		t.Run(filepath.Base(filepath.Dir(root)), func(t *testing.T) {
			s, err := Load(filepath.Dir(root))
			if err != nil {
				t.Fatal(err)
			}
			for _, partition := range []string{"aws", "aws-cn"} {
				names := Names{Account: Account{ID: s.Account, Partition: partition}}
				for _, name := range realPolicies {
					names.AWSManaged = append(names.AWSManaged, "arn:"+partition+":iam::aws:policy/"+name)
				}
				if state, err := s.Resolve(names); err != nil || len(state.Resources) < s.Len() {
					t.Errorf("in %s: %d resources, %v", partition, len(state.Resources), err)
				}
			}
		})
	}
}

// elsewhere are keys that examples/complete cannot have, since it applies to an account
// that is empty.
var elsewhere = []struct{ reason, key string }{
	{"a certificate is declared when it is uploaded, see examples/certificates", "server_certificates.*.path"},
	{"a certificate is declared when it is uploaded, see examples/certificates", "server_certificates.*.tags"},
	{"a certificate is declared when it is uploaded, see examples/certificates", "server_certificates.*.renamed_from"},
}

// Examples/complete is where things are looked up: it has every kind, and every key
// of the tables that the loader reads by. What an object of any kind can say of its life, one says.
func TestCompleteHasEveryKey(t *testing.T) {
	complete, all := keysIn(t, "../examples/complete/*.yaml"), keysIn(t, "../examples/*/*.yaml")
	keys := everyKey()
	slices.Sort(keys)
	for _, want := range slices.Compact(keys) {
		i := slices.IndexFunc(elsewhere, func(e struct{ reason, key string }) bool { return e.key == want })
		switch {
		case i < 0 && !complete[want]:
			t.Errorf("%s is not shown", want)
		case i >= 0 && complete[want]:
			t.Errorf("%s is shown, although %s", want, elsewhere[i].reason)
		case !all[want]:
			t.Errorf("%s is shown nowhere", want)
		}
	}
}

// everyKey lists the keys that a tree can have, by where they stand.
func everyKey() []string {
	var list []string
	below := func(place string, keys []string) {
		for _, key := range keys {
			list = append(list, place+key)
		}
	}
	below("", topKeys())
	below("scope.", keysOf(scopeFields))
	below("guards.", keysOf(guardFields))
	below("password_policy.", keysOf(passwordFields))
	for _, s := range sections {
		for _, key := range s.keys {
			if slices.Contains([]string{ensureKey, "ignore", "expires", silenceKey}, key) {
				list = append(list, "*.*."+key) // the same everywhere
				continue
			}
			list = append(list, s.key+".*."+key)
			switch key {
			case "groups", "members":
				below(s.key+".*."+key+".", keysOf(entryFields))
			case "policies":
				below(s.key+".*."+key+".", keysOf(policyEntryFields))
			case "metadata":
				below(s.key+".*."+key+".", keysOf(metadataFields))
			}
		}
	}
	return list
}

// keysIn collects the keys of files. The name of an object is *, and so is its section
// where that makes no difference.
func keysIn(t *testing.T, pattern string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	r := &reader{loader: &loader{}}
	said := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		top, problem := parseYAML(data)
		if problem != nil {
			t.Fatal(problem)
		}
		for _, p := range r.pairs(top) {
			said[p.key.Value] = true
			for _, q := range r.pairs(p.value) {
				said[p.key.Value+"."+q.key.Value] = true
				for _, f := range r.pairs(q.value) {
					said["*.*."+f.key.Value] = true
					said[p.key.Value+".*."+f.key.Value] = true
					keysOfEntries(r, said, p.key.Value+".*."+f.key.Value+".", f.value)
				}
			}
		}
	}
	return said
}

// keysOfEntries adds the keys of a mapping, or of those in a list.
func keysOfEntries(r *reader, said map[string]bool, place string, n *yaml.Node) {
	for _, e := range append([]*yaml.Node{n}, n.Content...) {
		for _, p := range r.pairs(e) {
			said[place+p.key.Value] = true
		}
	}
}
