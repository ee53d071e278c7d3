package live

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"iamsync/spec"
)

// entityList is a list of entities of one kind, page by page.
type entityList[Out, Item any] struct {
	fetch  func(ctx context.Context, marker *string, option func(*iam.Options)) (Out, error)
	page   func(Out) (page, []Item)
	entity func(Item) (r spec.Resource, uniqueID *string)
}

func (l entityList[Out, Item]) read(ctx context.Context, w *whole) error {
	return listing[Out]{
		fetch: l.fetch,
		page:  func(out Out) page { next, _ := l.page(out); return next },
		take: func(out Out) error {
			_, items := l.page(out)
			for _, item := range items {
				r, id := l.entity(item)
				if err := w.entity(r, spec.Facts{UniqueID: aws.ToString(id)}); err != nil {
					return err
				}
			}
			return nil
		},
	}.read(ctx)
}
