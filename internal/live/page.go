package live

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// maxItems is the largest page that IAM serves. A page may be shorter and still
// not the last.
const maxItems = 1000

// page is what the answer to one call says of the next.
type page struct {
	truncated bool
	marker    *string
}

// pages calls fetch for one page after the other, with the marker that the page
// before gave. The SDK's paginators stop at an empty marker even where IAM says
// that there is more, and follow a marker round and round; here both are errors,
// since what is left unread would pass for absent.
func pages(fetch func(marker *string) (page, error)) error {
	var marker *string
	seen := map[string]bool{}
	for {
		p, err := fetch(marker)
		if err != nil {
			return err
		}
		next := aws.ToString(p.marker)
		switch {
		case next == "" && !p.truncated:
			return nil
		case next == "":
			return errors.New("reading the next page: IAM says that there is one, and not where")
		case seen[next]:
			return fmt.Errorf("reading the next page: IAM gave the marker %q twice", next)
		}
		seen[next] = true
		marker = &next
	}
}
