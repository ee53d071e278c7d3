package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"iamsync/internal/live"
	"iamsync/plan"
	"iamsync/spec"
)

func exportCommand(t *terminal) *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "write the account as YAML that plans to nothing",
		UsageText: "iamsync export [flags] --out DIR",
		Description: "Writes what the account holds into an empty directory. What the files leave out,\n" +
			"and why, is said at the top of iamsync.yaml. Nothing is written that does not\n" +
			"plan to nothing. It changes nothing in the account.\n\n" +
			"Exit codes: 0 done, 1 failed, 4 refused, 130 interrupted.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "out", Usage: "write into `DIR`, which is empty or not there yet"},
			&cli.StringFlag{Name: "layout", Value: string(spec.LayoutFiles), Usage: "`LAYOUT` of the tree: files (one a kind), folders (one a kind, with a file an object) or one (all in one file)"},
			&cli.StringSliceFlag{Name: "select", Usage: "write only objects that match `PATTERN`, which is one of scope, such as user/app-*; may be repeated"},
		}, accountFlags()...),
		OnUsageError:    onUsageError,
		HideHelpCommand: true,
		Action:          func(c *cli.Context) error { return runExport(c, t) },
	}
}

// exportOptions are the values of the flags of export.
type exportOptions struct {
	dir      string
	layout   spec.Layout
	selected []spec.Pattern
}

func runExport(c *cli.Context, t *terminal) error {
	o, err := readExportFlags(c)
	if err != nil {
		return err
	}
	account, err := readAccountFlags(c)
	if err != nil {
		return err
	}
	account.network = t.network
	ctx, stop := t.interruptible(c.Context)
	defer stop()
	s, err := openAccount(ctx, account)
	if err != nil {
		return err
	}
	defer s.close()
	held, aws, err := s.whole(ctx, o.wants)
	if err != nil {
		return err
	}
	out, err := spec.Export{Live: held.State, AWSManaged: aws, Select: o.selected, Layout: o.layout}.Write()
	if err != nil {
		return err
	}
	if out.Objects == 0 && len(o.selected) > 0 {
		return usageError("--select matches nothing that can be written", "iamsync plan --unmanaged lists what the account holds")
	}
	if err := s.put(o.dir, out.Files, held, aws); err != nil {
		return err
	}
	return t.exported(o.dir, s.account.ID, out)
}

// wants reports whether an object may be written.
func (o exportOptions) wants(id spec.ID) bool {
	return len(o.selected) == 0 || slices.ContainsFunc(o.selected, func(p spec.Pattern) bool { return p.Matches(id) })
}

func readExportFlags(c *cli.Context) (exportOptions, error) {
	o := exportOptions{dir: c.String("out"), layout: spec.Layout(c.String("layout"))}
	if err := noArgument(c, "the directory to write into is --out DIR"); err != nil {
		return o, err
	}
	if o.dir == "" {
		return o, usageError("export needs --out DIR", "name a directory that is empty or not there yet")
	}
	if !slices.Contains(spec.Layouts, o.layout) {
		return o, usageError(fmt.Sprintf("--layout %s is not known", o.layout), "the layouts are files, folders, one")
	}
	for _, text := range c.StringSlice("select") {
		p, err := spec.ParsePattern(text)
		if err != nil {
			return o, usageError("--select "+text+": "+err.Error(), "")
		}
		o.selected = append(o.selected, p)
	}
	return o, emptyDir(o.dir)
}

// emptyDir refuses a directory that holds something.
func emptyDir(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return usageError(fmt.Sprintf("--out %s cannot be written: %v", dir, err), "name a directory that is empty or not there yet")
	case len(entries) > 0:
		return usageError(fmt.Sprintf("--out %s is not empty: it holds %s", dir, entries[0].Name()),
			"name another directory; iamsync adopt adds single objects to a tree")
	}
	return nil
}

