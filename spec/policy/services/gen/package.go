package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// release is what we use of a release of the package.
type release struct {
	Name      string
	Version   string
	License   string
	UpdatedAt time.Time
	licence   string // its text
	services  []service
}

type service struct {
	prefix    string
	name      string
	actions   map[string]action   // by name in lower case
	resources map[string]resource // by key in lower case
}

type action struct {
	Name          string
	AccessLevel   string // "Tagging, Write": the first is the one that says more
	ResourceTypes []resourceType
}

type resourceType struct{ Name string }

type resource struct {
	Key string
	ARN string // or several, with ", " between
}

func (r release) day() string { return r.UpdatedAt.UTC().Format(time.DateOnly) }

// files are those of a package, by their paths below its folder.
type files map[string][]byte

func unpack(packed []byte) (files, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	all := files{}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if all[h.Name], err = io.ReadAll(t); err != nil {
			return nil, err
		}
	}
}

func (f files) decode(path string, v any) error {
	b, ok := f["package/"+path]
	if !ok {
		return fmt.Errorf("the package has no %s", path)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("decoding %s: %w", path, err)
	}
	return nil
}

func read(f files) (release, error) {
	var r release
	if err := f.decode("package.json", &r); err != nil {
		return r, err
	}
	if r.License != "MIT" {
		return r, fmt.Errorf("it is under the licence %q and no longer under MIT: look whether it may be used", r.License)
	}
	if r.licence = string(f["package/LICENSE.txt"]); r.licence == "" {
		return r, errors.New("the package has no LICENSE.txt")
	}
	var prefixes []string
	if err := f.decode("data/services.json", &prefixes); err != nil {
		return r, err
	}
	names := map[string]string{}
	if err := f.decode("data/serviceNames.json", &names); err != nil {
		return r, err
	}
	for _, prefix := range prefixes {
		s := service{prefix: prefix, name: names[prefix]}
		if err := f.decode("data/actions/"+prefix+".json", &s.actions); err != nil {
			return r, err
		}
		if err := f.decode("data/resourceTypes/"+prefix+".json", &s.resources); err != nil {
			return r, err
		}
		r.services = append(r.services, s)
	}
	return r, nil
}

// widen lets the actions that are named act on every resource of their service.
func (r release) widen(names map[string]bool) error {
	widened := 0
	for _, s := range r.services {
		for key, a := range s.actions {
			if !names[s.prefix+":"+a.Name] {
				continue
			}
			a.ResourceTypes = nil
			for name := range s.resources {
				a.ResourceTypes = append(a.ResourceTypes, resourceType{name})
			}
			s.actions[key] = a
			widened++
		}
	}
	if widened != len(names) {
		return fmt.Errorf("pages.txt names %d actions, of which the package has %d", len(names), widened)
	}
	return nil
}
