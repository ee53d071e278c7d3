package plan

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"iamsync/spec/policy"
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
		got, err := exec.Command(sh, "-c", "printf %s "+shellQuote(want)).Output()
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

func TestLineDifferences(t *testing.T) {
	for _, test := range []struct{ name, before, after, want string }{
		{"a new last element", `{"A":["x"]}`, `{"A":["x","y"]}`, "  {\n    \"A\": [\n      \"x\",\n+     \"y\"\n    ]\n  }"},
		{"the last element goes", `{"A":["x","y","z"]}`, `{"A":["x","y"]}`, "    \"A\": [\n      \"x\",\n      \"y\"\n-     \"z\"\n    ]\n  }"},
		{"only the order differs", `{"B":"1","A":["y","x"]}`, `{"A":["x","y"],"B":"2"}`, "      \"x\",\n      \"y\"\n    ],\n-   \"B\": \"1\"\n+   \"B\": \"2\"\n  }"},
		{"a new document", "", `{"A":"x"}`, "+ {\n+   \"A\": \"x\"\n+ }"},
		{"a document that goes", `{"A":"x"}`, "", "- {\n-   \"A\": \"x\"\n- }"},
		{
			"a line of a Deny, far from where it says so",
			`{"Statement":[{"Effect":"Allow","Action":"x"},{"Sid":"Never","Effect":"Deny","Action":["a","b","c","d","e"]}]}`,
			`{"Statement":[{"Effect":"Allow","Action":"x"},{"Sid":"Never","Effect":"Deny","Action":["a","b","c","d"]}]}`,
			"  ... Deny, statement \"Never\":\n          \"b\",\n          \"c\",\n          \"d\"\n-         \"e\"\n        ]\n      }\n    ]",
		},
		{
			"the only statement",
			`{"Statement":{"Effect":"Allow","Action":["a","b","c","d","e"]}}`, `{"Statement":{"Effect":"Allow","Action":["a","b","c","d"]}}`,
			"  ... Allow:\n        \"b\",\n        \"c\",\n        \"d\"\n-       \"e\"\n      ]\n    }\n  }",
		},
		{
			"far apart", `{"A":"1","B":"2","C":"3","D":"4","E":"5","F":"6","G":"7","H":"8","I":"9"}`, `{"A":"0","B":"2","C":"3","D":"4","E":"5","F":"6","G":"7","H":"8","I":"0"}`,
			"  {\n-   \"A\": \"1\",\n+   \"A\": \"0\",\n    \"B\": \"2\",\n    \"C\": \"3\",\n    \"D\": \"4\",\n  ...\n    \"F\": \"6\",\n    \"G\": \"7\",\n    \"H\": \"8\",\n-   \"I\": \"9\"\n+   \"I\": \"0\"\n  }",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := Field{Before: parsed(test.before), After: parsed(test.after)}
			if diff := cmp.Diff(test.want, strings.Join(documentLines(f), "\n")); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
		})
	}
}

func parsed(text string) policy.Document {
	if text == "" {
		return policy.Document{}
	}
	return policy.MustParse(text)
}
