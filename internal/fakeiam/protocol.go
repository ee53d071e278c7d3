package fakeiam

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The versions of the two services' Query protocols, and their XML namespaces.
const (
	iamVersion = "2010-05-08"
	stsVersion = "2011-06-15"
)

var namespaces = map[string]string{
	iamVersion: "https://iam.amazonaws.com/doc/2010-05-08/",
	stsVersion: "https://sts.amazonaws.com/doc/2011-06-15/",
}

// maxBody is room for a SAML metadata document of 10,000,000 characters, every one
// of them percent-encoded.
const maxBody = 32 << 20

// call is one request, parsed.
type call struct {
	request *http.Request
	id      string
	action  string
	version string
	form    url.Values
	params  url.Values // the form without Action, Version and the signature
	payload hash.Hash  // of the body, as far as it was read
	busy    bool       // another call on the same entity was under way; see claim

	who    identity  // with WithEnforcement
	caller string    // the ARN of who that is
	needs  []need    // what must be allowed to them
	at     time.Time // when that was looked at
}

func (c *call) mutating() bool { return actions[c.version][c.action].mutating }

// answer is what a handler makes of a call: an output, an error, or nothing.
type answer struct {
	out       any // a pointer to an output struct; nil where the action returns nothing
	err       *Error
	committed bool // the call changed the account, whatever is answered
	drop      bool // close the connection without an answer
	truncate  bool // close it in the middle of the answer
}

// action is a row of the table of actions.
type action struct {
	mutating bool
	// prepare decodes and validates a form; what it returns is run under the lock.
	prepare func(url.Values) (func(*account) answer, *Error)
}

// reads and writes make a row of a function with an output, does one of a
// function without.
func reads[In, Out any](f func(*account, *In) (*Out, error)) action {
	return action{prepare: prepare(f)}
}

func writes[In, Out any](f func(*account, *In) (*Out, error)) action {
	return action{mutating: true, prepare: prepare(f)}
}

func does[In any](f func(*account, *In) error) action {
	return action{mutating: true, prepare: prepare(func(a *account, in *In) (*struct{}, error) {
		return nil, f(a, in)
	})}
}

func prepare[In, Out any](f func(*account, *In) (*Out, error)) func(url.Values) (func(*account) answer, *Error) {
	return func(form url.Values) (func(*account) answer, *Error) {
		in := new(In)
		if err := decode(form, in); err != nil {
			return nil, err
		}
		return func(a *account) answer {
			switch out, err := f(a, in); {
			case err != nil:
				return answer{err: asError(err)}
			case out == nil:
				return answer{}
			default:
				return answer{out: out}
			}
		}, nil
	}
}

// asError keeps IAM's own errors; any other is a bug of this package.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return refuse("InternalFailure", "%v", err)
}

// parse reads the form of a request, from its body or its query. The call is
// never nil.
func parse(w http.ResponseWriter, r *http.Request) (*call, *Error) {
	c := &call{request: r, id: newRequestID(), version: iamVersion, payload: sha256.New()}
	r.Body = http.MaxBytesReader(w, hashed{r.Body, c.payload}, maxBody) // outermost: ParseForm knows it
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return c, refuse("RequestEntityTooLarge", "Request body exceeds %d bytes", large.Limit)
		}
		return c, refuse("MalformedQueryString", "%v", err)
	}
	c.form, c.params = r.Form, withoutCommon(r.Form)
	c.action = r.Form.Get("Action")
	if c.action == "" {
		return c, refuse("MissingAction", "Missing Action")
	}
	if c.version = r.Form.Get("Version"); c.version == "" {
		c.version = "NO_VERSION_SPECIFIED"
	}
	return c, nil
}

// hashed notes what is read of a body: its signature covers it.
type hashed struct {
	io.ReadCloser
	sum hash.Hash
}

// Read implements io.Reader.
func (h hashed) Read(b []byte) (int, error) {
	n, err := h.ReadCloser.Read(b)
	h.sum.Write(b[:n])
	return n, err
}

// withoutCommon leaves out what every call has.
func withoutCommon(form url.Values) url.Values {
	params := maps.Clone(form)
	maps.DeleteFunc(params, func(k string, _ []string) bool {
		return k == "Action" || k == "Version" || strings.HasPrefix(k, "X-Amz-")
	})
	return params
}

func (a answer) status() int {
	if a.err != nil {
		return a.err.Status()
	}
	return http.StatusOK
}

// write writes the XML of an answer and returns the HTTP status.
func (a answer) write(w *bytes.Buffer, c *call) int {
	ns := namespaces[c.version]
	if ns == "" {
		ns = namespaces[iamVersion]
	}
	if a.err != nil {
		fault := "Sender"
		if a.err.Status() >= http.StatusInternalServerError {
			fault = "Receiver"
		}
		fmt.Fprintf(w, `<ErrorResponse xmlns="%s"><Error>`, ns)
		element(w, "Type", fault)
		element(w, "Code", a.err.Code)
		element(w, "Message", a.err.Message)
		io.WriteString(w, "</Error>")
		element(w, "RequestId", c.id)
		io.WriteString(w, "</ErrorResponse>\n")
		return a.err.Status()
	}
	fmt.Fprintf(w, `<%sResponse xmlns="%s">`, c.action, ns)
	if a.out != nil {
		encode(w, c.action+"Result", a.out)
	}
	io.WriteString(w, "<ResponseMetadata>")
	element(w, "RequestId", c.id)
	fmt.Fprintf(w, "</ResponseMetadata></%sResponse>\n", c.action)
	return http.StatusOK
}

// newRequestID is a random UUID.
func newRequestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
