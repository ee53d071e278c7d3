package spec

import (
	"encoding/json"
	"slices"
	"testing"

	"iamsync/spec/policy"
)

func TestIDs(t *testing.T) {
	tests := []struct {
		id   ID
		want string
	}{
		{UserID("alice"), "user/alice"},
		{GroupID("dev"), "group/dev"},
		{PolicyID("p"), "policy/p"},
		{MembershipID("alice", "dev"), "membership/alice:dev"},
		{AttachmentID(GroupID("dev"), "arn:aws:iam::aws:policy/job-function/Billing"), "attachment/group:dev:arn:aws:iam::aws:policy/job-function/Billing"},
		{InlineID(UserID("alice"), "x"), "inline/user:alice:x"},
	}
	for _, test := range tests {
		t.Run(test.want, func(t *testing.T) {
			text, err := json.Marshal(map[ID]bool{test.id: true})
			if want := `{"` + test.want + `":true}`; err != nil || string(text) != want {
				t.Fatalf("got %s, %v, want %s", text, err, want)
			}
			var back map[ID]bool
			if err := json.Unmarshal(text, &back); err != nil || !back[test.id] {
				t.Errorf("read back: %v, %v", back, err)
			}
		})
	}
}

func TestIDWithoutAKindIsRefused(t *testing.T) {
	if err := new(ID).UnmarshalText([]byte("alice")); err == nil {
		t.Error("it is taken")
	}
	if !(ID{}).IsZero() || UserID("a").IsZero() {
		t.Error("IsZero tells nothing apart")
	}
}

func TestIDsFold(t *testing.T) {
	if UserID("Alice").Fold() != UserID("alice").Fold() || UserID("alice").Fold() == GroupID("alice").Fold() {
		t.Error("names are told apart by case, or kinds are not told apart")
	}
}

func TestIDsAreOrderedByKindAndName(t *testing.T) {
	ids := []ID{UserID("b"), UserID("a"), GroupID("c"), PolicyID("a")}
	slices.SortFunc(ids, Compare)
	if want := []ID{GroupID("c"), PolicyID("a"), UserID("a"), UserID("b")}; !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

func TestOwnersAndRefs(t *testing.T) {
	own, aws := "arn:aws:iam::111122223333:policy/p", "arn:aws:iam::aws:policy/ReadOnlyAccess"
	alice, dev, p := UserID("alice"), GroupID("dev"), PolicyID("p")
	tests := []struct {
		name     string
		resource Resource
		owner    ID
		refs     []ID
	}{
		{"user", User{Name: "alice"}, alice, nil},
		{"user with a boundary", User{Name: "alice", Boundary: own}, alice, []ID{p}},
		{"user with a boundary of AWS", User{Name: "alice", Boundary: aws}, alice, nil},
		{"group", Group{Name: "dev"}, dev, nil},
		{"policy", Policy{Name: "p"}, p, nil},
		{"membership", Membership{User: "alice", Group: "dev"}, alice, []ID{alice, dev}},
		{"attachment", Attachment{Principal: dev, PolicyARN: own}, dev, []ID{dev, p}},
		{"attachment of AWS's", Attachment{Principal: dev, PolicyARN: aws}, dev, []ID{dev}},
		{"inline policy", Inline{Principal: alice, Name: "x", Document: policy.Document{}}, alice, []ID{alice}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var refs []ID
			for _, ref := range test.resource.Refs() {
				refs = append(refs, ref.ID)
			}
			if test.resource.Owner() != test.owner || !slices.Equal(refs, test.refs) {
				t.Errorf("owner %s, refs %v", test.resource.Owner(), refs)
			}
		})
	}
}
