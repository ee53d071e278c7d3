package docs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// named is the first line of a file: a comment with its path. JSON has no comments, so
// that the line is no part of the file there.
var named = regexp.MustCompile(`^(?:#|//|--) ([A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)*\.?[A-Za-z0-9_-]+)\n`)

// file returns the path and the text of a block that is a file.
func (b *block) file() (name, text string, is bool) {
	first := named.FindStringSubmatch(b.text)
	if first == nil || b.language == "console" || shells[b.language] != nil || !strings.ContainsAny(first[1], "./") {
		return "", "", false
	}
	text = b.text
	if b.language == "json" {
		text = text[len(first[0]):]
	}
	return first[1], text, true
}

// write puts a file of the page where it belongs.
func (w *walk) write(b *block, name, text string) []string {
	if !filepath.IsLocal(name) {
		return []string{b.say(0, "%s leads out of the directory", name)}
	}
	file := filepath.Join(w.dir, filepath.FromSlash(name))
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = os.WriteFile(file, []byte(text), 0o600)
	}
	if parse, is := parsers[b.language]; err == nil && is {
		err = parse([]byte(text))
	}
	if err != nil {
		return []string{b.say(0, "%s: %v", name, err)}
	}
	w.wrote(b, name)
	return nil
}

// parsers say what is wrong with the form of a file.
var parsers = map[string]func([]byte) error{
	"yaml": func(text []byte) error { return yaml.Unmarshal(text, new(yaml.Node)) },
	"json": readJSON,
}

// readJSON reads one value or several.
func readJSON(text []byte) error {
	for values := json.NewDecoder(bytes.NewReader(text)); ; {
		var v any
		if err := values.Decode(&v); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func (w *walk) json(b *block) []string {
	if err := readJSON([]byte(b.text)); err != nil {
		return []string{b.say(0, "%v", err)}
	}
	return nil
}
