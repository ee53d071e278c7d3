package conformance

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// form is what the SDK would send, parameters by turns.
func form(action string, params ...string) string {
	v := url.Values{"Action": {action}, "Version": {"2010-05-08"}}
	for i := 0; i < len(params); i += 2 {
		v.Set(params[i], params[i+1])
	}
	return v.Encode()
}

const namespace = "https://iam.amazonaws.com/doc/2010-05-08/"

var isoDateRE = regexp.MustCompile(`<CreateDate>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ</CreateDate>`)

// envelope is what every answer is wrapped in.
type envelope struct {
	XMLName   xml.Name
	RequestID string `xml:"ResponseMetadata>RequestId"`
	Result    *struct {
		Inner string `xml:",innerxml"`
	} `xml:",any"`
	Error struct {
		Type, Code, Message string
	}
	ErrorID string `xml:"RequestId"`
}

func (s *script) envelope(status int, body, form string) envelope {
	got, text := s.raw(form)
	s.same("status", got, status)
	if !strings.Contains(text, body) {
		s.errorf("the answer has no %s: %s", body, text)
	}
	var e envelope
	if err := xml.Unmarshal([]byte(text), &e); err != nil {
		s.errorf("reading %s: %v", text, err)
	}
	s.same("namespace", e.XMLName.Space, namespace)
	return e
}

var protocolCases = []testCase{
	{"an answer names its action, the namespace and the request", func(s *script) {
		e := s.envelope(200, "<CreateUserResult>", form("CreateUser", "UserName", s.name("u")))
		s.same("name", e.XMLName.Local, "CreateUserResponse")
		if e.RequestID == "" {
			s.errorf("the answer has no id of the request")
		}
	}},
	{"an answer without a result has only the request's id", func(s *script) {
		name := s.user("u")
		e := s.envelope(200, "<RequestId>", form("DeleteUser", "UserName", name))
		s.same("name", e.XMLName.Local, "DeleteUserResponse")
		if e.Result != nil {
			s.errorf("the answer has %q besides", e.Result.Inner)
		}
	}},
	{"dates are ISO 8601 with seconds and a Z", func(s *script) {
		if _, body := s.raw(form("GetUser", "UserName", s.user("u"))); !isoDateRE.MatchString(body) {
			s.errorf("the date is of another form: %s", body)
		}
	}},
	{"lists hold members, and an empty list is there", func(s *script) {
		s.envelope(200, "<Users", form("ListUsers", "PathPrefix", s.path))
		s.user("u")
		s.envelope(200, "<UserName>"+s.name("u")+"</UserName>", form("ListUsers", "PathPrefix", s.path))
		s.envelope(200, "<member>", form("ListUsers", "PathPrefix", s.path))
		s.envelope(200, "<Groups", form("ListGroupsForUser", "UserName", s.name("u")))
	}},
	{"lists are sent as numbered members", func(s *script) {
		s.envelope(200, "", form("CreateUser", "UserName", s.name("u"), "Tags.member.1.Key", "a", "Tags.member.1.Value", "1",
			"Tags.member.2.Key", "b", "Tags.member.2.Value", ""))
		s.same("tags", s.tagsOfUser(s.name("u")), []string{"a=1", "b="})
	}},
	{"an error blames the sender and has the code", func(s *script) {
		e := s.envelope(404, "", form("GetUser", "UserName", s.name("absent")))
		s.same("name", e.XMLName.Local, "ErrorResponse")
		s.same("error", []string{e.Error.Type, e.Error.Code}, []string{"Sender", "NoSuchEntity"})
		if e.Error.Message == "" || e.ErrorID == "" {
			s.errorf("the message is %q, the request's id %q", e.Error.Message, e.ErrorID)
		}
	}},
	{"an action that is none is refused", func(s *script) {
		status, body := s.raw(form("CreateUsers", "UserName", s.name("u")))
		if status != 400 || !strings.Contains(body, "<Code>InvalidAction</Code>") {
			s.errorf("got %d %s", status, body)
		}
	}},
	{"a parameter that is missing is not valid", func(s *script) {
		e := s.envelope(400, "", form("CreateUser"))
		s.same("code", e.Error.Code, "ValidationError")
	}},
	{"a request that is not signed is refused", func(s *script) {
		r, err := http.NewRequestWithContext(s.ctx, http.MethodPost, s.url, strings.NewReader(form("ListUsers")))
		s.done(err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if status, body := s.answer(r); status != 403 || !strings.Contains(body, "MissingAuthenticationToken") {
			s.errorf("got %d %s", status, body)
		}
	}},
	{"a request may be a GET", func(s *script) {
		r, err := http.NewRequestWithContext(s.ctx, http.MethodGet, s.url+"/?"+form("ListUsers", "PathPrefix", s.path)+
			"&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Fus-east-1%2Fiam%2Faws4_request"+
			"&X-Amz-SignedHeaders=host&X-Amz-Signature="+fmt.Sprintf("%064d", 0), nil)
		s.done(err)
		r.Header.Set("Host", "iam.amazonaws.com")
		if status, body := s.answer(r); status != 200 || !strings.Contains(body, "<ListUsersResponse") {
			s.errorf("got %d %s", status, body)
		}
	}},
}
