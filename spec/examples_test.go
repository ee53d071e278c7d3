package spec

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
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

// The examples are what people read first: together, they show all that can be said.
func TestExamplesShowEveryField(t *testing.T) {
	r := &reader{loader: &loader{}}
	said := map[string]bool{}
	files, err := filepath.Glob("../examples/*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
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
					said[p.key.Value+".*."+f.key.Value] = true
				}
			}
		}
	}
	for _, key := range topKeys() {
		if !said[key] {
			t.Errorf("%s is not shown", key)
		}
	}
	for _, s := range sections {
		for _, key := range s.keys {
			if slices.Contains([]string{silenceKey, ensureKey, "ignore", "expires"}, key) { // the same everywhere
				said[s.key+".*."+key] = shown(said, key)
			}
			if !said[s.key+".*."+key] {
				t.Errorf("%s of %s is not shown", key, s.key)
			}
		}
	}
}

// shown reports whether some section shows the key.
func shown(said map[string]bool, key string) bool {
	return slices.ContainsFunc(sections, func(s section) bool { return said[s.key+".*."+key] })
}
