package plan

import (
	"slices"

	"iamsync/spec/policy"
	"iamsync/spec/policy/eval"
)

// guess is what the documents of AWS's own policies, which are not read, may say to one
// request. They say the same in every state, and of most it is known by the name
// whether they allow or deny; see effects.go. So of a state in between it is enough to
// guess that
//
//   - its boundary allows the request;
//   - one policy that it holds allows it, too, or none does;
//   - every Deny that it does not hold denies it, and none that it holds.
//
// Everything else allows the old and the new state more, or the one in between less.
type guess struct {
	allows []string        // the ARNs of those that allow the request
	spares map[string]bool // the ARNs of those that would deny it and do not
}

var (
	everything = eval.NewCompiler().Compile(policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`))
	denial     = eval.NewCompiler().Compile(policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`))
)

// identity returns what the source is among the policies that a principal holds.
func (g guess) identity(x source, done []bool) *eval.Policy {
	denies, isAWS := namedDenial(x.unread)
	switch {
	case !isAWS:
		return x.at(done)
	case denies && !g.spares[x.unread]:
		return denial
	case !denies && slices.Contains(g.allows, x.unread):
		return everything
	}
	return nil
}

// boundary returns what the source is as a boundary.
func (g guess) boundary(x source, done []bool) *eval.Policy {
	switch {
	case x.unread == "":
		return x.at(done)
	case slices.Contains(g.allows, x.unread):
		return everything
	}
	return denial
}

// guesses returns those that are to be tried of a state.
func (p *passage) guesses(done []bool) []guess {
	base := guess{spares: map[string]bool{}}
	if b := p.boundary(done); b != nil && b.unread != "" {
		base.allows = []string{b.unread}
	}
	var held []string
	for _, one := range p.papers {
		denies, isAWS := namedDenial(one.source.unread)
		switch {
		case !isAWS || !one.in(done) || slices.Contains(held, one.source.unread):
		case denies:
			base.spares[one.source.unread] = true
		default:
			held = append(held, one.source.unread)
		}
	}
	all := []guess{base}
	for _, arn := range held {
		all = append(all, guess{append(slices.Clip(base.allows), arn), base.spares})
	}
	return all
}
