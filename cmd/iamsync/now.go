package main

import (
	"fmt"
	"time"

	"github.com/urfave/cli/v2"
)

// nowFlag sets the clock by which it is decided what has expired.
func nowFlag() cli.Flag {
	return &cli.StringFlag{Name: "now", DefaultText: "the clock", Usage: "decide as of `TIME` what has expired: 2026-12-31 (its beginning, UTC) or 2026-12-31T18:00:00Z"}
}

// readNow asks the clock, once a command, unless the flag says what time it is.
func readNow(c *cli.Context) (time.Time, error) {
	text := c.String("now")
	if !c.IsSet("now") {
		return time.Now(), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usageError(fmt.Sprintf("--now %s is neither a day nor a time", text), "write 2026-12-31, or 2026-12-31T18:00:00Z")
}
