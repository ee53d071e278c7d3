package fakeiam

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// reopened saves a server and opens its file again.
func (t tb) reopened(file string, opts ...Option) tb {
	t.Helper()
	if err := t.Save(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(file, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return tb{t.TB, s}
}

func opened(t testing.TB, opts ...Option) (tb, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "state.json")
	s, err := Open(file, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return tb{t, s}, file
}

// everything is all that an account shows, without request IDs.
func (t tb) everything() []string {
	var all []string
	for _, call := range [][]string{
		{"GetAccountAuthorizationDetails", "MaxItems", "1000"}, {"GetAccountSummary"}, {"ListUserTags", "UserName", "Alice"},
		{"GetPolicy", "PolicyArn", fence}, {"ListPolicyVersions", "PolicyArn", fence}, {"GetGroup", "GroupName", "Developers"},
		{"ListEntitiesForPolicy", "PolicyArn", fence}, {"ListPolicies", "OnlyAttached", "true"},
	} {
		w := &bytes.Buffer{}
		run, err := actions[iamVersion][call[0]].prepare(form(call[0], call[1:]...))
		if err != nil {
			t.Fatal(err)
		}
		run(t.acct).write(w, &call0)
		all = append(all, w.String())
	}
	return all
}

var call0 = call{action: "Any", version: iamVersion}

func TestStateSurvives(t *testing.T) {
	s, file := opened(t, WithAccount("999999999999"), WithPartition("aws-us-gov"))
	const own, aws = "arn:aws-us-gov:iam::999999999999:policy/", "arn:aws-us-gov:iam::aws:policy/"
	s.do("CreatePolicy", append([]string{"PolicyName", "fence", "Description", "<a & b>", "PolicyDocument", document1}, tags(2, "K")...)...)
	s.do("CreatePolicyVersion", "PolicyArn", own+"fence", "PolicyDocument", document1+"\n", "SetAsDefault", "true")
	s.do("CreatePolicyVersion", "PolicyArn", own+"fence", "PolicyDocument", document1)
	s.do("DeletePolicyVersion", "PolicyArn", own+"fence", "VersionId", "v3")
	s.do("CreateGroup", "GroupName", "Developers", "Path", "/eng/")
	s.do("AttachGroupPolicy", "GroupName", "Developers", "PolicyArn", aws+"job-function/Billing")
	s.do("CreateUser", append([]string{"UserName", "Alice", "Path", "/eng/", "PermissionsBoundary", own + "fence"}, tags(3, "k")...)...)
	s.do("AddUserToGroup", "UserName", "Alice", "GroupName", "Developers")
	s.do("AttachUserPolicy", "UserName", "Alice", "PolicyArn", own+"fence")
	s.do("PutUserPolicy", "UserName", "Alice", "PolicyName", "i", "PolicyDocument", "\t"+document1)
	s.do("CreateUser", "UserName", "bob")
	s.do("UpdateUser", "UserName", "bob", "NewUserName", "ann")

	again := s.reopened(file)
	same(t, "account", again.Account(), "999999999999")
	before, after := s.acct.snapshot(), again.acct.snapshot()
	same(t, "state", after, before)

	// Numbers and IDs go on where they were.
	v := again.do("CreatePolicyVersion", "PolicyArn", own+"fence", "PolicyDocument", document1)
	same(t, "version", v.text("PolicyVersion/VersionId"), "v4")
	id := again.do("CreateUser", "UserName", "new").text("User/UserId")
	for _, u := range before.Users {
		if u.ID == id {
			t.Errorf("the ID of %s was given out twice", u.Name)
		}
	}
	p := again.do("GetPolicy", "PolicyArn", aws+"job-function/Billing")
	same(t, "uses of a policy of AWS", p.text("Policy/AttachmentCount"), "1")
}

func TestAnswersAreTheSameAfterReopening(t *testing.T) {
	s, file := opened(t)
	s.Server.cfg.now = func() time.Time { return time.Date(2026, 1, 1, 1, 1, 1, 0, time.UTC) }
	s.do("CreatePolicy", "PolicyName", "fence", "PolicyDocument", document1)
	s.do("CreateGroup", "GroupName", "Developers")
	s.do("CreateUser", append([]string{"UserName", "Alice"}, tags(3, "k")...)...)
	s.do("AddUserToGroup", "UserName", "Alice", "GroupName", "Developers")
	s.do("AttachUserPolicy", "UserName", "Alice", "PolicyArn", readOnly)
	s.do("AttachUserPolicy", "UserName", "Alice", "PolicyArn", fence)
	same(t, "answers", s.reopened(file).everything(), s.everything())
}

func TestSavingTheSameStateMakesTheSameBytes(t *testing.T) {
	s, file := opened(t)
	for _, name := range []string{"c", "a", "B"} {
		s.do("CreateUser", "UserName", name)
		s.do("PutUserPolicy", "UserName", name, "PolicyName", "z", "PolicyDocument", document1)
		s.do("PutUserPolicy", "UserName", name, "PolicyName", "y", "PolicyDocument", document1)
	}
	again := s.reopened(file)
	first := read(t, file)
	again.do("DeleteUserPermissionsBoundary", "UserName", "a") // counts as a change, is none
	if err := again.Save(); err != nil {
		t.Fatal(err)
	}
	same(t, "bytes", read(t, file), first)
	if !strings.Contains(first, "\n      \"name\": \"a\",\n") || strings.Contains(first, `\u003c`) {
		t.Errorf("not for people: %s", first)
	}
	left, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(left) != 1 {
		t.Errorf("beside the file there are %v, %v", left, err)
	}
}

func read(t testing.TB, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestSavingNothingWritesNothing(t *testing.T) {
	s, file := opened(t)
	s.refused("DeleteUser", "UserName", "nobody")
	s.do("ListUsers")
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file is there: %v", err)
	}
	if err := New().Save(); err != nil {
		t.Errorf("saving without a file: %v", err)
	}
}

func TestSavingFailsLoudly(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "absent", "state.json"))
	if err != nil {
		t.Fatal(err)
	}
	tb{t, s}.do("CreateUser", "UserName", "a")
	stop := s.SaveContinually(time.Millisecond, nil)
	if err := stop(); err == nil || !strings.HasPrefix(err.Error(), "saving the state: ") {
		t.Errorf("got %v", err)
	}
}

