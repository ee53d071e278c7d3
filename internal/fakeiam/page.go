package fakeiam

import (
	"encoding/base64"
	"iter"
	"strings"
)

// paging is what list requests ask for.
type paging struct {
	Marker   string `in:"marker"`
	MaxItems int    `in:"maxItems"`
}

// paged is what every list answer ends with. The last page has no Marker: the
// SDK's paginators go on while there is one, whatever IsTruncated says.
type paged struct {
	IsTruncated bool
	Marker      string `out:"omitempty"`
}

// defaultPage is the length of a page where MaxItems does not say.
const defaultPage = 100

// limit is how many items the next page has at most.
func (a *account) limit(p paging) int {
	n := p.MaxItems
	if n == 0 {
		n = defaultPage
	}
	if a.pageLimit > 0 {
		n = min(n, a.pageLimit)
	}
	return n
}

// page collects the next page of a list. The marker holds the key of the last
// item, so that what is created and deleted meanwhile neither repeats nor hides
// anything else. The list's name keeps its markers apart from those of others;
// after walks the list from a key on, and item says what becomes of its elements
// and which are left out.
func page[T, Out any](
	a *account, list string, p paging,
	after func(key string) iter.Seq2[string, T], item func(T) (Out, bool),
) ([]Out, paged, error) {
	key, err := openMarker(list, p.Marker)
	if err != nil {
		return nil, paged{}, err
	}
	out, limit := []Out{}, a.limit(p)
	for k, t := range after(key) {
		o, ok := item(t)
		if !ok {
			continue
		}
		if len(out) == limit {
			return out, paged{IsTruncated: true, Marker: marker(list, key)}, nil
		}
		out, key = append(out, o), k
	}
	return out, paged{}, nil
}

// every is for lists that leave nothing out.
func every[T, Out any](f func(T) Out) func(T) (Out, bool) {
	return func(t T) (Out, bool) { return f(t), true }
}

// sorted walks a short list whose items carry their keys, in order.
func sorted[T any](items []T, keyOf func(T) string) func(string) iter.Seq2[string, T] {
	return func(key string) iter.Seq2[string, T] {
		return func(yield func(string, T) bool) {
			for _, t := range items {
				if k := keyOf(t); k > key && !yield(k, t) {
					return
				}
			}
		}
	}
}

// marker hides where a list goes on; only the server reads it. Its length is
// not held against a request, since a marker of IAM itself has at most 320
// characters, and one that holds a tag key may have more.
func marker(list, key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(list + "\x00" + key))
}

func openMarker(list, m string) (string, error) {
	if m == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(m)
	of, key, ok := strings.Cut(string(b), "\x00")
	if err != nil || !ok || of != list || key == "" {
		return "", invalid("Invalid Marker.")
	}
	return key, nil
}
