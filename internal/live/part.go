package live

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"iamsync/spec"
	"iamsync/spec/policy"
)

// part is what one stream gave: resources, facts about them, what they refer to in
// other streams, and what those lack.
type part struct {
	resources []spec.Resource
	facts     map[spec.ID]spec.Facts
	uses      []use
	sessions  map[string]session // of roles, by name
}

// use is a managed policy as a principal refers to it.
type use struct {
	by  spec.ID
	arn string
}

func newPart() *part {
	return &part{facts: map[spec.ID]spec.Facts{}}
}

// entity adds a user, group or policy with what only the account knows of it.
func (p *part) entity(r spec.Resource, f spec.Facts) error {
	if r.ID().Name == "" {
		return fmt.Errorf("reading a %s: it has no name", r.ID().Kind)
	}
	p.resources = append(p.resources, r)
	p.facts[r.ID()] = f
	return nil
}

// attached adds the managed policies of a principal. The ARN says all: some
// emulators leave out the name.
func (p *part) attached(principal spec.ID, policies []types.AttachedPolicy) error {
	for _, a := range policies {
		arn := aws.ToString(a.PolicyArn)
		if _, err := spec.ParsePolicyARN(arn); err != nil {
			return fmt.Errorf("reading the policies attached to %s: %w", principal, err)
		}
		p.resources = append(p.resources, spec.Attachment{Principal: principal, PolicyARN: arn})
		p.uses = append(p.uses, use{principal, arn})
	}
	return nil
}

// boundary returns the ARN of the boundary of a principal, "" for none.
func (p *part) boundary(principal spec.ID, b *types.AttachedPermissionsBoundary) (string, error) {
	if b == nil || b.PermissionsBoundaryArn == nil {
		return "", nil
	}
	arn := *b.PermissionsBoundaryArn
	if _, err := spec.ParsePolicyARN(arn); err != nil {
		return "", fmt.Errorf("reading the boundary of %s: %w", principal, err)
	}
	p.uses = append(p.uses, use{principal, arn})
	return arn, nil
}

// inline adds the policies that are embedded in a principal.
func (p *part) inline(principal spec.ID, policies []types.PolicyDetail) error {
	for _, d := range policies {
		name := aws.ToString(d.PolicyName)
		doc, err := document(d.PolicyDocument)
		if err == nil && name == "" {
			err = errors.New("it has no name")
		}
		if err != nil {
			return fmt.Errorf("reading inline policy %q of %s: %w", name, principal, err)
		}
		p.resources = append(p.resources, spec.Inline{Principal: principal, Name: name, Document: doc})
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
