package fakeiam

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	documents "iamsync/spec/policy"
	"iamsync/spec/policy/eval"
)

// principalOf is who makes a call, with all that decides what they may do.
type principalOf struct {
	arn    string
	holder eval.Holder
	extra  map[string][]string // condition keys that the evaluator does not find itself
}

func (p principalOf) root() bool { return strings.HasSuffix(p.arn, ":root") }

// principalOf finds the principal of a call. One that has been deleted since its request
// was read is not there.
func (a *account) principalOf(who identity) (principalOf, bool) {
	if who.id == "" {
		return principalOf{arn: a.arn("root")}, true
	}
	for _, u := range a.users.all() {
		if u.id == who.id {
			p := principalOf{arn: u.arn(a), holder: u.holder()}
			for _, g := range u.groups {
				p.holder.Identity = append(p.holder.Identity, g.documents()...)
			}
			p.holder.Principal.Name = p.arn
			return p, true
		}
	}
	for _, r := range a.roles.all() {
		if r.id == who.id {
			p := principalOf{arn: a.sessionARN(r, who.session), holder: r.holder()}
			p.holder.Principal.Name = p.arn
			p.extra = map[string][]string{"aws:PrincipalArn": {r.arn(a)}, "aws:userid": {r.id + ":" + who.session}}
			return p, true
		}
	}
	return principalOf{}, false
}

// holder is a principal with its own policies.
func (p *principal) holder() eval.Holder {
	h := eval.Holder{Principal: eval.Principal{ID: p.id, Tags: map[string]string{}}, Identity: p.documents()}
	for _, t := range p.tags {
		h.Principal.Tags[t.Key] = t.Value
	}
	if p.boundary != nil {
		h.Boundary = compiled(p.boundary.document())
	}
	return h
}

// documents are the policies of a principal, its own and those attached to it.
func (p *principal) documents() []*eval.Policy {
	var all []*eval.Policy
	for _, i := range p.inline {
		all = append(all, compiled(i.document))
	}
	for _, q := range p.attached {
		all = append(all, compiled(q.document()))
	}
	return all
}

// document is that of a policy's default version.
func (p *policy) document() string {
	at := slices.IndexFunc(p.versions, func(v version) bool { return v.number == p.current })
	return p.text(p.versions[at])
}

// context is what is known of the circumstances of a call (IAM User Guide, "AWS global
// condition context keys"): all that a request to IAM over this server has.
func (p principalOf) context(c *call) eval.Context {
	host := c.request.RemoteAddr
	if at := strings.LastIndexByte(host, ':'); at >= 0 {
		host = strings.Trim(host[:at], "[]")
	}
	values := map[string][]string{
		"aws:CurrentTime":     {c.at.UTC().Format(time.RFC3339)},
		"aws:EpochTime":       {strconv.FormatInt(c.at.Unix(), 10)},
		"aws:SourceIp":        {host},
		"aws:SecureTransport": {strconv.FormatBool(c.request.TLS != nil)},
		"aws:UserAgent":       {c.request.UserAgent()},
		"aws:ViaAWSService":   {"false"},
	}
	if p.extra != nil {
		values["aws:MultiFactorAuthPresent"] = []string{"false"} // of a session; a key of a user has no such key
	}
	for key, list := range p.extra {
		values[key] = list
	}
	return eval.Closed(values)
}

// compiler keeps the policies that were asked for: most are asked for again and again.
var compiler = struct {
	sync.Mutex
	*eval.Compiler
	known map[string]*eval.Policy // by the text of the document
}{Compiler: eval.NewCompiler(), known: map[string]*eval.Policy{}}

// manyPolicies is how many are kept before all are forgotten.
const manyPolicies = 10_000

// compiled is a document that is ready to be asked. The server accepted it, so it can be
// read.
func compiled(document string) *eval.Policy {
	compiler.Lock()
	defer compiler.Unlock()
	if p, ok := compiler.known[document]; ok {
		return p
	}
	if len(compiler.known) >= manyPolicies {
		compiler.Compiler, compiler.known = eval.NewCompiler(), map[string]*eval.Policy{}
	}
	d, err := documents.ParseJSON([]byte(document))
	if err != nil {
		return compiler.Unknown(document)
	}
	p := compiler.Compile(d)
	compiler.known[document] = p
	return p
}
