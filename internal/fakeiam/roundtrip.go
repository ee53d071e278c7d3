package fakeiam

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
)

// RoundTrip answers a request without a socket, so that a Server can be the
// Transport of an HTTP client. A dropped connection is an error, a truncated
// answer one while its body is read.
func (s *Server) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			if resp, err = nil, r.Context().Err(); err == nil {
				err = io.ErrUnexpectedEOF
			}
		default:
			panic(p)
		}
	}()
	w := &response{header: http.Header{}}
	s.ServeHTTP(w, in)
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(w.read()), ContentLength: w.length(), Request: r,
	}, nil
}

// response is a ResponseWriter that keeps what is written.
type response struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (w *response) Header() http.Header         { return w.header }
func (w *response) WriteHeader(status int)      { w.status = status }
func (w *response) Write(b []byte) (int, error) { return w.body.Write(b) }

// length is what the header announces, if it does, or else what was written.
func (w *response) length() int64 {
	if n, err := strconv.ParseInt(w.header.Get("Content-Length"), 10, 64); err == nil {
		return n
	}
	return int64(w.body.Len())
}

// read fails where a connection would have ended too early.
func (w *response) read() io.Reader {
	if w.length() > int64(w.body.Len()) {
		return io.MultiReader(&w.body, tooShort{})
	}
	return &w.body
}

type tooShort struct{}

func (tooShort) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
