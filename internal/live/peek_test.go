package live_test

import (
	"fmt"
	"net/http"
	"testing"

	"iamsync/internal/live"
	"iamsync/spec"
)

// paging answers with users on numbered pages, each behind the marker that its
// text shows, and counts how often each is asked for.
type paging struct {
	shown func(page int) string // the text that says where the next page is
	last  int
	asked chan string
}

func (p paging) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	if r.Form.Get("Action") != "GetAccountAuthorizationDetails" || r.Form.Get("Filter.member.1") != "User" {
		moto(w, r)
		return
	}
	marker := r.Form.Get("Marker")
	p.asked <- marker
	n := 0
	_, _ = fmt.Sscanf(marker, "page %d", &n)
	more := ""
	if n < p.last {
		more = p.shown(n + 1)
	}
	fmt.Fprintf(w, `<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>%s<UserDetailList><member>`+
		`<Path>/</Path><UserName>user-%d</UserName><UserId>AIDA</UserId></member></UserDetailList>`+
		`</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>`, more, n)
}

// The next page is asked for before an answer is decoded, by a marker that was
// only looked for in its text. What that misreads costs a call, and no user.
func TestMarkersThatAreMisreadCostNoUser(t *testing.T) {
	tests := map[string]struct {
		shown func(int) string
		calls int
	}{
		"plain": {func(n int) string {
			return fmt.Sprintf("<IsTruncated>true</IsTruncated><Marker>page %d</Marker>", n)
		}, 4},
		"escaped": {func(n int) string {
			return fmt.Sprintf("<IsTruncated>true</IsTruncated><Marker>page&#32;%d</Marker>", n)
		}, 4},
		"split by a comment": {func(n int) string {
			return fmt.Sprintf("<IsTruncated>true</IsTruncated><!-- <Marker>page 9</Marker> --><Marker>page %d</Marker>", n)
		}, 7},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := paging{test.shown, 3, make(chan string, 100)}
			a := read(t, connect(t, server), live.Want{})
			for n := range 4 {
				if a.State.Resources[spec.UserID(fmt.Sprintf("user-%d", n))] == nil {
					t.Errorf("user-%d was not read", n)
				}
			}
			if a.State.Resources[spec.UserID("user-9")] != nil {
				t.Error("a page that nobody pointed to was taken")
			}
			if n := len(server.asked); n < 4 || n > test.calls {
				t.Errorf("%d calls for users, want 4 to %d", n, test.calls)
			}
		})
	}
}
