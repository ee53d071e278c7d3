package fakeiam

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var requestIDRE = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// raw sends a request as it is and returns status and body, the request ID replaced.
func (t tb) raw(r *http.Request) (int, string) {
	w := httptest.NewRecorder()
	t.ServeHTTP(w, r)
	if id := w.Header().Get("x-amzn-RequestId"); !requestIDRE.MatchString(id) || !strings.Contains(w.Body.String(), id) {
		t.Errorf("request ID %q is not that of %s", id, w.Body)
	}
	same(t, "content type", w.Header().Get("Content-Type"), "text/xml")
	return w.Code, requestIDRE.ReplaceAllString(w.Body.String(), "ID")
}

func post(body string) *http.Request {
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", authorization)
	return r
}

func TestAnswersAsWritten(t *testing.T) {
	s := start(t)
	for _, test := range []struct{ body, want string }{
		{"Action=CreateUser&Version=2010-05-08&UserName=alice&Tags.member.1.Key=a&Tags.member.1.Value=",
			`<CreateUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><CreateUserResult><User><Path>/</Path>` +
				`<UserName>alice</UserName><UserId>AIDALV7CVXGQT5U335SKS</UserId><Arn>arn:aws:iam::111122223333:user/alice</Arn>` +
				`<CreateDate>2026-01-02T03:04:05Z</CreateDate><Tags><member><Key>a</Key><Value></Value></member></Tags></User>` +
				`</CreateUserResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></CreateUserResponse>`},
		{"Action=TagUser&Version=2010-05-08&UserName=alice&Tags.member.1.Key=a&Tags.member.1.Value=b",
			`<TagUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></TagUserResponse>`},
		{"Action=ListGroups&Version=2010-05-08",
			`<ListGroupsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListGroupsResult><Groups></Groups><IsTruncated>false</IsTruncated>` +
				`</ListGroupsResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></ListGroupsResponse>`},
		{"Action=GetUser&Version=2010-05-08&UserName=%3Cx%3E",
			`<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>` +
				`The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-</Message></Error>` +
				`<RequestId>ID</RequestId></ErrorResponse>`},
		{"Action=GetCallerIdentity&Version=2011-06-15",
			`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><UserId>111122223333</UserId>` +
				`<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:root</Arn></GetCallerIdentityResult>` +
				`<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetCallerIdentityResponse>`},
	} {
		_, got := s.raw(post(test.body))
		same(t, test.body, got, test.want+"\n")
	}
}

func TestRequestsThatAreNone(t *testing.T) {
	s := start(t)
	unsigned := post("Action=ListUsers&Version=2010-05-08")
	unsigned.Header.Del("Authorization")
	basic := post("Action=ListUsers&Version=2010-05-08")
	basic.Header.Set("Authorization", "Basic dXNlcjpwYXNz")
	presigned := httptest.NewRequest("GET", "/?Action=ListUsers&Version=2010-05-08&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID&X-Amz-Signature=0", nil)

	for _, test := range []struct {
		name   string
		r      *http.Request
		status int
		want   string
	}{
		{"unsigned", unsigned, 403, "<Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message>"},
		{"signed otherwise", basic, 403, "MissingAuthenticationToken"},
		{"presigned", presigned, 200, "<Users></Users>"},
		{"unknown action", post("Action=CreateUsers&Version=2010-05-08"), 400,
			"<Code>InvalidAction</Code><Message>Could not find operation CreateUsers for version 2010-05-08</Message>"},
		{"action of the other service", post("Action=GetCallerIdentity&Version=2010-05-08"), 400, "InvalidAction"},
		{"unknown version", post("Action=ListUsers&Version=2009-01-01"), 400, "for version 2009-01-01"},
		{"no version", post("Action=ListUsers"), 400, "for version NO_VERSION_SPECIFIED"},
		{"no action", post("Version=2010-05-08"), 400, "<Code>MissingAction</Code>"},
		{"no form", post("Action=%zz"), 400, "<Code>MalformedQueryString</Code>"},
		{"too long", post("Action=ListUsers&X=" + strings.Repeat("x", maxBody)), 413, "<Code>RequestEntityTooLarge</Code>"},
	} {
		status, body := s.raw(test.r)
		if status != test.status || !strings.Contains(body, test.want) {
			t.Errorf("%s: got %d %s, want %d %s", test.name, status, body, test.status, test.want)
		}
	}
}

