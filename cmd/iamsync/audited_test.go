package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/google/go-cmp/cmp"

	"iamsync/internal/fakeiam"
	"iamsync/plan"
)

// exitUnaudited is none of the program's own codes, so that no script expects it.
const exitUnaudited = 99

// auditedMain is main for the scripts. Whatever a script plans or applies with a sandbox in
// the same process must be what iamsync permissions says that it needs; what it applies is
// logged beside, and the log must be what the emulator itself says was called.
func auditedMain() {
	surviveClosedOutput()
	collectLess()
	args, t := os.Args, system()
	has := func(flag string) bool {
		return slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, flag) })
	}
	if len(args) < 2 || args[1] != "plan" && args[1] != "apply" && args[1] != "undo" || !has("--sandbox") {
		os.Exit(run(args, t))
	}
	os.Exit(runAudited(args, t, args[1] != "plan" && !has("--audit-log")))
}

func runAudited(args []string, t *terminal, logged bool) int {
	dir, err := os.MkdirTemp("", "audit")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "audit.jsonl")
	var mu sync.Mutex
	var calls []fakeiam.Call
	t.emulator = []fakeiam.Option{fakeiam.WithObserver(func(c fakeiam.Call) {
		mu.Lock()
		defer mu.Unlock()
		calls = append(calls, c)
	})}
	audited := slices.Clone(args)
	if logged {
		audited = slices.Insert(audited, 2, "--audit-log", file)
	}
	code := run(audited, t)
	mu.Lock()
	defer mu.Unlock()
	if err := compareAudit(file, calls); logged && err != nil {
		fmt.Fprintf(t.err, "the audit log is not what was called: %v\n", err)
		return exitUnaudited
	}
	if err := compareNeeds(plan.Job(args[1]), args, t, calls); err != nil {
		fmt.Fprintf(t.err, "the permissions are not what was called: %v\n", err)
		return exitUnaudited
	}
	return code
}

// compareAudit holds a log against what an emulator was asked, which is all of it: a line
// for each changing call that was answered for good, with its answer, and no other.
func compareAudit(file string, calls []fakeiam.Call) error {
	entries, err := readAudit(file)
	if err != nil {
		return err
	}
	answered := map[string]fakeiam.Call{}
	var want, got []string
	for _, c := range calls {
		answered[c.RequestID] = c
		if c.Committed {
			want = append(want, fmt.Sprintf("%s %s", c.Action, c.Params.Encode()))
		}
	}
	for _, e := range entries {
		c, known := answered[e.RequestID]
		asked := fmt.Sprintf("%s %s", e.Action, form(e.Params).Encode())
		if !known || fmt.Sprintf("%s %s", c.Action, c.Params.Encode()) != asked || c.Code != e.Code {
			return fmt.Errorf("it has %+v, and the request of that ID was %+v", e, c)
		}
		if c.Committed {
			got = append(got, asked)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		return fmt.Errorf("changes (-emulator +log):\n%s", diff)
	}
	return nil
}

// readAudit reads a log, of which every line must be whole. An apply that is refused before
// it asks anything makes none.
func readAudit(file string) ([]auditEntry, error) {
	data, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var entries []auditEntry
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	for {
		var e auditEntry
		switch err := d.Decode(&e); {
		case err == io.EOF:
			if len(entries) != bytes.Count(data, []byte("\n")) {
				return nil, fmt.Errorf("%d entries in %d lines", len(entries), bytes.Count(data, []byte("\n")))
			}
			return entries, nil
		case err != nil:
			return nil, err
		}
		entries = append(entries, e)
	}
}

// form writes parameters as the protocol of IAM does.
func form(params map[string]any) url.Values {
	values := url.Values{}
	var put func(name string, v any)
	put = func(name string, v any) {
		switch v := v.(type) {
		case []any:
			for i, element := range v {
				put(fmt.Sprintf("%s.member.%d", name, i+1), element)
			}
		case map[string]any:
			for key, element := range v {
				put(name+"."+key, element)
			}
		default:
			values.Set(name, fmt.Sprint(v))
		}
	}
	for name, v := range params {
		put(name, v)
	}
	return values
}
