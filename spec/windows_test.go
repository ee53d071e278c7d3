package spec

import (
	"strings"
	"testing"
)

// TestWindowsText reads what editors on Windows write: messages name the line,
// and nothing that they show holds a line end.
func TestWindowsText(t *testing.T) {
	const bom = "\ufeff"
	for name, c := range map[string]struct{ text, want string }{
		"line ends":            {"users:\r\n  alice: {}\r\n  bob:\r\n    pth: /\r\n", `users.yaml:4:5: user "bob" has no key "pth"`},
		"mark at the start":    {bom + "users:\r\n  alice: {pth: /}\r\n", `users.yaml:2:11: user "alice" has no key "pth"`},
		"mark in front of key": {bom + "user: {}\r\n", `users.yaml:1:1: a spec has no key "user"`},
		"mark in the middle":   {"users: {}\n" + bom + "groups: {}\n", "users.yaml:2:1: a byte order mark stands in the middle of the file"},
		"tab":                  {"users:\r\n  alice: {}\r\n\tbob: {}\r\n", "users.yaml:3:2: a tab stands in the indentation"},
		"tab below a key":      {"users:\n\talice: {}\n", "users.yaml:2:2: a tab stands in the indentation"},
		"tab behind a key":     {"users:\n  alice:\t{}\n  bob:\t{pth: /}\n", `users.yaml:3:9: user "bob" has no key "pth"`},
		"tab deep down":        {"users:\n  alice:\n    groups:\n    \t- a\n", "users.yaml:4:6: a tab stands in the indentation"},
		"old line ends":        {"users:\r  alice: {}\r  bob: {pth: /}\r", `users.yaml:3:9: user "bob" has no key "pth"`},
		"UTF-16":               {"\xff\xfeu\x00s\x00", "users.yaml:1:1: the file is in UTF-16"},
		"no-break space":       {"users:\n\u00a0 alice: {}\n", "users.yaml:2:1: a no-break space stands in the indentation"},
		"smart quotes":         {"users:\n  alice: {path: “/eng/”}\n", "users.yaml:2:17: the path \"“/eng/”\" does not begin and end with a slash"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			write(t, "iamsync.yaml", strings.ReplaceAll(plainRoot, "\n", "\r\n"))
			write(t, "users.yaml", c.text)
			if got := mistakes("."); !strings.HasPrefix(got, c.want+"\n") || strings.Contains(got, "\r") {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
		})
	}
}
