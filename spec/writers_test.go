package spec

import "testing"

// Every kind that can be declared can be written.
func TestWriters(t *testing.T) {
	for _, s := range sections {
		if writers[s.kind].write == nil {
			t.Errorf("no row says how a %s is written", s.kind)
		}
	}
}
