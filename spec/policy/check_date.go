package policy

import (
	"regexp"
	"strconv"
	"strings"
)

// What IAM was seen to take for a date: seconds since 1970 that fit 64 bits, and
// much of ISO 8601, down to a year alone.
var (
	epochRE = regexp.MustCompile(`^[+-]?[0-9]+$`)
	dayRE   = regexp.MustCompile(`^[+-]?[0-9]+(-(0?[1-9]|1[0-2])(-(0?[1-9]|[12][0-9]|3[01]))?)?$`)
	clockRE = regexp.MustCompile(`^([01]?[0-9]|2[0-4])(:[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?)?$`)
	zoneRE  = regexp.MustCompile(`^([zZ]|[+-][0-9]{2}(:?[0-5][0-9])?)?$`)
)

func isDate(s string) bool {
	if epochRE.MatchString(s) {
		_, err := strconv.ParseInt(s, 10, 64)
		return err == nil
	}
	day, rest := s, ""
	if t := strings.IndexAny(s, "tT"); t >= 0 {
		day, rest = s[:t], s[t+1:]
	}
	return dayRE.MatchString(day) && (rest == "" || isTime(rest))
}

// isTime takes a time of day with its zone.
func isTime(s string) bool {
	clock, zone := s, ""
	if at := strings.IndexAny(s, "zZ+-"); at >= 0 {
		clock, zone = s[:at], s[at:]
	}
	return clockRE.MatchString(clock) && zoneRE.MatchString(zone)
}
