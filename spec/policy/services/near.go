package services

import (
	"regexp"
	"strings"
	"sync"

	"iamsync/spec/internal/near"
)

// Near returns the prefix that was most likely meant by one that is not known, or
// "": of the service whose name or initials these are (efs is elasticfilesystem,
// stepfunctions is states), or one that is spelt nearly like it.
func Near(prefix string) string {
	wrong := plain(prefix)
	if wrong == "" {
		return ""
	}
	if p, ok := called()[wrong]; ok {
		return p
	}
	return near.Word(prefix, load().prefixes)
}

// NearAction returns the action of a service that was most likely meant by a name
// that is not known, or "".
//
// It compares with every action of the service; that may take half a millisecond.
func NearAction(prefix, name string) string {
	s, ok := find(prefix)
	if !ok {
		return ""
	}
	a, _ := s.contents().lookup(near.Word(name, s.contents().keys))
	return a.Name
}

// called has the prefixes by what people call the services; of several that are
// called the same, the first. Two initials could be anything.
var called = sync.OnceValue(func() map[string]string {
	c, prefixes := load(), map[string]string{}
	for _, form := range []func(string) string{plain, initials} {
		for _, p := range c.prefixes {
			if short := form(c.services[p].name); len(short) > 2 && prefixes[short] == "" {
				prefixes[short] = p
			}
		}
	}
	return prefixes
})

var (
	company   = regexp.MustCompile(`^(amazon|aws)`)
	version   = regexp.MustCompile(`v\d$`)
	separator = regexp.MustCompile(`[^a-z0-9]`)
	small     = regexp.MustCompile(`^(Amazon|AWS)\b|[^A-Z0-9]`)
)

// plain is a name as people shorten it: AWS Elastic Load Balancing V2 is
// elasticloadbalancing.
func plain(name string) string {
	name = separator.ReplaceAllLiteralString(strings.ToLower(name), "")
	return version.ReplaceAllLiteralString(company.ReplaceAllLiteralString(name, ""), "")
}

func initials(name string) string { return plain(small.ReplaceAllLiteralString(name, "")) }