func TestSaveContinually(t *testing.T) {
	s, file := opened(t)
	stop := s.SaveContinually(time.Millisecond, nil)
	s.do("CreateUser", "UserName", "early")
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		if b, err := os.ReadFile(file); err == nil && bytes.Contains(b, []byte("early")) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the change was not saved")
		}
	}
	s.do("CreateUser", "UserName", "late")
	for range 2 {
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(read(t, file), "late") {
		t.Error("stop did not save")
	}
}

func TestOpeningWhatCannotBeOpened(t *testing.T) {
	good := func(change ...string) string {
		s := start(t)
		s.do("CreatePolicy", "PolicyName", "p", "PolicyDocument", document1)
		s.do("CreateGroup", "GroupName", "g")
		s.do("CreateUser", "UserName", "u")
		s.do("AddUserToGroup", "UserName", "u", "GroupName", "g")
		s.do("AttachUserPolicy", "UserName", "u", "PolicyArn", ownARN+"policy/p")
		s.do("PutUserPermissionsBoundary", "UserName", "u", "PermissionsBoundary", readOnly)
		b, err := s.acct.snapshot().marshal()
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(change...).Replace(string(b))
		if len(change) > 0 && text == string(b) {
			t.Fatalf("%q changes nothing in %s", change, b)
		}
		return text
	}
	const user2 = `"users": [ {"name":"U","path":"/","id":"AIDA1","created":"2026-01-01T00:00:00Z"},`
	tests := []struct{ name, content, want string }{
		{"no JSON", "{", "unexpected end of JSON input"},
		{"no version", "{}", "format_version is 0, this program knows 1"},
		{"another version", good(`"format_version": 1`, `"format_version": 2, "shape": "new"`), "format_version is 2, this program knows 1"},
		{"unknown field", good(`"ids"`, `"numbers"`), `unknown field "numbers"`},
		{"something behind", good() + "{}", "after top-level value"},
		{"no account", good(`"111122223333"`, `""`), `account "" in partition "aws" is not an account`},
		{"user twice", good(`"users": [`, user2), "user u is there twice"},
		{"group that is not there", good("\"groups\": [\n        \"g\"", "\"groups\": [\n        \"h\""), "user u cannot be in group h"},
		{"group twice", good("\"groups\": [\n        \"g\"", `"groups": ["g", "G"`), "user u cannot be in group G"},
		{"policy that is not there", good(":policy/p", ":policy/q"), "user u cannot hold policy " + ownARN + "policy/q"},
		{"boundary that is not there", good("ReadOnlyAccess", "Nothing"), "user u has boundary arn:aws:iam::aws:policy/Nothing, which is not there"},
		{"default version that is not there", good(`"default_version": 1`, `"default_version": 2`), "policy p has no version 2, which is its default"},
		{"version beyond the last", good(`"number": 1`, `"number": 7`), "policy p has version 7 out of order"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "state.json")
			if err := os.WriteFile(file, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Open(file)
			if err == nil || !strings.HasPrefix(err.Error(), "reading "+file+": ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestFileAndOptionsMustAgree(t *testing.T) {
	s, file := opened(t, WithAccount("222222222222"))
	s.do("CreateUser", "UserName", "u")
	s.reopened(file, WithAccount("222222222222"), WithPartition("aws"))
	_, err := Open(file, WithAccount("333333333333"))
	same(t, "account", err.Error(), "opening "+file+": it holds account 222222222222, not 333333333333")
	_, err = Open(file, WithPartition("aws-cn"))
	same(t, "partition", err.Error(), "opening "+file+": it holds partition aws, not aws-cn")
}

func TestWrongOptions(t *testing.T) {
	for want, o := range map[string]Option{
		`reading option WithAccount: "1234" is not twelve digits`:     WithAccount("1234"),
		`reading option WithPartition: "amazon" is not a partition`:   WithPartition("amazon"),
		`reading option WithQuota: there is no quota "UsersPerGroup"`: WithQuota("UsersPerGroup", 1),
	} {
		if _, err := Open("", o); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
