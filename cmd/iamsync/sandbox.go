package main

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/internal/fakeiam"
)

// saveInterval is how long a change may stay unsaved.
const saveInterval = 200 * time.Millisecond

// sandboxPartitions are those of which an account can be.
var sandboxPartitions = []string{"aws", "aws-cn", "aws-us-gov"}

func sandboxCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:  "sandbox",
		Usage: "serve an IAM account of your own, for iamsync, aws, Terraform or the SDKs to talk to",
		Description: "It behaves as IAM does, refusals and quotas included. The account is empty at\n" +
			"the beginning; the policies that AWS manages, such as ReadOnlyAccess, are\n" +
			"there. It checks that requests are signed, but not by whom: do not let it\n" +
			"listen where others can reach it.\n\n" +
			"With --enforce it asks who signed and what their policies allow, and refuses\n" +
			"in IAM's words. The key that it prints at the start is the root user's; others\n" +
			"are made with create-access-key, or by assuming a role.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "listen", Value: "127.0.0.1:4580", Usage: "the `ADDRESS` to listen on; with port 0, any free one"},
			&cli.StringFlag{Name: "state", Usage: "keep the account in `FILE`", DefaultText: "in memory"},
			&cli.StringFlag{Name: "account", Usage: "the account's `ID`", DefaultText: "that of the state, or 111122223333"},
			&cli.StringFlag{Name: "partition", Usage: "the account's `PARTITION`: " + strings.Join(sandboxPartitions, ", "), DefaultText: "that of the state, or aws"},
			&cli.BoolFlag{Name: "enforce", Usage: "do only what the policies of who signed allow", DisableDefaultText: true},
		}, faultFlags()...),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runSandbox(c, t) },
	}
}

func runSandbox(c *cli.Context, t *terminal) error {
	if err := noArgument(c, "its state is named by --state FILE"); err != nil {
		return err
	}
	if _, _, err := net.SplitHostPort(c.String("listen")); err != nil {
		return usageError(fmt.Sprintf("--listen %s is no address", c.String("listen")), "it looks like 127.0.0.1:4580")
	}
	faults, err := readFaultFlags(c)
	if err != nil {
		return err
	}
	if c.Bool("enforce") {
		faults = append(faults, fakeiam.WithEnforcement())
	}
	server, unlock, err := openSandbox(c.String("state"), c.String("account"), c.String("partition"), faults...)
	if err != nil {
		return err
	}
	defer unlock()
	ctx, stop := t.interruptible(c.Context)
	defer stop()
	listener, err := server.Start(c.String("listen"))
	if err != nil {
		return notListening(c.String("listen"), err)
	}
	save := server.SaveContinually(saveInterval, func(err error) {
		t.warn(err.Error())
		t.advise(unsaved(err) + ". It is tried again until the sandbox ends; a file that is moved away is written anew")
	})
	if err := t.announce(server, listener.URL); err != nil { // nobody could find it
		return errors.Join(err, listener.Close(), save())
	}
	<-ctx.Done()
	closed := listener.Close()
	if err := save(); err != nil {
		return &exitError{code: exitFailed, message: "the sandbox did not keep its last changes: " + err.Error(), hint: unsaved(err), cause: err}
	}
	if closed != nil {
		return fmt.Errorf("stopping the sandbox: %w", closed)
	}
	return nil
}

// openSandbox opens an account of its own: that of the file, where there is one,
// which it locks.
func openSandbox(file, account, partition string, opts ...fakeiam.Option) (server *fakeiam.Server, unlock func(), err error) {
	if err := keepable("--state", file, oneFile); err != nil {
		return nil, nil, err
	}
	if account != "" {
		if len(account) != 12 || strings.Trim(account, "0123456789") != "" {
			return nil, nil, usageError(fmt.Sprintf("--account %s is no account ID", account), "it has 12 digits, such as 111122223333")
		}
		opts = append(opts, fakeiam.WithAccount(account))
	}
	if partition != "" {
		if !slices.Contains(sandboxPartitions, partition) {
			return nil, nil, usageError(fmt.Sprintf("--partition %s is not known", partition), "the partitions are "+strings.Join(sandboxPartitions, ", "))
		}
		opts = append(opts, fakeiam.WithPartition(partition))
	}
	if unlock, err = lockState(file); err != nil {
		return nil, nil, err
	}
	if server, err = fakeiam.Open(file, opts...); err != nil {
		unlock()
		return nil, nil, &exitError{code: exitRefused, message: err.Error(), cause: err, hint: unopened(account + partition)}
	}
	return server, unlock, nil
}

// unopened says what to do about a state that cannot be opened.
func unopened(wanted string) (hint string) {
	if wanted == "" {
		return "is it a file that iamsync wrote? Move it away to begin with an empty account, or name another one with --state"
	}
	return "name another file with --state for another account, or leave --account and --partition out"
}

func notListening(address string, err error) error {
	hint := "choose another address with --listen, such as 127.0.0.1:0 for any free port"
	if errors.Is(err, syscall.EADDRINUSE) {
		hint = "a sandbox may be running there already; " + hint
	}
	cause := err
	for next := err; next != nil; next = errors.Unwrap(next) {
		cause = next
	}
	return &exitError{code: exitFailed, message: fmt.Sprintf("listening on %s: %v", address, cause), hint: hint, cause: err}
}

// announce says how to use the sandbox.
func (t *terminal) announce(server *fakeiam.Server, served string) error {
	url, everywhere := reachable(served)
	_, err := fmt.Fprintf(t.out, `IAM sandbox for account %s at %s, until Ctrl-C.

In another terminal:

  export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
  aws --endpoint-url %s iam list-users
  iamsync plan --endpoint-url %s PATH
`, server.Account(), url, fakeiam.RootKeyID, fakeiam.RootSecret, url, url)
	switch host, _, splitErr := net.SplitHostPort(strings.TrimPrefix(url, "http://")); {
	case everywhere:
		t.warn("the sandbox listens on all interfaces of this machine, and takes orders from anybody who can reach one")
	case splitErr == nil && !net.ParseIP(host).IsLoopback():
		t.warn("the sandbox listens beyond this machine, and takes orders from anybody")
	}
	return err
}

// reachable returns a URL that one can use, which that of all interfaces is not
// everywhere: http://127.0.0.1:4580 for http://[::]:4580.
func reachable(served string) (url string, everywhere bool) {
	host, port, err := net.SplitHostPort(strings.TrimPrefix(served, "http://"))
	if err != nil || !net.ParseIP(host).IsUnspecified() {
		return served, false
	}
	return "http://" + net.JoinHostPort("127.0.0.1", port), true
}
