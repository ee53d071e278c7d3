package main

import (
	"encoding/json"
	"os"
	"time"

	"iamsync/apply"
	"iamsync/internal/awsclient"
	"iamsync/plan"
	"iamsync/spec"
)

// auditLog is the file of --audit-log: a line for each changing call, as soon as it is
// known what became of it. The zero auditLog writes nothing.
type auditLog struct {
	file    *os.File
	lost    error // the first failure to write
	run     string
	account string
	caller  string
}

// auditEntry is a line of the log. Fields are added, and never change their meaning.
type auditEntry struct {
	Time      time.Time   `json:"time"` // when the call was over, repetitions included
	Run       string      `json:"run"`
	Account   string      `json:"account"`
	Caller    string      `json:"caller"`
	Step      string      `json:"step"`
	Action    plan.Action `json:"action"`
	Change    spec.ID     `json:"change"`
	Params    plan.Params `json:"params"`
	RequestID string      `json:"request_id"`
	Attempts  int         `json:"attempts"`
	Result    string      `json:"result"` // done or failed
	Code      string      `json:"code,omitempty"`
	Message   string      `json:"message,omitempty"`
}

// openAudit opens the log for adding to it; "" is none.
func openAudit(file string) (*auditLog, error) {
	if file == "" {
		return &auditLog{}, nil
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, usageError("--audit-log "+file+" could not be opened: "+withoutPath(err), "nothing was changed: what cannot be logged is not begun")
	}
	return &auditLog{file: f}, nil
}

func (a *auditLog) observer() apply.Observer {
	if a.file == nil {
		return apply.Observer{}
	}
	return apply.Observer{Called: a.called}
}

// called writes a line in one piece, so that a kill cannot leave half of one. Nothing
// stops for a log that can no longer be written: it is said at the end.
func (a *auditLog) called(s plan.Step, made apply.Outcome) {
	e := auditEntry{
		Time: time.Now().UTC(), Run: a.run, Account: a.account, Caller: a.caller,
		Step: s.ID, Action: s.Action, Change: s.Change, Params: s.Params,
		RequestID: made.RequestID, Attempts: made.Attempts, Result: "done",
	}
	if made.Err != nil {
		e.Result, e.Code = "failed", awsclient.Code(made.Err)
		e.Message, _ = awsclient.Explain(made.Err)
	}
	line, err := json.Marshal(e)
	if err == nil {
		_, err = a.file.Write(append(line, '\n'))
	}
	if a.lost == nil {
		a.lost = err
	}
}

// close returns the first failure, where a line was lost.
func (a *auditLog) close() error {
	if a.file == nil {
		return nil
	}
	if err := a.file.Close(); a.lost == nil {
		a.lost = err
	}
	return a.lost
}
