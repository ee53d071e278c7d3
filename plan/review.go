package plan

import (
	"slices"

	"iamsync/spec"
)

// Documents returns the resources whose policy documents the plan writes, in order.
// What is to say of these is worth a word; what is said of all others every time is
// soon read by nobody.
func (p Plan) Documents() []spec.ID {
	var ids []spec.ID
	for _, c := range p.Changes {
		if c.After != nil && slices.ContainsFunc(c.allFields(), Field.isDocument) {
			ids = append(ids, c.ID)
		}
	}
	slices.SortFunc(ids, compareIDs)
	return ids
}

// Reviewed returns the plan with what was found in the documents that it writes. An
// error among that refuses the plan: there is a way to say that it is meant.
func (p Plan) Reviewed(found []spec.Finding) Plan {
	p.Findings, p.Refused = slices.Clone(p.Findings), slices.Clone(p.Refused)
	for _, f := range found {
		finding := Finding{Code: f.Code, Severity: Severity(f.Severity), Message: f.Message, Hint: f.Hint, At: f.At}
		if finding.Severity == Err {
			finding.Hint += "; where it is meant, silence " + f.Code + " with the reason"
			p.Refused = append(p.Refused, finding)
			continue
		}
		p.Findings = append(p.Findings, finding)
	}
	slices.SortFunc(p.Findings, compareFindings)
	slices.SortFunc(p.Refused, compareFindings)
	return p
}
