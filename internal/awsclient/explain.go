package awsclient

import (
	"errors"
	"strings"

	"github.com/aws/smithy-go"
)

// Explain says what an error means, in one line, and what the user can do about
// it; the hint is empty where there is nothing to advise. What our own packages
// wrapped around the SDK's error stays in front; what the SDK wrapped around the
// cause is left out.
func Explain(err error) (message, hint string) {
	if err == nil {
		return "", ""
	}
	for _, c := range causes {
		if what, hint, ok := c(err); ok {
			return oneLine(wrapping(err) + what), hint
		}
	}
	return oneLine(err.Error()), ""
}

// wrapping is the part of the message that stands in front of the SDK's: "reading
// users of account 111122223333: ".
func wrapping(err error) string {
	var op *smithy.OperationError
	if !errors.As(err, &op) {
		return ""
	}
	front, _, _ := strings.Cut(err.Error(), op.Error())
	return front
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
