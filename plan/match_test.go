package plan_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"iamsync/plan"
	"iamsync/spec"
	"iamsync/spec/policy"
)

// TestMatch holds plans that are made again, of an account or files that may be others,
// against the one that was saved.
func TestMatch(t *testing.T) {
	for _, test := range []struct {
		name          string
		live, desired string // when the plan was saved
		now           string // the account now; "" is as it was
		files         string // the files now; "" is as they were
		want          string // what differs; "" is nothing
	}{
		{"nothing has happened", "user bob tag:a=1", "user bob tag:a=2", "", "", ""},
		{"all of it is done", "user bob tag:a=1", "user bob tag:a=2", "user bob tag:a=2", "", ""},
		{"one of two calls is done", "user bob tag:a=1", "user bob path=/x/ tag:a=2", "user bob path=/x/ tag:a=1", "", ""},
		{"the other of two calls is done", "user bob tag:a=1", "user bob path=/x/ tag:a=2", "user bob tag:a=2", "", ""},
		{"a field has a third value", "user bob tag:a=1", "user bob tag:a=2", "user bob tag:a=3", "",
			`user/bob has tags.a "3", and the saved plan is for tags.a "1", or then tags.a "2"`},
		{"another field has been set", "user bob tag:a=1", "user bob tag:a=2", "user bob tag:a=1 tag:b=1", "",
			`user/bob has tags.b "1", and the saved plan is for no tags.b`},
		{"a half of what one call changes is done", "user bob tag:a=1 tag:b=1", "user bob tag:a=2 tag:b=2", "user bob tag:a=2 tag:b=1", "",
			`user/bob has tags.a "2", and the saved plan is for tags.a "1", or then tags.a "2"`},
		{"it is gone", "user bob tag:a=1", "user bob tag:a=2", "user al", "user bob tag:a=2\nuser al", "user/bob is gone"},
		{"it is there and was to be made as it is", "user al", "user al\nuser bob", "user al\nuser bob", "", ""},
		{"it is there and was to be made otherwise", "user al", "user al\nuser bob", "user al\nuser bob path=/x/", "",
			`user/bob has path "/x/", and the saved plan is for path "/"`},
		{"it is another of the name", "user bob tag:a=1", "user bob tag:a=2", "user bob tag:a=1 id=other", "", "user/bob is another of the same name"},
		{"it went, and came again", "user bob\nuser al", "user al", "user bob id=other\nuser al", "", "user/bob is another of the same name"},

		{"an object that it does not touch", "user bob tag:a=1\nuser z", "user bob tag:a=2\nuser z", "user bob tag:a=1\nuser z tag:x=y", "",
			"user/z would now be changed by UntagUser, which is not in the saved plan"},
		{"an object that no file declares", "user bob tag:a=1", "user bob tag:a=2", "user bob tag:a=1\nuser z ours=no", "", ""},
		{"what is attached says something else", "user bob\npolicy p", "user bob\npolicy p\nattach bob p", "user bob\npolicy p actions=a:z", "user bob\npolicy p actions=a:z\nattach bob p",
			"policy/p has another document than when the plan was saved"},

		{"the files want less", "user bob tag:a=1", "user bob tag:a=2", "", "user bob tag:a=1", `user/bob would have tags.a "1", and by the saved plan tags.a "2"`},
		{"the files want it no more", "user bob", "user bob\nuser al", "", "user bob", "user/al would not be there, and would be by the saved plan"},
		{"the files want it after all", "user bob\nuser al", "user bob", "", "user bob\nuser al", "user/al would be there, and would not be by the saved plan"},
		{"the files have another document", "policy p", "policy p actions=a:b", "", "policy p actions=a:c", "policy/p would have another document than by the saved plan"},

		{"a rename is done", "user old tag:a=1", "user bob from=old tag:a=2", "user bob tag:a=1 id=user/old", "", ""},
		{"a rename is left", "user old tag:a=1", "user bob from=old tag:a=2", "user old tag:a=2", "", ""},
		{"somebody else has got the name", "user old tag:a=1", "user bob from=old tag:a=2", "user bob tag:a=1", "", "user/bob is another of the same name"},

		{"a replaced role is gone", "role r path=/a/", "role r path=/b/ replace=true", "user x ours=no", "", ""},
		{"a replaced role has come", "role r path=/a/", "role r path=/b/ replace=true", "role r path=/b/ id=new", "", ""},
		{"a replaced role is as it never was", "role r path=/a/ tag:a=1", "role r path=/b/ tag:a=1 replace=true", "role r path=/a/ tag:a=2", "",
			`role/r has tags.a "2", and the saved plan is for tags.a "1"`},
		{"what trusts a replaced role shows its ID", "role r path=/a/\nrole t trust=role/a/r", "role r path=/b/ replace=true\nrole t trust=role/b/r",
			"role t trust=AROAAAAAAAAAAAAAAAAA1", "", ""},
		{"what trusts a replaced role shows another ID", "role r path=/a/\nrole t trust=role/a/r", "role r path=/b/ replace=true\nrole t trust=role/b/r",
			"role t trust=AROAAAAAAAAAAAAAAAAA2", "", "role/t has another trust than when the plan was saved"},
		{"a profile is without its role", "role r\nrole s\nprofile p role=r", "role r\nrole s\nprofile p role=s", "role r\nrole s\nprofile p", "", ""},
		{"one of a circle of roles is there", "user x", "user x\nrole a trust=role/b\nrole b trust=role/a", "user x\nrole a trust=nobody", "", ""},
		{"and the other trusts it already", "user x", "user x\nrole a trust=role/b\nrole b trust=role/a", "user x\nrole a trust=nobody\nrole b trust=role/a", "", ""},
		{"one of a circle trusts somebody else", "user x", "user x\nrole a trust=role/b\nrole b trust=role/a", "user x\nrole a trust=user/x", "",
			"role/a has another trust than when the plan was saved"},

		{"a version has come that says the same", "policy p actions=a:a", "policy p actions=a:b", "policy p actions=a:a versions=v1,v2*", "",
			"policy/p has a version v2, which it did not have"},
		{"the version that was to come has come", "policy p actions=a:a", "policy p actions=a:b", "policy p actions=a:b versions=v1,v2*", "", ""},
		{"the version that was to come, and one more", "policy p actions=a:a", "policy p actions=a:b", "policy p actions=a:b versions=v1,v2,v3*", "",
			"policy/p has a version v2, which it did not have"},
		{"an old version is gone", "policy p actions=a:a tag:a=1 versions=v1,v2*", "policy p actions=a:a tag:a=2", "policy p actions=a:a tag:a=1 versions=v2*", "",
			"policy/p has no version v1 any more"},
		{"another version is the default", "policy p actions=a:a tag:a=1 versions=v1,v2*", "policy p actions=a:a tag:a=2", "policy p actions=a:a tag:a=1 versions=v1*,v2", "",
			"policy/p has another default version than it had: see v1"},
		{"a new policy has two versions", "user x", "user x\npolicy p actions=a:a", "user x\npolicy p actions=a:a versions=v1,v2*", "",
			"policy/p has more than one version, and was created with one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			saved := plan.Record(build(t, known(t, test.live), state(t, test.desired), nil))
			now, files := known(t, orElse(test.now, test.live)), state(t, orElse(test.files, test.desired))
			p := build(t, now, files, func(in *plan.Input) {
				in.Watch = saved.IDs()
				in.Scope.Ignore = foreign(orElse(test.now, test.live))
			})
			var got []string
			for _, d := range saved.Match(p) {
				got = append(got, fmt.Sprintf("%s %s", d.ID, d.What))
			}
			if got := strings.Join(got, "\n"); got != test.want {
				t.Errorf("got\n%s\nwant\n%s\n%s", got, test.want, calls(p))
			}
		})
	}
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// known is a state as it is read from an account: entities have IDs of IAM's own. id= is
// another than that of the name, versions= are those of a policy, with a * at the default;
// trust= can be nobody, or an ID.
func known(t *testing.T, text string) spec.State {
	t.Helper()
	s := state(t, text)
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		id := spec.ID{Kind: map[string]spec.Kind{"profile": spec.KindProfile}[words[0]], Name: words[1]}
		if id.Kind == "" {
			id.Kind = spec.Kind(words[0])
		}
		facts := s.Facts[id]
		facts.UniqueID = id.String()
		if id == spec.RoleID("r") {
			facts.UniqueID = "AROAAAAAAAAAAAAAAAAA1"
		}
		for _, w := range words[2:] {
			switch key, value, _ := strings.Cut(w, "="); key {
			case "trust":
				s.Add(lost(s.Resources[id].(spec.Role), value))
			case "id":
				facts.UniqueID = value
			case "versions":
				facts.Versions = nil
				for _, v := range strings.Split(value, ",") {
					name, isDefault := strings.CutSuffix(v, "*")
					facts.Versions = append(facts.Versions, spec.Version{ID: name, Default: isDefault, Document: allow("x:" + name)})
				}
			}
		}
		s.Facts[id] = facts
	}
	return s
}

