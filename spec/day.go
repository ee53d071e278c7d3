package spec

import (
	"fmt"
	"regexp"
	"time"

	"gopkg.in/yaml.v3"
)

// Day is the last day on which something is wanted, in UTC, as it is written:
// 2026-12-31. The empty Day never ends.
type Day string

// expiresSoon is how many days before its last one something is pointed out.
const expiresSoon = 14

// Over reports whether the day has ended.
func (d Day) Over(now time.Time) bool { return d != "" && now.UTC().Format(time.DateOnly) > string(d) }

// Soon reports whether the day has not ended, and is near.
func (d Day) Soon(now time.Time) bool {
	return !d.Over(now) && d.Over(now.AddDate(0, 0, expiresSoon+1))
}

// ParseDay parses a day of four digits for the year, and two each for month and day.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() == 0 {
		return "", fmt.Errorf("%q is no day such as 2026-12-31", text)
	}
	return Day(text), nil
}

var dayShape = shape{is: "a day", node: yaml.ScalarNode, example: "2026-12-31", empty: "2026-12-31", value: dayValue()}

// day reads the last day on which something is wanted.
func (r *reader) day(n *yaml.Node) Day {
	w := r.word(n)
	if w == nil {
		return ""
	}
	d, err := ParseDay(w.text)
	if err != nil {
		r.fail(n, insteadOfDay(w.text), "%s", err)
	}
	return d
}

// end notes that something is wanted until a day, if it is.
func (r *reader) end(at Position, d Day, what string) {
	if d != "" {
		r.spec.Ends = append(r.spec.Ends, End{at, what, d})
	}
}

// likeDay matches what has the form of a day and is none.
var likeDay = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// otherDays are ways to write a day that can be read in one way only.
var otherDays = []string{
	time.RFC3339, time.DateTime, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02 15:04",
	"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2.1.2006", "2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006",
}

// insteadOfDay says what to write instead of what is no day.
func insteadOfDay(text string) string {
	if likeDay.MatchString(text) {
		return "the calendar has no such day"
	}
	for _, layout := range otherDays {
		if t, err := time.Parse(layout, text); err == nil {
			return "write " + t.UTC().Format(time.DateOnly) + ": it is wanted until the end of that day, UTC"
		}
	}
	return "write the last day on which it is wanted, as year, month and day; leave it out for no end"
}
