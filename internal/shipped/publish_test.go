package shipped

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Stand-ins: gh has the release in $RELEASE; docker keeps what it is given. Both take note of
// how they were called.
const (
	gh = `#!/usr/bin/env bash
set -eu
echo "gh as $GH_TOKEN: $*" >> "$CALLS"
case $1-$2 in
  release-download) cp "$RELEASE"/* "$5" ;;
  release-view) echo "$LATEST" ;;
  attestation-verify) [ -z "${FORGED:-}" ] ;;
  api-repos*) [ -n "${SHA:-}" ] && echo "$SHA" ;;
esac
`
	docker = `#!/usr/bin/env bash
set -eu
echo "docker $*" >> "$CALLS"
cp -R "${@: -1}" "$CONTEXT"
`
)

// temporary is the directory in which the script works.
var temporary = regexp.MustCompile(`\S*/tmp\.\w+/?`)

// publication is a run of .ci/publish.
type publication struct {
	calls   []string
	context string // what docker has built from, or nothing
	failed  bool
}

// publish publishes v1.2.3; variables are of its environment.
func publish(t *testing.T, variables ...string) publication {
	t.Helper()
	for _, program := range []string{"bash", "sha256sum", "base64", "tar"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	dir := t.TempDir()
	write(t, dir, "bin/gh", gh)
	write(t, dir, "bin/docker", docker)
	write(t, dir, "release/iamsync.rb", "cask\n")
	checksums := ""
	for _, arch := range []string{"amd64", "arm64"} {
		write(t, dir, arch+"/iamsync", "program of "+arch)
		name := "iamsync_1.2.3_linux_" + arch + ".tar.gz"
		archive := filepath.Join(dir, "release", name)
		if out, err := exec.Command("tar", "-czf", archive, "-C", filepath.Join(dir, arch), "iamsync").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		text, err := os.ReadFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		checksums += fmt.Sprintf("%x  %s\n", sha256.Sum256(text), name)
	}
	write(t, dir, "release/checksums.txt", checksums)
	cmd := exec.Command("bash", root+"/.ci/publish", "v1.2.3")
	cmd.Env = append([]string{
		"PATH=" + filepath.Join(dir, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"), "TMPDIR=" + dir,
		"CALLS=" + dir + "/calls", "CONTEXT=" + dir + "/context", "RELEASE=" + dir + "/release", "LATEST=v1.2.3",
		"GH_TOKEN=job", "GH_REPO=acme/iamsync", "GITHUB_SHA=c0ffee", "TAP_OWNER=acme",
	}, variables...)
	out, err := cmd.CombinedOutput()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %s", err, out)
	}
	calls, readErr := os.ReadFile(filepath.Join(dir, "calls"))
	if readErr != nil {
		t.Fatalf("%v: %s", readErr, out)
	}
	told := temporary.ReplaceAllString(strings.TrimSpace(string(calls)), "")
	return publication{strings.Split(told, "\n"), dir + "/context", err != nil}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// The stage of a release is built from what is there then: no source, no module.
func TestReleaseNeedsOnlyItsBinaries(t *testing.T) {
	p := publish(t, "IMAGE=iamsync")
	if p.failed {
		t.Fatal(p.calls)
	}
	text, err := os.ReadFile(filepath.Join(p.context, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	files := needs(stages(string(text)), "release")
	if len(files) == 0 {
		t.Error("the image has no program")
	}
	for _, file := range files {
		for _, platform := range []string{"linux/amd64", "linux/arm64"} {
			name := strings.ReplaceAll(file, "$TARGETPLATFORM", platform)
			got, err := os.ReadFile(filepath.Join(p.context, name)) // a directory may lack anything
			if want := "program of " + filepath.Base(platform); err != nil || string(got) != want {
				t.Errorf("%s is %q, and not %q: %v", name, got, want, err)
			}
		}
	}
}

// What follows a published release, and what does not.
func TestPublish(t *testing.T) {
	const (
		load    = "gh as job: release download v1.2.3 "
		prove   = "gh as job: attestation verify iamsync_1.2.3_linux_"
		view    = "gh as job: release view --json tagName --jq .tagName"
		build   = "docker buildx build --push --target release --platform linux/amd64,linux/arm64 --tag example/iamsync:1.2.3 "
		tap     = "repos/acme/homebrew-tap/contents/Casks/iamsync.rb"
		look    = "gh as tap: api " + tap + " --jq .sha"
		put     = "gh as tap: api --silent --method PUT " + tap + " --raw-field message=iamsync 1.2.3 --raw-field content=Y2Fzawo="
		nothing = ""
	)
	image, token := "IMAGE=example/iamsync", "TAP_TOKEN=tap"
	loaded := []string{load, prove + "amd64.tar.gz --repo acme/iamsync", prove + "arm64.tar.gz --repo acme/iamsync", view}
	for _, c := range []struct {
		name      string
		variables []string
		want      []string
	}{
		{"the latest release", []string{image, token}, append(slices.Clone(loaded), build+"--tag example/iamsync:latest ", look, put)},
		{"a cask is there already", []string{image, token, "SHA=1f"}, append(slices.Clone(loaded), build, look, put+" --raw-field sha=1f")},
		{"a prerelease, or one of an older line", []string{image, token, "LATEST=v2.0.0"}, append(slices.Clone(loaded), build+"--label ")},
		{"no image", []string{token}, append(slices.Clone(loaded), look, put)},
		{"no tap", []string{image}, append(slices.Clone(loaded), build)},
		{"an archive that nobody vouches for", []string{image, token, "FORGED=1"}, []string{load, prove + "amd64", nothing}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := publish(t, c.variables...)
			fails := slices.Contains(c.want, nothing)
			want := slices.DeleteFunc(c.want, func(s string) bool { return s == nothing })
			if p.failed != fails || len(p.calls) != len(want) {
				t.Fatalf("failed: %v\n%s", p.failed, cmp.Diff(want, p.calls))
			}
			for i, call := range p.calls {
				if !strings.HasPrefix(call, want[i]) {
					t.Errorf("call %q, and not %q", call, want[i])
				}
			}
		})
	}
}
