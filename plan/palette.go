package plan

import "strings"

// palette colours text, or leaves it as it is.
type palette bool

func (p palette) paint(code, s string) string {
	if !p {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p palette) bold(s string) string   { return p.paint("1", s) }
func (p palette) dim(s string) string    { return p.paint("2", s) }
func (p palette) red(s string) string    { return p.paint("31", s) }
func (p palette) green(s string) string  { return p.paint("32", s) }
func (p palette) yellow(s string) string { return p.paint("33", s) }

func (p palette) sign(v Verb) string { return p.diffLine(v.Sign()) }

// diffLine colours a line by the sign that it begins with.
func (p palette) diffLine(line string) string {
	switch {
	case strings.HasPrefix(line, "+"):
		return p.green(line)
	case strings.HasPrefix(line, "-"):
		return p.red(line)
	case strings.HasPrefix(line, "~"):
		return p.yellow(line)
	default:
		return line
	}
}
