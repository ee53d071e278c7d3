package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFlagsMoveInFrontOfArguments(t *testing.T) {
	t.Parallel()
	tests := []struct{ line, want string }{
		{"iamsync", "iamsync"},
		{"iamsync plan", "iamsync plan --"},
		{"iamsync plan dir", "iamsync plan -- dir"},
		{"iamsync plan dir --format json", "iamsync plan --format json -- dir"},
		{"iamsync plan dir --format=json", "iamsync plan --format=json -- dir"},
		{"iamsync plan --detailed-exitcode dir", "iamsync plan --detailed-exitcode -- dir"},
		{"iamsync plan dir --detailed-exitcode --format json", "iamsync plan --detailed-exitcode --format json -- dir"},
		{"iamsync plan a --format json b", "iamsync plan --format json -- a b"},
		{"iamsync plan --format json -- --dir", "iamsync plan --format json -- --dir"},
		{"iamsync plan --sandbox -x dir", "iamsync plan --sandbox -x -- dir"},
		{"iamsync plan -", "iamsync plan -- -"},
		{"iamsync -- plan dir --format json", "iamsync plan --format json -- dir"},
		{"iamsync nonsense --format json", "iamsync nonsense --format json"},
		{"iamsync --version", "iamsync version --"},
		{"iamsync -v", "iamsync version --"},
		{"iamsync --help", "iamsync --help"},
		{"iamsync -h", "iamsync -h"},
		{"iamsync plan -h", "iamsync plan --help"},
		{"iamsync help", "iamsync --help"},
		{"iamsync help plan", "iamsync plan --help"},
		{"iamsync plan dir --format json -h", "iamsync plan --help"},
	}
	for _, test := range tests {
		got, err := arrange(testApp(), strings.Fields(test.line))
		if err != nil || strings.Join(got, " ") != test.want {
			t.Errorf("%q becomes %q, %v; want %q", test.line, got, err, test.want)
		}
	}
}

func TestWrongFlagsAreNamed(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args          []string
		message, hint string
	}{
		{[]string{"--format", "json", "plan"}, "--format is no flag of iamsync itself", "flags stand behind the command: iamsync plan --format"},
		{[]string{"plan", "--frmat"}, "--frmat is no flag of iamsync plan", "did you mean --format? see iamsync plan --help"},
		{[]string{"plan", "--json"}, "--json is no flag of iamsync plan", "did you mean plan --format json? see iamsync plan --help"},
		{[]string{"apply", "-y"}, "-y is no flag of iamsync apply", "did you mean apply --auto-approve? see iamsync apply --help"},
		{[]string{"apply", "--dry-run"}, "--dry-run is no flag of iamsync apply", "did you mean iamsync plan? see iamsync apply --help"},
		{[]string{"plan", "--xyz=1"}, "--xyz is no flag of iamsync plan", "see iamsync plan --help"},
		{[]string{"plan", "-format", "json"}, "-format: write --format", "names of more than one letter have two dashes"},
		{[]string{"plan", "dir", "-format=json"}, "-format: write --format", "names of more than one letter have two dashes"},
		{[]string{"plan", "--sandbox", "-format", "json"}, "--sandbox needs a value", "see iamsync plan --help"},
		{[]string{"plan", "-help"}, "-help: write --help", "names of more than one letter have two dashes"},
		{[]string{"-help"}, "-help: write --help", "names of more than one letter have two dashes"},
		{[]string{"-version"}, "-version: write --version", "names of more than one letter have two dashes"},
		{[]string{"plan", "-frmat"}, "-frmat is no flag of iamsync plan", "did you mean --format? see iamsync plan --help"},
		{[]string{"plan", "-x"}, "-x is no flag of iamsync plan", "see iamsync plan --help"},
		{[]string{"plan", "---format"}, "---format is no flag of iamsync plan", "see iamsync plan --help"},
		{[]string{"plan", "--format"}, "--format needs a value", "see iamsync plan --help"},
		{[]string{"plan", "--sandbox", "--format", "json"}, "--sandbox needs a value", "see iamsync plan --help"},
		{[]string{"plan", "--sandbox", ""}, "the value of --sandbox is empty", "leave the flag out, or give it a value"},
		{[]string{"plan", "--sandbox="}, "the value of --sandbox is empty", "leave the flag out, or give it a value"},
		{[]string{"validate", "--sandbox", "x"}, "--sandbox is no flag of iamsync validate", "see iamsync validate --help"},
	}
	for _, test := range tests {
		_, err := arrange(testApp(), append([]string{"iamsync"}, test.args...))
		known, is := exitErrorOf(err)
		if !is {
			t.Errorf("%q: got %v, want a usage error", test.args, err)
			continue
		}
		if diff := cmp.Diff([]string{test.message, test.hint}, []string{known.message, known.hint}); diff != "" || known.code != exitRefused {
			t.Errorf("%q: code %d, (-want +got)\n%s", test.args, known.code, diff)
		}
	}
}

// Whatever is typed, no argument is lost, none is made up, and nothing panics.
func FuzzArrange(f *testing.F) {
	for _, line := range []string{"dir --format json", "--sandbox=x -- -a", "-- --", "- --allow a,b", "-h", "--=", "-"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		args := append([]string{"iamsync", "plan"}, strings.Split(line, " ")...)
		got, err := arrange(testApp(), args)
		if err != nil || got[len(got)-1] == "--help" {
			return
		}
		if !slices.Contains(args, "--") {
			args = append(args, "--")
		}
		slices.Sort(args)
		slices.Sort(got)
		if diff := cmp.Diff(args, got); diff != "" {
			t.Errorf("%q (-typed +arranged)\n%s", line, diff)
		}
	})
}
