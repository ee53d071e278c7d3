package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"iamsync/internal/awsclient"
	"iamsync/internal/fakeiam"
	"iamsync/internal/fakeiam/catalogue"
	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

// session is a spec and the account that it is for.
type session struct {
	spec    *spec.Spec
	path    string
	base    *base // the files as they were before; nil where that is not asked for
	guards  guardOptions
	review  approval
	undo    *undoing  // what is undone; nil where the files are followed
	undoDir string    // where what undoes this is kept; "" is nowhere
	now     time.Time // what has ended before it is not wanted any more
	clients *awsclient.Clients
	account spec.Account
	caller  string
	options accountOptions

	loaded     chan struct{} // closed when spec is there
	identified chan struct{} // closed when account and caller are there
	reading    chan reading  // the first reading; nil once it was used

	file      *liveFile // stands for the account; nil where it is asked
	catalogue []string  // the policies of AWS; nil where nobody needed to ask

	offline bool            // no account is asked: base stands for it
	sandbox *fakeiam.Server // nil where the account is a real one
	close   func()
}

// open loads the spec, connects, and refuses any account but the spec's. Reading
// the files, asking whose credentials these are and reading the account wait for
// each other only at the end.
func open(ctx context.Context, path string, before *base, o accountOptions, g guardOptions) (*session, error) {
	s := newSession(path, o)
	s.base, s.guards = before, g
	if o.sandbox != "" { // it is of the spec's account, which must be known first
		return s, s.openInTurn(ctx)
	}
	ctx, s.close = context.WithCancel(ctx)
	early := make(chan error, 1)
	go func() {
		connect, identify := func() error { return s.connect(ctx) }, func() error { return s.identify(ctx) }
		early <- inTurn(connect, func() error { s.beginReading(ctx); return nil }, identify)
	}()
	err := inTurn(s.load, func() error { return <-early }, s.checkAccount)
	if s.base != nil && awsclient.NoCredentials(err) {
		s.goOffline()
		err = nil
	}
	return s, s.closing(err)
}

func newSession(path string, o accountOptions) *session {
	return &session{path: path, options: o, close: func() {}, loaded: make(chan struct{}), identified: make(chan struct{})}
}

// openInTurn does one thing after the other, and does not read the account.
func (s *session) openInTurn(ctx context.Context) error {
	start := func() error { return nil }
	if s.options.sandbox != "" {
		start = s.startSandbox
	}
	return s.closing(inTurn(s.load, start, func() error { return s.connect(ctx) }, func() error { return s.identify(ctx) }, s.checkAccount))
}

// beginReading reads the account in the background.
func (s *session) beginReading(ctx context.Context) {
	s.reading = make(chan reading, 1)
	go func() {
		var r reading
		r.err = guarded(func() (err error) {
			r.account, err = s.read(ctx)
			return err
		})
		s.reading <- r
	}()
}

// reading is an account that was begun to be read early.
type reading struct {
	account live.Account
	err     error
}

// read reads the account. It asks for tags as the files want them, which may
// still be being read.
func (s *session) read(ctx context.Context) (live.Account, error) {
	tagged := func() []spec.ID {
		if s.options.asked != nil {
			return s.options.asked
		}
		select {
		case <-s.loaded:
			return s.spec.Tagged()
		case <-ctx.Done(): // there was a mistake in the files
			return nil
		}
	}
	account := func() spec.Account {
		select {
		case <-s.identified:
			return s.account
		case <-ctx.Done(): // nobody knows whose credentials these are
			return spec.Account{}
		}
	}
	return live.Read(ctx, s.clients.IAM, account, live.Want{Tagged: tagged, Parallelism: s.options.parallelism})
}

// guarded turns a panic into an error, where run cannot recover it.
func guarded(f func() error) (err error) {
	defer func() {
		if bug := recover(); bug != nil {
			err = fmt.Errorf("this is a bug in iamsync: %v", bug)
		}
	}()
	return f()
}

// inTurn does one thing after the other until one fails.
func inTurn(steps ...func() error) error {
	for _, step := range steps {
		if err := guarded(step); err != nil {
			return err
		}
	}
	return nil
}

// closing closes the session where opening it failed.
func (s *session) closing(err error) error {
	if err != nil {
		s.close()
	}
	return err
}

func (s *session) load() (err error) {
	if s.spec, err = spec.Load(s.path); err == nil {
		err = s.base.load(s.spec)
	}
	if err == nil {
		close(s.loaded)
	}
	return err
}

// plan compares the spec with the account, which is read anew each time. The first time,
// what the spec says is made ready while the account is being read.
func (s *session) plan(ctx context.Context) (plan.Plan, error) {
	if s.undo != nil {
		return s.planUndo(ctx)
	}
	in, err := s.input(ctx)
	if err != nil {
		return plan.Plan{}, err
	}
	p, err := s.build(ctx, in)
	if err != nil {
		return plan.Plan{}, err
	}
	return p.Reviewed(s.spec.Findings(p.Documents())), nil
}

