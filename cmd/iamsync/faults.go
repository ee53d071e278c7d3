package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"iamsync/internal/fakeiam"
)

// misbehaving is the heading of the flags that make the sandbox unkind.
const misbehaving = "To try how a client takes it when IAM misbehaves"

// faultFlags make the sandbox as unkind as AWS can be. A share is a number from
// 0, never, to 1, always.
func faultFlags() []cli.Flag {
	rate := func(name, usage string) cli.Flag {
		return &cli.Float64Flag{Name: name, Usage: usage, Category: misbehaving, DefaultText: "no limit"}
	}
	share := func(name, usage string) cli.Flag {
		return &cli.Float64Flag{Name: name, Usage: usage, Category: misbehaving, DefaultText: "none"}
	}
	return []cli.Flag{
		&cli.DurationFlag{Name: "latency", Usage: "let every call take `D` longer, such as 50ms", Category: misbehaving, DefaultText: "0s"},
		&cli.IntFlag{Name: "page-limit", Usage: "make no page longer than `N` items, whatever is asked for", Category: misbehaving, DefaultText: "as asked for"},
		rate("throttle-reads", "refuse reads above `N` a second with Throttling"),
		rate("throttle-writes", "refuse writes above `N` a second with Throttling"),
		&cli.IntFlag{Name: "throttle-burst", Usage: "let `N` calls through at once after a pause", Category: misbehaving, DefaultText: "those of a second"},
		share("error-before", "answer a `SHARE` of calls with a 5xx, without effect"),
		share("error-after", "answer a `SHARE` with a 5xx after they took effect"),
		share("drop", "close the connection of a `SHARE` after they took effect"),
		share("truncate", "cut the answers of a `SHARE` short after they took effect"),
		share("concurrent", "refuse a `SHARE` of writes with ConcurrentModification"),
		&cli.BoolFlag{Name: "exclusive", Usage: "refuse a write while another one to the same object is under way", Category: misbehaving, DisableDefaultText: true},
		&cli.StringFlag{Name: "read-lag", Usage: "let reads show the account as it was `D` ago, such as 5s, or with forever as it was at the start", Category: misbehaving},
		&cli.StringSliceFlag{Name: "only", Usage: "spare all but this `ACTION`, such as CreateUser or Attach*; may be repeated", Category: misbehaving},
		&cli.Uint64Flag{Name: "seed", Usage: "choose by `N` which calls are hit: the same number, the same calls", Category: misbehaving},
	}
}

// byFlag turns the names of fakeiam's fields into those that were typed.
var byFlag = strings.NewReplacer(
	"ThrottleReads is", "--throttle-reads is", "ThrottleWrites is", "--throttle-writes is", "ThrottleBurst is", "--throttle-burst is",
	"ErrorBefore is", "--error-before is", "ErrorAfter is", "--error-after is", "Drop is", "--drop is", "Truncate is", "--truncate is",
	"Concurrent is", "--concurrent is", "ReadLag is", "--read-lag is", " in Only", " in --only",
)

// readFaultFlags returns what the flags ask the sandbox to do wrong.
func readFaultFlags(c *cli.Context) ([]fakeiam.Option, error) {
	lag, err := readLag(c.String("read-lag"))
	if err != nil {
		return nil, err
	}
	faults := fakeiam.Faults{
		Only: c.StringSlice("only"), Seed: c.Uint64("seed"),
		ThrottleReads: c.Float64("throttle-reads"), ThrottleWrites: c.Float64("throttle-writes"), ThrottleBurst: c.Int("throttle-burst"),
		ErrorBefore: c.Float64("error-before"), ErrorAfter: c.Float64("error-after"),
		Drop: c.Float64("drop"), Truncate: c.Float64("truncate"),
		Concurrent: c.Float64("concurrent"), Exclusive: c.Bool("exclusive"), ReadLag: lag,
	}
	if err := faults.Validate(); err != nil {
		return nil, usageError("the sandbox cannot misbehave like that: "+byFlag.Replace(err.Error()), "see iamsync sandbox --help")
	}
	if c.Duration("latency") < 0 || c.Int("page-limit") < 0 {
		return nil, usageError("--latency and --page-limit cannot be negative", "")
	}
	opts := []fakeiam.Option{fakeiam.WithFaults(faults), fakeiam.WithLatency(c.Duration("latency"))}
	if n := c.Int("page-limit"); n > 0 {
		opts = append(opts, fakeiam.WithPageLimit(n))
	}
	return opts, nil
}

func readLag(text string) (time.Duration, error) {
	switch {
	case text == "":
		return 0, nil
	case strings.EqualFold(text, "forever"):
		return fakeiam.Forever, nil
	}
	lag, err := time.ParseDuration(text)
	if digits.MatchString(text) && text != "0" {
		return 0, usageError(fmt.Sprintf("--read-lag %s has no unit", text), fmt.Sprintf("write a unit, such as %[1]ss or %[1]sm", text))
	}
	if err != nil {
		return 0, usageError(fmt.Sprintf("--read-lag %s is no duration", text), "it looks like 5s, or forever")
	}
	return lag, nil
}