func TestServerErrorsBlameTheReceiver(t *testing.T) {
	for code, want := range map[string]string{
		"ServiceFailure": "500 Receiver", "InternalFailure": "500 Receiver", "ServiceUnavailable": "503 Receiver",
		"Throttling": "400 Sender", "ConcurrentModification": "409 Sender", "NoSuchEntity": "404 Sender",
	} {
		var b bytes.Buffer
		status := answer{err: refuse(code, "m")}.write(&b, &call0)
		fault := regexp.MustCompile(`<Type>(\w+)`).FindStringSubmatch(b.String())[1]
		same(t, code, http.StatusText(status)+" "+fault, http.StatusText(atoi(want[:3]))+" "+want[4:])
	}
	same(t, "any other error", *asError(errors.New("oops")), Error{"InternalFailure", "oops"})
}

func atoi(s string) int { return int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0') }

// Every row of the table decodes, runs and encodes what it is made of.
func TestEveryAction(t *testing.T) {
	for version, rows := range actions {
		for name := range rows {
			s := furnished(t)
			v := form(name, "UserName", "Alice", "GroupName", "Developers", "PolicyName", "fence", "PolicyArn", fence, "VersionId", "v1",
				"Path", "/", "PathPrefix", "/", "Description", "d", "PolicyDocument", document1, "PermissionsBoundary", fence, "SetAsDefault", "true",
				"Tags.member.1.Key", "k", "Tags.member.1.Value", "v", "TagKeys.member.1", "k", "MaxItems", "10", "Scope", "All",
				"OnlyAttached", "true", "PolicyUsageFilter", "PermissionsPolicy", "EntityFilter", "User", "NewPath", "/n/")
			s.withCredentials(v)
			v.Set("Version", version)
			v.Set("RoleArn", ownARN+"role/none") // STS denies what is not there
			v.Set("RoleSessionName", "session")
			s.aboutRoles(v)
			status, n := s.send(v)
			if code := n.text("Error/Code"); status >= 500 || code == "InvalidAction" || code == "ValidationError" {
				t.Errorf("%s: %d %s: %s", name, status, code, n.text("Error/Message"))
			}
			if status == 200 && n.XMLName.Local != name+"Response" {
				t.Errorf("%s answers %s", name, n.XMLName.Local)
			}
		}
	}
}

func TestDecodingLists(t *testing.T) {
	for _, test := range []struct {
		body string
		want []Tag
	}{
		{"Tags=", []Tag{}},
		{"", nil},
		{"Tags.member.10.Key=j&Tags.member.10.Value=&Tags.member.2.Key=b&Tags.member.2.Value=v", []Tag{{"b", "v"}, {"j", ""}}},
		{"Tags.member.x.Key=a&Tags.member.0.Key=a&Tags.member.1.Key=a&Tags.member.1.Value=1&Other.member.1=x", []Tag{{"a", "1"}}},
	} {
		form, err := url.ParseQuery("UserName=u&" + test.body)
		if err != nil {
			t.Fatal(err)
		}
		var in createUserInput
		if err := decode(form, &in); err != nil {
			t.Errorf("%s: %v", test.body, err)
		}
		same(t, test.body, in.Tags, test.want)
	}
}

func FuzzServe(f *testing.F) {
	f.Add("Action=CreateUser&Version=2010-05-08&UserName=alice&Tags.member.1.Key=a&Tags.member.1.Value=b")
	f.Add("Action=CreatePolicy&Version=2010-05-08&PolicyName=p&PolicyDocument=" + url.QueryEscape(document1))
	f.Add("Action=PutUserPolicy&Version=2010-05-08&UserName=u&PolicyName=p&PolicyDocument=" + url.QueryEscape(only1("Condition", `{"Bool":{"a":[]}}`)))
	f.Add("Action=GetAccountAuthorizationDetails&Version=2010-05-08&Filter.member.1=User&MaxItems=1&Marker=x")
	f.Add("Action=UntagUser&Version=2010-05-08&UserName=u&TagKeys.member.1=x&TagKeys.member.99999999999999999999=y&TagKeys.a.b.c.d.e.f.g.h.i=z")
	f.Add("Action=ListPolicies&Version=2010-05-08&OnlyAttached=1&MaxItems=-1&Scope=All")
	f.Fuzz(func(t *testing.T, body string) {
		s := start(t)
		s.do("CreateUser", "UserName", "u")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, post(body))
		if w.Code >= 500 {
			t.Fatalf("%q: %d %s", body, w.Code, w.Body)
		}
		for d := xml.NewDecoder(w.Body); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%q: %v", body, err)
			}
		}
	})
}

