package main

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iamsync/internal/fakeiam"
	"iamsync/internal/live"
	"iamsync/internal/statetest"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// What is exported of examples/complete says the same as it does, but for directives, and
// for what it leaves to AWS.
func TestExportOfComplete(t *testing.T) {
	offline(t)
	server := fakeiam.New()
	const example = "../../examples/complete"
	if code, out := onServer(server, "apply", "--auto-approve", example); code != exitDone {
		t.Fatalf("exit %d\n%s", code, out)
	}
	aws, err := live.Catalogue(t.Context(), clientOf(server))
	if err != nil {
		t.Fatal(err)
	}
	resolved := func(dir string) spec.State {
		t.Helper()
		s, err := spec.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		state, err := s.Resolve(spec.Names{Account: spec.Account{ID: s.Account, Partition: "aws"}, AWSManaged: aws})
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	want := resolved(example)
	for _, layout := range spec.Layouts {
		dir := filepath.Join(t.TempDir(), "tree")
		if code, out := onServer(server, "export", "--layout", string(layout), "--out", dir); code != exitDone {
			t.Fatalf("exit %d\n%s", code, out)
		}
		got := resolved(dir)
		for id, r := range got.Resources {
			if p, is := r.(spec.OIDCProvider); is && want.LeavesUnsaid(id, spec.FieldThumbprints) {
				p.Thumbprints = nil // AWS has found them out
				got.Resources[id] = p
			}
		}
		if diff := cmp.Diff(want.Resources, got.Resources, cmp.Comparer(policy.Document.Equal)); diff != "" {
			t.Errorf("%s (-example +export):\n%s", layout, diff)
		}
		if code, out := onServer(server, "plan", "--detailed-exitcode", dir); code != exitDone {
			t.Errorf("%s: exit %d\n%s", layout, code, out)
		}
	}
}

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
