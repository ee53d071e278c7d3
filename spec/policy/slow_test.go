package policy

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"iamsync/internal/race"
)

// Documents of IAM's full size must not take noticeable time, whatever is in
// them: somebody else may have written them.
func TestLargeDocumentsAreQuick(t *testing.T) {
	race.Skip(t, "nothing runs side by side")
	join := func(format string) string {
		var parts []string
		for size := 0; len(parts) < 9000 && size < 120_000; size += len(parts[len(parts)-1]) + 1 {
			parts = append(parts, strings.ReplaceAll(format, "%d", strconv.Itoa(len(parts))))
		}
		return strings.Join(parts, ",")
	}
	tests := []struct{ name, text, other string }{
		{"many keys", `{` + join(`"k%d":1`) + `}`, `{` + join(`"j%d":1`) + `}`},
		{"many actions", `{"Statement":{"Action":[` + join(`"a%d"`) + `]}}`, `{"Statement":{"Action":[` + join(`"b%d"`) + `]}}`},
		{"many statements", `{"Statement":[` + join(`{"a":%d}`) + `]}`, `{"Statement":[` + join(`{"b":%d}`) + `]}`},
		{"many statements with Sids", `{"Statement":[` + join(`{"Sid":"s%d","Effect":"Allow","Action":"a:%d"}`) + `]}`, `{"Statement":[` + join(`{"Sid":"t%d","Effect":"Allow","Action":"a:%d"}`) + `]}`},
		{"many statements alike", `{"Statement":[` + join(`{"Effect":"Deny","Action":"a:b","Resource":"%d*"}`) + `]}`, `{"Statement":[` + join(`{"Effect":"Deny","Action":"a:b","Resource":"*%d"}`) + `]}`},
		{"many patterns", `{"Statement":{"Effect":"Allow","Action":[` + join(`"a:*%d*b"`) + `]}}`, `{"Statement":{"Effect":"Allow","Action":[` + join(`"a:*%d*"`) + `]}}`},
		{"many variables", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:b","Resource":"*` + strings.ReplaceAll(join(`${x%d}`), ",", "") + `"}}`, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"a:b","Resource":"*` + strings.ReplaceAll(join(`${y%d}`), ",", "") + `"}}`},
		{"many stars", `{"Statement":{"Effect":"Allow","Action":"a:b","Resource":"` + strings.Repeat("*a", 60000) + `"}}`, `{"Statement":{"Effect":"Allow","Action":"a:b","Resource":"` + strings.Repeat("*a*b", 30000) + `"}}`},
		{"many conditions", `{"Statement":{"Effect":"Allow","Condition":{"Bool":{` + join(`"k%d":1`) + `}}}}`, `{"Statement":{"Effect":"Allow","Condition":{"Bool":{` + join(`"j%d":1`) + `}}}}`},
		{"many principals", `{"Statement":{"Effect":"Allow","Principal":{"AWS":[` + join(`"k%d"`) + `]}}}`, `{"Statement":{"Effect":"Allow","Principal":{"AWS":[` + join(`"j%d"`) + `]}}}`},
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
			if took := time.Since(start); took > 5*time.Second { // none takes one where nothing else runs
				t.Errorf("it took %v", took)
			}
		})
	}
}
