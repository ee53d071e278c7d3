package schema

import "testing"

func TestText(t *testing.T) {
	one := 1
	n := Node{
		Type:       Types{Object},
		Properties: Properties{{"b", Node{Type: Scalar}}, {"a", Ref("x")}},
		Others:     &Others{},
		If:         &Node{Required: []string{"a"}},
		Then:       &Node{MaxProperties: &one, Others: &Others{&Node{Pattern: "<&>"}}},
	}
	want := `{
  "type": "object",
  "properties": {
    "b": {
      "type": [
        "string",
        "number",
        "boolean"
      ]
    },
    "a": {
      "$ref": "#/definitions/x"
    }
  },
  "additionalProperties": false,
  "if": {
    "required": [
      "a"
    ]
  },
  "then": {
    "additionalProperties": {
      "pattern": "<&>"
    },
    "maxProperties": 1
  }
}
`
	if got := string(n.Text()); got != want {
		t.Errorf("it is\n%s", got)
	}
}

func TestProperties(t *testing.T) {
	ps := Properties{{"b", Node{Title: "of b"}}, {"a", Node{}}}
	if n := ps.Get("b"); n == nil || n.Title != "of b" || ps.Get("c") != nil {
		t.Errorf("b is %v, c is %v", n, ps.Get("c"))
	}
	for i, key := range []string{"b", "a", "c", "d"} {
		if got := ps.Index(key); got != min(i, 2) {
			t.Errorf("the place of %s is %d", key, got)
		}
	}
}
