package fakeiam

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// signature is what a request says of who signed it, by Signature Version 4 (IAM User
// Guide, "Create a signed AWS API request"): in the header Authorization, or in the
// query of a presigned request.
type signature struct {
	key     string   // the ID of the access key
	scope   string   // date/region/service/aws4_request
	headers []string // the names of those that are signed
	value   string   // in hexadecimal
	date    string   // 20260102T030405Z
	token   string   // of a session; "" for a key that does not end
	query   bool     // presigned
}

const signingAlgorithm = "AWS4-HMAC-SHA256"

// signature reads that of a call; it is false where there is none.
func (c *call) signature() (signature, bool) {
	if h, ok := strings.CutPrefix(c.request.Header.Get("Authorization"), signingAlgorithm+" "); ok {
		s := signature{date: c.request.Header.Get("X-Amz-Date"), token: c.request.Header.Get("X-Amz-Security-Token")}
		for part := range strings.SplitSeq(h, ",") {
			switch name, value, _ := strings.Cut(strings.TrimSpace(part), "="); name {
			case "Credential":
				s.key, s.scope, _ = strings.Cut(value, "/")
			case "SignedHeaders":
				s.headers = strings.Split(value, ";")
			case "Signature":
				s.value = value
			}
		}
		return s, s.key != ""
	}
	if c.form.Get("X-Amz-Algorithm") != signingAlgorithm {
		return signature{}, false
	}
	s := signature{
		headers: strings.Split(c.form.Get("X-Amz-SignedHeaders"), ";"), value: c.form.Get("X-Amz-Signature"),
		date: c.form.Get("X-Amz-Date"), token: c.form.Get("X-Amz-Security-Token"), query: true,
	}
	s.key, s.scope, _ = strings.Cut(c.form.Get("X-Amz-Credential"), "/")
	return s, s.key != "" && s.value != ""
}

// skew is how far apart the clocks of the two may be.
const skew = 15 * time.Minute

const dateLayout = "20060102T150405Z"

// verify refuses a signature that the secret did not make of this request, or not now.
func (c *call) verify(s signature, secret string, now time.Time) *Error {
	if made, err := hex.DecodeString(s.value); err != nil || !hmac.Equal(made, s.of(c, secret)) {
		return refuse("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. "+
			"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
	}
	signed, err := time.Parse(dateLayout, s.date)
	lasts := skew
	if seconds, err := strconv.Atoi(c.form.Get("X-Amz-Expires")); s.query && err == nil {
		lasts = time.Duration(seconds) * time.Second
	}
	switch {
	case err != nil || signed.After(now.Add(skew)):
		return refuse("SignatureDoesNotMatch", "Signature not yet current: %s is still later than %s", s.date, now.UTC().Format(dateLayout))
	case now.After(signed.Add(lasts)):
		return refuse("SignatureDoesNotMatch", "Signature expired: %s is now earlier than %s", s.date, now.Add(-lasts).UTC().Format(dateLayout))
	}
	return nil
}

// of is the signature that the secret makes of a request.
func (s signature) of(c *call, secret string) []byte {
	key := []byte("AWS4" + secret)
	for part := range strings.SplitSeq(s.scope, "/") {
		key = keyed(key, part)
	}
	request := sha256.Sum256([]byte(s.canonical(c)))
	return keyed(key, strings.Join([]string{signingAlgorithm, s.date, s.scope, hex.EncodeToString(request[:])}, "\n"))
}

func keyed(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// canonical is the request as it is signed.
func (s signature) canonical(c *call) string {
	var b bytes.Buffer
	path := c.request.URL.EscapedPath()
	if path == "" {
		path = "/"
	}
	query := c.request.URL.Query()
	query.Del("X-Amz-Signature")
	b.WriteString(c.request.Method + "\n" + path + "\n" + canonicalQuery(query) + "\n")
	for _, name := range s.headers {
		b.WriteString(name + ":" + c.header(name) + "\n")
	}
	b.WriteString("\n" + strings.Join(s.headers, ";") + "\n" + hex.EncodeToString(c.payload.Sum(nil)))
	return b.String()
}

func canonicalQuery(query url.Values) string { return strings.ReplaceAll(query.Encode(), "+", "%20") }

// header is one of a request; some are kept elsewhere by net/http.
func (c *call) header(name string) string {
	switch name {
	case "host":
		return cmp.Or(c.request.Host, c.request.URL.Host)
	case "content-length":
		return strconv.FormatInt(c.request.ContentLength, 10)
	}
	var values []string
	for _, v := range c.request.Header.Values(name) {
		values = append(values, strings.Join(strings.Fields(v), " "))
	}
	return strings.Join(values, ",")
}
