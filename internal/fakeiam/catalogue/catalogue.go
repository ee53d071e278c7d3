// Package catalogue is the list of policies that AWS manages, with the document
// of each one's default version, as AWS publishes them.
//
// policies.txt is the list, for reviewing; documents.json.gz the documents. Both
// are written by gen from an endpoint that has them loaded, for instance a moto
// server on the same machine:
//
//	MOTO_IAM_LOAD_MANAGED_POLICIES=true moto_server -H 127.0.0.1 -p 5000 &
//	go generate ./internal/fakeiam/catalogue
//
// Neither the unique IDs nor the descriptions of the policies are known.
package catalogue

import (
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:generate go run ./gen -endpoint http://127.0.0.1:5000

//go:embed policies.txt
var list string

//go:embed documents.json.gz
var documents []byte

// Policy is a policy that AWS manages.
type Policy struct {
	Path    string
	Name    string
	Version int // the number of the default version, the only one whose document is known
	Created time.Time
	Updated time.Time
}

// All are the policies, by name in lower case.
func All() []Policy { return load() }

// Find looks a policy up by its path and name.
func Find(path, name string) (Policy, bool) {
	all := load()
	if at, ok := search(name); ok && all[at].Path == path && all[at].Name == name {
		return all[at], true
	}
	return Policy{}, false
}

// Named are the policies with exactly this name; there is hardly ever more than
// one.
func Named(name string) []Policy {
	var named []Policy
	for _, p := range From(name) {
		if !strings.EqualFold(p.Name, name) {
			break
		}
		if p.Name == name {
			named = append(named, p)
		}
	}
	return named
}

// From are the policies whose names do not come before the given one, in order.
func From(name string) []Policy {
	at, _ := search(name)
	return load()[at:]
}

// Document is the text of a policy's default version; "" where there is no such
// policy.
func Document(path, name string) string { return string(texts()[path+name]) }

func search(name string) (int, bool) {
	return slices.BinarySearchFunc(load(), strings.ToLower(name), func(p Policy, key string) int {
		return cmp.Compare(strings.ToLower(p.Name), key)
	})
}

// Both files are part of the program: what is wrong with them shows in its
// first test.
var (
	load = sync.OnceValue(func() []Policy {
		var all []Policy
		for line := range strings.Lines(list) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			all = append(all, parse(line))
		}
		return all
	})
	texts = sync.OnceValue(func() map[string]json.RawMessage {
		r, err := gzip.NewReader(bytes.NewReader(documents))
		if err != nil {
			panic(fmt.Errorf("opening the catalogue's documents: %w", err))
		}
		var m map[string]json.RawMessage
		if err := json.NewDecoder(r).Decode(&m); err != nil {
			panic(fmt.Errorf("reading the catalogue's documents: %w", err))
		}
		return m
	})
)

// parse reads a line of policies.txt: path, name, version, two dates.
func parse(line string) Policy {
	f := strings.Fields(line)
	if len(f) != 5 {
		panic(fmt.Sprintf("reading the catalogue: %q has not five fields", line))
	}
	p := Policy{Path: f[0], Name: f[1], Created: date(f[3]), Updated: date(f[4])}
	if _, err := fmt.Sscanf(f[2], "v%d", &p.Version); err != nil {
		panic(fmt.Errorf("reading the catalogue: version %q: %w", f[2], err))
	}
	return p
}

func date(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(fmt.Errorf("reading the catalogue: %w", err))
	}
	return t
}
