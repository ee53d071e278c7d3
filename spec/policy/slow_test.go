package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Documents of IAM's full size must not take noticeable time, whatever is in
// them: somebody else may have written them.
func TestLargeDocumentsAreQuick(t *testing.T) {
	join := func(format string) string {
		var parts []string
		for i := range 9000 {
			parts = append(parts, fmt.Sprintf(format, i))
		}
		return strings.Join(parts, ",")
	}
	tests := []struct{ name, text, other string }{
		{"many keys", `{` + join(`"k%d":1`) + `}`, `{` + join(`"j%d":1`) + `}`},
		{"many actions", `{"Statement":{"Action":[` + join(`"a%d"`) + `]}}`, `{"Statement":{"Action":[` + join(`"b%d"`) + `]}}`},
		{"many statements", `{"Statement":[` + join(`{"a":%d}`) + `]}`, `{"Statement":[` + join(`{"b":%d}`) + `]}`},
		{"many lists", `{"Statement":[` + strings.TrimSuffix(strings.Repeat("[],", 30000), ",") + `]}`, `{}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			a, b := MustParse(test.text), MustParse(test.other)
			t.Log("parsed", time.Since(start))
			Compare(a, b)
			t.Log("compared", time.Since(start))
			a.Narrows(b)
			_, _ = ReadJSON([]byte(test.text), Managed, nil)
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}
