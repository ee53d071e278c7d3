package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iamsync/spec/policy/services"
)

// small is a package with two services.
func small() map[string]string {
	return map[string]string{
		"package.json":           `{"name": "@some/data", "version": "1.2.3", "license": "MIT", "updatedAt": "2026-09-26T04:46:59.905Z"}`,
		"LICENSE.txt":            "MIT License\n\nCopyright (c) Somebody\n",
		"data/services.json":     `["s3", "a4b"]`,
		"data/serviceNames.json": `{"a4b": "Alexa for Business", "s3": "Amazon S3"}`,
		"data/actions/a4b.json":  `{"approveskill": {"name": "ApproveSkill", "accessLevel": "Write", "resourceTypes": []}}`,
		"data/actions/s3.json": `{
			"putobject": {"name": "PutObject", "accessLevel": "Write",
				"resourceTypes": [{"name": "Object"}, {"name": "bucket"}, {"name": "object"}]},
			"putacl": {"name": "PutACL", "accessLevel": "Permissions management, Write", "resourceTypes": [{"name": "bucket"}]}}`,
		"data/resourceTypes/a4b.json": `{}`,
		"data/resourceTypes/s3.json": `{
			"object": {"key": "Object", "arn": "arn:${Partition}:s3:::${Bucket}/${Key}"},
			"bucket": {"key": "bucket", "arn": "arn:${Partition}:s3:::${Bucket}, arn:${Partition}:s3:${Region}::${Bucket}"}}`,
	}
}

const smallText = `# @some/data 1.2.3
# 2026-09-26
# MIT License
#
# Copyright (c) Somebody

a4b	Alexa for Business
WApproveSkill

s3	Amazon S3
=bucket	arn:${Partition}:s3:::${Bucket}	arn:${Partition}:s3:${Region}::${Bucket}
=Object	arn:${Partition}:s3:::${Bucket}/${Key}
PPutACL	bucket
WPutObject	Object	bucket
`

func TestGenerate(t *testing.T) {
	dir := t.TempDir()
	if err := generate(pack(t, small()), dir, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(smallText, unzip(t, filepath.Join(dir, "services.txt.gz"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	notice, err := os.ReadFile(filepath.Join(dir, "NOTICE.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"@some/data,\nversion 1.2.3 of 2026-09-26, integrity\nsha512-", "Copyright (c) Somebody\n"} {
		if !strings.Contains(string(notice), want) {
			t.Errorf("the notice does not say %q:\n%s", want, notice)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	tests := []struct{ name, file, old, new, want string }{
		{"another licence", "package.json", `"MIT"`, `"AGPL-3.0"`, `under the licence "AGPL-3.0"`},
		{"no licence", "LICENSE.txt", "", "", "no LICENSE.txt"},
		{"no such file", "data/actions/s3.json", "", "", "has no data/actions/s3.json"},
		{"no JSON", "data/services.json", "[", "", "decoding data/services.json"},
		{"no name", "data/serviceNames.json", `"Amazon S3"`, `"a\tb"`, `service s3: "s3" or "a\tb" is no name`},
		{"a level that there is not", "data/actions/a4b.json", "Write", "Delete", `action ApproveSkill: "Delete" is no level`},
		{"an action with a space", "data/actions/a4b.json", "ApproveSkill", "Approve Skill", `"Approve Skill" is no name`},
		{"an action under another name", "data/actions/a4b.json", "approveskill", "approve", `action "approve"`},
		{"an unknown resource", "data/actions/s3.json", `"bucket"`, `"bucketful"`, `there is no resource "bucketful"`},
		{"no ARN", "data/resourceTypes/s3.json", "arn:${Partition}:s3:::${Bucket}/", "", `"${Key}" is no ARN`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := small()
			files[test.file] = strings.Replace(files[test.file], test.old, test.new, 1)
			if test.old == "" {
				delete(files, test.file)
			}
			err := generate(pack(t, files), t.TempDir(), nil)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q", err, test.want)
			}
		})
	}
}

func TestActionsOfTwoPages(t *testing.T) {
	dir := t.TempDir()
	if err := generate(pack(t, small()), dir, lines("# the older page is missing\n\ns3:PutACL\n")); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(smallText, "PPutACL\tbucket\n", "PPutACL\tObject\tbucket\n", 1)
	if diff := cmp.Diff(want, unzip(t, filepath.Join(dir, "services.txt.gz"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	err := generate(pack(t, small()), dir, lines("s3:PutACL\ns3:PutAcls\n"))
	if err == nil || !strings.Contains(err.Error(), "names 2 actions, of which the package has 1") {
		t.Errorf("the error is %v", err)
	}
}

func TestNoPackage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "package.tgz")
	if err := generate(file, t.TempDir(), nil); err == nil {
		t.Error("a file that is not there went unnoticed")
	}
	if err := os.WriteFile(file, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := generate(file, t.TempDir(), nil); err == nil || !strings.Contains(err.Error(), "unpacking") {
		t.Errorf("the error is %v", err)
	}
}

// The package is not here, but what the list says of it makes the same list again.
func TestTheListReproducesItself(t *testing.T) {
	name, version, _ := strings.Cut(services.Source(), " ")
	want := unzip(t, filepath.Join("..", "services.txt.gz"))
	files := map[string]string{
		"package.json": encode(t, map[string]any{"name": name, "version": version, "license": "MIT", "updatedAt": services.Date()}),
		"LICENSE.txt":  licence(want),
	}
	names := map[string]string{}
	for _, p := range services.Prefixes() {
		names[p] = services.Name(p)
		actions, resources := map[string]action{}, map[string]resource{}
		for a := range services.Match(p, "*") {
			d := action{Name: a.Name, AccessLevel: string(a.Level)}
			for _, r := range a.Resources {
				d.ResourceTypes = append(d.ResourceTypes, resourceType{r})
			}
			actions[strings.ToLower(a.Name)] = d
		}
		for _, r := range services.ResourceTypes(p) {
			var formats []string
			for _, a := range r.ARNs {
				formats = append(formats, a.Format)
			}
			resources[strings.ToLower(r.Name)] = resource{Key: r.Name, ARN: strings.Join(formats, ", ")}
		}
		files["data/actions/"+p+".json"] = encode(t, actions)
		files["data/resourceTypes/"+p+".json"] = encode(t, resources)
	}
	files["data/services.json"] = encode(t, services.Prefixes())
	files["data/serviceNames.json"] = encode(t, names)
	dir := t.TempDir()
	if err := generate(pack(t, files), dir, lines(pages)); err != nil {
		t.Fatal(err)
	}
	// Another release of Go may compress otherwise; what is inside counts.
	if unzip(t, filepath.Join(dir, "services.txt.gz")) != want {
		t.Error("services.txt is different")
	}
}

// licence is what follows the two lines of the head.
func licence(text string) string {
	head, _, _ := strings.Cut(text, "\n\n")
	var b strings.Builder
	for _, line := range strings.Split(head, "\n")[2:] {
		b.WriteString(strings.TrimPrefix(strings.TrimPrefix(line, "#"), " ") + "\n")
	}
	return b.String()
}

func encode(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func pack(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := w.WriteHeader(&tar.Header{Name: "package/" + name, Mode: 0o644, Size: int64(len(files[name]))}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "package.tgz")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func unzip(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
