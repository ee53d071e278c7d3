package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"iamsync/internal/awsclient"
	"iamsync/plan"
	"iamsync/spec"
)

// Mutex keeps two runs from changing an account at the same time, with a managed policy
// in it that both want to create: IAM takes a name once. The policy is attached to nobody.
// Its two calls are the only ones that no plan shows.
type Mutex struct {
	API     API
	Account spec.Account
	// Look returns the lock as it is, or nil where there is none.
	Look func(context.Context) (*spec.Lock, error)
	// Observers are told what became of the calls, as steps named lock and unlock.
	Observers []Observer
}

// LockedError says that somebody else holds the lock.
type LockedError struct{ Lock spec.Lock }

func (e *LockedError) Error() string {
	return fmt.Sprintf("taking the lock: run %s of %s holds it", e.Lock.Run, e.Lock.Holder)
}

var (
	// ErrNoLock is that of a policy that has the name of the lock and is none.
	ErrNoLock = errors.New("a policy has the name of the lock of iamsync and is none")
	// ErrElsewhere is ErrNoLock under another path, or in another case.
	ErrElsewhere = fmt.Errorf("%w: it lies under another path than %s, or is written in another case", ErrNoLock, spec.LockPath)
	// ErrUnclear is that of a lock which may be taken: the answer was lost, and all that
	// was asked since.
	ErrUnclear = errors.New("taking the lock, as may have happened")
	// ErrReleased is that of a lock which somebody else has released.
	ErrReleased = errors.New("the lock was gone already")
)

// Take takes the lock, or fails with a LockedError, ErrNoLock or what IAM says. It
// never breaks a lock, however old it is. One that is there and cannot be seen was
// released between two calls, or reads lag: it is tried to be taken again for a while.
func (m Mutex) Take(ctx context.Context, lock spec.Lock) error {
	deadline, lost := time.Now().Add(settling), false
	for pause := 100 * time.Millisecond; ; pause *= 2 {
		unclear, err := m.call(ctx, lockStep(lock))
		lost = lost || unclear
		if err == nil {
			return nil
		}
		if awsclient.Code(err) != "EntityAlreadyExists" {
			return m.giveUp(ctx, lock, lost, fmt.Errorf("taking the lock: %w", err))
		}
		switch found, err := m.Look(context.WithoutCancel(ctx)); {
		case err != nil:
			return m.giveUp(ctx, lock, lost, err)
		case found != nil:
			return against(*found, lock.Run)
		case time.Now().Add(pause).After(deadline):
			return ErrElsewhere
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return m.giveUp(ctx, lock, lost, ctx.Err())
		}
	}
}

// against says why what is there is not the lock of a run, or returns nil where it is: then
// it was the answer that was lost.
func against(found spec.Lock, run string) error {
	switch {
	case found.IsStrange():
		return ErrNoLock
	case found.Run != run:
		return &LockedError{found}
	}
	return nil
}

// giveUp leaves no lock behind of a call of which it is not known what became.
func (m Mutex) giveUp(ctx context.Context, lock spec.Lock, unclear bool, err error) error {
	if !unclear {
		return err
	}
	if left := m.Release(ctx, lock.Run); left != nil && !errors.Is(left, ErrReleased) {
		return fmt.Errorf("%w: %w", ErrUnclear, err)
	}
	return err
}

// Release releases the lock where it is that of the run: another one it leaves alone, with
// a LockedError. An interrupt does not keep it from that.
func (m Mutex) Release(ctx context.Context, run string) error {
	ctx = context.WithoutCancel(ctx)
	isOurs := func(l *spec.Lock) bool { return l != nil && l.Run == run }
	found, err := poll(nil, func() (*spec.Lock, error) { return m.Look(ctx) }, isOurs)
	switch {
	case err != nil:
		return err
	case found == nil:
		return ErrReleased
	}
	if err := against(*found, run); err != nil {
		return err
	}
	if _, err := m.call(ctx, unlockStep(m.Account)); err != nil {
		return fmt.Errorf("releasing the lock: %w", err)
	}
	return nil
}

// call makes one call, as a step is made. It reports whether an attempt may have taken
// effect that was not answered.
func (m Mutex) call(ctx context.Context, step plan.Step) (unclear bool, err error) {
	call, err := prepare(step)
	if err != nil {
		return false, err
	}
	t := try{repeat: plan.Actions[step.Action].Repeat, interrupted: ctx.Done(), retrying: func(Retry) {}}
	err = guarded(func() error { return t.judge(call(context.WithoutCancel(ctx), m.API, t.tune)) })
	if t.requests > 0 {
		observers(m.Observers).called(step, Outcome{Attempts: t.requests, RequestID: t.requestID, Err: err})
	}
	return t.lost, err
}

// lockDocument gives nothing, even if somebody attached it: whoever is somebody may ask who
// they are (API Reference of STS, GetCallerIdentity).
const lockDocument = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:GetCallerIdentity","Resource":"*"}]}`

func lockStep(l spec.Lock) plan.Step {
	var tags []plan.Tag
	for _, t := range l.Tags() {
		tags = append(tags, plan.Tag(t))
	}
	return plan.Step{ID: "lock", Action: plan.CreatePolicy, Change: spec.PolicyID(spec.LockName), Params: plan.Params{
		"PolicyName": spec.LockName, "Path": spec.LockPath, "PolicyDocument": lockDocument, "Tags": tags,
		"Description": "While this policy is there, a run of iamsync is changing this account. It allows nothing. Its tags say whose it is; iamsync unlock removes it.",
	}}
}

func unlockStep(account spec.Account) plan.Step {
	return plan.Step{ID: "unlock", Action: plan.DeletePolicy, Change: spec.PolicyID(spec.LockName), Params: plan.Params{"PolicyArn": account.LockARN()}}
}

// Releasing is how long the release of a lock may take, repetitions included, when
// everything else has ended.
const Releasing = 30 * time.Second
