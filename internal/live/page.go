package live

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// maxItems is the largest page that IAM serves. A page may be shorter and still
// not the last.
const maxItems = 1000

// page is what the answer to one call says of the next.
type page struct {
	truncated bool
	marker    *string
}

// next returns the marker of the page that follows, "" where there is none.
func (p page) next() (string, error) {
	marker := aws.ToString(p.marker)
	if marker == "" && p.truncated {
		return "", errors.New("reading the next page: IAM says that there is one, and not where")
	}
	return marker, nil
}

// listing is how one list is read: fetch makes the call for the page at a marker,
// nil for the first, and take takes its answer.
type listing[Out any] struct {
	fetch func(ctx context.Context, marker *string, option func(*iam.Options)) (Out, error)
	page  func(Out) page
	take  func(Out) error
}

// fetched is a page that is being fetched.
type fetched[Out any] struct {
	marker string
	ahead  chan *fetched[Out] // the page behind it, where that was begun early
	out    Out
	err    error
	done   chan struct{}
}

// read takes one page after the other, each asked for with the marker that the
// one before gave. The SDK's paginators stop at an empty marker even where IAM
// says that there is more, and follow a marker round and round; here both are
// errors, since what is left unread would pass for absent.
//
// The SDK needs nearly as long to decode a full page as IAM to send the next one.
// So that is asked for as soon as the marker can be seen in the answer, and used
// if decoding finds the same marker.
func (l listing[Out]) read(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	seen := map[string]bool{}
	current := l.begin(ctx, "")
	for {
		<-current.done
		if current.err != nil {
			return current.err
		}
		next, err := l.page(current.out).next()
		if err != nil {
			return err
		}
		if seen[next] {
			return fmt.Errorf("reading the next page: IAM gave the marker %q twice", next)
		}
		seen[next] = true
		following := l.following(ctx, current, next)
		if err := l.take(current.out); err != nil || following == nil {
			return err
		}
		current = following
	}
}

// following returns the page at a marker, which may be on its way; nil where the
// marker is "".
func (l listing[Out]) following(ctx context.Context, current *fetched[Out], marker string) *fetched[Out] {
	if marker == "" {
		return nil
	}
	select {
	case ahead := <-current.ahead:
		if ahead.marker == marker {
			return ahead
		}
	default:
	}
	return l.begin(ctx, marker)
}

// begin fetches the page at a marker, "" for the first, and when its answer names
// a next one, that too.
func (l listing[Out]) begin(ctx context.Context, marker string) *fetched[Out] {
	f := &fetched[Out]{marker: marker, ahead: make(chan *fetched[Out], 1), done: make(chan struct{})}
	var from *string
	if marker != "" {
		from = &marker
	}
	call := task(func(ctx context.Context) (err error) {
		f.out, err = l.fetch(ctx, from, peek(func(next string) {
			if len(f.ahead) == 0 && next != marker { // an answer that is tried again is peeked at again
				f.ahead <- l.begin(ctx, next)
				runtime.Gosched() // the call goes out before decoding keeps the processor
			}
		}))
		return err
	})
	go func() {
		f.err = call.guarded(ctx)
		close(f.done)
	}()
	return f
}
