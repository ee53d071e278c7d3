package live_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/google/go-cmp/cmp"

	"iamsync/internal/live"
	"iamsync/spec"
)

// decoded writes an answer as the aws command prints it: with its documents as JSON.
func decoded(t testing.TB, out *iam.GetAccountAuthorizationDetailsOutput) []byte {
	t.Helper()
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	text, err = json.MarshalIndent(decodedIn(tree), "", "    ")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func decodedIn(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			v[key] = decodedIn(value)
		}
	case []any:
		for i := range v {
			v[i] = decodedIn(v[i])
		}
	case string:
		var document map[string]any
		if text, err := url.PathUnescape(v); err == nil && json.Unmarshal([]byte(text), &document) == nil {
			return document
		}
	}
	return v
}

// TestDetailsAreTheAccount reads what the aws command prints: it is what is read of the
// account itself, but for what is not in it.
func TestDetailsAreTheAccount(t *testing.T) {
	_, c := serve(t)
	settle(t, c)
	want := read(t, c, live.Want{})
	out := must[*iam.GetAccountAuthorizationDetailsOutput](t)(c.GetAccountAuthorizationDetails(t.Context(), &iam.GetAccountAuthorizationDetailsInput{}))
	file := decoded(t, out)
	if !live.IsDetails(file) {
		t.Fatal("it is not told by its keys")
	}
	got, err := live.ReadDetails(file)
	if err != nil {
		t.Fatal(err)
	}
	for id, r := range want.State.Resources {
		role, isRole := r.(spec.Role)
		_, told := got.State.Resources[id]
		switch {
		case isRole: // ListRoles tells it
			role.Description, role.MaxSession = "", 0
			want.State.Add(role)
		case !told && slices.Contains(live.NotInDetails, id.Kind):
			delete(want.State.Resources, id)
			delete(want.State.Facts, id)
		}
	}
	if diff := cmp.Diff(want.State, got.State); diff != "" {
		t.Errorf("the account and its details (-account +details):\n%s", diff)
	}
}

func TestDetailsThatAreNotTheAccount(t *testing.T) {
	whole := `{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": [%]}`
	policies := func(text string) string { return strings.Replace(whole, "%", text, 1) }
	for name, test := range map[string]struct{ file, want string }{
		"no list of groups":    {`{"UserDetailList": [], "RoleDetailList": [], "Policies": []}`, "there is no GroupDetailList in it"},
		"more pages":           {strings.Replace(policies(""), "{", `{"IsTruncated": true,`, 1), "there were more pages"},
		"a marker":             {strings.Replace(policies(""), "{", `{"Marker": "AA",`, 1), "there were more pages"},
		"--max-items":          {strings.Replace(policies(""), "{", `{"NextToken": "AA",`, 1), "there were more pages"},
		"no ARN":               {policies(""), "which account"},
		"only policies of AWS": {policies(`{"Arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}`), "which account"},
		"two accounts":         {policies(`{"Arn": "arn:aws:iam::111122223333:policy/a"}, {"Arn": "arn:aws:iam::444455556666:policy/a"}`), "two accounts"},
		"no versions":          {policies(`{"Arn": "arn:aws:iam::111122223333:policy/a"}`), "reading its default version"},
		"no date":              {policies(`{"Arn": "arn:aws:iam::111122223333:policy/a", "CreateDate": "today"}`), "reading the details"},
		"--filter": {`{"UserDetailList": [{"UserName": "a", "Path": "/", "Arn": "arn:aws:iam::111122223333:user/a", "GroupList": ["g"]}],
			"GroupDetailList": [], "RoleDetailList": [], "Policies": []}`, "it is not the whole account, or was not read at one moment"},
	} {
		t.Run(name, func(t *testing.T) {
			if !live.IsDetails([]byte(test.file)) {
				t.Error("it is not told by its keys")
			}
			if _, err := live.ReadDetails([]byte(test.file)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// FuzzReadDetails reads anything: it is an account or an error, and never a panic.
func FuzzReadDetails(f *testing.F) {
	f.Add([]byte(`{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": [{"Arn": "arn:aws:iam::111122223333:policy/a",
		"DefaultVersionId": "v1", "PolicyVersionList": [{"VersionId": "v1", "Document": {"Version": "2012-10-17", "Statement": []}}]}]}`))
	f.Add([]byte(`{"Policies": [[[]], {"Document": {}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := live.ReadDetails(data)
		if err == nil && a.State.Account.ID == "" {
			t.Errorf("an account without an ID")
		}
	})
}
