package spec

import "testing"

// Every kind of which there can be several can be written; see settings for the others.
func TestWriters(t *testing.T) {
	for _, s := range sections {
		if isEntity(s.kind) && writers[s.kind].write == nil {
			t.Errorf("no row says how a %s is written", s.kind)
		}
	}
}
