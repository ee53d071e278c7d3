package fakeiam

import (
	"encoding/csv"
	"strconv"
	"strings"
	"time"
)

// credentialReport is what the account's credentials were when it was started. It
// is replaced, never written to.
type credentialReport struct {
	Started time.Time `json:"started"`
	Asked   bool      `json:"asked,omitempty"` // whether somebody was told that it is complete
	Content string    `json:"content"`
}

const (
	reportAge  = 4 * time.Hour   // after which there is a new one (API Reference)
	reportTime = 2 * time.Second // that it takes where nobody asks twice; IAM's own is not known
)

type generateReportOutput struct {
	State       string
	Description string `out:"omitempty"`
}

// generateCredentialReport starts a report where there is none that is young
// enough, and says that it is complete when it is asked again.
func (a *account) generateCredentialReport(*noInput) (*generateReportOutput, error) {
	if r := a.report; r != nil && a.moment.Sub(r.Started) < reportAge {
		a.report = &credentialReport{r.Started, true, r.Content}
		return &generateReportOutput{State: "COMPLETE"}, nil
	}
	a.report = &credentialReport{Started: a.date(), Content: a.writeReport()}
	return &generateReportOutput{"STARTED", "No report exists. Starting a new report generation task"}, nil
}

type getReportOutput struct {
	Content       []byte
	ReportFormat  string
	GeneratedTime time.Time
}

func (a *account) getCredentialReport(*noInput) (*getReportOutput, error) {
	r, now := a.report, a.now()
	switch {
	case r == nil:
		return nil, refuse("ReportNotPresent", "")
	case now.Sub(r.Started) >= reportAge:
		return nil, refuse("ReportExpired", "")
	case !r.Asked && now.Sub(r.Started) < reportTime:
		return nil, refuse("ReportInProgress", "")
	}
	return &getReportOutput{[]byte(r.Content), "text/csv", r.Started}, nil
}

// columns are those of a report, in IAM's order.
var columns = []string{
	"user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
	"password_next_rotation", "mfa_active",
	"access_key_1_active", "access_key_1_last_rotated", "access_key_1_last_used_date", "access_key_1_last_used_region",
	"access_key_1_last_used_service",
	"access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date", "access_key_2_last_used_region",
	"access_key_2_last_used_service",
	"cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated",
}

func (a *account) writeReport() string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(columns) // a strings.Builder does not fail
	_ = w.Write(a.rootRow())
	for _, u := range a.users.all() {
		_ = w.Write(a.reportRow(u))
	}
	w.Flush()
	return strings.TrimSuffix(b.String(), "\n")
}

// rootRow is about the root user, of whose credentials this server has none.
func (a *account) rootRow() []string {
	const unsaid = "not_supported"
	row := []string{"<root_account>", a.arn("root"), reportDate(rootCreated), unsaid, "no_information", unsaid, unsaid, "false"}
	return append(append(append(row, noKey...), noKey...), append(noCert, noCert...)...)
}

var (
	noKey  = []string{"false", none, none, none, none}
	noCert = []string{"false", none}
)

func (a *account) reportRow(u *user) []string {
	row := []string{u.name, u.arn(a), reportDate(u.created)}
	if l := u.login; l == nil {
		row = append(row, "false", none, none, none)
	} else {
		used := "no_information"
		if !u.passwordUsed.IsZero() {
			used = reportDate(u.passwordUsed)
		}
		row = append(row, "true", used, reportDate(l.Changed), reportDate(a.nextRotation(l.Changed)))
	}
	row = append(row, strconv.FormatBool(len(u.devices) > 0))
	for i := range 2 {
		if keys := u.held[accessKeys]; i < len(keys) {
			k := keys[i]
			row = append(row, strconv.FormatBool(k.Status == active), reportDate(k.Created), reportDate(k.LastUsed), orNone(k.Region), orNone(k.Service))
		} else {
			row = append(row, noKey...)
		}
	}
	for i := range 2 {
		if certs := u.held[signingCerts]; i < len(certs) {
			row = append(row, strconv.FormatBool(certs[i].Status == active), reportDate(certs[i].Created))
		} else {
			row = append(row, noCert...)
		}
	}
	return row
}

func reportDate(t time.Time) string {
	if t.IsZero() {
		return none
	}
	return t.UTC().Format("2006-01-02T15:04:05+00:00")
}
