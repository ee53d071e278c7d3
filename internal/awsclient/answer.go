package awsclient

import (
	"bufio"
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
func WholeAnswers(c aws.HTTPClient) aws.HTTPClient { return wholeAnswers{c} }

type wholeAnswers struct{ next aws.HTTPClient }

// Do implements aws.HTTPClient.
func (c wholeAnswers) Do(r *http.Request) (*http.Response, error) {
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

type readCloser struct {
	io.Reader
	io.Closer
}
