package apply

import (
	"time"

	"iamsync/plan"
)

// observers tells each in turn.
type observers []Observer

func (all observers) started(s plan.Step) {
	for _, o := range all {
		if o.Started != nil {
			o.Started(s)
		}
	}
}

func (all observers) called(s plan.Step, made Outcome) {
	for _, o := range all {
		if o.Called != nil {
			o.Called(s, made)
		}
	}
}

func (all observers) done(s plan.Step, took time.Duration) {
	for _, o := range all {
		if o.Done != nil {
			o.Done(s, took)
		}
	}
}

func (all observers) failed(s plan.Step, err error) {
	for _, o := range all {
		if o.Failed != nil {
			o.Failed(s, err)
		}
	}
}

func (all observers) skipped(s plan.Step, cause string) {
	for _, o := range all {
		if o.Skipped != nil {
			o.Skipped(s, cause)
		}
	}
}

func (all observers) retried(s plan.Step, r Retry) {
	for _, o := range all {
		if o.Retried != nil {
			o.Retried(s, r)
		}
	}
}
