package spec

import "testing"

func TestExpand(t *testing.T) {
	v := newVariables(Account{ID: "111122223333", Partition: "aws-cn"})
	v.values["team"] = "payments"
	tests := []struct{ text, want string }{
		{"", ""},
		{"plain", "plain"},
		{"$(team)", "payments"},
		{"a-$(team)-$(account)-z", "a-payments-111122223333-z"},
		{"arn:$(partition):iam", "arn:aws-cn:iam"},
		{"${aws:username} $team $", "${aws:username} $team $"},
		{"$$(team)", "$(team)"},
		{"$$$(team)", "$$(team)"},
		{"$$(team) $(team)", "$(team) payments"},
		{"$$( is not closed", "$( is not closed"},
	}
	for _, test := range tests {
		if got, err := v.expand(test.text); err != nil || got != test.want {
			t.Errorf("expand(%q) = %q, %v, want %q", test.text, got, err, test.want)
		}
	}
	for _, text := range []string{"$(nobody)", "$()", "$(team", "$(Team)", "$( team )", "x$(account) $(nobody)"} {
		if got, err := v.expand(text); err == nil {
			t.Errorf("expand(%q) = %q", text, got)
		}
	}
}

// Where the root file cannot be read, nobody knows which variables there are.
func TestExpandWithoutARoot(t *testing.T) {
	v := newVariables(Account{})
	v.unknown = true
	if got, err := v.expand("/$(team)/"); err != nil || got != "/team/" {
		t.Errorf("got %q, %v", got, err)
	}
}
