package fakeiam

import (
	"encoding/base64"
	"encoding/csv"
	"strings"
	"testing"
	"time"
)

// report is a credential report: the columns of each user that are not what they
// are of a user without credentials.
func (t tb) report() map[string]map[string]string {
	t.Helper()
	content, err := base64.StdEncoding.DecodeString(t.do("GetCredentialReport").text("Content"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for _, row := range rows[1:] {
		all[row[0]] = map[string]string{}
		for i, value := range row[3:] {
			if value != "false" && value != "N/A" {
				all[row[0]][rows[0][3+i]] = value
			}
		}
	}
	same(t, "columns", len(rows[0]), 22)
	return all
}

func TestCredentialReport(t *testing.T) {
	clock := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := start(t, WithClock(func() time.Time { return clock }))
	s.wants("410 ReportNotPresent: ", "GetCredentialReport")
	s.do("CreateUser", "UserName", "bare")
	s.do("CreateUser", "UserName", "full")
	all := append([]string{"UserName", "full"}, credentialParams("TOKEN0001", "", "", "", certOne)...)
	for _, action := range []string{"CreateLoginProfile", "CreateAccessKey", "UploadSigningCertificate", "EnableMFADevice"} {
		s.do(action, all...)
	}
	s.do("UpdateAccessKey", "UserName", "full", "AccessKeyId", s.named(form("", all...)).Get("AccessKeyId"), "Status", "Inactive")
	clock = clock.Add(time.Hour)
	used := s.do("CreateAccessKey", all...).text("AccessKey/AccessKeyId")
	if err := s.KeyUsed(used, clock, "us-east-1", "iam"); err != nil {
		t.Fatal(err)
	}
	s.do("UpdateAccountPasswordPolicy", "MaxPasswordAge", "90")

	generated := s.do("GenerateCredentialReport")
	same(t, "state", generated.text("State"), "STARTED")
	same(t, "description", generated.text("Description"), "No report exists. Starting a new report generation task")
	s.wants("404 ReportInProgress: ", "GetCredentialReport")
	same(t, "state", s.do("GenerateCredentialReport").text("State"), "COMPLETE")
	same(t, "report", s.report(), map[string]map[string]string{
		"<root_account>": {"password_enabled": "not_supported", "password_last_used": "no_information",
			"password_last_changed": "not_supported", "password_next_rotation": "not_supported"},
		"bare": {},
		"full": {"password_enabled": "true", "password_last_used": "no_information", "password_last_changed": "2026-01-02T03:04:05+00:00",
			"password_next_rotation": "2026-04-02T03:04:05+00:00", "mfa_active": "true",
			"access_key_1_last_rotated": "2026-01-02T03:04:05+00:00", "access_key_2_active": "true",
			"access_key_2_last_rotated": "2026-01-02T04:04:05+00:00", "access_key_2_last_used_date": "2026-01-02T04:04:05+00:00",
			"access_key_2_last_used_region": "us-east-1", "access_key_2_last_used_service": "iam",
			"cert_1_active": "true", "cert_1_last_rotated": "2026-01-02T03:04:05+00:00"},
	})
	got := s.do("GetCredentialReport")
	same(t, "format", got.text("ReportFormat"), "text/csv")
	same(t, "date", got.text("GeneratedTime"), "2026-01-02T04:04:05Z")

	// Nothing changes in it for four hours.
	s.do("DeleteUser", "UserName", "bare")
	if err := s.PasswordUsed("full", clock); err != nil {
		t.Fatal(err)
	}
	clock = clock.Add(4*time.Hour - time.Second)
	same(t, "state", s.do("GenerateCredentialReport").text("State"), "COMPLETE")
	same(t, "users", len(s.report()), 3)
	clock = clock.Add(time.Second)
	s.wants("410 ReportExpired: ", "GetCredentialReport")
	same(t, "state", s.do("GenerateCredentialReport").text("State"), "STARTED")
	clock = clock.Add(reportTime) // nobody has to ask twice
	after := s.report()
	same(t, "users", len(after), 2)
	same(t, "last used", after["full"]["password_last_used"], "2026-01-02T04:04:05+00:00")
}
