package guards

import (
	"strings"
	"testing"

	"iamsync/plan"
)

// Every guard that can be lifted has its page, which begins with its code.
func TestPages(t *testing.T) {
	for _, code := range plan.Codes() {
		if !strings.HasPrefix(Page(code), "# "+code+"\n\nA guard of plan") {
			t.Errorf("the page of %s begins %.40q", code, Page(code))
		}
	}
	if Page("README") != "" || Page("nothing") != "" || Page("../findings/kept") != "" {
		t.Error("there is a page of what is no guard")
	}
}
