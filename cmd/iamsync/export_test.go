package main

import (
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"iamsync/internal/live"
	"iamsync/internal/statetest"
	"iamsync/spec"
)

// Whatever is selected of an account plans to nothing, the rest being left alone; and so
// does what is adopted afterwards, one by one.
func TestExportOfParts(t *testing.T) {
	top := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		state, _ := statetest.PairWithDenies(t)
		held := live.Account{State: state}
		dir := filepath.Join(top, string(rune('a'+n%26)), "tree")
		if err := unwrite(dir, false); err != nil {
			t.Fatal(err)
		}
		o := exportOptions{selected: rapid.SliceOfN(rapid.SampledFrom([]spec.Pattern{"user/a*", "group/d*", "policy/*", "user/bob", "policy/p?", "group/*"}), 1, 3).Draw(t, "select")}
		out, err := spec.Export{Live: state, AWSManaged: statetest.AWSPolicies, Select: o.selected}.Write()
		if err != nil {
			t.Fatal(err)
		}
		s := &session{}
		if err := s.put(dir, out.Files, held, statetest.AWSPolicies); err != nil {
			t.Fatal(err)
		}
		for _, id := range state.IDs() {
			entity := id.Kind == spec.KindUser || id.Kind == spec.KindGroup || id.Kind == spec.KindPolicy
			if !entity || o.wants(id) || rapid.Bool().Draw(t, "leave") {
				continue
			}
			files, err := spec.Adopt(dir, state, statetest.AWSPolicies, []spec.ID{id})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := write(files); err != nil {
				t.Fatal(err)
			}
			if err := s.proves(dir, held, statetest.AWSPolicies, nil); err != nil {
				t.Fatal(id, err)
			}
		}
	})
}
