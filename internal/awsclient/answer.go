package awsclient

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// WholeAnswers refuses an answer without a body. The SDK takes it for success
// with nothing in it, so that a proxy which loses a body would show an account
// without users. AWS's Query protocol has no such answer: even an action that
// returns nothing is answered with the ID of the request.
//
// It also gives net/http a request body that it knows to be in memory. Of the
// SDK's own, which is closed as soon as the answer begins, it would still be
// looking for the end, take the closing for a failure, and close the connection
// in the middle of one large answer in a hundred.
func WholeAnswers(c aws.HTTPClient) aws.HTTPClient { return wholeAnswers{c} }

type wholeAnswers struct{ next aws.HTTPClient }

// Do implements aws.HTTPClient.
func (c wholeAnswers) Do(r *http.Request) (*http.Response, error) {
	r, err := inMemory(r)
	if err != nil {
		return nil, err
	}
	resp, err := c.next.Do(r)
	if err != nil || resp.StatusCode/100 != 2 {
		return resp, err
	}
	body := bufio.NewReader(resp.Body)
	if _, err := body.Peek(1); errors.Is(err, io.EOF) {
		_ = resp.Body.Close() // nothing was in it
		return nil, fmt.Errorf("reading the answer: it is empty: %w", io.ErrUnexpectedEOF)
	}
	resp.Body = readCloser{body, resp.Body}
	return resp, nil
}

// inMemory returns the same request with a body of its own.
func inMemory(r *http.Request) (*http.Request, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return r, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the request: %w", err)
	}
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	return r, nil
}

type readCloser struct {
	io.Reader
	io.Closer
}
