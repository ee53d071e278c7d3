package main

import (
	"os"
	"runtime/debug"
)

// collectLess lets the heap grow to five times what is in use before garbage is
// collected. A plan lives for a second and holds tens of megabytes: collecting
// as often as a server does would take a tenth of its time. GOGC wins over it.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
