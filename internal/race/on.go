//go:build race

package race

import (
	"flag"

	_ "pgregory.net/rapid" // has the flag
)

// Enabled reports whether the race detector is at work.
const Enabled = true

// checks is how often a property is drawn, unless the command line says so.
const checks = "15"

func init() {
	if err := flag.Set("rapid.checks", checks); err != nil {
		panic("drawing fewer: " + err.Error())
	}
}
