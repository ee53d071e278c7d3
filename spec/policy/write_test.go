package policy

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// What is written as YAML is read as the same document, in the same order.
func TestYAML(t *testing.T) {
	tests := []struct{ name, text string }{
		{"one statement", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`},
		{"lists and conditions", `{"Version":"2012-10-17","Id":"x","Statement":[{"Condition":{"Bool":{"aws:SecureTransport":["true"]}},"Effect":"Deny","NotAction":["b","a"],"Resource":[]}]}`},
		{"principals", `{"Statement":[{"Effect":"Allow","Principal":{"AWS":["1","2"],"Service":"x"},"Action":"sts:AssumeRole","Condition":{}}]}`},
		{"texts that look like something else", `{"Statement":{"Sid":"null","Condition":{"Null":{"aws:x":"true"},"DateLessThan":{"aws:CurrentTime":"2026-01-01"},"NumericEquals":{"s3:max-keys":"007"}}}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := MustParse(test.text)
			got, err := FromYAML(want.YAML(nil), nil)
			if err != nil || got.JSON() != want.JSON() {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
}

// A number and a boolean are read as texts, which IAM takes for the same.
func TestYAMLOfNumbers(t *testing.T) {
	want := MustParse(`{"Statement":{"Condition":{"Bool":{"aws:SecureTransport":true},"NumericEquals":{"s3:max-keys":[10,2.5]}}}}`)
	if got, err := FromYAML(want.YAML(nil), nil); err != nil || !got.Equal(want) {
		t.Errorf("got %s, %v", got, err)
	}
}

// Values are escaped, keys are not; what a person writes in one line is marked so.
func TestYAMLEscapes(t *testing.T) {
	n := MustParse(`{"Statement":[{"Action":["a","b"],"Condition":{"k":{"k":"a"}}}]}`).YAML(strings.ToUpper)
	statement := n.Content[1].Content[0]
	if got := statement.Content[1].Content[0].Value; got != "A" {
		t.Errorf("a value is %q", got)
	}
	if got := statement.Content[3].Content[1].Content[0].Value; got != "k" {
		t.Errorf("a key is %q", got)
	}
	for i, n := range []*yaml.Node{n, statement} {
		if n.Style != 0 {
			t.Errorf("mapping %d is in brackets", i)
		}
	}
	for i, n := range []*yaml.Node{statement.Content[1], statement.Content[3]} {
		if n.Style != yaml.FlowStyle {
			t.Errorf("value %d is not in brackets", i)
		}
	}
}

func TestDocumentMistakes(t *testing.T) {
	doc := MustParse(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`)
	if errs := doc.Mistakes(Managed); len(errs) != 0 {
		t.Error(errs)
	}
	if errs := doc.Mistakes(Trust); len(errs) == 0 {
		t.Error("it passes for a trust policy")
	}
}
