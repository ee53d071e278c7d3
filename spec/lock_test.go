package spec

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 999, time.FixedZone("CET", 3600))

func TestALockSaysInItsTagsWhoHoldsIt(t *testing.T) {
	want := NewLock("arn:aws:iam::111122223333:user/ci", "1a2b", noon)
	tags := map[string]string{}
	for _, tag := range want.Tags() {
		if badTagKey(tag.Key) != "" || badTagValue(tag.Value) != "" {
			t.Errorf("IAM does not take %s: %s", tag.Key, tag.Value)
		}
		tags[tag.Key] = tag.Value
	}
	if diff := cmp.Diff(want, ReadLock(tags)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if since := tags["iamsync:since"]; since != "2026-12-01T11:00:00Z" {
		t.Errorf("it is held since %s", since)
	}
	if want.Outlived(noon.Add(LockLease-time.Second)) || !want.Outlived(noon.Add(LockLease+time.Second)) {
		t.Error("it outlives another time than its lease")
	}
	for key := range tags {
		was := tags[key]
		for _, text := range []string{"", "x"} {
			tags[key] = text
			if bad := text == "" || was[0] == '2'; bad && !ReadLock(tags).IsStrange() {
				t.Errorf("with %s: %q it is a lock", key, text)
			}
		}
		tags[key] = was
	}
}

// The name of a session may hold what a tag may not, and be long.
func TestTheHolderOfALockFitsIntoATag(t *testing.T) {
	for _, holder := range []string{
		"arn:aws:sts::111122223333:assumed-role/ci,apply/a,b=c",
		"arn:aws:sts::111122223333:assumed-role/" + strings.Repeat("ä", 300),
		"a\x00b*c",
	} {
		if got := NewLock(holder, "1", noon).Holder; badTagValue(got) != "" || got == "" {
			t.Errorf("%q becomes %q: %s", holder, got, badTagValue(got))
		}
	}
}

func TestTheLockIsNeverTouched(t *testing.T) {
	all := Scope{Prune: true, Paths: []string{"/"}, Include: []Pattern{"policy/*", "policy/iamsync-lock"}}
	for _, name := range []string{"iamsync-lock", "IAMSYNC-Lock"} {
		for _, path := range []string{"/iamsync/", "/"} {
			if id := PolicyID(name); all.Owns(id, path) || all.Keeps(id, path) == "" || Untouchable(id, path) == "" {
				t.Errorf("%s%s is touched", path, id)
			}
		}
	}
	for _, id := range []ID{PolicyID("iamsync-locks"), UserID("iamsync-lock"), RoleID("iamsync-lock")} {
		if IsLock(id) || Untouchable(id, "/iamsync/") != "" {
			t.Errorf("%s is taken for the lock", id)
		}
	}
	if got := (Account{ID: "111122223333", Partition: "aws-cn"}).LockARN(); got != "arn:aws-cn:iam::111122223333:policy/iamsync/iamsync-lock" {
		t.Error(got)
	}
}
