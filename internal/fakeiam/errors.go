package fakeiam

import (
	"fmt"
	"net/http"
)

// Error is a refusal as IAM words it.
type Error struct {
	Code    string
	Message string
}

// Error makes the refusal readable in logs.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Status is the HTTP status that goes with the code.
func (e *Error) Status() int {
	if s, ok := statuses[e.Code]; ok {
		return s
	}
	return http.StatusBadRequest
}

// statuses are the codes that are not answered with 400 (API Reference,
// "Common Errors" and the errors of each action).
var statuses = map[string]int{
	"AccessDenied":               http.StatusForbidden,
	"ExpiredToken":               http.StatusForbidden,
	"InvalidAuthenticationCode":  http.StatusForbidden,
	"InvalidClientTokenId":       http.StatusForbidden,
	"MissingAuthenticationToken": http.StatusForbidden,
	"SignatureDoesNotMatch":      http.StatusForbidden,

	"NoSuchEntity":     http.StatusNotFound,
	"ReportInProgress": http.StatusNotFound,

	"ReportExpired":    http.StatusGone,
	"ReportNotPresent": http.StatusGone,

	"ConcurrentModification":        http.StatusConflict,
	"DeleteConflict":                http.StatusConflict,
	"DuplicateCertificate":          http.StatusConflict,
	"EntityAlreadyExists":           http.StatusConflict,
	"EntityTemporarilyUnmodifiable": http.StatusConflict,
	"LimitExceeded":                 http.StatusConflict,

	"RequestEntityTooLarge": http.StatusRequestEntityTooLarge,

	"InternalFailure":    http.StatusInternalServerError,
	"PolicyEvaluation":   http.StatusInternalServerError,
	"ServiceFailure":     http.StatusInternalServerError,
	"ServiceUnavailable": http.StatusServiceUnavailable,
}

func refuse(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

func noSuch(format string, args ...any) *Error {
	return refuse("NoSuchEntity", format, args...)
}

func exists(format string, args ...any) *Error {
	return refuse("EntityAlreadyExists", format, args...)
}

func conflict(message string) *Error {
	return refuse("DeleteConflict", "Cannot delete entity, %s", message)
}

func overQuota(of string, n int) *Error {
	return refuse("LimitExceeded", "Cannot exceed quota for %s: %d", of, n)
}

func invalid(format string, args ...any) *Error {
	return refuse("ValidationError", format, args...)
}