// lost lets a role trust nobody, or the unique ID of somebody who is gone, where the word
// says so.
func lost(r spec.Role, word string) spec.Role {
	if word == "nobody" {
		r.Trust = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}`)
	}
	r.Trust = r.Trust.MapPrincipals(func(text string) string {
		if i := strings.Index(text, ":AROA"); i >= 0 {
			return text[i+1:]
		}
		return text
	})
	return r
}

// foreign are the objects of a text that are not ours.
func foreign(text string) []spec.Pattern {
	var patterns []spec.Pattern
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); strings.Contains(line, "ours=no") {
			patterns = append(patterns, spec.Pattern(words[0]+"/"+words[1]))
		}
	}
	return patterns
}

// TestReadSaved shows what is no saved plan.
func TestReadSaved(t *testing.T) {
	p := build(t, state(t, "role r trust=user/bob\nuser bob"), state(t, "user bob tag:a=1"), nil)
	var whole bytes.Buffer
	if err := plan.WriteSaved(&whole, plan.Record(p)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, text, want string }{
		{"one that was written", whole.String(), ""},
		{"half of one", whole.String()[:whole.Len()/2], "it is no saved plan"},
		{"nothing", "", "it is no saved plan"},
		{"another JSON", `{"format_version": "1", "changes": []}`, "it is no saved plan"},
		{"another version", `{"kind": "iamsync saved plan", "format_version": "2"}`, `its format has version "2", and this iamsync reads version "1" only`},
		{"more than is known", `{"kind": "iamsync saved plan", "format_version": "1", "more": 1}`, `reading the saved plan: json: unknown field "more"`},
		{"no document", `{"kind": "iamsync saved plan", "format_version": "1", "objects": [{"id": "role/r", "before": {"trust": {"a": 1, "a": 2}}}]}`,
			`reading the saved plan: key "a" is written twice; first on line 1`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := plan.ReadSaved([]byte(test.text))
			if got := fmt.Sprint(err); err == nil && test.want != "" || err != nil && got != test.want {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// FuzzReadSaved looks for a text that is taken for a saved plan and cannot be written, or
// is another when it is read again.
func FuzzReadSaved(f *testing.F) {
	f.Add([]byte(`{"kind": "iamsync saved plan", "format_version": "1", "objects": [{"id": "user/a", "before": null, "after": {"path": "/", "trust": {"Version": "1"}}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := plan.ReadSaved(data)
		if err != nil {
			return
		}
		var once, again bytes.Buffer
		if err := plan.WriteSaved(&once, s); err != nil {
			t.Fatal(err)
		}
		if s, err = plan.ReadSaved(once.Bytes()); err != nil {
			t.Fatalf("%v\n%s", err, &once)
		}
		if err := plan.WriteSaved(&again, s); err != nil || once.String() != again.String() {
			t.Fatalf("%v\n%s\n%s", err, &once, &again)
		}
	})
}
