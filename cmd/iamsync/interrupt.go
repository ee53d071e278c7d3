package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"

	"iamsync/spec"
)

// interruptible returns a context that ends with the first interrupt, so that
// what is under way can be finished. A second one ends the process at once.
func (t *terminal) interruptible(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-signals:
			cancel()
		case <-ctx.Done():
			return
		}
		<-signals
		t.exit(exitInterrupted)
	}()
	return ctx, func() { signal.Stop(signals); cancel() }
}

// openFromFlags opens a session as the flags of a command say.
func openFromFlags(ctx context.Context, c *cli.Context, t *terminal) (*session, error) {
	path, err := path(c)
	if err != nil {
		return nil, err
	}
	return openAt(ctx, c, t, path, nil)
}

// openAt opens a tree; asked are objects that are to be read in full.
func openAt(ctx context.Context, c *cli.Context, t *terminal, path string, asked []spec.ID) (*session, error) {
	account, err := readAccountFlags(c)
	if err != nil {
		return nil, err
	}
	account.network, account.emulator, account.writes = t.network, t.emulator, writes(c)
	account.asked = asked
	guards, err := readGuardFlags(c)
	if err != nil {
		return nil, err
	}
	now, err := readNow(c)
	if err != nil {
		return nil, err
	}
	file, err := readLiveFile(c)
	if err != nil {
		return nil, err
	}
	if file != nil {
		s, err := openFile(path, readBase(c), file, guards)
		s.now = now
		return s, err
	}
	s, err := open(ctx, path, readBase(c), account, guards)
	s.now = now
	return s, err
}
