package fakeiam

import (
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"testing"
)

// mutations are the names of all actions that change something.
var mutations = slices.DeleteFunc(slices.Sorted(maps.Keys(actions[iamVersion])), func(name string) bool {
	return !actions[iamVersion][name].mutating
})

// lifetime has every action that changes something, in an order in which each
// is legal.
func lifetime() []url.Values {
	const policy, name, doc = ownARN + "policy/x", "x", document1
	var calls []url.Values
	for _, c := range slices.Concat([][]string{
		{"CreatePolicy", "PolicyName", name, "PolicyDocument", doc},
		{"CreatePolicyVersion", "PolicyArn", policy, "PolicyDocument", doc},
		{"SetDefaultPolicyVersion", "PolicyArn", policy, "VersionId", "v2"},
		{"DeletePolicyVersion", "PolicyArn", policy, "VersionId", "v1"},
		{"TagPolicy", "PolicyArn", policy, "Tags.member.1.Key", "k", "Tags.member.1.Value", "v"},
		{"UntagPolicy", "PolicyArn", policy, "TagKeys.member.1", "k"},
		{"CreateGroup", "GroupName", name},
		{"UpdateGroup", "GroupName", name, "NewPath", "/x/"},
		{"PutGroupPolicy", "GroupName", name, "PolicyName", "i", "PolicyDocument", doc},
		{"AttachGroupPolicy", "GroupName", name, "PolicyArn", policy},
		{"CreateUser", "UserName", name},
		{"UpdateUser", "UserName", name, "NewPath", "/x/"},
		{"PutUserPermissionsBoundary", "UserName", name, "PermissionsBoundary", policy},
		{"PutUserPolicy", "UserName", name, "PolicyName", "i", "PolicyDocument", doc},
		{"AttachUserPolicy", "UserName", name, "PolicyArn", policy},
		{"TagUser", "UserName", name, "Tags.member.1.Key", "k", "Tags.member.1.Value", "v"},
		{"UntagUser", "UserName", name, "TagKeys.member.1", "k"},
		{"AddUserToGroup", "UserName", name, "GroupName", name},
		{"RemoveUserFromGroup", "UserName", name, "GroupName", name},
		{"DetachUserPolicy", "UserName", name, "PolicyArn", policy},
		{"DeleteUserPolicy", "UserName", name, "PolicyName", "i"},
		{"DeleteUserPermissionsBoundary", "UserName", name},
	}, credentialLife(name), [][]string{
		{"DeleteUser", "UserName", name},
		{"DetachGroupPolicy", "GroupName", name, "PolicyArn", policy},
		{"DeleteGroupPolicy", "GroupName", name, "PolicyName", "i"},
		{"DeleteGroup", "GroupName", name},
		{"DeletePolicy", "PolicyArn", policy},
	}) {
		calls = append(calls, form(c[0], c[1:]...))
	}
	return calls
}

// randomCalls are any changes of a few objects, most of them legal now and then,
// and in their midst a lifetime of another.
func randomCalls(r *rand.Rand, n int) []url.Values {
	var calls []url.Values
	for range n {
		calls = append(calls, randomCall(r))
	}
	return slices.Insert(calls, n/2, append(lifetime(), roleLifetime()...)...)
}

func randomCall(r *rand.Rand) url.Values {
	name, policy := fmt.Sprint("n", r.IntN(2)), fmt.Sprint("p", r.IntN(2))
	v := form(mutations[r.IntN(len(mutations))], "UserName", name, "GroupName", fmt.Sprint("g", r.IntN(2)),
		"PolicyName", policy, "PolicyArn", ownARN+"policy/"+policy, "PolicyDocument", document1,
		"VersionId", fmt.Sprint("v", 1+r.IntN(5)), "SetAsDefault", fmt.Sprint(r.IntN(2) == 0),
		"PermissionsBoundary", ownARN+"policy/"+policy, "Description", "d",
		"Tags.member.1.Key", fmt.Sprint("k", r.IntN(4)), "Tags.member.1.Value", fmt.Sprint(r.IntN(100)),
		"TagKeys.member.1", fmt.Sprint("K", r.IntN(4)), "NewPath", fmt.Sprintf("/%d/", r.IntN(9)))
	randomRoleParams(r, v)
	randomCredential(r, v)
	switch {
	case r.IntN(5) == 0:
		v.Set("PolicyArn", readOnly)
	case r.IntN(3) == 0:
		v.Set("NewUserName", fmt.Sprint("n", r.IntN(2)))
		v.Set("NewGroupName", fmt.Sprint("g", r.IntN(2)))
	}
	return v
}

// allSucceeded fails where one of the actions never changed anything: what it
// would have proved is not proved of that one.
func allSucceeded(t testing.TB, calls []Call) {
	t.Helper()
	done := map[string]bool{}
	for _, c := range calls {
		done[c.Action] = done[c.Action] || c.Committed
	}
	for _, name := range mutations {
		if !done[name] {
			t.Errorf("%s never succeeded", name)
		}
	}
}

// bytes are the state of an account as its file would have it.
func (a *account) bytes(t testing.TB) string {
	t.Helper()
	b, err := a.snapshot().marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// parsed is the body of an answer. A truncated one is an error.
func parsed(resp *http.Response) (*xmlNode, error) {
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	n := &xmlNode{}
	return n, xml.Unmarshal(b, n)
}
