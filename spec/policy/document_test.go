package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"
)

func TestJSONKeepsTheAuthorsOrder(t *testing.T) {
	text := `{"Statement":[{"Resource":"*","Effect":"Allow","Action":["s3:Put*","s3:Get*"]}],"Version":"2012-10-17"}`
	if got := MustParse(" " + text + "\n").JSON(); got != text {
		t.Errorf("got  %s\nwant %s", got, text)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := randomDocument(t, "document")
		data, err := json.Marshal(struct{ Document Document }{d})
		if err != nil {
			t.Fatal(err)
		}
		var back struct{ Document Document }
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if back.Document != d {
			t.Errorf("%s became %s", d, back.Document)
		}
	})
}

func TestJSONOfNone(t *testing.T) {
	data, err := json.Marshal(Document{})
	if err != nil || string(data) != "null" {
		t.Fatalf("%s, %v", data, err)
	}
	d := MustParse(base)
	if err := json.Unmarshal(data, &d); err != nil || !d.IsZero() {
		t.Errorf("%v, %v", d, err)
	}
}

// JSON is YAML, so a document must mean the same read as either.
func TestYAMLRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := randomDocument(t, "document")
		var n yaml.Node
		if err := yaml.Unmarshal([]byte(d.JSON()), &n); err != nil {
			t.Fatal(err)
		}
		back, err := FromYAML(&n, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !back.Equal(d) {
			t.Errorf("%s became %s", d, back)
		}
	})
}

func TestYAMLScalarsAreTakenAsWritten(t *testing.T) {
	text := `
Version: 2012-10-17
Statement:
  - Sid: 012345670123
    Effect: Allow
    Action: [yes, 0x1F, 1e3, 1_000, "on"]
    Resource: 012345678901
    Condition: {Null: {"aws:TokenIssueTime": true}}
`
	want := `{"Version":"2012-10-17","Statement":[{"Sid":"012345670123","Effect":"Allow","Action":["yes","0x1F","1e3","1_000","on"],` +
		`"Resource":"012345678901","Condition":{"Null":{"aws:TokenIssueTime":"true"}}}]}`
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	d, err := FromYAML(&n, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, d.JSON()); diff != "" {
		t.Error(diff)
	}
}

func TestExpandReachesValuesAndNotKeys(t *testing.T) {
	shout := func(s string) (string, error) { return strings.ToUpper(s), nil }
	d, err := MustParse(`{"k":"v","n":1,"b":true,"l":["x",{"y":"z"}]}`).Expand(shout)
	if want := `{"k":"V","n":1,"b":true,"l":["X",{"y":"Z"}]}`; err != nil || d.JSON() != want {
		t.Errorf("got %s, %v, want %s", d, err, want)
	}
	if _, err := d.Expand(func(string) (string, error) { return "", errors.New("no") }); err == nil {
		t.Error("the error of expand is lost")
	}
}

func TestSizeLeavesOutWhiteSpace(t *testing.T) {
	tests := []struct {
		text string
		want int
	}{
		{`{}`, 2},
		{"{ \"a\" :\n\t\"b\" }", 9},
		{`{"a":"b c"}`, 10},
		{`{"a":"é"}`, 9},
	}
	for _, test := range tests {
		if got := MustParse(test.text).Size(); got != test.want {
			t.Errorf("Size(%s) = %d, want %d", test.text, got, test.want)
		}
	}
}

func TestParseJSONMistakes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", `1:1: the JSON ends too early: a bracket or quote is not closed`},
		{"no object", `[1]`, `1:1: a policy document is a mapping with Version and Statement`},
		{"not closed", "{\n\"a\": [1", `2:8: the JSON ends too early: a bracket or quote is not closed`},
		{"a comma too many", "{\n\"a\": 1,\n}", `3:1: this is no JSON: invalid character '}' looking for beginning of object key string`},
		{"more behind the end", `{} {}`, `1:4: something follows the end of the document`},
		{"a key twice", "{\"a\": 1,\n  \"b\": 2,\n  \"a\": 3}", `3:3: key "a" is written twice; first on line 1`},
		{"a null", "{\"a\":\n  null}", `2:3: null has no meaning in a policy document: write a value, or leave the key out`},
		{"too deep", strings.Repeat(`{"a":`, 80) + `1` + strings.Repeat(`}`, 80), `1:325: the document is nested too deeply`},
		{"too large", `{"a":"` + strings.Repeat("x", maxDocument) + `"}`, `1:1: the document has 131080 bytes; IAM takes at most 131072`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseJSON([]byte(test.text))
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("the error is %v", err)
			}
			if got := fmt.Sprintf("%d:%d: %s", e.Line, e.Col, e.Message); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestFromYAMLStopsAtAliasBombs(t *testing.T) {
	text := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for i := range 8 {
		text += fmt.Sprintf("%c: &%c [%s]\n", 'b'+i, 'b'+i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", 'a'+i), 10), ", "))
	}
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	if _, err := FromYAML(&n, nil); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("the error is %v", err)
	}
}

func FuzzParseJSON(f *testing.F) {
	f.Add([]byte(base))
	f.Add([]byte(`{"a":[1,true,"\u00e9\ud800",{"b":[]}]}`))
	f.Add([]byte(`{"a":null,"a":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := ParseJSON(data)
		if err == nil {
			checkStable(t, d)
		}
		if _, errs := ReadJSON(data, Managed, nil); err != nil && len(errs) == 0 {
			t.Errorf("ReadJSON takes what ParseJSON refuses: %v", err)
		}
	})
}

func FuzzFromYAML(f *testing.F) {
	f.Add([]byte(base))
	f.Add([]byte("Version: 2012-10-17\nStatement:\n  - &a {Effect: Allow}\n  - *a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		defer func() {
			if r := recover(); r != nil && strings.Contains(fmt.Sprint(r), "yaml") {
				t.Skip("the YAML parser itself panics; whoever calls it recovers")
			}
		}()
		var n yaml.Node
		if err := yaml.Unmarshal(data, &n); err != nil || n.Kind == 0 {
			t.Skip()
		}
		if d, err := FromYAML(&n, nil); err == nil {
			checkStable(t, d)
		}
	})
}

// checkStable checks that a document survives being written and read again.
func checkStable(t *testing.T, d Document) {
	t.Helper()
	again, err := ParseJSON([]byte(d.JSON()))
	if err != nil {
		if len(d.JSON()) > maxDocument {
			return
		}
		t.Fatalf("%v in %s", err, d.JSON())
	}
	if again.JSON() != d.JSON() || !again.Equal(d) {
		t.Errorf("%s became %s", d, again)
	}
	d.Lines()
	d.Narrows(again)
}
