package main

import (
	"strings"
	"testing"

	"iamsync/internal/fakeiam"
)

func TestSandboxAnnouncesAURLThatOneCanUse(t *testing.T) {
	t.Parallel()
	const everywhere, beyond = "listens on all interfaces of this machine", "listens beyond this machine"
	for _, test := range []struct{ served, announced, warning string }{
		{"http://127.0.0.1:4580", "http://127.0.0.1:4580", ""},
		{"http://[::1]:4580", "http://[::1]:4580", ""},
		{"http://[::]:4580", "http://127.0.0.1:4580", everywhere},
		{"http://0.0.0.0:4580", "http://127.0.0.1:4580", everywhere},
		{"http://192.0.2.1:4580", "http://192.0.2.1:4580", beyond},
	} {
		paper, stdout, stderr := onPaper("")
		if err := paper.announce(fakeiam.New(), test.served); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(stdout.String(), "iam list-users") || strings.Count(stdout.String(), test.announced+" ")+strings.Count(stdout.String(), test.announced+",") != 3 {
			t.Errorf("%s is announced as\n%s", test.served, stdout)
		}
		if !strings.Contains(stderr.String(), test.warning) || (test.warning == "") != (stderr.Len() == 0) {
			t.Errorf("%s: the warning is %q, want %q", test.served, stderr, test.warning)
		}
	}
}
