package policy

import "strings"

// Operator is how a condition compares, taken apart: ForAnyValue:StringLikeIfExists
// is a Quantifier, a Base and IfExists.
type Operator struct {
	Word
	Quantifier string // "ForAllValues", "ForAnyValue" or ""
	Base       string // "StringLike", …
	IfExists   bool   // it holds where the request has no such key
}

// The quantifiers of operators over keys of several values.
const (
	ForAllValues = "ForAllValues"
	ForAnyValue  = "ForAnyValue"
)

// operators are all that there are (IAM User Guide, "IAM JSON policy elements:
// Condition operators"), by their family: what they compare.
var operators = map[string]Family{
	"StringEquals": OfStrings, "StringNotEquals": OfStrings, "StringEqualsIgnoreCase": OfStrings,
	"StringNotEqualsIgnoreCase": OfStrings, "StringLike": OfStrings, "StringNotLike": OfStrings,

	"NumericEquals": OfNumbers, "NumericNotEquals": OfNumbers, "NumericLessThan": OfNumbers,
	"NumericLessThanEquals": OfNumbers, "NumericGreaterThan": OfNumbers, "NumericGreaterThanEquals": OfNumbers,

	"DateEquals": OfDates, "DateNotEquals": OfDates, "DateLessThan": OfDates,
	"DateLessThanEquals": OfDates, "DateGreaterThan": OfDates, "DateGreaterThanEquals": OfDates,

	"Bool": OfBooleans, "BinaryEquals": OfBytes, "IpAddress": OfAddresses, "NotIpAddress": OfAddresses,

	"ArnEquals": OfARNs, "ArnLike": OfARNs, "ArnNotEquals": OfARNs, "ArnNotLike": OfARNs,

	"Null": OfPresence,
}

// Family is what an operator compares.
type Family int

// The families of operators.
const (
	UnknownOperator Family = iota
	OfStrings
	OfNumbers
	OfDates
	OfBooleans
	OfBytes
	OfAddresses
	OfARNs
	OfPresence
)

// Known reports whether IAM has the operator.
func (o Operator) Known() bool {
	return o.Family() != UnknownOperator && (o.Quantifier == "" || o.Quantifier == ForAllValues || o.Quantifier == ForAnyValue)
}

// Family returns what the operator compares, UnknownOperator where IAM has no such
// operator.
func (o Operator) Family() Family { return operators[o.Base] }

// Negated reports whether the operator holds where no value matches, and also
// where the request does not have the key.
func (o Operator) Negated() bool { return strings.Contains(o.Base, "Not") }

func parseOperator(w Word) Operator {
	o := Operator{Word: w, Base: w.Text}
	if quantifier, base, found := strings.Cut(w.Text, ":"); found {
		o.Quantifier, o.Base = quantifier, base
	}
	// There is no NullIfExists: whether the key exists is what Null asks.
	if base, found := strings.CutSuffix(o.Base, "IfExists"); found && base != "Null" {
		o.Base, o.IfExists = base, true
	}
	return o
}
