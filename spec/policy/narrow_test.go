package policy

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNarrows(t *testing.T) {
	doc := func(statements string) Document {
		return MustParse(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
	}
	allow := `{"Effect":"Allow","Action":["s3:Get*","s3:Put*"],"Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]}`
	variable := `{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}"}`
	deny := `{"Effect":"Deny","Action":"iam:*","Resource":"*"}`
	tests := []struct {
		name          string
		before, after Document
		want          bool
	}{
		{"nothing changes", doc(allow), doc(allow), true},
		{"an action less", doc(allow), doc(`{"Effect":"Allow","Action":"s3:Get*","Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]}`), true},
		{"a resource less", doc(allow), doc(`{"Effect":"Allow","Action":["s3:Get*","s3:Put*"],"Resource":"arn:aws:s3:::a"}`), true},
		{"an action more", doc(allow), doc(`{"Effect":"Allow","Action":["s3:Get*","s3:Put*","s3:Delete*"],"Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]}`), false},
		{"an action for another", doc(allow), doc(`{"Effect":"Allow","Action":["s3:Get*","s3:Delete*"],"Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]}`), false},
		{"a statement less", doc(allow + `,{"Effect":"Allow","Action":"ec2:*","Resource":"*"}`), doc(allow), true},
		{"a Deny more", doc(allow), doc(allow + "," + deny), true},
		{"a Deny less", doc(allow + "," + deny), doc(allow), false},
		{"a Deny that grows", doc(`{"Effect":"Deny","Action":"iam:Get*","Resource":"*"}`), doc(`{"Effect":"Deny","Action":["iam:Get*","iam:List*"],"Resource":"*"}`), true},
		{"a Deny that shrinks", doc(deny), doc(`{"Effect":"Deny","Action":"iam:Get*","Resource":"*"}`), false},
		{"everything before", doc(`{"Effect":"Allow","Action":"*","Resource":"*"}`), doc(allow), true},
		{"another Sid", doc(`{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"}`), doc(`{"Sid":"B","Effect":"Allow","Action":"s3:*","Resource":"*"}`), true},
		{"a condition is dropped", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"a":"true"}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`), false},
		{"NotAction changes", doc(`{"Effect":"Allow","NotAction":["iam:*"],"Resource":"*"}`), doc(`{"Effect":"Allow","NotAction":["s3:*"],"Resource":"*"}`), false},
		{"another version", doc(allow), MustParse(`{"Version":"2008-10-17","Statement":[` + allow + `]}`), true},
		{"another version, with variables", doc(variable), MustParse(`{"Version":"2008-10-17","Statement":[` + variable + `]}`), false},
		{"another case of actions", doc(`{"Effect":"Allow","Action":["S3:GET*"],"Resource":"*"}`), doc(`{"Effect":"Allow","Action":["s3:Get*"],"Resource":"*"}`), true},
		{"an action of a pattern", doc(`{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}`), doc(`{"Effect":"Allow","Action":["s3:GetObject","s3:getbucket*"],"Resource":"*"}`), true},
		{"a resource of a pattern", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/a/*"}`), true},
		{"a pattern of a resource", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/a/*"}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}`), false},
		{"a NotAction that grows", doc(`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`), doc(`{"Effect":"Allow","NotAction":["iam:*","s3:*"],"Resource":"*"}`), true},
		{"a NotAction that shrinks", doc(`{"Effect":"Allow","NotAction":["iam:*","s3:*"],"Resource":"*"}`), doc(`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`), false},
		{"a statement split in two", doc(allow), doc(`{"Effect":"Allow","Action":"s3:Get*","Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]},{"Effect":"Allow","Action":"s3:Put*","Resource":["arn:aws:s3:::b","arn:aws:s3:::a"]}`), true},
		{"two statements made one", doc(`{"Effect":"Allow","Action":"s3:Get*","Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]},{"Effect":"Allow","Action":"s3:Put*","Resource":["arn:aws:s3:::b","arn:aws:s3:::a"]}`), doc(allow), true},
		{"two statements made one that says more", doc(`{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::a"},{"Effect":"Allow","Action":"s3:Put*","Resource":"arn:aws:s3:::b"}`), doc(allow), false},
		{"an Allow more of what is denied", doc(deny), doc(deny + `,{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}`), true},
		{"an Allow more of what is denied on a condition", doc(``), doc(`{"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"Bool":{"a":"true"}}},{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}`), false},
		{"an Allow more of what is denied to others", doc(``), doc(`{"Effect":"Deny","NotPrincipal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"},{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"}`), false},
		{"a Deny split in two", doc(`{"Effect":"Deny","Action":["iam:*","sts:*"],"Resource":"*"}`), doc(deny + `,{"Effect":"Deny","Action":"sts:*","Resource":"*"}`), true},
		{"IfExists more", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"a":"true"}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"BoolIfExists":{"a":"true"}}}`), false},
		{"IfExists less", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"BoolIfExists":{"a":"true"}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"a":"true"}}}`), true},
		{"IfExists more of what need not exist", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"a":"x"}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"a":"x"}}}`), true},
		{"IfExists more of any value that is not", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"ForAnyValue:StringNotEquals":{"a":"x"}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"ForAnyValue:StringNotEqualsIfExists":{"a":"x"}}}`), false},
		{"a value of a pattern", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringLike":{"a":"x*"}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringLike":{"a":["xy","xz*"]}}}`), true},
		{"a value of what is no pattern", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a":"x*"}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a":["xy"]}}}`), false},
		{"a value less of an operator that IAM does not have", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringIs":{"a":["x","y"]}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringIs":{"a":"x"}}}`), false},
		{"a variable less in a version without", MustParse(`{"Statement":[` + variable + `]}`), MustParse(`{"Statement":[` + allow + `]}`), false},
		{"a key that IAM does not have", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Only":"alice"}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Only":"bob"}`), false},
		{"a condition more", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*"}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"a":"true"}}}`), true},
		{"a value less in a condition", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a":["x","y"]}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"A":"x"}}}`), true},
		{"a value more in a condition", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a":"x"}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a":["x","y"]}}}`), false},
		{"a value more that must not be", doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"a":"x"}}}`), doc(`{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"a":["x","y"]}}}`), true},
		{"a principal less", doc(`{"Effect":"Allow","Principal":{"AWS":["111122223333","444455556666"]},"Action":"sts:AssumeRole"}`), doc(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}`), true},
		{"everybody for one principal", doc(`{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}`), doc(`{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}`), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.before.Narrows(test.after); got != test.want {
				t.Errorf("Narrows is %v, want %v", got, test.want)
			}
		})
	}
}

// Whatever else a principal holds, a document that narrows another allows it
// nothing new: what it allows and does not deny is allowed by the other, and its
// denies are more.
func TestNarrowsIsCertain(t *testing.T) {
	narrowed := 0
	rapid.Check(t, func(t *rapid.T) {
		before, after := randomDocument(t, "before"), randomDocument(t, "after")
		if rapid.Bool().Draw(t, "shrink") {
			after = shrunk(t, before)
		}
		if !before.Narrows(after) {
			return
		}
		narrowed++
		for _, r := range requests() {
			if worldMatches(after, "Allow", r) && !worldMatches(after, "Deny", r) && !worldMatches(before, "Allow", r) {
				t.Errorf("%+v is allowed by\n%s\nand was not by\n%s", r, after, before)
			}
			if worldMatches(before, "Deny", r) && !worldMatches(after, "Deny", r) {
				t.Errorf("%+v is no longer denied by\n%s\nand was by\n%s", r, after, before)
			}
		}
	})
	if narrowed == 0 {
		t.Error("no pair of documents put it to the test")
	}
}

// shrunk leaves out one statement of a document.
func shrunk(t *rapid.T, d Document) Document {
	all := d.tree().statements()
	i := rapid.IntRange(0, len(all)-1).Draw(t, "left out")
	v := d.tree()
	for m := range v.members {
		if v.members[m].key == "Statement" && len(all) > 1 {
			v.members[m].value.list = append(all[:i:i], all[i+1:]...)
		}
	}
	return MustParse(v.json())
}

func TestDenies(t *testing.T) {
	if MustParse(base).Denies() != true || MustParse(`{"Statement":{"Effect":"Allow"}}`).Denies() {
		t.Error("Denies does not tell a document with a Deny from one without")
	}
}
