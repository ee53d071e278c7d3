package main

import (
	"fmt"

	"iamsync/plan"
)

// source says in words where the desired state and the account come from.
func (s *session) source() string {
	if s.base == nil {
		return s.sourceSince("")
	}
	return s.sourceSince(s.base.path)
}

// sourceSince is source for readers who know base by another name than its path.
func (s *session) sourceSince(base string) string {
	source := fmt.Sprintf("%s (%s, %s)", s.path, plan.Count(s.spec.Len(), "object"), plan.Count(len(s.spec.Files), "file"))
	if s.base != nil {
		source += ", since " + base
	}
	if s.undo != nil {
		source = s.undo.source(s.path)
	}
	switch {
	case s.file != nil:
		return source + ", against " + s.file.said(s.now)
	case s.offline:
		return source + ". There are no credentials: no account was asked"
	case s.sandbox != nil:
		return source + ", against the sandbox " + s.options.sandbox
	case s.options.endpointURL != "":
		return source + ", against " + s.options.endpointURL
	default:
		return source
	}
}
