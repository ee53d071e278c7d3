package shipped

import (
	"os"
	"slices"
	"testing"

	"gopkg.in/yaml.v3"
)

// kept are the parts of .goreleaser.yaml that make nothing public.
var kept = []string{"version", "project_name", "before", "builds", "archives", "checksum", "sboms", "changelog"}

// Nothing of a release is public before somebody publishes it: goreleaser makes a draft, and
// neither pushes an image nor writes into a tap.
func TestReleaseIsADraft(t *testing.T) {
	text, err := os.ReadFile(root + "/.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var parts map[string]any
	var config struct {
		Release struct{ Draft bool }
		Casks   []struct {
			Name string
			Skip string `yaml:"skip_upload"`
		} `yaml:"homebrew_casks"`
	}
	for _, into := range []any{&parts, &config} {
		if err := yaml.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
	}
	for part := range parts {
		if part != "release" && part != "homebrew_casks" && !slices.Contains(kept, part) {
			t.Errorf("does %s wait until somebody publishes the release?", part)
		}
	}
	if !config.Release.Draft {
		t.Error("the release is no draft")
	}
	for _, cask := range config.Casks {
		if cask.Skip != "true" {
			t.Errorf("the cask %s is uploaded before its archives are out: skip_upload is %q", cask.Name, cask.Skip)
		}
	}
}