// openAccount connects to whatever account the flags lead to.
func openAccount(ctx context.Context, o accountOptions) (*session, error) {
	s := &session{options: o, close: func() {}, identified: make(chan struct{})}
	steps := []func() error{func() error { return s.connect(ctx) }, func() error { return s.identify(ctx) }}
	if o.sandbox != "" {
		if absent(o.sandbox) {
			return nil, usageError(fmt.Sprintf("--sandbox %s: there is no such file", o.sandbox), "iamsync apply --sandbox makes one")
		}
		steps = append([]func() error{s.startSandbox}, steps...)
	}
	return s, s.closing(inTurn(steps...))
}

// whole reads the account with the tags of what is wanted, and which policies AWS has.
func (s *session) whole(ctx context.Context, wants func(spec.ID) bool) (live.Account, []string, error) {
	account := func() spec.Account { return s.account }
	held, err := live.Read(ctx, s.clients.IAM, account, live.Want{Each: wants, Parallelism: s.options.parallelism})
	if err != nil {
		return live.Account{}, nil, err
	}
	aws, err := live.Catalogue(ctx, s.clients.IAM)
	return held, aws, err
}

// put writes files into an empty directory and makes sure that they plan to nothing. Where
// they do not, none is left.
func (s *session) put(dir string, files []spec.File, held live.Account, aws []string) (err error) {
	keep := !absent(dir)
	defer func() {
		if err != nil {
			err = errors.Join(err, unwrite(dir, keep))
		}
	}()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("writing %s: %w", dir, err)
		}
		if err := os.WriteFile(name, f.Text, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", dir, err)
		}
	}
	return s.proves(dir, held, aws, nil)
}

// unwrite takes away what was written into a directory that was empty, and the directory
// where it was not there.
func unwrite(dir string, keep bool) error {
	if !keep {
		return os.RemoveAll(dir)
	}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

// proves reads a tree and demands that it plans to nothing for the objects in about, or
// where there are none, at all.
func (s *session) proves(dir string, held live.Account, aws []string, about []spec.ID) error {
	tree, err := spec.Load(dir)
	if err != nil {
		return err
	}
	names := held.Names()
	names.AWSManaged = append(names.AWSManaged, aws...)
	slices.Sort(names.AWSManaged)
	names.AWSManaged = slices.Compact(names.AWSManaged)
	desired, err := tree.Resolve(names)
	if err != nil {
		return err
	}
	p := plan.Build(plan.Input{Desired: desired, Live: held.State, Scope: tree.Scope, Guards: tree.Guards, Quotas: held.Quotas, Now: s.now})
	for _, c := range p.Changes {
		if len(about) == 0 || slices.Contains(about, c.Owner) {
			return fmt.Errorf("this is a bug in iamsync: what was written of %s would change it: %s", c.Owner, strings.Join(changed(c), ", "))
		}
	}
	for _, f := range p.Refused {
		if len(about) == 0 {
			return &exitError{code: exitRefused, message: fmt.Sprintf("what was written would be refused: [%s] %s", f.Code, f.Message), hint: f.Hint}
		}
	}
	return nil
}

// changed names what a change would change.
func changed(c plan.Change) []string {
	names := []string{string(c.Verb) + " " + c.ID.String()}
	for _, f := range c.Fields {
		names = append(names, strings.Join(f.Path, "."))
	}
	return names
}

// exported says what was written and what was not.
func (t *terminal) exported(dir, account string, out spec.Exported) error {
	left := 0
	for _, l := range out.Left {
		left += len(l.Objects)
	}
	files := 0
	for _, f := range out.Files {
		if !strings.HasPrefix(f.Name, ".") {
			files++
		}
	}
	text := fmt.Sprintf("Wrote %s of account %s into %s, in %s.", plan.Count(out.Objects, "object"), account, plan.Clean(dir), plan.Count(files, "file"))
	if left > 0 {
		text += fmt.Sprintf(" Left out: %d; iamsync.yaml says why.", left)
	}
	_, err := fmt.Fprintln(t.out, text)
	return err
}
