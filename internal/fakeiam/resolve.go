package fakeiam

import (
	"iter"
	"regexp"
	"strings"

	"iamsync/internal/fakeiam/catalogue"
)

// policyARNRE takes a policy's ARN apart: account (or aws), path, name.
var policyARNRE = regexp.MustCompile(`\Aarn:([a-z-]+):iam::(aws|[0-9]{12}):policy(/|/[\x21-\x7E]+/)([\w+=,.@-]{1,128})\z`)

// isPolicyARN says whether an ARN has the form of a policy's, in this partition.
func (a *account) isPolicyARN(arn string) bool {
	m := policyARNRE.FindStringSubmatch(arn)
	return m != nil && m[1] == a.partition
}

// lookup finds a policy of the account or of AWS. One of AWS that was never
// used here is made of the catalogue and not yet part of the account: see use.
func (a *account) lookup(arn string) (*policy, bool) {
	m := policyARNRE.FindStringSubmatch(arn)
	if m == nil || m[1] != a.partition {
		return nil, false
	}
	if m[2] == "aws" {
		c, ok := catalogue.Find(m[3], m[4])
		if !ok {
			return nil, false
		}
		return a.fromCatalogue(c), true
	}
	p, ok := a.policies.get(m[4])
	return p, ok && p.arn == arn
}

// findPolicy is lookup for actions that read.
func (a *account) findPolicy(arn string) (*policy, error) {
	if !a.isPolicyARN(arn) {
		return nil, refuse("InvalidInput", "ARN %s is not valid.", arn)
	}
	if p, ok := a.lookup(arn); ok {
		return p, nil
	}
	return nil, noSuch("Policy %s was not found.", arn)
}

// ownPolicy is lookup for actions that write, which only the account's own
// policies suffer. The verb is the one of IAM's refusal.
func (a *account) ownPolicy(arn, verb string) (*policy, error) {
	if a.isPolicyARN(arn) && !strings.HasPrefix(arn, a.arn("policy/")) {
		return nil, refuse("AccessDenied", "Cannot %s policies outside your own account.", verb)
	}
	return a.findPolicy(arn)
}

// fromCatalogue is the account's view of a policy of AWS.
func (a *account) fromCatalogue(c catalogue.Policy) *policy {
	if p, ok := a.foreign.get(c.Name); ok {
		return p
	}
	p := a.newPolicy(c.Name, c.Path)
	p.aws = true
	p.arn = "arn:" + a.partition + ":iam::aws:policy" + c.Path + c.Name
	p.id = derivedID("ANPA", "aws/"+c.Name)
	p.created, p.updated = c.Created, c.Updated
	p.current, p.lastGiven = c.Version, c.Version
	p.versions = []version{{number: c.Version, created: c.Updated, catalogued: true}}
	return p
}

// use makes a policy ready to count its uses, and one of AWS part of the account.
func (a *account) use(p *policy) {
	if p.attached == nil {
		p.attached, p.bounded = map[*principal]bool{}, map[*principal]bool{}
	}
	if p.aws && !a.foreign.has(p.name) {
		a.foreign.put(p.name, p)
	}
}

// merge yields what two ordered sequences yield, in order.
func merge[T any](a, b iter.Seq2[string, T]) iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		next, stop := iter.Pull2(b)
		defer stop()
		kb, vb, more := next()
		for ka, va := range a {
			for ; more && kb < ka; kb, vb, more = next() {
				if !yield(kb, vb) {
					return
				}
			}
			if !yield(ka, va) {
				return
			}
		}
		for ; more; kb, vb, more = next() {
			if !yield(kb, vb) {
				return
			}
		}
	}
}
