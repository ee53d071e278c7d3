package plan

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"testing"

	"pgregory.net/rapid"
)

func TestCleanEscapesWhatCouldMislead(t *testing.T) {
	for in, want := range map[string]string{
		"plain + . - @ , = ünïcode 日本": "plain + . - @ , = ünïcode 日本",
		"a\x1b[31mred":                 `a\u001b[31mred`,
		"two\nlines\r":                 `two\u000alines\u000d`,
		"right\u202eto left":           `right\u202eto left`,
		"zero\u200bwidth\u00a0space":   `zero\u200bwidth\u00a0space`,
		"c1\u009b31m":                  `c1\u009b31m`,
		"bom\ufeff":                    `bom\ufeff`,
		"raw\x9b31m":                   "raw\ufffd31m",
		"::error file=a::b":            `:\u003aerror file=a::b`,
		"  ::add-mask::b":              `  :\u003aadd-mask::b`,
		"\n::error::b":                 `\u000a::error::b`,
		"a ::error::b":                 "a ::error::b",
		"a ##[error]b ##[group]":       `a #\u0023[error]b #\u0023[group]`,
		"##vso[task.complete]##VSO[a]": `#\u0023vso[task.complete]#\u0023VSO[a]`,
		"###[error] ##x":               `##\u0023[error] ##x`,
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestArgumentsOfCommands(t *testing.T) {
	for _, test := range []struct {
		name   string
		params Params
		want   string
	}{
		{"plain words", Params{"UserName": "al@x,y=+z", "Path": "/a/"}, " --path /a/ --user-name al@x,y=+z"},
		{"spaces and quotes", Params{"Description": "it's $HOME"}, ` --description 'it'\''s $HOME'`},
		{"a switch", Params{"SetAsDefault": true}, " --set-as-default"},
		{"lists as JSON", Params{"TagKeys": []string{"a,b", "c"}}, ` --tag-keys '["a,b","c"]'`},
		{"tags as JSON, in ASCII", Params{"Tags": []Tag{{"k", "ü \U0001f600'"}}}, ` --tags '[{"Key":"k","Value":"\u00fc \ud83d\ude00'\''"}]'`},
		{"what looks like an option", Params{"UserName": "-x"}, ` --cli-input-json '{"UserName":"-x"}'`},
		{"what looks like a file", Params{"Description": "file:///etc/passwd", "PolicyName": "p"}, ` --cli-input-json '{"Description":"file:///etc/passwd","PolicyName":"p"}'`},
		{"what looks like a link", Params{"Description": "https://x"}, ` --cli-input-json '{"Description":"https://x"}'`},
		{"what no locale agrees on", Params{"Description": "grün"}, ` --cli-input-json '{"Description":"gr\u00fcn"}'`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := arguments(test.params); got != test.want {
				t.Errorf("arguments are\n%s, want\n%s", got, test.want)
			}
		})
	}
}

func TestNamesOfCommands(t *testing.T) {
	for action, want := range map[Action]string{
		CreateUser: "create-user", PutUserPermissionsBoundary: "put-user-permissions-boundary", SetDefaultPolicyVersion: "set-default-policy-version",
	} {
		if got := kebab(string(action)); got != want {
			t.Errorf("%s is %s, want %s", action, got, want)
		}
	}
}

// TestShellQuoting has a real shell read back what was quoted for it.
func TestShellQuoting(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh on this machine")
	}
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.StringMatching("[ -~\\t\\n'\"$`\\\\!*]{0,20}").Draw(t, "text")
		got, err := exec.Command(sh, "-c", "printf %s "+Quote(want)).Output()
		if err != nil || string(got) != want {
			t.Fatalf("the shell reads %q as %q (%v)", want, got, err)
		}
	})
}

func TestJSONOfAnEmptyPlanHasNoNulls(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, Plan{}); err != nil {
		t.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(b.Bytes(), &fields); err != nil {
		t.Fatal(err)
	}
	for name, raw := range fields {
		if string(raw) == "null" {
			t.Errorf("%s is null", name)
		}
	}
}