// input reads all that a plan of the files depends on, but for the credentials of users
// that go.
func (s *session) input(ctx context.Context) (plan.Input, error) {
	flat, err := s.spec.Flatten(s.account)
	if err != nil {
		return plan.Input{}, err
	}
	account, err := s.current(ctx)
	if err != nil {
		return plan.Input{}, err
	}
	desired, err := s.resolve(ctx, s.spec, flat, s.names(account))
	if err != nil {
		return plan.Input{}, err
	}
	in := s.inputOf(account)
	in.Desired, in.Watch = desired, s.review.saved.IDs()
	if s.file != nil {
		in.Known = s.file.known(s.spec)
	}
	return in, s.compareBase(ctx, &in, s.names(account))
}

// inputOf is what a plan depends on whatever is wanted: the account, and what guards it.
func (s *session) inputOf(account live.Account) plan.Input {
	in := plan.Input{
		Live: account.State, Scope: s.spec.Scope, Guards: s.spec.Guards, Allow: s.guards.allow,
		Caller: s.caller, Quotas: account.Quotas, Locked: account.Locked, Now: s.now,
	}
	if s.guards.maxDeletes != nil {
		in.Guards.MaxDeletes = *s.guards.maxDeletes
	}
	return in
}

// build plans, and once more with the credentials of users that go, or have the name of one
// that comes back, and when they were used last where a guard asks: these are read for
// nobody else.
func (s *session) build(ctx context.Context, in plan.Input) (plan.Plan, error) {
	p := s.compare(in)
	doomed := p.Doomed()
	if s.undo != nil {
		doomed = append(doomed, s.undo.saved.Namesakes(in.Live)...)
	}
	switch {
	case len(doomed) == 0 || s.offline: // without an account there is nobody to ask
		return p, nil
	case s.file != nil:
		return s.compare(s.file.Sign(in, doomed)), nil
	}
	in, _, err := s.signed(ctx, in, doomed)
	if err != nil {
		return plan.Plan{}, err
	}
	return s.compare(in), nil
}

// signed reads the credentials of users, and adds them to what a plan depends on.
func (s *session) signed(ctx context.Context, in plan.Input, users []spec.ID) (plan.Input, []spec.Resource, error) {
	if len(users) == 0 {
		return in, nil, nil
	}
	credentials, unread, err := live.Credentials(ctx, s.clients.IAM, users, s.options.parallelism)
	if err != nil {
		return in, nil, fmt.Errorf("reading account %s: %w", s.account.ID, err)
	}
	in.Live = in.Live.Clone()
	in.Live.Add(credentials...)
	in.Unread = unread
	if in.Guards.UnusedDays > 0 {
		used, err := live.LastUses(ctx, s.clients.IAM, credentials, s.options.parallelism)
		if err != nil {
			return in, nil, fmt.Errorf("reading account %s: %w", s.account.ID, err)
		}
		in.Live.Facts = maps.Clone(in.Live.Facts)
		maps.Copy(in.Live.Facts, used)
	}
	return in, credentials, nil
}

// compare makes the plan, of the files or of an undo.
func (s *session) compare(in plan.Input) plan.Plan {
	if s.undo != nil {
		return s.undo.saved.Build(in)
	}
	return plan.Build(in)
}

// look finds out what a call did whose answer was lost.
func (s *session) look(ctx context.Context, place spec.Resource) (spec.Resource, error) {
	return live.Look(ctx, s.clients.IAM, place)
}

// identity finds out who has a name: after a rename whose answer was lost, or that somebody
// else made, and before it is given to another.
func (s *session) identity(ctx context.Context, id spec.ID) (string, error) {
	return live.Identify(ctx, s.clients.IAM, id)
}

// current returns the account as it is, or as it was begun to be read.
func (s *session) current(ctx context.Context) (live.Account, error) {
	switch {
	case s.offline:
		return s.baseAccount()
	case s.file != nil:
		return s.file.account(), nil
	}
	if s.reading == nil {
		return s.read(ctx)
	}
	r := <-s.reading
	s.reading = nil
	return r.account, r.err
}

// resolve resolves the names of policies by those that the account uses already.
// The whole catalogue of AWS is looked up only where that does not do.
func (s *session) resolve(ctx context.Context, tree *spec.Spec, flat spec.Flat, names spec.Names) (spec.State, error) {
	names.AWSManaged = append(names.AWSManaged, s.ambiguous(tree)...)
	desired, err := flat.Resolve(names)
	if err == nil || !tree.NeedsCatalogue() || s.offline {
		return desired, err
	}
	if s.catalogue, err = s.awsPolicies(ctx); err != nil {
		return spec.State{}, err
	}
	names.AWSManaged = slices.Compact(slices.Sorted(slices.Values(append(names.AWSManaged, s.catalogue...))))
	desired, err = tree.Resolve(names)
	return desired, s.file.doubted(err)
}

// awsPolicies asks for the whole catalogue of AWS, where there is somebody to ask.
func (s *session) awsPolicies(ctx context.Context) ([]string, error) {
	if s.file != nil {
		return s.file.awsPolicies(), nil
	}
	return live.Catalogue(ctx, s.clients.IAM)
}

// ambiguous returns the policies of AWS, as far as this program knows them, whose
// names the spec gives to policies of its own: the account is then asked whether
// it is so.
func (s *session) ambiguous(tree *spec.Spec) []string {
	var arns []string
	for _, name := range tree.Policies() {
		for _, p := range catalogue.Named(name) {
			arns = append(arns, spec.PolicyARN{Partition: s.account.Partition, Account: "aws", Path: p.Path, Name: p.Name}.String())
		}
	}
	return arns
}
