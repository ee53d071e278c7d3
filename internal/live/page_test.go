package live_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/internal/fakeiam"
	"iamsync/internal/live"
	"iamsync/spec"
)

// then says that there is another page.
func then(out gaad, marker string) answer[gaad] {
	out.IsTruncated, out.Marker = true, aws.String(marker)
	return say(out)
}

func TestPagesAreReadToTheEnd(t *testing.T) {
	odd := users("c")
	odd.Marker = aws.String("m3") // IsTruncated is false, and yet there is a marker
	empty := then(gaad{}, "m4")
	last := users("d")
	last.Marker = aws.String("")
	s := newScript()
	s.users = []answer[gaad]{then(users("a"), "m1"), then(users("b"), "m2"), say(odd), empty, say(last)}

	a := read(t, s, live.Want{})

	for _, name := range []string{"a", "b", "c", "d"} {
		if a.State.Resources[spec.UserID(name)] == nil {
			t.Errorf("user %s was not read", name)
		}
	}
	close(s.asked)
	var markers []string
	for in := range s.asked {
		if aws.ToInt32(in.MaxItems) != 1000 || len(in.Filter) != 1 {
			t.Errorf("asked with MaxItems %v and Filter %v", in.MaxItems, in.Filter)
		}
		if in.Filter[0] == types.EntityTypeUser {
			markers = append(markers, aws.ToString(in.Marker))
		}
	}
	if got := strings.Join(markers, " "); got != " m1 m2 m3 m4" {
		t.Errorf("asked with markers %q", got)
	}
}

func TestPagesThatLeadNowhereAreErrors(t *testing.T) {
	lost := users("a")
	lost.IsTruncated = true
	tests := map[string]struct {
		set  func(*script)
		want string
	}{
		"truncated without a marker": {
			func(s *script) { s.users = []answer[gaad]{say(lost)} },
			"reading account 111122223333: reading users: reading the next page: IAM says that there is one, and not where",
		},
		"a marker that repeats": {
			func(s *script) {
				s.groups = []answer[gaad]{then(gaad{}, "m1"), then(gaad{}, "m2"), then(gaad{}, "m1")}
			},
			`reading account 111122223333: reading groups: reading the next page: IAM gave the marker "m1" twice`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript()
			tt.set(s)
			if got := refused(t, s, live.Want{}); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Pages of one, three and a thousand items show the same account.
func TestShortPagesShowTheSameAccount(t *testing.T) {
	for _, limit := range []int{1, 3, 1000} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			s, c := serve(t, fakeiam.WithPageLimit(limit))
			settle(t, c)
			s.ResetCalls()
			check(t, read(t, c, live.Want{}))
			if n := len(s.Calls()); limit == 1000 && n != 12 {
				t.Errorf("%d calls, want one a stream and one for quotas", n)
			}
		})
	}
}
