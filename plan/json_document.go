package plan

import "iamsync/spec/policy"

type jsonDifference struct {
	Access     policy.Access       `json:"access"`
	Fields     []jsonDocumentField `json:"fields"`
	Statements []jsonStatement     `json:"statements"`
}

type jsonDocumentField struct {
	Key    string  `json:"key"`
	Before *string `json:"before"`
	After  *string `json:"after"`
}

type jsonStatement struct {
	Action  Verb          `json:"action"`
	Sid     string        `json:"sid"`
	Effect  string        `json:"effect"`
	Before  int           `json:"before"` // its place in the document, from 1; 0 where it is new
	After   int           `json:"after"`  // 0 where it is gone
	Access  policy.Access `json:"access"`
	Removed []policy.Part `json:"removed"`
	Added   []policy.Part `json:"added"`
}

// toJSONDifference returns the difference of a document that changes; nil of all else.
func toJSONDifference(f Field) *jsonDifference {
	before, after := f.documents()
	if before.IsZero() || after.IsZero() {
		return nil
	}
	d := policy.Compare(before, after)
	return &jsonDifference{
		Access:     d.Access,
		Fields:     each(d.Fields, func(f policy.FieldDifference) jsonDocumentField { return jsonDocumentField(f) }),
		Statements: each(d.Statements, toJSONStatement),
	}
}

func toJSONStatement(s policy.StatementDifference) jsonStatement {
	verb, said := verbOf(s)
	return jsonStatement{
		Action: verb, Sid: said.Sid.Text, Effect: said.Effect.Text, Before: s.Before.Number, After: s.After.Number,
		Access: s.Access, Removed: list(s.Removed), Added: list(s.Added),
	}
}
