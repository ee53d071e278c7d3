package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"iamsync/internal/fakeiam/catalogue"
)

// readYAML reads a document from a YAML text.
func readYAML(t *testing.T, text string, use Use) []*Error {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	_, errs := ReadYAML(&n, use, nil)
	return errs
}

// A document is told the same in YAML, at the same places, but for what YAML cannot
// say: every scalar is a string there, and a syntax of its own is not JSON's.
func TestYAMLIsToldTheSame(t *testing.T) {
	skip := map[string]bool{
		"a version that is a number": true, "an id that is a number": true, "a sid that is a boolean": true, "an effect that is a boolean": true,
		"an action that is a number": true, "a resource that is a boolean": true, "a principal that is a number": true, "one of each": true,
		"what could not be read is told once, and the rest as well": true, "white space everywhere": true,
	}
	told := func(errs []*Error) (list []string) {
		for _, e := range errs {
			list = append(list, fmt.Sprintf("%d:%d: %s, %s, %s", e.Line, e.Col, e.Message, e.Hint, e.Reason))
		}
		return list
	}
	for _, dir := range []string{"refused", "accepted"} {
		archives(t, dir, func(t *testing.T, path string, use Use, a *txtar.Archive) {
			for _, f := range a.Files {
				if f.Name == "golden" || skip[f.Name] || strings.HasSuffix(path, "-text.txtar") || strings.HasSuffix(path, "-characters.txtar") {
					continue
				}
				_, errs := ReadJSON(f.Data, use, nil)
				if diff := cmp.Diff(told(errs), told(readYAML(t, string(f.Data), use))); diff != "" {
					t.Errorf("%s (-JSON +YAML):\n%s", f.Name, diff)
				}
			}
		})
	}
}

// A document is counted in characters, as it is sent, without white space.
func TestSizes(t *testing.T) {
	const (
		permits = `{"Id":"","Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`
		trusts  = `{"Id":"","Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`
	)
	sized := func(text, fill string, n int) string {
		return strings.Replace(text, `""`, `"`+fill+strings.Repeat("x", n-len(text))+`"`, 1)
	}
	tests := []struct {
		name, text string
		use        Use
		want       string
	}{
		{"a managed policy of full size", sized(permits, "", 6144), Managed, ""},
		{"white space", sized(permits, "   ", 6144), Managed, ""},
		{"letters that are two bytes", sized(permits, "éé", 6142), Managed, ""},
		{"a managed policy with a character too many", sized(permits, "", 6145), Managed,
			"the document has 6145 characters, white space left out; IAM takes at most 6144 (IAM: Cannot exceed quota for PolicySize: 6144)"},
		{"an inline policy that a role can have", sized(permits, "", 10240), Embedded, ""},
		{"an inline policy that nobody can have", sized(permits, "", 10241), Embedded,
			"the document has 10241 characters, white space left out; IAM takes at most 10240"},
		{"a trust policy beyond the quota that AWS raises", sized(trusts, "", 2049), Trust, ""},
		{"a trust policy beyond every quota", sized(trusts, "", 8193), Trust,
			"the document has 8193 characters, white space left out; IAM takes at most 8192"},
		{"more than can be sent, although it does not count", sized(permits, strings.Repeat(" ", maxDocument), len(permits)), Managed,
			"the document has 131168 characters; IAM takes at most 131072"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			for _, e := range readYAML(t, test.text, test.use) {
				got += e.Message
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestIsDate(t *testing.T) {
	for _, good := range []string{
		"0", "-1", "+1", "9223372036854775807", "2026", "-292275054", "02026-1-1", "2026-12", "2026-12-31", "01T", "2026-01-01t", "2026T10", "2026-01T10:00",
		"2026-01-01T24:00:00Z", "2026-01-01T1:00:00,5z", "2026-01-01T10:00:00.123456789-0530", "2026-01-01T10+05", "2026-01-01T10:00:00+05:30",
	} {
		if !isDate(good) {
			t.Errorf("%q is no date", good)
		}
	}
	for _, bad := range []string{
		"", "T", "x", "9223372036854775808", "2026-13", "2026-00", "2026-01-00", "2026-01-32", "2026-01-01Z", "2026-01-01TZ", "2026-01-01T25:00", "2026-01-01T10:60",
		"2026-01-01T10:00:60", "2026-01-01T10:00:00.", "2026-01-01T10:00:00.1234567890", "2026-01-01T10:00:00+1", "2026-01-01T10:00:00+05:3", "2026-01-01 10:00", "1.5", "٣",
	} {
		if isDate(bad) {
			t.Errorf("%q is a date", bad)
		}
	}
}

// BenchmarkCheck reads, checks and compares what an account of full size has: 1,500
// managed policies of nearly the full 6,144 characters.
func BenchmarkCheck(b *testing.B) {
	texts := largeDocuments(b, 1500)
	b.Run("read and check", func(b *testing.B) {
		for b.Loop() {
			for _, text := range texts {
				if _, errs := ReadJSON(text, Managed, nil); len(errs) > 0 {
					b.Fatal(errs[0])
				}
			}
		}
		perRound(b)
	})
	b.Run("check", func(b *testing.B) {
		values := make([]value, len(texts))
		for i, text := range texts {
			values[i], _ = parseJSON(text)
		}
		for b.Loop() {
			for _, v := range values {
				if errs := check(v, Managed); len(errs) > 0 {
					b.Fatal(errs[0])
				}
			}
		}
		perRound(b)
	})
	b.Run("read, check and compare", func(b *testing.B) {
		live := make([]Document, len(texts))
		for i, text := range texts {
			live[i] = MustParse(string(text))
		}
		for b.Loop() {
			for i, text := range texts {
				if d, _ := ReadJSON(text, Managed, nil); !d.Equal(live[i]) {
					b.Fatal("a document does not equal itself")
				}
			}
		}
		perRound(b)
	})
}

func perRound(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/1500docs")
}

// largeDocuments are those of AWS that are nearly as large as customers' may be, as
// often as it takes.
func largeDocuments(b *testing.B, n int) [][]byte {
	b.Helper()
	var large, all [][]byte
	for _, p := range catalogue.All() {
		d := MustParse(`{"Statement":[]}`)
		if text := catalogue.Document(p.Path, p.Name); len(text) < maxDocument {
			d = MustParse(text)
		}
		if size := d.Size(); size > 5000 && size <= quotas[Managed].size {
			large = append(large, []byte(d.JSON()))
		}
	}
	bytes := 0
	for i := range n {
		all = append(all, large[i%len(large)])
		bytes += len(all[i])
	}
	b.Logf("%d documents of %d characters, %d of them different", n, bytes/n, len(large))
	return all
}
