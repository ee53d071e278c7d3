package live

import (
	"bytes"
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// peek makes a call tell the marker of the next page before its answer is
// decoded. It is a hint: what decides is what the answer decodes to.
func peek(found func(marker string)) func(*iam.Options) {
	step := middleware.DeserializeMiddlewareFunc("PeekMarker", func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		resp, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !ok || resp.StatusCode/100 != 2 {
			return out, metadata, err
		}
		body := resp.Body
		text, err := io.ReadAll(body)
		resp.Body = reread{io.MultiReader(bytes.NewReader(text), failing{err}), body}
		if marker := markerIn(text); marker != "" && err == nil {
			found(marker)
		}
		return out, metadata, nil
	})
	return func(o *iam.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Deserialize.Add(step, middleware.After) // behind all others, so that the body is still whole
		})
	}
}

// reread is a body that was read and can be read again.
type reread struct {
	io.Reader
	io.Closer
}

// failing ends a body as its reading ended: with an error, or at its end.
type failing struct{ err error }

// Read implements io.Reader.
func (f failing) Read([]byte) (int, error) {
	if f.err == nil {
		return 0, io.EOF
	}
	return 0, f.err
}

// markerIn returns the marker in an answer's text, "" where there is none or it
// is not plain. Inside of values a "<" is escaped, so this is no user's text.
func markerIn(answer []byte) string {
	_, rest, found := bytes.Cut(answer, []byte("<Marker>"))
	marker, _, closed := bytes.Cut(rest, []byte("</Marker>"))
	if !found || !closed || bytes.ContainsAny(marker, "&<") {
		return ""
	}
	return string(marker)
}
