package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTaggedUnderBothNames asks for the tags of a certificate by the name that it may
// still have: else those that it is to lose would be found by the next plan only.
func TestTaggedUnderBothNames(t *testing.T) {
	s, _ := load(t, `
-- iamsync.yaml --
version: 1
account: "111122223333"
server_certificates:
  site: {tags: {a: "1"}, renamed_from: cert}
  plain: {renamed_from: other}
`)
	if diff := cmp.Diff([]ID{ServerCertificateID("cert"), ServerCertificateID("site")}, s.Tagged()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
