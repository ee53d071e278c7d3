package fakeiam

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

const authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0"

// document1 is a policy document that nothing is wrong with.
const document1 = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}`

const (
	readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess"
	ownARN   = "arn:aws:iam::111122223333:"
)

// tb is one server and the test that talks to it.
type tb struct {
	testing.TB
	*Server
}

func start(t testing.TB, opts ...Option) tb {
	t.Helper()
	tick := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return tb{t, New(append([]Option{WithClock(func() time.Time { return tick }), WithSecretSeed("seed")}, opts...)...)}
}

// element of an answer, by name; the answers are walked by path.
type xmlNode struct {
	XMLName xml.Name
	Text    string     `xml:",chardata"`
	Below   []*xmlNode `xml:",any"`
}

// at finds the first element on a path such as GetUserResult/User/Arn; nil if absent.
func (n *xmlNode) at(path string) *xmlNode {
	for _, name := range strings.Split(path, "/") {
		var next *xmlNode
		for _, b := range n.Below {
			if b.XMLName.Local == name {
				next = b
				break
			}
		}
		if next == nil {
			return nil
		}
		n = next
	}
	return n
}

// text of the element on a path; "" if absent.
func (n *xmlNode) text(path string) string {
	if e := n.at(path); e != nil {
		return e.Text
	}
	return ""
}

// texts of one element of every member of a list; the member's own for "".
func (n *xmlNode) texts(list, element string) []string {
	out := []string{}
	l := n.at(list)
	if l == nil {
		return nil
	}
	for _, m := range l.Below {
		if element == "" {
			out = append(out, m.Text)
		} else {
			out = append(out, m.text(element))
		}
	}
	return out
}

// form makes a request's parameters of an action and pairs.
func form(action string, pairs ...string) url.Values {
	v := url.Values{"Action": {action}, "Version": {iamVersion}}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// send sends a signed form and returns the status and the answer.
func (t tb) send(v url.Values) (int, *xmlNode) {
	t.Helper()
	r := httptest.NewRequest("POST", "/", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	r.Header.Set("Authorization", authorization)
	w := httptest.NewRecorder()
	t.ServeHTTP(w, r)
	n := &xmlNode{}
	if err := xml.Unmarshal(w.Body.Bytes(), n); err != nil {
		t.Fatalf("%s: %v in %s", v.Get("Action"), err, w.Body)
	}
	return w.Code, n
}

// do makes a call that must succeed and returns its answer.
func (t tb) do(action string, pairs ...string) *xmlNode {
	t.Helper()
	status, n := t.send(form(action, pairs...))
	if status != http.StatusOK {
		t.Fatalf("%s %q: %d %s: %s", action, pairs, status, n.text("Error/Code"), n.text("Error/Message"))
	}
	if r := n.at(action + "Result"); r != nil {
		return r
	}
	return n
}

// refused makes a call that must fail and returns "status code: message".
func (t tb) refused(action string, pairs ...string) string {
	t.Helper()
	status, n := t.send(form(action, pairs...))
	if status == http.StatusOK {
		t.Fatalf("%s %q succeeded", action, pairs)
	}
	return fmt.Sprintf("%d %s: %s", status, n.text("Error/Code"), n.text("Error/Message"))
}

// wants makes a call that must be refused just so.
func (t tb) wants(refusal, action string, pairs ...string) {
	t.Helper()
	if got := t.refused(action, pairs...); got != refusal {
		t.Errorf("%s %q:\n got %s\nwant %s", action, pairs, got, refusal)
	}
}
