package live

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"golang.org/x/sync/errgroup"

	"iamsync/spec"
)

// read reads the account once: first the streams, then what they lack.
func (r reader) read(ctx context.Context) (Account, error) {
	var a Account
	w := newWhole()
	err := r.together(ctx, func(start func(task)) {
		for _, s := range streams {
			start(func(ctx context.Context) error { return s.read(ctx, r.api, w) })
		}
		start(func(ctx context.Context) (err error) {
			a.Quotas, err = r.quotas(ctx)
			return err
		})
	})
	if err != nil {
		return Account{}, err
	}
	if a.State, err = w.fitted(); err != nil {
		return Account{}, err
	}
	a.Locked = w.locked.Load()
	return a, r.describe(ctx, a.State)
}

// task is one thing to read.
type task func(context.Context) error

// together runs what start is called with side by side. The first error ends
// them all.
func (r reader) together(ctx context.Context, all func(start func(task))) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(r.want.Parallelism)
	all(func(t task) { g.Go(func() error { return t.guarded(ctx) }) })
	return g.Wait()
}

// guarded turns a panic into an error: in a goroutine, it would end the process
// with the exit code that says "there are changes".
func (t task) guarded(ctx context.Context) (err error) {
	defer func() {
		if bug := recover(); bug != nil {
			err = fmt.Errorf("this is a bug in iamsync: %v", bug)
		}
	}()
	return t(ctx)
}

// quotas reads the account's own limits, which are never hard-coded.
func (r reader) quotas(ctx context.Context) (map[string]int, error) {
	out, err := r.api.GetAccountSummary(ctx, &iam.GetAccountSummaryInput{})
	if err != nil {
		return nil, fmt.Errorf("reading quotas: %w", err)
	}
	quotas := make(map[string]int, len(out.SummaryMap))
	for name, n := range out.SummaryMap {
		quotas[name] = int(n)
	}
	return quotas, nil
}

// Catalogue lists the ARNs of all AWS managed policies, sorted: a page a thousand.
func Catalogue(ctx context.Context, api API) ([]string, error) {
	arns := map[string]bool{}
	err := listing[*iam.ListPoliciesOutput]{
		fetch: func(ctx context.Context, marker *string, option func(*iam.Options)) (*iam.ListPoliciesOutput, error) {
			return api.ListPolicies(ctx, &iam.ListPoliciesInput{
				Scope:    types.PolicyScopeTypeAws,
				MaxItems: aws.Int32(maxItems),
				Marker:   marker,
			}, option)
		},
		page: func(out *iam.ListPoliciesOutput) page { return page{out.IsTruncated, out.Marker} },
		take: func(out *iam.ListPoliciesOutput) error {
			for _, p := range out.Policies {
				arns[aws.ToString(p.Arn)] = true
			}
			return nil
		},
	}.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the AWS managed policies: %w", err)
	}
	sorted := slices.AppendSeq(make([]string, 0, len(arns)), maps.Keys(arns))
	slices.Sort(sorted)
	return sorted, nil
}

// describers is the table of the kinds of which no bulk read returns everything.
var describers = map[spec.Kind]func(context.Context, API, spec.Resource) (spec.Resource, error){
	spec.KindPolicy:  describePolicy,
	spec.KindProfile: describeProfile,
	spec.KindOIDC:    describeOIDC,
	spec.KindSAML:    describeSAML,

	spec.KindServerCert: describeServerCertificate,
}

// describe fills in what bulk reads left out of the entities that want it and exist.
func (r reader) describe(ctx context.Context, s spec.State) error {
	ids := r.tagged(s)
	described := make([]spec.Resource, len(ids))
	err := r.together(ctx, func(start func(task)) {
		for i, id := range ids {
			if there := s.Resources[id]; there != nil {
				start(func(ctx context.Context) (err error) {
					described[i], err = r.describeOne(ctx, there)
					return err
				})
			}
		}
	})
	if err != nil {
		return err
	}
	for _, d := range described {
		if d != nil {
			s.Add(d)
		}
	}
	return nil
}

// tagged lists the entities whose tags are wanted, in order.
func (r reader) tagged(s spec.State) []spec.ID {
	var ids []spec.ID
	if r.want.Tagged != nil {
		ids = append(ids, r.want.Tagged()...)
	}
	for id := range s.Resources {
		if describers[id.Kind] != nil && r.want.Each != nil && r.want.Each(id) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, spec.Compare)
	return slices.Compact(ids)
}

func (r reader) describeOne(ctx context.Context, there spec.Resource) (spec.Resource, error) {
	id := there.ID()
	d, err := describers[id.Kind](ctx, r.api, there)
	switch {
	case isGone(err):
		return nil, &tornError{[]string{fmt.Sprintf("%s was there and is gone", id)}}
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", id, err)
	default:
		return d, nil
	}
}

// Describes reports whether no bulk read returns everything of a kind.
func Describes(kind spec.Kind) bool { return describers[kind] != nil }

// Describe asks for all that a bulk read left out of some resources, at a call each.
func Describe(ctx context.Context, api API, some []spec.Resource, parallelism int) ([]spec.Resource, error) {
	s := spec.NewState(spec.Account{})
	s.Add(some...)
	r := reader{api: api, want: Want{Parallelism: parallelism, Each: func(spec.ID) bool { return true }}}
	if err := r.describe(ctx, s); err != nil {
		return nil, err
	}
	return slices.Collect(maps.Values(s.Resources)), nil
}
