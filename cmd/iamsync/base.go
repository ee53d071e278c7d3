package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"iamsync/internal/fakeiam/catalogue"
	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

// base is the tree as it was: that of the branch to which a pull request goes.
type base struct {
	path string
	spec *spec.Spec
}

func readBase(c *cli.Context) *base {
	if !c.IsSet("base") {
		return nil
	}
	return &base{path: c.String("base")}
}

// load reads the tree, which must be of the same account as the other one.
func (b *base) load(head *spec.Spec) (err error) {
	if b == nil {
		return nil
	}
	if absent(b.path) {
		return usageError(fmt.Sprintf("there is no directory %s, which --base names", b.path), "--base has the files as they were before; where there were none, plan without it")
	}
	if b.spec, err = spec.Load(b.path); err != nil {
		return b.mistaken(err)
	}
	if b.spec.Account != head.Account {
		return &exitError{
			code: exitRefused, at: head.AccountAt(),
			message: fmt.Sprintf("--base %s is for account %s, and the files are for %s", b.path, b.spec.Account, head.Account),
			hint: fmt.Sprintf("look at %s; the other number is at %s. Where the account is meant to be another one, plan without --base",
				head.AccountAt(), b.place(b.spec.AccountAt())),
		}
	}
	return nil
}

// mistaken says that mistakes are those of base.
func (b *base) mistaken(err error) error {
	var mistakes spec.Errors
	if !errors.As(err, &mistakes) {
		return err
	}
	first := mistakes[0]
	return &exitError{code: exitRefused, message: fmt.Sprintf("--base %s has mistakes itself: %s: %s", b.path, spec.Position(b.place(first.At)), first.Message), cause: b.placed(mistakes),
		hint: "iamsync validate " + plan.Quote(b.path) + " lists them; where they cannot be mended, plan without --base"}
}

// placed are the mistakes with their places in words: no line of the pull request has them.
func (b *base) placed(mistakes spec.Errors) spec.Errors {
	return each(mistakes, func(m spec.Error) spec.Error {
		if at := b.place(m.At).String(); at != "" {
			m.Message += " (at " + at + ")"
		}
		return spec.Error{Message: m.Message, Hint: m.Hint}
	})
}

// place is a position in the tree, as people read it.
func (b *base) place(at spec.Position) plan.InBase {
	return plan.Base{Dir: b.dir()}.Place(at)
}

// dir is the directory as positions name it.
func (b *base) dir() string { return filepath.ToSlash(filepath.Clean(b.path)) }

// compareBase lets the plan tell edits from drift.
func (s *session) compareBase(ctx context.Context, in *plan.Input, names spec.Names) error {
	if s.base == nil {
		return nil
	}
	flat, err := s.base.spec.Flatten(s.account)
	if err != nil {
		return s.base.mistaken(err)
	}
	state, err := s.resolve(ctx, s.base.spec, flat, names)
	if err != nil {
		return s.base.mistaken(err)
	}
	in.Base = &plan.Base{Dir: s.base.dir(), State: state, Scope: s.base.spec.Scope, Guards: s.base.spec.Guards}
	if s.guards.maxDeletes != nil {
		in.Base.Guards.MaxDeletes = *s.guards.maxDeletes
	}
	in.Settings = in.Base.Settings(s.base.spec.Settings(), s.spec.Settings())
	return nil
}

// goOffline lets the files of base stand for the account, where nobody can ask it.
func (s *session) goOffline() {
	s.offline, s.reading = true, nil
	s.account = spec.Account{ID: s.spec.Account, Partition: "aws"}
}

// baseAccount is the account that has what the files of base say.
func (s *session) baseAccount() (live.Account, error) {
	state, err := s.base.spec.Resolve(offlineNames(s.account))
	if err != nil {
		return live.Account{}, s.base.mistaken(err)
	}
	return live.Account{State: state.AsOf(s.now)}, nil
}

// names are those of the policies of the account.
func (s *session) names(account live.Account) spec.Names {
	if s.offline {
		return offlineNames(s.account)
	}
	return account.Names()
}

// offlineNames are the policies of AWS that this program knows, and any of the account.
func offlineNames(account spec.Account) spec.Names {
	names := spec.Names{Account: account, AnyLocal: true}
	for _, p := range catalogue.All() {
		names.AWSManaged = append(names.AWSManaged, spec.PolicyARN{Partition: account.Partition, Account: "aws", Path: p.Path, Name: p.Name}.String())
	}
	return names
}
