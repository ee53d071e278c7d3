package spec

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const lives = `
-- a.yaml --
users:
  bob: {renamed_from: robert, ignore: [tags, policies]}
  carol:
    expires: 2026-12-31
    groups: [dev, {name: ops, expires: 2026-06-30}]
    policies: [{name: ReadOnlyAccess, expires: 2026-03-31}, {name: p}]
    inline: {i: {Version: "2012-10-17", Statement: {Effect: Allow, Action: "*", Resource: "*"}}}
  dave: {ensure: present, boundary: q, groups: [dev], policies: [q]}
  mallory: {ensure: absent}
groups:
  dev: {renamed_from: Dev, members: [{name: carol}]}
  ops: {expires: 2026-09-30, members: [dave]}
policies:
  p: {document: {Version: "2012-10-17", Statement: {Effect: Allow, Action: "*", Resource: "*"}}}
  q: {expires: 2026-10-31, document: {Version: "2012-10-17", Statement: {Effect: Allow, Action: "*", Resource: "*"}}}
  gone: {ensure: absent}
`

const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess"

func TestLivesAreResolved(t *testing.T) {
	_, state := load(t, lives)
	carol := UserID("carol")
	for what, diff := range map[string]string{
		"absent":  cmp.Diff(map[ID]bool{UserID("mallory"): true, PolicyID("gone"): true}, state.Absent),
		"renamed": cmp.Diff(map[ID]ID{UserID("bob"): UserID("robert"), GroupID("dev"): GroupID("Dev")}, state.Renamed),
		"ignored": cmp.Diff(map[ID][]Field{UserID("bob"): {FieldTags, FieldPolicies}}, state.Ignored),
		"expires": cmp.Diff(map[ID]Day{
			carol: "2026-12-31", GroupID("ops"): "2026-09-30", PolicyID("q"): "2026-10-31",
			MembershipID("carol", "ops"): "2026-06-30", AttachmentID(carol, readOnly): "2026-03-31",
		}, state.Expires),
	} {
		if diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	if at := state.At[UserID("mallory")]; at.Line != 9 {
		t.Errorf("mallory is at %s", at)
	}
	if _, found := state.Resources[UserID("mallory")]; found {
		t.Error("mallory is wanted")
	}
}

func TestStateAsOfADay(t *testing.T) {
	_, state := load(t, lives)
	before := len(state.Resources)
	carol := UserID("carol")
	for _, test := range []struct {
		now  string
		gone []ID // beside those of the line before
	}{
		{"2026-03-31T23:59:59Z", nil},
		{"2026-04-01T00:00:00Z", []ID{AttachmentID(carol, readOnly)}},
		{"2026-06-30T20:00:00-05:00", []ID{MembershipID("carol", "ops")}}, // July has begun in UTC
		{"2026-10-01T00:00:00Z", []ID{GroupID("ops"), MembershipID("dave", "ops")}},
		{"2026-11-01T00:00:00Z", []ID{PolicyID("q"), AttachmentID(UserID("dave"), "arn:aws:iam::111122223333:policy/q")}},
		{"2027-01-01T00:00:00Z", []ID{carol, MembershipID("carol", "dev"), InlineID(carol, "i"), AttachmentID(carol, "arn:aws:iam::111122223333:policy/p")}},
	} {
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		got := state.AsOf(now)
		for _, id := range test.gone {
			if _, found := got.Resources[id]; found {
				t.Errorf("at %s, %s is wanted", test.now, id)
			}
			if got.Absent[id] != (id == carol || id == GroupID("ops") || id == PolicyID("q")) {
				t.Errorf("at %s, %s is absent: %v", test.now, id, got.Absent[id])
			}
		}
		before -= len(test.gone)
		if len(got.Resources) != before {
			t.Errorf("at %s, %d resources are wanted, not %d", test.now, len(got.Resources), before)
		}
		if got.Resources[UserID("dave")].(User).Boundary == "" {
			t.Errorf("at %s, dave has no boundary", test.now)
		}
	}
	if len(state.Absent) != 2 {
		t.Errorf("the state itself was changed: %v", state.Absent)
	}
}

func TestDays(t *testing.T) {
	now := time.Date(2026, 12, 17, 12, 0, 0, 0, time.UTC)
	for day, want := range map[Day]string{
		"": "", "2026-12-16": "over", "2026-12-17": "soon", "2026-12-31": "soon", "2027-01-01": "", "9999-12-31": "",
	} {
		got := map[bool]string{true: "over"}[day.Over(now)] + map[bool]string{true: "soon"}[day.Soon(now)]
		if got != want {
			t.Errorf("%s is %q, want %q", day, got, want)
		}
	}
	for _, text := range []string{"", "2026-13-01", "2026-02-30", "2026-1-1", "26-01-01", "0000-01-01", "2026-12-31T00:00:00Z", " 2026-12-31"} {
		if day, err := ParseDay(text); err == nil {
			t.Errorf("%q is taken for %s", text, day)
		}
	}
}

// What a rename leaves behind: nothing has the old name, and nothing else changes.
func TestStateRenamed(t *testing.T) {
	_, state := load(t, lives)
	state.Facts[UserID("carol")] = Facts{UniqueID: "AIDACAROL"}
	renames := Renames{UserID("carol"): UserID("c"), GroupID("dev"): GroupID("d"), GroupID("carol"): GroupID("x")}
	got := state.Rename(renames)
	for _, id := range []ID{
		UserID("c"), GroupID("d"), MembershipID("c", "d"), MembershipID("c", "ops"), MembershipID("dave", "d"),
		AttachmentID(UserID("c"), readOnly), InlineID(UserID("c"), "i"), UserID("bob"), PolicyID("p"),
	} {
		if r, found := got.Resources[id]; !found || r.ID() != id {
			t.Errorf("%s is not there, or is %v", id, r)
		}
	}
	if len(got.Resources) != len(state.Resources) || got.Facts[UserID("c")].UniqueID != "AIDACAROL" || got.Facts[UserID("carol")].UniqueID != "" {
		t.Errorf("%d of %d resources, facts %v", len(got.Resources), len(state.Resources), got.Facts)
	}
	back := got.Rename(Renames{UserID("c"): UserID("carol"), GroupID("d"): GroupID("dev")})
	if diff := cmp.Diff(state.IDs(), back.IDs()); diff != "" {
		t.Errorf("renamed back (-want +got):\n%s", diff)
	}
}

func TestScopeKeeps(t *testing.T) {
	all := Scope{Paths: []string{"/"}, Ignore: []Pattern{"user/break-*"}, Include: []Pattern{"user/cdk-mine"}}
	for _, test := range []struct {
		id   ID
		path string
		want string
	}{
		{UserID("a"), "/", ""},
		{UserID("break-glass"), "/", ScopeIgnores},
		{UserID("cdk-x"), "/", "another tool owns what is named cdk-*"},
		{UserID("CDK-x"), "/", "another tool owns what is named cdk-*"},
		{UserID("cdk-mine"), "/", ""},
		{PolicyID("a"), "/service-role/x/", "a console of AWS made what lies below /service-role/"},
		{PolicyID("a"), "/aws-reserved/x/", "AWS keeps what lies there for itself"},
	} {
		if got := all.Keeps(test.id, test.path); got != test.want {
			t.Errorf("%s under %s: %q, want %q", test.id, test.path, got, test.want)
		}
		if got := (Scope{Paths: []string{"/eng/"}}).Keeps(test.id, test.path); got != "" {
			t.Errorf("%s under %s is not covered, and kept: %q", test.id, test.path, got)
		}
	}
}
