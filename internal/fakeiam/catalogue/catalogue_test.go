package catalogue

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestEveryPolicyHasADocument(t *testing.T) {
	all := All()
	for i, p := range all {
		if i > 0 && strings.ToLower(all[i-1].Name) >= strings.ToLower(p.Name) {
			t.Errorf("%s and %s are out of order, or one", all[i-1].Name, p.Name)
		}
		if d := Document(p.Path, p.Name); !json.Valid([]byte(d)) {
			t.Errorf("the document of %s is no JSON: %s", p.Name, d)
		}
		if got, ok := Find(p.Path, p.Name); !ok || got != p {
			t.Errorf("looking for %s finds %v, %v", p.Name, got, ok)
		}
		if p.Version < 1 || p.Updated.Before(p.Created) || !strings.HasPrefix(p.Path, "/") || !strings.HasSuffix(p.Path, "/") {
			t.Errorf("%+v is not right", p)
		}
	}
	if len(all) != len(texts()) {
		t.Errorf("there are %d policies and %d documents", len(all), len(texts()))
	}
}

func TestFind(t *testing.T) {
	for _, test := range []struct {
		path, name string
		want       bool
	}{
		{"/", "AdministratorAccess", true},
		{"/job-function/", "Billing", true},
		{"/", "Billing", false},
		{"/", "administratoraccess", false},
		{"/", "NoSuchPolicy", false},
	} {
		if _, ok := Find(test.path, test.name); ok != test.want {
			t.Errorf("%s%s: found is %v", test.path, test.name, ok)
		}
	}
	if from := From("zzzz"); len(from) != 0 {
		t.Errorf("%d policies come after the last", len(from))
	}
	if from := From("READONLYACCESS"); len(from) == 0 || from[0].Name != "ReadOnlyAccess" {
		t.Errorf("from ReadOnlyAccess on come %v", from[:min(1, len(from))])
	}
	if Document("/", "NoSuchPolicy") != "" {
		t.Error("what is not there has a document")
	}
}
