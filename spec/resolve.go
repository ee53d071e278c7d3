package spec

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"iamsync/spec/policy"
)

// Names is what only the account knows, and Resolve needs.
type Names struct {
	// Account, with its partition; where that is empty, it is taken to be aws.
	Account Account
	// AWSManaged are the ARNs of AWS managed policies; nil where they were not
	// asked for.
	AWSManaged []string
	// Local holds the ARNs of the account's own managed policies: those that the
	// spec names by ARN and does not declare must be among them.
	Local map[string]bool
	// AnyLocal says that nobody knows which these are: any will do.
	AnyLocal bool
}

// resolver makes a State of a Spec.
type resolver struct {
	names    Names
	account  Account
	state    State
	vars     *variables
	declared map[string]*policyDecl // by name
	aws      map[string][]string    // ARNs of AWS managed policies by name
	held     []holding              // whose policies are not looked up yet

	own, theirs, any *guesser // of names of declared policies, of those of AWS, of both
	errs             Errors
}

// Resolve flattens the spec into resources: names of policies become ARNs, and
// memberships, attachments and inline policies stand by themselves. The State
// says where each is declared, and which fields are left unsaid. Tags that are
// not there are a nil map. The error is Errors.
func (s *Spec) Resolve(n Names) (State, error) {
	flat, err := s.Flatten(n.Account)
	if err != nil {
		return State{}, err
	}
	return flat.Resolve(n)
}

// know prepares for looking policies up by name.
func (rs *resolver) know(n Names) {
	rs.names = n
	rs.aws = make(map[string][]string, len(rs.names.AWSManaged))
	for _, text := range rs.names.AWSManaged {
		if arn, err := ParsePolicyARN(text); err == nil {
			rs.aws[arn.Name] = append(rs.aws[arn.Name], text)
		}
	}
	own := func() []string { return slices.Sorted(maps.Keys(rs.declared)) }
	theirs := func() []string { return slices.Sorted(maps.Keys(rs.aws)) }
	rs.own, rs.theirs = newGuesser(own), newGuesser(theirs)
	rs.any = newGuesser(func() []string { return append(own(), theirs()...) })
}

// add puts a resource into the State. A membership that both ends write is
// placed where it was met first.
func (rs *resolver) add(r Resource, at Position) {
	id := r.ID()
	if _, known := rs.state.Resources[id]; !known {
		rs.state.Resources[id] = r
		rs.state.At[id] = at
	}
}

// addEntry adds the resource that an entry of a list stands for.
func (rs *resolver) addEntry(r Resource, e entry) {
	rs.add(r, e.at)
	rs.until(r.ID(), e.until)
}

func (rs *resolver) unsaid(id ID, f Field) { rs.state.Unsaid[id] = append(rs.state.Unsaid[id], f) }

func (rs *resolver) fail(at Position, hint, format string, args ...any) {
	rs.errs = append(rs.errs, Error{At: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// text returns a scalar, speaking of the account's own partition.
func (rs *resolver) text(w word) string {
	if w.raw == "" {
		return w.text
	}
	text, err := rs.vars.expand(w.raw)
	if err != nil {
		rs.fail(w.at, "", "%s", err)
	}
	return text
}

func (rs *resolver) tags(list []tag) map[string]string {
	if len(list) == 0 {
		return nil
	}
	tags := make(map[string]string, len(list))
	for _, t := range list {
		tags[t.key] = rs.text(t.value)
	}
	return tags
}

// document returns the document of the policy that is declared at a place. There
// always is one: a policy without a document would look like one to be deleted.
func (rs *resolver) document(d *documentDecl, at Position) policy.Document {
	var doc policy.Document
	if d != nil {
		doc = d.doc
	}
	if d != nil && !d.raw.IsZero() {
		var err error
		if doc, err = d.raw.Expand(rs.vars.expand); err != nil {
			rs.fail(d.at, "", "%s", err)
			return doc
		}
	}
	if doc.IsZero() {
		rs.fail(at, "", "the policy has no document")
	}
	return doc
}

// policy returns the ARN of the policy that is meant, or "" after a mistake.
func (rs *resolver) policy(w word) string {
	text := rs.text(w)
	if strings.HasPrefix(text, "arn:") {
		return rs.byARN(w, text)
	}
	return rs.byName(w, text)
}

func (rs *resolver) byARN(w word, text string) string {
	arn, err := ParsePolicyARN(text)
	if err != nil {
		rs.fail(w.at, "", "%s", err)
		return ""
	}
	if arn.Partition != rs.account.Partition {
		arn.Partition = rs.account.Partition
		rs.fail(w.at, "write "+arn.String(), "the policy %s is of another partition than the account's, %s", text, rs.account.Partition)
		return ""
	}
	switch {
	case arn.IsAWS() && rs.names.AWSManaged != nil && !slices.Contains(rs.aws[arn.Name], text):
		rs.fail(w.at, rs.guessAWS(arn.Name), "AWS has no managed policy %s", text)
	case !arn.IsAWS() && rs.declared[arn.Name] == nil && !rs.names.Local[text] && !rs.names.AnyLocal:
		rs.fail(w.at, hint(rs.own.guess(arn.Name), "declare it under policies"), "the policy %s is not declared here, and the account does not have it", text)
	default:
		return text
	}
	return ""
}

// byName looks a bare name up among the declared policies and those of AWS. Any
// other policy of the account must be named by ARN: a bare name must not be open
// to whoever may create a policy.
func (rs *resolver) byName(w word, name string) string {
	arns := slices.Clone(rs.aws[name])
	if p := rs.declared[name]; p != nil {
		arns = append([]string{rs.account.PolicyARN(p.path, name)}, arns...)
	}
	switch {
	case len(arns) == 1:
		return arns[0]
	case len(arns) > 1:
		rs.fail(w.at, "write one of "+strings.Join(arns, ", "), "the policy %q can be one of %d", name, len(arns))
	case rs.state.Absent[PolicyID(name)]:
		rs.fail(w.at, "take it out here too", "the policy %q shall be absent, as is said at %s", name, rs.state.At[PolicyID(name)])
	case rs.names.AWSManaged == nil:
		rs.fail(w.at, hint(rs.own.guess(name), rs.byHand(name)), "the policy %q is not declared here, and nothing is known of the names of AWS", name)
	default:
		rs.fail(w.at, hint(rs.any.guess(name), rs.byHand(name)),
			"the policy %q is neither declared here nor a policy of AWS", name)
	}
	return ""
}

// hint suggests a name, or something else to do.
func hint(guess, otherwise string) string {
	if guess != "" {
		return fmt.Sprintf("did you mean %q?", guess)
	}
	return otherwise
}

// byHand says how a policy is named that the account has and no file declares.
func (rs *resolver) byHand(name string) string {
	found := ""
	for arn := range rs.names.Local {
		if strings.HasSuffix(arn, "/"+name) && (found == "" || arn < found) {
			found = arn
		}
	}
	if found != "" {
		return "write " + found
	}
	return "declare it under policies, or name it by its ARN"
}

func (rs *resolver) guessAWS(name string) string {
	if arns := rs.aws[name]; len(arns) > 0 {
		return "write " + arns[0]
	}
	if guess := rs.theirs.guess(name); guess != "" {
		return "did you mean " + rs.aws[guess][0] + "?"
	}
	return "see `aws iam list-policies --scope AWS`"
}