func TestRecording(t *testing.T) {
	var seen []Call
	s := start(t, WithRecording(), WithObserver(func(c Call) { seen = append(seen, c) }))
	s.do("CreateUser", "UserName", "u")
	s.refused("DeleteUser", "UserName", "x")
	s.do("ListUsers")
	calls := s.Calls()
	if len(calls) != 3 || len(seen) != 3 {
		t.Fatalf("recorded %d and observed %d calls", len(calls), len(seen))
	}
	got := calls[1]
	if !requestIDRE.MatchString(got.RequestID) {
		t.Errorf("request ID is %q", got.RequestID)
	}
	got.RequestID = ""
	same(t, "call", got, Call{Action: "DeleteUser", Params: url.Values{"UserName": {"x"}}, Mutating: true, Code: "NoSuchEntity",
		Needs:  []Need{{"iam:DeleteUser", ownARN + "user/x", map[string][]string{}}},
		Status: 404, Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
	if calls[2].Mutating || calls[0].Code != "" {
		t.Errorf("recorded %+v", calls)
	}
	s.ResetCalls()
	same(t, "after a reset", len(s.Calls()), 0)

	quiet := start(t)
	quiet.do("ListUsers")
	same(t, "without recording", len(quiet.Calls()), 0)
}

func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, begin := start(t, WithLatency(3*time.Second)), time.Now()
		s.do("ListUsers")
		same(t, "time", time.Since(begin), 3*time.Second)

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := s.RoundTrip(post("Action=ListUsers&Version=2010-05-08").WithContext(ctx))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a client that left got %v", err)
		}
	})
}

func TestServingWithoutASocket(t *testing.T) {
	s := start(t)
	c := http.Client{Transport: s.Server}
	r, err := http.NewRequest("GET", "http://iam.test/?Action=ListUsers&Version=2010-05-08", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", authorization)
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 || !strings.Contains(string(body), "<Users></Users>") {
		t.Errorf("got %d %s, %v", resp.StatusCode, body, err)
	}
	s.handle = func(*call) answer { return answer{drop: true} }
	if _, err := c.Do(r); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a dropped connection is %v", err)
	}
	s.handle = func(*call) answer { panic("a bug") }
	defer func() { same(t, "panic", recover(), any("a bug")) }()
	_, _ = s.RoundTrip(r)
}

func TestListening(t *testing.T) {
	s := start(t)
	l, err := s.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest("POST", l.URL, strings.NewReader("Action=ListUsers&Version=2010-05-08"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = post("").Header
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	same(t, "status", resp.StatusCode, 200)
	if _, err := New().Start(strings.TrimPrefix(l.URL, "http://")); err == nil || !strings.HasPrefix(err.Error(), "listening on 127.0.0.1:") {
		t.Errorf("listening twice on an address: %v", err)
	}
	for range 2 {
		if err := l.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	}
	if _, err := http.DefaultClient.Do(r); err == nil {
		t.Error("it still listens")
	}
}
