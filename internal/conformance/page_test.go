package conformance

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// list is an action that answers in pages. It is asked for what belongs to one
// object or lies under one path, so that what other cases made does not show.
type list struct {
	action  string
	prepare func(s *script) []string // makes five things and returns what the list calls them
	page    func(s *script, size *int32, marker *string) (page, error)
}

// page is what each of them answers.
type page struct {
	items     []string
	truncated bool
	marker    *string
}

func ask[In, Out any](s *script, f call[In, Out], in *In, read func(*Out) page) (page, error) {
	out, err := f(s.ctx, in)
	if err != nil {
		return page{}, err
	}
	return read(out), nil
}

// five calls f with five labels, the last of the alphabet first.
func five(f func(label string) string) []string {
	var all []string
	for _, label := range []string{"e", "d", "c", "b", "a"} {
		all = append(all, f(label))
	}
	return all
}

// walk collects all pages and holds each against what a page must be.
func (l list) walk(s *script, size int32) []string {
	var all []string
	for marker := (*string)(nil); ; {
		p, err := l.page(s, &size, marker)
		if err != nil {
			s.errorf("a page of %d: %v", size, err)
			return all
		}
		if len(p.items) > int(size) {
			s.errorf("a page of %d has %d items", size, len(p.items))
		}
		if p.truncated != (p.marker != nil) {
			s.errorf("a page of %d: IsTruncated is %t, the marker %s", size, p.truncated, show(p.marker))
		}
		all = append(all, p.items...)
		if p.marker == nil {
			return all
		}
		if marker != nil && *marker == *p.marker {
			s.errorf("a page of %d: the marker %s comes twice", size, show(marker))
			return all
		}
		marker = p.marker
	}
}

func pageCases() []testCase {
	var all []testCase
	for _, l := range allLists {
		all = append(all, testCase{"pages of " + l.action, func(s *script) {
			want := l.prepare(s)
			for _, size := range []int32{1, 2, 5, 1000} {
				s.same(fmt.Sprintf("items in pages of %d", size), unordered(l.walk(s, size)), unordered(want))
			}
		}})
	}
	return all
}

// markerCases are that a marker is none of the client's making, and belongs to one list.
func markerCases() []testCase {
	var all []testCase
	for _, l := range allLists {
		all = append(all, testCase{"a marker that nobody gave out, " + l.action, func(s *script) {
			l.prepare(s)
			_, err := l.page(s, new(int32(1)), new("nonsense"))
			s.refused(err, validationError, "Invalid Marker.")
		}})
	}
	return append(all, testCase{"a marker of another list", func(s *script) {
		s.user("a")
		s.user("b")
		p, err := lists[0].page(s, new(int32(1)), nil)
		s.done(err)
		s.refused(try(s, s.iam.ListGroups, &iam.ListGroupsInput{Marker: p.marker}), validationError, "")
	}})
}
