package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"iamsync/internal/fakeiam"
)

// A server that has the catalogue makes the same catalogue again.
func TestTheCatalogueReproducesItself(t *testing.T) {
	l, err := fakeiam.New().Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dir := t.TempDir()
	if err := generate(l.URL, dir); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, dir, "policies.txt"), read(t, "..", "policies.txt")) {
		t.Error("policies.txt is different")
	}
	// Another release of Go may compress otherwise; what is inside counts.
	if !bytes.Equal(unpack(t, dir), unpack(t, "..")) {
		t.Error("documents.json.gz is different")
	}
}

func TestAnEndpointThatRefuses(t *testing.T) {
	l, err := fakeiam.New(fakeiam.WithPartition("aws-cn")).Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = document(l.URL, policy{Arn: "arn:aws:iam::aws:policy/ReadOnlyAccess", DefaultVersionId: "v1"})
	if err == nil {
		t.Error("a refusal went unnoticed")
	}
	if generate("http://127.0.0.1:0", t.TempDir()) == nil {
		t.Error("an endpoint that is not there went unnoticed")
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func unpack(t *testing.T, dir string) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(read(t, dir, "documents.json.gz")))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
