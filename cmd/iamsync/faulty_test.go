package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"iamsync/internal/fakeiam"
)

// faulty is an IAM of which some actions fail.
type faulty struct {
	iam    http.Handler
	errors map[string]string // codes by action, or by *
}

func newFaulty(args []string) (*faulty, error) {
	f := &faulty{errors: map[string]string{}}
	var opts []fakeiam.Option
	for _, arg := range args {
		name, value, found := strings.Cut(arg, "=")
		switch {
		case !found:
			return nil, fmt.Errorf("%q is not NAME=VALUE", arg)
		case name == "account":
			opts = append(opts, fakeiam.WithAccount(value))
		case name == "latency":
			d, err := time.ParseDuration(value)
			if err != nil {
				return nil, err
			}
			opts = append(opts, fakeiam.WithLatency(d))
		default:
			f.errors[name] = value
		}
	}
	server, err := fakeiam.Open("", opts...)
	f.iam = server
	return f, err
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	form, formErr := url.ParseQuery(string(body))
	if err != nil || formErr != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	code, fails := f.errors["*"]
	if c, named := f.errors[form.Get("Action")]; named {
		code, fails = c, true
	}
	if !fails {
		r.Body = io.NopCloser(bytes.NewReader(body))
		f.iam.ServeHTTP(w, r)
		return
	}
	status := http.StatusBadRequest
	if code == "ServiceUnavailable" {
		status = http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>no, said the test</Message></Error>"+
		"<RequestId>11111111-2222-3333-4444-555555555555</RequestId></ErrorResponse>", code)
}
