package spec

import "testing"

func TestScopeOwns(t *testing.T) {
	eng := Scope{Paths: []string{"/eng/"}}
	include := Scope{Include: []Pattern{"user/app-*", "group/ops", "policy/cdk-bootstrap"}}
	tests := []struct {
		name  string
		scope Scope
		id    ID
		path  string
		want  bool
	}{
		{"nothing is said", Scope{Prune: true}, UserID("a"), "/", false},
		{"at the path", eng, UserID("a"), "/eng/", true},
		{"below the path", eng, GroupID("a"), "/eng/team/", true},
		{"beside the path", eng, UserID("a"), "/ops/", false},
		{"above the path", eng, UserID("a"), "/", false},
		{"a path that only begins alike", eng, UserID("a"), "/engineers/", false},
		{"everything", Scope{Paths: []string{"/"}}, UserID("a"), "/x/", true},
		{"included by pattern", include, UserID("app-1"), "/", true},
		{"included by name", include, GroupID("ops"), "/anywhere/", true},
		{"the same name in another kind", include, UserID("ops"), "/", false},
		{"ignored wins over the path", Scope{Paths: []string{"/"}, Ignore: []Pattern{"user/b*"}}, UserID("break-glass"), "/", false},
		{"ignored wins over included", Scope{Include: []Pattern{"user/a"}, Ignore: []Pattern{"user/?"}}, UserID("a"), "/", false},
		{"what another tool made", Scope{Paths: []string{"/"}}, PolicyID("cdk-hnb659fds-x"), "/", false},
		{"what another tool made, by name", include, PolicyID("cdk-bootstrap"), "/", true},
		{"what another tool made, by pattern", Scope{Include: []Pattern{"policy/*"}}, PolicyID("cdk-hnb659fds-x"), "/", false},
		{"what the console made", Scope{Paths: []string{"/"}}, PolicyID("x"), "/service-role/", false},
		{"what AWS keeps", Scope{Paths: []string{"/"}, Include: []Pattern{"policy/x"}}, PolicyID("x"), "/aws-service-role/y/", false},
		{"what AWS reserves", Scope{Paths: []string{"/"}}, PolicyID("x"), "/aws-reserved/sso.amazonaws.com/", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.scope.Owns(test.id, test.path); got != test.want {
				t.Errorf("Owns is %v, want %v", got, test.want)
			}
		})
	}
}

func TestParsePattern(t *testing.T) {
	for text, good := range map[string]bool{
		"user/alice": true, "group/*": true, "policy/a?c": true,
		"": false, "alice": false, "user/": false, "users/alice": false, "*/alice": false, "membership/a:b": false,
		"user/a/b": false, "user/[ab]": false, `user/a\b`: false,
	} {
		if _, err := ParsePattern(text); (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestLimits(t *testing.T) {
	tests := []struct {
		text     string
		n, total int
		exceeded bool
	}{
		{"10", 10, 100, false}, {"10", 11, 100, true}, {"0", 0, 5, false}, {"0", 1, 5, true},
		{"20%", 20, 100, false}, {"20%", 21, 100, true}, {"50%", 1, 1, true}, {"100%", 7, 7, false}, {"20%", 0, 0, false},
	}
	for _, test := range tests {
		limit, err := ParseLimit(test.text)
		if err != nil || limit.String() != test.text {
			t.Errorf("%q became %s, %v", test.text, limit, err)
		}
		if got := limit.Exceeded(test.n, test.total); got != test.exceeded {
			t.Errorf("%d of %d exceeds %s: %v", test.n, test.total, limit, got)
		}
	}
	for _, text := range []string{"", "%", "-1", "+1", "1.5", "101%", "ten", "010", " 1", "1 %", "99999999999999999999"} {
		if limit, err := ParseLimit(text); err == nil {
			t.Errorf("%q is taken for %s", text, limit)
		}
	}
}

func TestManagesTag(t *testing.T) {
	for key, want := range map[string]bool{
		"team": true, "awsome": true, "aws:cloudformation:stack-name": false, "AWS:x": false, "AKIAIOSFODNN7EXAMPLE": false, "AKIA": true,
	} {
		if ManagesTag(key) != want {
			t.Errorf("ManagesTag(%q) is %v", key, !want)
		}
	}
}
