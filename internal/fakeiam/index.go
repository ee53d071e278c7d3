package fakeiam

import (
	"iter"
	"slices"
	"strings"
)

// index holds things by name, whatever its case, and in the order of their
// names. Names of users, groups, roles and policies are unique regardless of case and
// path (User Guide, "IAM and AWS STS quotas", names).
type index[T any] struct {
	things map[string]T
	keys   []string
}

// fold is the key of a name.
func fold(name string) string { return strings.ToLower(name) }

func (x *index[T]) len() int { return len(x.keys) }

func (x *index[T]) get(name string) (T, bool) {
	t, ok := x.things[fold(name)]
	return t, ok
}

func (x *index[T]) has(name string) bool {
	_, ok := x.things[fold(name)]
	return ok
}

func (x *index[T]) put(name string, t T) {
	key := fold(name)
	if x.things == nil {
		x.things = map[string]T{}
	}
	if at, found := slices.BinarySearch(x.keys, key); !found {
		x.keys = slices.Insert(x.keys, at, key)
	}
	x.things[key] = t
}

func (x *index[T]) remove(name string) {
	key := fold(name)
	if at, found := slices.BinarySearch(x.keys, key); found {
		x.keys = slices.Delete(x.keys, at, at+1)
		delete(x.things, key)
	}
}

// after yields what comes after a key, in order; "" is before all keys. It
// starts in logarithmic time, so walking all pages costs no more than the items.
func (x *index[T]) after(key string) iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		at, found := slices.BinarySearch(x.keys, key)
		if found {
			at++
		}
		for _, k := range x.keys[at:] {
			if !yield(k, x.things[k]) {
				return
			}
		}
	}
}

// all yields everything, in order.
func (x *index[T]) all() iter.Seq2[string, T] { return x.after("") }

// compareFolded orders names as an index does.
func compareFolded(a, b string) int { return strings.Compare(fold(a), fold(b)) }
