package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"time"

	"iamsync/internal/fakeiam"
)

// faulty is an IAM of which some actions, or all with *, do something else:
//
//	ACTION=CODE          fails with that error code
//	ACTION=ok            says that it is done, and does nothing
//	ACTION=wait:TIME     takes that long
//	ACTION=lost          is done, and the first answer does not arrive
//
// It has the roles role=PATH, also those that no call can make, and is account=ID.
type faulty struct {
	iam    http.Handler
	faults map[string]string
	asked  sync.Map // the actions that were asked for
}

func newFaulty(args []string) (*faulty, error) {
	f := &faulty{faults: map[string]string{}}
	var opts []fakeiam.Option
	for _, arg := range args {
		name, value, found := strings.Cut(arg, "=")
		switch {
		case !found:
			return nil, fmt.Errorf("%q is not NAME=VALUE", arg)
		case name == "account":
			opts = append(opts, fakeiam.WithAccount(value))
		case name == "role":
			end := strings.LastIndex(value, "/") + 1
			opts = append(opts, fakeiam.WithRoles(fakeiam.Role{Path: value[:end], Name: value[end:]}))
		default:
			f.faults[name] = value
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
	action := form.Get("Action")
	_, again := f.asked.Swap(action, true)
	fault, named := f.faults[action]
	if !named {
		fault = f.faults["*"]
	}
	w.Header().Set("Content-Type", "text/xml")
	if pause, waits := strings.CutPrefix(fault, "wait:"); waits {
		wait(r.Context(), pause)
		fault = ""
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if fault == "lost" && !again {
		f.iam.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
	switch fault {
	case "", "lost":
		f.iam.ServeHTTP(w, r)
	case "ok":
		_, _ = fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult></%[1]sResult>"+said+"</%[1]sResponse>", action)
	default:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>no, said the test</Message></Error>"+
			"<RequestId>11111111-2222-3333-4444-555555555555</RequestId></ErrorResponse>", fault)
	}
}

const said = "<ResponseMetadata><RequestId>11111111-2222-3333-4444-555555555555</RequestId></ResponseMetadata>"

// wait returns when the time is over or the client has gone.
func wait(ctx context.Context, pause string) {
	d, err := time.ParseDuration(pause)
	if err != nil {
		panic(err)
	}
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
