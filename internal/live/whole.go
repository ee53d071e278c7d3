package live

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// whole is the account as far as it was read. The streams add to it page by page, while
// the next page of each is on its way, and what refers to something else is held
// against that at once: after the last page, little is left to do.
type whole struct {
	mu    sync.Mutex // of all below
	state spec.State

	sessions map[string]session // of roles, by name
	twice    []spec.ID          // entities that came more than once
	early    []link             // references to what had not come yet
	uses     []use              // of the account's own policies

	locked atomic.Bool // a policy has the name of the lock
}

// link is a reference from one resource to another.
type link struct{ from, to spec.ID }

// use is a managed policy of the account as a principal refers to it.
type use struct {
	by        spec.ID
	arn, name string
}

func newWhole() *whole {
	return &whole{state: spec.NewState(spec.Account{}), sessions: map[string]session{}}
}

// entity adds a user, group or policy with what only the account knows of it.
func (w *whole) entity(r spec.Resource, f spec.Facts) error {
	id := r.ID()
	if id.Name == "" {
		return fmt.Errorf("reading a %s: it has no name", id.Kind)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.state.Resources[id] != nil {
		w.twice = append(w.twice, id)
	}
	w.state.Facts[id] = f
	w.put(id, r)
	return nil
}

// edge adds what belongs to an entity.
func (w *whole) edge(r spec.Resource) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.put(r.ID(), r)
}

func (w *whole) put(id spec.ID, r spec.Resource) {
	w.state.Resources[id] = r
	for _, ref := range r.Refs() {
		if ref.Holds && w.state.Resources[ref.ID] == nil {
			w.early = append(w.early, link{id, ref.ID})
		}
	}
}

// refer returns the ARN of a managed policy that a principal uses.
func (w *whole) refer(principal spec.ID, text *string) (string, error) {
	arn := aws.ToString(text)
	p, err := spec.ParsePolicyARN(arn)
	if err == nil && !p.IsAWS() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.uses = append(w.uses, use{principal, arn, p.Name})
	}
	return arn, err
}

// attached adds the managed policies of a principal. The ARN says all: some
// emulators leave out the name.
func (w *whole) attached(principal spec.ID, policies []types.AttachedPolicy) error {
	for _, a := range policies {
		arn, err := w.refer(principal, a.PolicyArn)
		if err != nil {
			return fmt.Errorf("reading the policies attached to %s: %w", principal, err)
		}
		w.edge(spec.Attachment{Principal: principal, PolicyARN: arn})
	}
	return nil
}

// boundary returns the ARN of the boundary of a principal, "" for none.
func (w *whole) boundary(principal spec.ID, b *types.AttachedPermissionsBoundary) (string, error) {
	if b == nil || b.PermissionsBoundaryArn == nil {
		return "", nil
	}
	arn, err := w.refer(principal, b.PermissionsBoundaryArn)
	if err != nil {
		return "", fmt.Errorf("reading the boundary of %s: %w", principal, err)
	}
	return arn, nil
}

// inline adds the policies that are embedded in a principal.
func (w *whole) inline(principal spec.ID, policies []types.PolicyDetail) error {
	for _, d := range policies {
		name := aws.ToString(d.PolicyName)
		doc, err := document(d.PolicyDocument)
		if err == nil && name == "" {
			err = errors.New("it has no name")
		}
		if err != nil {
			return fmt.Errorf("reading inline policy %q of %s: %w", name, principal, err)
		}
		w.edge(spec.Inline{Principal: principal, Name: name, Document: doc})
	}
	return nil
}

// document reads a policy document, which IAM sends URL-encoded after RFC 3986.
// Emulators send it as it is; encoded text cannot begin with a brace, so the two
// are never mistaken for each other.
func document(text *string) (policy.Document, error) {
	s := strings.TrimSpace(aws.ToString(text))
	if s == "" {
		return policy.Document{}, errors.New("reading its document: there is none")
	}
	if !strings.HasPrefix(s, "{") {
		decoded, err := url.PathUnescape(s)
		if err != nil {
			return policy.Document{}, fmt.Errorf("decoding its document: %w", err)
		}
		s = decoded
	}
	doc, err := policy.ParseJSON([]byte(s))
	if err != nil {
		return policy.Document{}, fmt.Errorf("reading its document: %w", err)
	}
	return doc, nil
}

// tagMap is nil where there are no tags, as in a spec that writes none.
func tagMap(tags []types.Tag) map[string]string {
	if len(tags) == 0 {
		return nil
	}
	m := make(map[string]string, len(tags))
	for _, t := range tags {
		m[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return m
}
