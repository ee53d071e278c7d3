package layout

import (
	"slices"
	"sort"
	"strings"
)

// modeline begins the comment that tells editors of a schema, which is about the file.
const modeline = "# yaml-language-server:"

// attach gives each comment to what it is about.
//
// Behind something on its line, it is about that. On a line of its own it is about what
// comes next, unless it is indented further: then it is the last word in the collection
// that ends there, such as an element that was commented out.
func (f *file) attach(s *scanner) {
	var above []found // the first entry
	var behind *entry // the last one, when there was a comment on its own line
	col := 0          // of the comments since then that is furthest to the left
	for _, c := range s.comments {
		i := sort.Search(len(s.entries), func(i int) bool { return s.entries[i].start > c.start })
		var last, next *entry
		if i > 0 {
			last = s.entries[i-1]
		}
		if i < len(s.entries) {
			next = s.entries[i]
		}
		switch {
		case c.start < s.dashes:
			f.before = append(f.before, c.comment)
		case last == nil:
			above = append(above, c)
		case !c.own:
			e := s.onLine(last, c)
			e.line = append(e.line, c.comment)
		default:
			if behind != last || c.col < col { // they stay in their order
				behind, col = last, c.col
			}
			f.own(c.comment, c.start, col, last, next)
		}
	}
	f.above(above, s)
}

// onLine returns the innermost entry around one that goes on to the line of a comment,
// and stands in no brackets that are closed before it.
func (s *scanner) onLine(e *entry, c found) *entry {
	for e.parent.owner != nil {
		closed := e.parent.flow() && e.parent.end <= c.start
		if !closed && s.lineOf(max(e.value.end-1, e.start)) >= c.line {
			break
		}
		e = e.parent.owner
	}
	return e
}

// own attaches a comment that has its line to itself.
func (f *file) own(c comment, at, col int, last, next *entry) {
	in := around(last, at)
	switch {
	case in == nil:
		in = ending(last, next, col)
	case next != nil && next.start < in.end:
		in = nil
	}
	switch {
	case in != nil:
		in.foot = append(in.foot, c)
	case next != nil:
		next.head = append(next.head, c)
	default:
		f.top.foot = append(f.top.foot, c)
	}
}

// around returns the innermost collection in brackets that a byte is in.
func around(last *entry, at int) *item {
	for it := last.value; it != nil; it = it.parent() {
		if it.bracketed && it.start < at && at < it.end {
			return it
		}
	}
	return nil
}

// ending returns that of the collections which end between two entries whose entries
// begin furthest to the right, and not to the right of a column; where that is not
// further than what comes next, there is none.
func ending(last, next *entry, col int) *item {
	if next != nil && (col <= next.col || next.parent.owner == last) {
		return nil
	}
	var best *item
	for it := last.parent; it != nil && (next == nil || it != next.parent); it = it.parent() {
		if !it.flow() && it.indent() <= col && (best == nil || it.indent() >= best.indent()) {
			best = it
		}
	}
	return best
}

// parent returns the collection that the item is in.
func (it *item) parent() *item {
	if it.owner == nil {
		return nil
	}
	return it.owner.parent
}

// above parts the comments above the first entry: what is about the file stays at its
// top, what is about the entry stays with that.
func (f *file) above(cs []found, s *scanner) {
	about := 0
	for i := range cs {
		blankAfter := i+1 < len(cs) && cs[i+1].blank || i+1 == len(cs) && len(s.entries) > 0 && s.entries[0].blank
		if blankAfter || !cs[i].own || strings.HasPrefix(cs[i].text, modeline) || len(s.entries) == 0 {
			about, f.apart = i+1, blankAfter
		}
	}
	for i, c := range cs {
		if i < about {
			f.header = append(f.header, c.comment)
		} else {
			s.entries[0].head = slices.Insert(s.entries[0].head, i-about, c.comment)
		}
	}
}
