package near

import "testing"

func TestWord(t *testing.T) {
	known := []string{"path", "policies", "tags", "groups", "inline", "Statement", "ReadOnlyAccess"}
	tests := []struct{ name, wrong, want string }{
		{"a letter too many", "pathh", "path"},
		{"a letter missing", "polices", "policies"},
		{"two letters swapped", "tgas", "tags"},
		{"another case", "statement", "Statement"},
		{"singular", "group", "groups"},
		{"another ending", "inlined", "inline"},
		{"several slips in a long word", "ReadOnlyAcces5s", "ReadOnlyAccess"},
		{"nothing near", "colour", ""},
		{"nothing at all", "", ""},
		{"a short word is not everything", "xy", ""},
		{"the word itself is no suggestion", "path", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Word(test.wrong, known); got != test.want {
				t.Errorf("Word(%q) = %q, want %q", test.wrong, got, test.want)
			}
		})
	}
}

func TestWordTakesTheFirstOfEquals(t *testing.T) {
	if got := Word("dex", []string{"dev", "des"}); got != "dev" {
		t.Errorf("got %q", got)
	}
}
